//! Compares unions as Java's decoder does (measured: Apache Avro Java 1.12.1).

use rustc_hash::FxHashSet;

use super::locator::Locator;
use crate::depth::{at_most, deep};
use crate::resolution::action::PairId;
use crate::schema::shape::{Form, ShapeId, Shapes};

impl Locator<'_> {
    /// Whether Java takes a writer's union and a reader's branch by branch without a look at namespaces: they must be alike
    /// all the way down in types, unqualified names, fields, sizes and symbols.
    pub(super) fn are_alike(&mut self, unions: PairId) -> bool {
        let (shapes, pair) = (self.shapes, self.resolution.pair(unions));
        let left = &mut self.alike_left;
        *self.alike.entry(unions).or_insert_with(|| {
            matches!(shapes.get(pair.reader).form, Form::Union(_))
                && are_alike(shapes, pair.writer, pair.reader, &mut FxHashSet::default(), left)
        })
    }
}

/// As Java compares unions: what it is still comparing counts as alike.
fn are_alike(
    shapes: &Shapes,
    writer: ShapeId,
    reader: ShapeId,
    seen: &mut FxHashSet<(ShapeId, ShapeId)>,
    left: &mut usize,
) -> bool {
    /// Of larger types no more is compared; they count as different.
    const MOST: usize = at_most(10_000) as usize;
    if writer == reader || !seen.insert((writer, reader)) {
        return true;
    }
    if seen.len() > MOST || *left == 0 {
        return false;
    }
    *left -= 1;
    let (w, r) = (shapes.get(writer), shapes.get(reader));
    let is_named_alike = match (w.name(), r.naming()) {
        (Some(written), Some((expected, aliases))) => written.short() == expected.short() || aliases.contains(written),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    let mut part = |w: ShapeId, r: ShapeId| deep(|| are_alike(shapes, w, r, seen, left));
    is_named_alike
        && match (&w.form, &r.form) {
            (Form::Primitive(writer), Form::Primitive(reader)) => writer == reader,
            (Form::Fixed(writer), Form::Fixed(reader)) => writer.size == reader.size,
            (Form::Enum(writer), Form::Enum(reader)) => writer.symbols == reader.symbols,
            (Form::Array(writer), Form::Array(reader)) | (Form::Map(writer), Form::Map(reader)) => {
                part(*writer, *reader)
            }
            (Form::Union(writer), Form::Union(reader)) => {
                writer.len() == reader.len() && writer.iter().zip(reader).all(|(&w, &r)| part(w, r))
            }
            (Form::Record(writer), Form::Record(reader)) => {
                writer.fields.len() == reader.fields.len()
                    && writer
                        .fields
                        .iter()
                        .zip(&reader.fields)
                        .all(|(w, r)| (w.name == r.name || r.aliases.contains(&w.name)) && part(w.shape, r.shape))
            }
            _ => false,
        }
}
