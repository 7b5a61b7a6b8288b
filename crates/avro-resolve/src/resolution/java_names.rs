//! Looks at a writer's schema as Java's decoder does, which rewrites it by the reader's aliases, twice (measured: Apache Avro Java
//! 1.12.1).

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::promotion::promotion_of;
use crate::depth::{at_most, deep};
use crate::schema::JavaAliases;
use crate::schema::name::Name;
use crate::schema::primitive::Primitive;
use crate::schema::shape::{Form, RecordShape, Shape, ShapeId, Shapes};

/// A writer's schema as Java rewrites it.
#[derive(Clone, Copy)]
pub(super) struct Rewritten<'a> {
    shapes: &'a Shapes,
    pub(super) aliases: &'a JavaAliases,
    /// How often it is rewritten.
    pub(super) passes: u8,
}

/// Of larger schemas no more is compared; they count as different.
const MOST_COMPARED: usize = at_most(100_000) as usize;

impl<'a> Rewritten<'a> {
    /// `None` where both schemas are equal but for aliases, so that nothing is rewritten.
    pub(super) fn new(
        shapes: &'a Shapes,
        aliases: &'a JavaAliases,
        writer: ShapeId,
        reader: ShapeId,
    ) -> Option<Rewritten<'a>> {
        /// The decoder rewrites the schema, and so does the fast reader that it calls.
        const PASSES: u8 = 2;
        let becomes_reader = |passes: &u8| {
            let rewritten = Rewritten { shapes, aliases, passes: *passes };
            rewritten.equals(writer, reader, &mut FxHashSet::default())
        };
        let passes = (0..PASSES).find(becomes_reader).unwrap_or(PASSES);
        (passes > 0).then_some(Rewritten { shapes, aliases, passes })
    }

    /// Whether a type of that name is renamed, be it to and fro.
    pub(super) fn renames(&self, name: &Name) -> bool {
        self.aliases.renamer(name).is_some()
    }

    pub(super) fn type_name(&self, name: &'a Name) -> &'a Name {
        self.aliases.type_name(name, self.passes)
    }

    pub(super) fn field_name(&self, record: &'a Name, field: &'a SmolStr) -> &'a SmolStr {
        self.aliases.field_name(record, field, self.passes)
    }

    /// As Java compares schemas: aliases and documentation do not count.
    fn equals(&self, writer: ShapeId, reader: ShapeId, seen: &mut FxHashSet<(ShapeId, ShapeId)>) -> bool {
        if !seen.insert((writer, reader)) {
            return true;
        }
        if seen.len() > MOST_COMPARED {
            return false;
        }
        let (w, r) = (self.shapes.get(writer), self.shapes.get(reader));
        let is_named_alike = match (w.name(), r.name()) {
            (Some(written), Some(expected)) => self.type_name(written) == expected,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_named_alike || w.logical != r.logical {
            return false;
        }
        let mut part = |w: ShapeId, r: ShapeId| deep(|| self.equals(w, r, seen));
        match (&w.form, &r.form) {
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
                let mut fields = writer.fields.iter().zip(&reader.fields);
                writer.fields.len() == reader.fields.len()
                    && fields.all(|(w, r)| {
                        *self.field_name(&writer.name, &w.name) == r.name
                            && (w.order, &w.default) == (r.order, &r.default)
                            && part(w.shape, r.shape)
                    })
            }
            _ => false,
        }
    }

    /// The branch of a reader's union that Java takes for a type of the writer: that of its full name, else a record that looks like
    /// it.
    pub(super) fn branch_for(&self, writer: &'a Shape, branches: &[ShapeId]) -> Option<u32> {
        let name = self.type_name(writer.name()?);
        let of_type = |index: &u32| {
            let branch = self.shapes.get(branches[*index as usize]);
            (branch.type_name() == writer.type_name()).then_some(branch)
        };
        let all = || 0..branches.len() as u32;
        if let Some(exact) = all().find(|index| of_type(index).and_then(Shape::name) == Some(name)) {
            return Some(exact);
        }
        let Form::Record(written) = &writer.form else { return None };
        let mut found = None;
        for index in all() {
            let Some(Form::Record(record)) = of_type(&index).map(|branch| &branch.form) else { continue };
            if self.looks_like(written, record) && (found.is_none() || record.name.short() == name.short()) {
                found = Some(index);
            }
        }
        found
    }

    /// Whether a record can be read as another, whatever their names: a look at its own fields.
    fn looks_like(&self, writer: &'a RecordShape, reader: &RecordShape) -> bool {
        let written: FxHashMap<&SmolStr, ShapeId> =
            writer.fields.iter().map(|field| (self.field_name(&writer.name, &field.name), field.shape)).collect();
        reader.fields.iter().all(|field| match written.get(&field.name) {
            Some(&shape) => self.may_be_read(self.shapes.get(shape), self.shapes.get(field.shape)),
            None => field.default.is_some(),
        })
    }

    fn may_be_read(&self, writer: &'a Shape, reader: &Shape) -> bool {
        match (&writer.form, &reader.form) {
            (Form::Union(_), _) | (_, Form::Union(_)) | (Form::Record(_), Form::Record(_)) => true,
            (Form::Enum(_), Form::Enum(_)) | (Form::Fixed(_), Form::Fixed(_)) => {
                let name = writer.name().map(|name| self.type_name(name).short());
                name == reader.name().map(Name::short)
            }
            _ => writer.type_name() == reader.type_name() || promotion_of(writer, reader).is_some(),
        }
    }
}

/// A look for the field that keeps a default from fitting its rewritten type.
pub(super) struct DefaultCheck<'a> {
    shapes: &'a Shapes,
    aliases: &'a JavaAliases,
    /// Which pass it is, from 1.
    pass: u8,
    /// Branches of unions may ask for the same part again and again.
    known: FxHashMap<(*const Json, ShapeId), bool>,
    /// The record as it is called now, and the field as it was called before.
    pub(super) renamed: Option<(Name, SmolStr)>,
}

impl<'a> DefaultCheck<'a> {
    pub(super) fn new(shapes: &'a Shapes, aliases: &'a JavaAliases, pass: u8) -> DefaultCheck<'a> {
        DefaultCheck { shapes, aliases, pass, known: FxHashMap::default(), renamed: None }
    }

    /// Whether a default that fitted still does.
    pub(super) fn fits(&mut self, shape: ShapeId, json: &Json) -> bool {
        let part = (std::ptr::from_ref(json), shape);
        if let Some(&known) = self.known.get(&part) {
            return known;
        }
        // What contains itself was refused before.
        self.known.insert(part, true);
        let fits = self.form_fits(shape, json);
        self.known.insert(part, fits);
        fits
    }

    fn form_fits(&mut self, shape: ShapeId, json: &Json) -> bool {
        let shapes = self.shapes;
        match (&shapes.get(shape).form, json) {
            (Form::Record(record), Json::Object(given)) => record.fields.iter().all(|field| {
                let name = self.aliases.field_name(&record.name, &field.name, self.pass);
                match given.get(name.as_str()) {
                    Some(json) => deep(|| self.fits(field.shape, json)),
                    None if field.default.is_some() => true,
                    None => {
                        let before = self.aliases.field_name(&record.name, &field.name, self.pass - 1);
                        let record = self.aliases.type_name(&record.name, self.pass);
                        self.renamed.get_or_insert_with(|| (record.clone(), before.clone()));
                        false
                    }
                }
            }),
            (Form::Array(items), Json::Array(given)) => given.iter().all(|json| deep(|| self.fits(*items, json))),
            (Form::Map(values), Json::Object(given)) => given.values().all(|json| deep(|| self.fits(*values, json))),
            (Form::Union(branches), _) => branches.iter().any(|&branch| deep(|| self.fits(branch, json))),
            (Form::Primitive(Primitive::Null), _) => json.is_null(),
            (Form::Primitive(Primitive::Boolean), _) => json.is_boolean(),
            (Form::Primitive(Primitive::Int | Primitive::Long | Primitive::Float | Primitive::Double), _) => {
                json.is_number()
            }
            (Form::Primitive(Primitive::Bytes | Primitive::String) | Form::Enum(_) | Form::Fixed(_), _) => {
                json.is_string()
            }
            (Form::Record(_) | Form::Array(_) | Form::Map(_), _) => false,
        }
    }
}
