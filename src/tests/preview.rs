//! Checks over made-up pairs and records that a preview shows exactly what a translation does: its tree is the writer's datum
//! on one side and the reader's value on the other, and its fates are those of the translation.

use std::collections::BTreeSet;

use super::support::Two;
use super::support::strategies::{cases, pairs};
use crate::evidence::preview::data::{Data, preview};
use crate::evidence::preview::{Became, Datum, Fate, Leaf, Part, PartStep, ResolvedPair, record};
use crate::render::command::preview::{DataWord, PreviewView, render, write};
use crate::render::text::style::{Detail, Look};
use avro_resolve::data::sample;
use avro_resolve::data::translate::{Trace, TranslateError, translate};
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use avro_resolve::schema::value::Value;
use avro_resolve::schema::{ReaderSchema, WriterSchema};
use proptest::prelude::*;
use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

const RECORDS: usize = 8;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn a_preview_shows_what_a_translation_does((writer, reader) in pairs()) {
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let sides = (WriterSchema(&two.writer), ReaderSchema(&two.reader));
        let mut resolved = ResolvedPair::new(&two.shapes, sides.0, sides.1);
        resolved.goes_back = true;
        for value in sample::records(&two.shapes, two.writer.root_shape(), RECORDS) {
            let shown = record(&resolved, "a record".to_owned(), value.clone()).expect("made-up records are small");
            let parts = shown.parts.as_ref().expect("made-up records have few parts");
            prop_assert_eq!(rebuilt(parts, Side::Written), Some(plain(&value)), "\n{}\n{}", writer, reader);
            let mut trace = Trace::default();
            let bytes = two.encode_written(&value);
            let read = translate(&two.shapes, &two.resolution, two.pair, &bytes, &mut trace);
            let fates = Fates::of(parts);
            match (&read, &shown.read) {
                (Ok(read), Ok(same)) => {
                    prop_assert_eq!(read, same);
                    prop_assert_eq!(rebuilt(parts, Side::Read), Some(plain(read)), "\n{}\n{}", writer, reader);
                    prop_assert_eq!(&fates.defaulted, &trace.defaulted);
                    prop_assert_eq!(&fates.dropped, &trace.dropped);
                    prop_assert_eq!(&fates.changed, &trace.changes.keys().cloned().collect());
                    prop_assert!(fates.failed.is_empty(), "{:?}", fates.failed);
                }
                (Err(TranslateError::Fails(failure)), Err(same)) => {
                    prop_assert_eq!(failure, same);
                    prop_assert!(fates.failed.contains(&failure.path), "{} in {:?}", failure.path, fates.failed);
                }
                (read, shown) => prop_assert!(false, "{read:?}, but shown as {shown:?}\n{writer}\n{reader}"),
            }
            // What came back is shown beside what was written.
            if let Some(Ok(back)) = &shown.back {
                let has_survived = parts.is_all(&Leaf::has_survived);
                prop_assert_eq!(has_survived, *back == value, "{:?} came back as {:?}", value, back);
            }
        }
    }

    /// Every failing place that a record reaches has a finding.
    #[test]
    fn failing_places_have_findings((writer, reader) in pairs()) {
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let resolved = ResolvedPair::new(&two.shapes, WriterSchema(&two.writer), ReaderSchema(&two.reader));
        for value in sample::records(&two.shapes, two.writer.root_shape(), RECORDS) {
            let shown = record(&resolved, "a record".to_owned(), value).expect("made-up records are small");
            shown.parts.expect("made-up records have few parts").for_each_leaf(&mut |leaf| {
                if let Fate::Failed(failed) = &leaf.fate {
                    let finding = failed.finding.map(|at| &resolved.findings[at]);
                    let kind = finding.and_then(|finding| finding.failure_kind());
                    assert_eq!(kind, Some(failed.kind), "{writer}\n{reader}");
                }
            });
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Whatever the terminal: no line is wider, and the JSON has both sides of every record.
    #[test]
    fn every_preview_can_be_shown((writer, reader) in pairs(), width in 60..160usize) {
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        for goes_back in [false, true] {
            let mut resolved = ResolvedPair::new(&two.shapes, WriterSchema(&two.writer), ReaderSchema(&two.reader));
            resolved.goes_back = goes_back;
            let previewed = preview(&resolved, Data::Generated, "v1", 3);
            for detail in [Detail::Quiet, Detail::Normal, Detail::Verbose] {
                let look = Look { detail, width: Some(width), ..Look::PLAIN };
                let data = DataWord::Generated;
                let view = PreviewView { subject: Some("s"), writer: "v1", reader: "v2", data, look };
                let text = render(&resolved, &previewed, &view);
                for line in text.lines().filter(|line| line.starts_with("  ") && !line.contains("AVC")) {
                    prop_assert!(line.width() <= width, "{line}\n{writer}\n{reader}");
                }
                let mut json = Vec::new();
                write(Some(&resolved), &previewed, &view, &mut json).expect("memory takes everything");
                let json: Json = serde_json::from_slice(&json).expect("it is JSON");
                let records = json["records"].as_array().expect("there is a list");
                prop_assert_eq!(records.len(), previewed.records.len());
                for (shown, record) in records.iter().zip(&previewed.records) {
                    prop_assert_eq!(shown["failure"].is_null(), record.read.is_ok());
                    for part in shown["parts"].as_array().expect("made-up records have few parts") {
                        prop_assert!(part["written_path"].is_string() || part["read_path"].is_string(), "{part}");
                        prop_assert!(part["fate"] != "kept" || part["survived"] == false, "{part}");
                    }
                }
            }
        }
    }
}

#[test]
fn one_value_for_two_fields_at_every_level_ends() {
    let writer = r#"{"type": "record", "name": "List", "fields": [{"name": "next", "type": ["null", "List"]}]}"#;
    let reader = r#"{"type": "record", "name": "List", "fields": [
        {"name": "a", "aliases": ["next"], "type": ["null", "List"]},
        {"name": "b", "aliases": ["next"], "type": ["null", "List"]}]}"#;
    let two = Two::new(writer, reader).expect("they are schemas");
    let resolved = ResolvedPair::new(&two.shapes, WriterSchema(&two.writer), ReaderSchema(&two.reader));
    let list = |length| {
        (0..length).fold(Value::Record(vec![Value::Union(0, Box::new(Value::Null))]), |next, _| {
            Value::Record(vec![Value::Union(1, Box::new(next))])
        })
    };
    let few = record(&resolved, "few".to_owned(), list(10)).expect("a thousand values are few");
    assert!(few.parts.is_ok());
    let many = record(&resolved, "many".to_owned(), list(60));
    assert!(many.is_err_and(|problem| problem.message.contains("far more values than it has bytes")));
}

#[test]
fn deep_records_are_shown() {
    let schema = r#"{"type": "record", "name": "List", "fields": [{"name": "next", "type": ["null", "List"]}]}"#;
    let two = Two::new(schema, schema).expect("they are schemas");
    let mut resolved = ResolvedPair::new(&two.shapes, WriterSchema(&two.writer), ReaderSchema(&two.reader));
    resolved.goes_back = true;
    let deep = (0..490).fold(Value::Record(vec![Value::Union(0, Box::new(Value::Null))]), |next, _| {
        Value::Record(vec![Value::Union(1, Box::new(next))])
    });
    let shown = record(&resolved, "deep".to_owned(), deep).expect("it is not too deep");
    assert!(shown.has_returned());
    assert_eq!(rebuilt(&shown.parts.expect("it has few parts"), Side::Read), Some(plain(&shown.written)));
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Written,
    Read,
}

/// The value that one side of the tree shows, without unions.
fn rebuilt(part: &Part, side: Side) -> Option<Value> {
    let parts = match &part.became {
        Became::Parts(_, _, parts) => parts,
        Became::Value(leaf) => {
            let datum: &Option<Datum> = if side == Side::Written { &leaf.written } else { &leaf.read };
            return datum.as_ref().map(|datum| plain(&datum.value));
        }
    };
    let (mut fields, mut items, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        let step = if side == Side::Written { &part.written } else { &part.read };
        let Some((step, value)) = step.as_ref().zip(rebuilt(part, side)) else { continue };
        match step {
            PartStep::Whole => panic!("only the root is the whole"),
            PartStep::Field(_, at) => fields.push((*at, value)),
            PartStep::Item(_) => items.push(value),
            PartStep::Key(key, _) => entries.push((key.clone(), value)),
        }
    }
    // Two fields of the reader's may take one of the writer's.
    fields.sort_by_key(|(at, _)| *at);
    fields.dedup_by_key(|(at, _)| *at);
    Some(match (items.is_empty(), entries.is_empty()) {
        (false, _) => Value::Array(items),
        (true, false) => Value::Map(entries),
        (true, true) => Value::Record(fields.into_iter().map(|(_, value)| value).collect()),
    })
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Union(_, inner) => plain(inner),
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Record(fields) => Value::Record(fields.iter().map(plain).collect()),
        Value::Map(entries) => Value::Map(entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
        value => value.clone(),
    }
}

/// Where what happened, by paths like those of a trace.
#[derive(Default)]
struct Fates {
    defaulted: BTreeSet<String>,
    dropped: BTreeSet<String>,
    changed: BTreeSet<String>,
    failed: BTreeSet<String>,
}

impl Fates {
    fn of(part: &Part) -> Fates {
        let mut fates = Fates::default();
        fates.visit(part, "");
        fates
    }

    fn visit(&mut self, part: &Part, path: &str) {
        // Where nothing is read there is no reader's step: then the place is the writer's, or the reader's that failed.
        let step = part.read.as_ref().or(part.written.as_ref()).expect("a part is on one side at least");
        let path = match step {
            PartStep::Whole => path.to_owned(),
            PartStep::Field(name, _) => format!("{path}/{name}"),
            PartStep::Item(_) => format!("{path}/[]"),
            PartStep::Key(..) => format!("{path}/{{}}"),
        };
        match &part.became {
            Became::Parts(_, _, parts) => parts.iter().for_each(|part| self.visit(part, &path)),
            Became::Value(leaf) => match leaf.fate {
                Fate::Kept | Fate::Promoted | Fate::Recast => {}
                Fate::Changed | Fate::Masked => drop(self.changed.insert(path)),
                Fate::Defaulted => drop(self.defaulted.insert(path)),
                Fate::Dropped => drop(self.dropped.insert(path)),
                Fate::Failed(_) => drop(self.failed.insert(path)),
            },
        }
    }
}

#[test]
fn values_are_shown_without_the_unions_around_them() {
    let two = Two::new(r#"["null", "int"]"#, r#"["long", "null"]"#).expect("they are schemas");
    let resolved = ResolvedPair::new(&two.shapes, WriterSchema(&two.writer), ReaderSchema(&two.reader));
    let shown = record(&resolved, "five".to_owned(), Value::Union(1, Box::new(Value::Int(5)))).expect("it is small");
    let part = shown.parts.expect("it has one part");
    let Became::Value(leaf) = &part.became else { panic!("an int has no parts") };
    let (written, read) = (leaf.written.as_ref().expect("written"), leaf.read.as_ref().expect("read"));
    assert_eq!((&written.value, &read.value), (&Value::Int(5), &Value::Long(5)));
    assert_eq!(leaf.fate, Fate::Promoted);
    assert!(is_union(&two.shapes, written.ty.union) && is_union(&two.shapes, read.ty.union));
}

fn is_union(shapes: &Shapes, shape: Option<ShapeId>) -> bool {
    shape.is_some_and(|shape| matches!(shapes.get(shape).form, Form::Union(_)))
}
