//! Estimates whether the crate would come to an end with a datum.
//!
//! The crate recurses without looking at its stack, and chooses a union's branch by resolving the datum with one after the
//! other before it resolves it once more: each union around doubles the work, at least.

use rustc_hash::FxHashMap;

use crate::data::binary::{self, DecodeError};
use crate::limits;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Data nested deeper than this are not asked about.
pub const MAX_DEPTH: u32 = limits::ASKED_DEPTH.most as u32;

/// Nor are those that may take more steps than this.
const MAX_STEPS: u64 = limits::ASKED_STEPS.most;

/// What data of a shape may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// How deep data are nested, at most; [`MAX_DEPTH`] and one more means any depth.
    depth: u32,
    /// How often the innermost parts are resolved, at most; no more than [`MAX_STEPS`].
    repeats: u64,
    /// How often a union's value is resolved, at most.
    worst_union: u64,
}

impl Effort {
    pub(super) fn new(shapes: &Shapes, shape: ShapeId) -> Effort {
        let order = parts_first(shapes, shape);
        let tries = |shape| tries(shapes, shape);
        let worst_union = order.iter().map(|&shape| tries(shape)).max().unwrap_or(1);
        // Each round goes through all but the parts of a type that lead back to itself, and there it multiplies.
        let mut repeats: FxHashMap<ShapeId, u64> = order.iter().map(|&shape| (shape, 1)).collect();
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for &shape in &order {
                let inside = parts(shapes, shape).iter().map(|part| repeats[part]).max().unwrap_or(1);
                let all = inside.saturating_mul(tries(shape)).min(MAX_STEPS);
                is_settled &= repeats.insert(shape, all) == Some(all);
            }
        }
        Effort { depth: depth(shapes, shape), repeats: repeats[&shape], worst_union }
    }
}

/// How much stack the crate may need for data that are worth it.
pub(super) fn stack(writer: &Effort, reader: &Effort) -> usize {
    // Measured without optimization: 30 kB a level.
    const A_LEVEL: usize = 48 * 1024;
    A_LEVEL * (writer.depth.max(reader.depth) as usize + 4)
}

/// Whether the crate can be asked about a datum of so many bytes, whatever it is.
pub(super) fn is_cheap(writer: &Effort, reader: &Effort, bytes: usize) -> bool {
    writer.depth <= MAX_DEPTH && reader.repeats.saturating_mul(bytes as u64 + 1) <= MAX_STEPS
}

/// Whether the crate can be asked about a datum.
pub(super) fn is_worth_it(
    shapes: &Shapes,
    shape: ShapeId,
    writer: &Effort,
    reader: &Effort,
    bytes: &[u8],
) -> Result<bool, DecodeError> {
    if is_cheap(writer, reader, bytes.len()) {
        return Ok(true);
    }
    let size = bytes.len() as u64 + 1;
    let (levels, unionless) = levels(&binary::decode(shapes, shape, bytes)?);
    // The reader may have a union around each level.
    let repeats = reader.worst_union.saturating_pow(unionless).min(reader.repeats);
    Ok(levels <= MAX_DEPTH && repeats.saturating_mul(size) <= MAX_STEPS)
}

/// How deep a datum is nested, with its unions and without.
fn levels(value: &Value) -> (u32, u32) {
    let highest =
        |parts: &mut dyn Iterator<Item = &Value>| parts.map(levels).fold((0, 0), |(a, b), (c, d)| (a.max(c), b.max(d)));
    match value {
        Value::Null
        | Value::Boolean(_)
        | Value::Int(_)
        | Value::Long(_)
        | Value::Float(_)
        | Value::Double(_)
        | Value::Bytes(_)
        | Value::String(_)
        | Value::Fixed(_)
        | Value::Enum(_) => (0, 0),
        Value::Union(_, inner) => {
            let (all, unionless) = levels(inner);
            (all + 1, unionless)
        }
        Value::Array(parts) | Value::Record(parts) => {
            let (all, unionless) = highest(&mut parts.iter());
            (all + 1, unionless + 1)
        }
        Value::Map(entries) => {
            let (all, unionless) = highest(&mut entries.iter().map(|(_, value)| value));
            (all + 1, unionless + 1)
        }
    }
}

/// How often a value may be resolved in a union before its branch is known: primitives are not tried.
fn tries(shapes: &Shapes, shape: ShapeId) -> u64 {
    let Form::Union(branches) = &shapes.get(shape).form else { return 1 };
    let is_tried = |form: &Form| match form {
        Form::Primitive(_) | Form::Union(_) => false,
        Form::Array(_) | Form::Map(_) | Form::Record(_) | Form::Enum(_) | Form::Fixed(_) => true,
    };
    match branches.iter().filter(|branch| is_tried(&shapes.get(**branch).form)).count() as u64 {
        0 => 1,
        // Each, and then the right one; or each, and once more each, to promote.
        tried => 2 * tried,
    }
}

fn parts(shapes: &Shapes, shape: ShapeId) -> Vec<ShapeId> {
    match &shapes.get(shape).form {
        Form::Primitive(_) | Form::Enum(_) | Form::Fixed(_) => Vec::new(),
        Form::Array(part) | Form::Map(part) => vec![*part],
        Form::Union(branches) => branches.to_vec(),
        Form::Record(record) => record.fields.iter().map(|field| field.shape).collect(),
    }
}

/// Every shape that `root` reaches, parts before wholes as far as that goes.
fn parts_first(shapes: &Shapes, root: ShapeId) -> Vec<ShapeId> {
    let mut seen = rustc_hash::FxHashSet::from_iter([root]);
    let mut order = Vec::new();
    let mut open = vec![(root, parts(shapes, root))];
    while let Some((shape, parts_left)) = open.last_mut() {
        match parts_left.pop() {
            Some(part) if seen.insert(part) => open.push((part, parts(shapes, part))),
            Some(_) => {}
            None => {
                order.push(*shape);
                open.pop();
            }
        }
    }
    order
}

/// How deep data of the shape are nested, as far as [`MAX_DEPTH`] and one level more.
fn depth(shapes: &Shapes, shape: ShapeId) -> u32 {
    // A generation is what the one before is made of, each shape once: as wide as the schema.
    let mut generation = vec![shape];
    for depth in 0..=MAX_DEPTH {
        generation = generation.into_iter().flat_map(|shape| parts(shapes, shape)).collect();
        generation.sort_unstable();
        generation.dedup();
        if generation.is_empty() {
            return depth;
        }
    }
    MAX_DEPTH + 1
}
