//! Feeds texts of Avro IDL: parsing, conversion to JSON and back, edits.

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::convert::Bundle;
use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::model::Document;
use avro_resolve::schema::parse::{Syntax, parse_as};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Source;
use serde_json::json;

use crate::schema::{edited_places, edited_texts, places_are_in_the_text};

pub(crate) fn idl(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let source = Source::new("fuzzed.avdl", text);
    match parse_as(&source.text, Syntax::Idl) {
        Ok(document) => {
            places_are_in_the_text(&source, &document.faults);
            for node in 0..document.nodes.len() as u32 {
                let span = document.nodes[node as usize].span;
                assert!(source.text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
                assert!(document.nodes[node as usize].naming().is_none() || !document.pointer(node).is_empty());
            }
            edits_are_in_the_text(&source.text, &document);
        }
        Err(broken) => {
            assert!(!broken.faults.is_empty() || !broken.outside.is_empty(), "what is refused has a fault");
            places_are_in_the_text(&source, &broken.faults);
        }
    }
    drop(LinkedSchema::parse("fuzzed.avdl", text, &mut Shapes::default()));
    is_itself_after_a_conversion(source);
}

fn is_itself_after_a_conversion(source: Source) {
    let bundle = Bundle::single(source);
    let Ok(converted) = bundle.convert() else { return };
    let Ok(printed) = converted.to_idl() else { return };
    let again = Bundle::single(Source::new("printed.avdl", printed.clone())).convert();
    let again = again.unwrap_or_else(|faults| panic!("{printed}\n{faults:?}"));
    assert_eq!(again, converted, "{printed}");
    assert_eq!(again.to_idl().as_ref(), Ok(&printed));
}

fn edits_are_in_the_text(text: &str, document: &Document) {
    let Some(editable) = EditableText::open_as(text, Syntax::Idl) else { return };
    for place in edited_places(document) {
        let (fields, symbols) = (format!("{place}/fields"), format!("{place}/symbols"));
        let edits: [Option<Vec<Edit>>; 9] = [
            editable.set(&place, "aliases", &json!(["a", "\u{1}"]), &["name"]),
            editable.set(&format!("{fields}/0"), "default", &json!(null), &["name"]),
            editable.remove(&fields, "0"),
            editable.remove(&format!("{fields}/0"), "default"),
            editable.insert(&fields, 1, "int x;"),
            editable.push(&symbols, "\"X\""),
            editable.move_to_front(&place, 1),
            editable.replace(&place, "\"int\"".to_owned()),
            editable.wrap(&place, &["\"null\""], &["\"int\""]),
        ];
        for edited in edited_texts(text, edits) {
            // Whoever edits tries the result: a comment may be where something was put.
            drop(parse_as(&edited, Syntax::Idl));
        }
    }
}
