//! Feeds texts of schemas: parsing, links, printing, canonical form, fingerprints and edits.

use avro_resolve::Schema;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::canonical::{canonical_form, fingerprints};
use avro_resolve::schema::edit::{Edit, EditableText, apply, are_apart};
use avro_resolve::schema::fault::{Fault, FaultKind};
use avro_resolve::schema::model::Document;
use avro_resolve::schema::parse::parse;
use avro_resolve::schema::print::{Style, print};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Source;
use serde_json::json;

/// Edits are tried at so many places of a file at the most.
const PLACES: u32 = 8;

pub(crate) fn schema(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let source = Source::new("schema", text);
    match parse(&source.text) {
        Ok(document) => {
            places_are_in_the_text(&source, &document.faults);
            edits_give_json(&source.text, &document);
        }
        Err(broken) => {
            assert!(!broken.faults.is_empty(), "what is refused has a fault");
            places_are_in_the_text(&source, &broken.faults);
        }
    }
    match Schema::parse(text) {
        Ok(schema) => drop(schema.warnings()),
        Err(error) => {
            assert!(!error.faults.is_empty(), "what is refused has a fault");
            assert!(error.faults.iter().all(|fault| fault.line > 0 && fault.column > 0 && !fault.message.is_empty()));
        }
    }
    let mut shapes = Shapes::default();
    if let Ok(schema) = LinkedSchema::parse("schema", text, &mut shapes) {
        prints_as_itself(&schema, &mut shapes);
    }
}

pub(crate) fn places_are_in_the_text(source: &Source, faults: &[Fault]) {
    for Fault { kind, span } in faults {
        assert!(span.start <= span.end && source.text.is_char_boundary(span.start as usize), "{kind}: {span:?}");
        assert!(source.text.get(span.start as usize..span.end as usize).is_some(), "{kind}: {span:?}");
    }
}

fn prints_as_itself(schema: &LinkedSchema, shapes: &mut Shapes) {
    let root = schema.root_shape();
    // A namespace that begins with a dot is a fault, and cannot be written again: there a dot says that a name has none.
    let definitions = &schema.links.library.document(schema.links.root.file).definitions;
    if definitions.keys().any(|name| name.full().starts_with('.')) {
        return;
    }
    let printed = print(shapes, root, Style::Full).expect("one text defines a name once");
    let again = LinkedSchema::parse("printed", &printed, shapes);
    let again = again.unwrap_or_else(|faults| panic!("{printed}\n{faults:?}"));
    assert_eq!(again.root_shape(), root, "{printed}");

    let canonical = canonical_form(shapes, root).expect("one text defines a name once");
    fingerprints(&canonical);
    parse(&canonical).unwrap_or_else(|broken| panic!("{canonical}\n{broken:?}"));
    // The canonical form cannot say "in no namespace" inside a type that has one.
    let mut names = definitions.keys().map(|name| name.namespace().is_empty());
    let first = names.next();
    if names.all(|is_bare| Some(is_bare) == first) {
        let again = LinkedSchema::parse("canonical", &canonical, shapes);
        let again = again.unwrap_or_else(|faults| panic!("{canonical}\n{faults:?}"));
        let again = canonical_form(shapes, again.root_shape()).expect("one text defines a name once");
        assert_eq!(again, canonical);
    }
}

fn edits_give_json(text: &str, document: &Document) {
    let Some(editable) = EditableText::open(text) else {
        let is_lax = |fault: &Fault| matches!(fault.kind, FaultKind::LaxJson { .. } | FaultKind::LoneSurrogate);
        assert!(document.faults.iter().any(is_lax), "a schema is JSON");
        return;
    };
    for place in edited_places(document) {
        let fields = format!("{place}/fields");
        let edits: [Option<Vec<Edit>>; 8] = [
            editable.set(&place, "default", &json!({"a": [null, "\u{1}"]}), &["type"]),
            editable.remove(&place, "name"),
            editable.remove(&fields, "0"),
            editable.push(&fields, "{}"),
            editable.insert(&fields, 1, "{}"),
            editable.move_to_front(&fields, 1),
            editable.replace(&place, "\"int\"".to_owned()),
            editable.wrap(&place, &["\"null\""], &["\"int\""]),
        ];
        for edited in edited_texts(text, edits) {
            assert!(EditableText::open(&edited).is_some(), "edited at {place}: {edited}");
        }
    }
}

/// The first places of a file.
pub(crate) fn edited_places(document: &Document) -> impl Iterator<Item = String> {
    (0..(document.nodes.len() as u32).min(PLACES)).map(|node| document.pointer(node).to_string())
}

/// The text after each of the edits that it allows.
pub(crate) fn edited_texts(
    text: &str,
    edits: impl IntoIterator<Item = Option<Vec<Edit>>>,
) -> impl Iterator<Item = String> {
    edits.into_iter().flatten().map(move |edits| {
        assert!(are_apart(&edits), "{edits:?}");
        apply(text, &edits)
    })
}
