//! Finds names of fields that were removed and come back with another type.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;

use crate::finding::event::Event;
use crate::finding::{Finding, FindingKind};
use crate::history::{LinkedSubject, SubjectVersion};
use crate::model::text::on_one_line;
use crate::rule;
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::{NodeRef, Type};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::ShapeId;
use avro_resolve::schema::source::Span;

/// The fields of new versions that the version before lacks, and that an earlier one had with another type.
pub(crate) fn returned_names(linked: &LinkedSubject, new: &BTreeSet<usize>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let known: Vec<OnceCell<Fields<'_>>> = linked.versions.iter().map(|_| OnceCell::new()).collect();
    let fields_of = |rank: usize| known[rank].get_or_init(|| fields(&linked.versions[rank].schema));
    for &rank in new.iter().filter(|rank| **rank >= 2) {
        let (again, before) = (&linked.versions[rank].schema, &linked.versions[rank - 1].schema);
        if again.root_shape() == before.root_shape() {
            continue;
        }
        let before = fields_of(rank - 1);
        let mut added: Vec<&Field<'_>> =
            fields_of(rank).iter().filter(|(name, _)| !before.contains_key(name)).map(|(_, field)| field).collect();
        added.sort_by_key(|field| (field.place.file, field.span));
        for (last, released) in linked.versions[..rank - 1].iter().enumerate().rev() {
            if added.is_empty() {
                break;
            }
            let earlier = fields_of(last);
            added.retain(|field| {
                let last = earlier.get(&(field.record, field.name));
                let other = last.filter(|last| last.shape != field.shape);
                findings.extend(other.map(|last| finding((released, last), (&linked.versions[rank], field))));
                last.is_none()
            });
        }
    }
    findings
}

/// A field of a record.
struct Field<'a> {
    record: &'a Name,
    name: &'a str,
    shape: ShapeId,
    /// Its type.
    place: NodeRef,
    span: Span,
}

/// Fields by the record's name and their own.
type Fields<'a> = FxHashMap<(&'a Name, &'a str), Field<'a>>;

/// The fields of every record that a schema reaches.
fn fields(schema: &LinkedSchema) -> Fields<'_> {
    let nodes = schema.links.files.iter().map(|&file| schema.links.library.document(file).nodes.len());
    let mut found = Fields::with_capacity_and_hasher(nodes.sum(), FxBuildHasher);
    for &file in &schema.links.files {
        for node in &schema.links.library.document(file).nodes {
            let (Type::Record(record), Some(naming)) = (&node.ty, node.naming()) else { continue };
            found.extend(record.fields.iter().map(|field| {
                let place = NodeRef { file, node: field.ty };
                let shape = schema.shape(place);
                let (record, name) = (&naming.name, field.name.as_str());
                ((record, name), Field { record, name, shape, place, span: field.span })
            }));
        }
    }
    found
}

fn finding((last, was): (&SubjectVersion, &Field<'_>), (again, is): (&SubjectVersion, &Field<'_>)) -> Finding {
    let ty = |released: &SubjectVersion, field: &Field<'_>| {
        let node = released.schema.links.node(field.place);
        on_one_line(released.schema.text(field.place.file, node.span))
    };
    let place = |field: &Field<'_>| Place { file: field.place.file, span: field.span, pointer: SmolStr::default() };
    let (before, after) = (ty(last, was), ty(again, is));
    let detail = format!("{before} -> {after}");
    let event = Event::Returned {
        field: is.name.to_owned(),
        last: (last.version.to_string(), before),
        again: (again.version.to_string(), after),
    };
    Finding {
        writer: Some(place(was)),
        reader: Some(place(is)),
        ..Finding::new(&rule::REMOVED_NAME_RETURNS, FindingKind::Event(event), (is.record.full(), is.name), &detail)
    }
}
