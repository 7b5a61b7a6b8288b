//! Guesses which fields were renamed, of those that are gone and those that came. No verdict rests on it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::action::RecordAction;
use crate::likeness::Comparisons;
use crate::limits;
use crate::schema::shape::{FieldShape, Form, RecordShape, Shape, ShapeId, Shapes};

/// The reader's fields that take their default and look like one that is gone, each with that one: alike in type, and either
/// alike in name or, alone on both sides, in the same place. `gone` are the writer's fields that nothing takes.
pub(super) fn renames(
    mut search: RenameSearch<'_>,
    (writer, gone): (&RecordShape, &[u32]),
    reader: &RecordShape,
    action: &RecordAction,
) -> Vec<(u32, u32)> {
    /// In records of which more changed, nothing is taken for a rename.
    const MOST: usize = 1_024;
    let came = &action.defaulted;
    if gone.is_empty() || came.is_empty() || gone.len().saturating_mul(came.len()) > MOST {
        return Vec::new();
    }
    let is_alone = gone.len() == 1 && came.len() == 1;
    let shapes = search.shapes;
    let cores = gone.iter().filter_map(|&from| Some((from, core(shapes, writer.fields[from as usize].shape)?)));
    let gone: Vec<(u32, &str)> = cores.collect();
    let mut found: Vec<(f64, u32, u32)> = Vec::new();
    for &to in came.iter() {
        let field = &reader.fields[to as usize];
        let Some(core) = core(shapes, field.shape) else { continue };
        for &(from, _) in gone.iter().filter(|(_, core_gone)| *core_gone == core) {
            let likeness = search.likeness(&writer.fields[from as usize], field);
            if likeness >= NEAR_ENOUGH || (is_alone && from == to && action.missing.is_empty()) {
                found.push((likeness, to, from));
            }
        }
    }
    // Of two that are equally like it, nobody knows which it was.
    let is_tied = |&(likeness, to, from): &(f64, u32, u32)| {
        found.iter().any(|&(other, t, f)| other == likeness && (t == to) != (f == from))
    };
    let tied: FxHashSet<(u32, u32)> =
        found.iter().filter(|pair| is_tied(pair)).map(|&(_, to, from)| (to, from)).collect();
    found.retain(|&(_, to, from)| !tied.contains(&(to, from)));
    // The likest first; each field is in one rename at most.
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut to_used, mut from_used) = (FxHashSet::default(), FxHashSet::default());
    found.retain(|(_, to, from)| {
        let is_free = !to_used.contains(to) && !from_used.contains(from);
        is_free && to_used.insert(*to) && from_used.insert(*from)
    });
    let mut found: Vec<(u32, u32)> = found.into_iter().map(|(_, to, from)| (to, from)).collect();
    found.sort_unstable();
    found
}

/// From here on names are alike.
const NEAR_ENOUGH: f64 = 0.75;

/// So many are kept: each version of a long history can have names of its own.
const MOST_KEPT: usize = 1 << 16;

/// How alike names of fields are, as far as somebody asked, by their numbers.
#[derive(Debug, Default)]
pub struct Likenesses(FxHashMap<(u32, u32), f64>);

/// What a search for renames uses.
pub(super) struct RenameSearch<'a> {
    pub(super) shapes: &'a Shapes,
    pub(super) comparisons: &'a mut Comparisons,
    pub(super) likenesses: &'a mut Likenesses,
}

impl RenameSearch<'_> {
    fn likeness(&mut self, gone: &FieldShape, came: &FieldShape) -> f64 {
        let of_both = (gone.name_number, came.name_number);
        if let Some(known) = self.likenesses.0.get(&of_both) {
            return *known;
        }
        let is_compared = self.comparisons.has_some_left();
        let found = likeness(&plain(&gone.name), &plain(&came.name), self.comparisons);
        if is_compared && self.likenesses.0.len() < MOST_KEPT {
            self.likenesses.0.insert(of_both, found);
        }
        found
    }
}

/// How alike two plain names are; one that begins or ends with the other is like it.
fn likeness(a: &str, b: &str, comparisons: &mut Comparisons) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() > limits::COMPARED_NAME.size() {
        return 0.0;
    }
    if short.len() >= 4 && (long.starts_with(short) || long.ends_with(short)) {
        return 1.0;
    }
    comparisons.likeness(a, b, NEAR_ENOUGH).unwrap_or(0.0)
}

/// A name whatever its case and underscores.
fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// What decides whether types are alike: the name of the type, without null beside it.
fn core(shapes: &Shapes, shape: ShapeId) -> Option<&str> {
    let shape = shapes.get(shape);
    match &shape.form {
        Form::Union(branches) => {
            let mut others = branches.iter().map(|&branch| shapes.get(branch)).filter(|b| b.type_name() != "null");
            match (others.next(), others.next()) {
                (Some(only), None) => Some(name(only)),
                _ => None,
            }
        }
        Form::Primitive(_) | Form::Array(_) | Form::Map(_) | Form::Record(_) | Form::Enum(_) | Form::Fixed(_) => {
            Some(name(shape))
        }
    }
}

fn name(shape: &Shape) -> &str {
    shape.name().map_or(shape.type_name(), |name| name.full())
}
