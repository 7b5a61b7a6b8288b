//! What Java's decoder does otherwise with unions and defaults (measured: Apache Avro Java 1.12.1).

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::cause::{Cause, Place};
use super::hazard::Portability;
use super::locator::Locator;
use crate::depth::{at_most, deep};
use crate::resolution::action::PairId;
use crate::schema::model::{NodeRef, Type};
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

    /// Java reads through a writer's schema that it rewrote by the reader's aliases. A default of the writer's that spells out
    /// the old name of a field does not fit the rewritten record any more, and the decoder throws.
    pub(super) fn note_rewritten_defaults(&mut self) {
        let renamed = std::mem::take(&mut self.renamed);
        // By the record and the field's old name: where it was renamed.
        let mut renames = FxHashMap::default();
        for (id, from, r, to) in renamed {
            let shape = self.resolution.pair(id).writer;
            renames.entry((shape, &self.shapes.record(shape).fields[from as usize].name)).or_insert((id, r, to));
        }
        if renames.is_empty() {
            return;
        }
        let writer = self.writer;
        for &file in &writer.links.files {
            for (node, at) in writer.links.library.document(file).nodes.iter().zip(0u32..) {
                let Type::Record(record) = &node.ty else { continue };
                for (field, index) in record.fields.iter().zip(0u32..) {
                    let Some(default) = &field.default else { continue };
                    let shape = writer.shape(NodeRef { file, node: field.ty });
                    let is_renamed = |record: ShapeId, name: &SmolStr| renames.contains_key(&(record, name));
                    let mut spelling = Spelling { shapes: self.shapes, is_renamed, seen: FxHashSet::default() };
                    let Some((record, old)) = spelling.find(shape, &default.json) else { continue };
                    let (id, r, to) = renames[&(record, &old)];
                    let pointer = format!("{}/fields/{index}", writer.links.library.document(file).pointer(at));
                    let place = Place { file, span: default.span, pointer };
                    let cause = Portability::JavaDefaultRewritten { field: field.name.clone(), renamed: old };
                    self.at_field(r, to, |locator, to| locator.note(Cause::Portability(cause), id, place, to));
                }
            }
        }
    }
}

/// Looks for a renamed field that a default spells out.
struct Spelling<'a, F> {
    shapes: &'a Shapes,
    is_renamed: F,
    /// Branches of unions may ask for the same part again and again.
    seen: FxHashSet<(*const Json, ShapeId)>,
}

impl<F: Fn(ShapeId, &SmolStr) -> bool> Spelling<'_, F> {
    /// The record and its field, by its old name.
    fn find(&mut self, shape: ShapeId, json: &Json) -> Option<(ShapeId, SmolStr)> {
        if !self.seen.insert((std::ptr::from_ref(json), shape)) {
            return None;
        }
        let shapes = self.shapes;
        match (&shapes.get(shape).form, json) {
            (Form::Record(record), Json::Object(given)) => record.fields.iter().find_map(|field| {
                let json = given.get(field.name.as_str())?;
                if (self.is_renamed)(shape, &field.name) {
                    return Some((shape, field.name.clone()));
                }
                deep(|| self.find(field.shape, json))
            }),
            (Form::Array(items), Json::Array(given)) => given.iter().find_map(|json| deep(|| self.find(*items, json))),
            (Form::Map(values), Json::Object(given)) => {
                given.values().find_map(|json| deep(|| self.find(*values, json)))
            }
            // A default does not say which branch it means: each is asked.
            (Form::Union(branches), Json::Object(_) | Json::Array(_)) => {
                branches.iter().find_map(|&branch| deep(|| self.find(branch, json)))
            }
            _ => None,
        }
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
