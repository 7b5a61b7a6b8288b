//! Offers what may be written at a place.

use avro_resolve::schema::highlight;
use avro_resolve::schema::logical;
use avro_resolve::schema::model::{FileId, NodeRef, Primitive, Type};
use avro_resolve::schema::syntax::Syntax;
use ls_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit, Range, TextEdit,
};

use super::json_cursor::{self, CursorPart, JsonCursor};
use super::positions::LineIndex;
use super::view::RequestView;
use crate::model::path::{file_name, is_schema_file};
use crate::source::config::find::FILE_NAME;
use crate::source::config::offered;
use avro_resolve::schema::source::Span;

const OF_TYPES: [&str; 14] = [
    "type",
    "name",
    "namespace",
    "doc",
    "aliases",
    "fields",
    "symbols",
    "items",
    "values",
    "size",
    "default",
    "logicalType",
    "precision",
    "scale",
];
const OF_FIELDS: [&str; 6] = ["name", "type", "doc", "default", "order", "aliases"];
const COMPLEX: [&str; 5] = ["record", "enum", "array", "map", "fixed"];
const ORDERS: [&str; 3] = ["ascending", "descending", "ignore"];

/// A word that may be written, and what it is.
struct Offer {
    word: String,
    kind: CompletionItemKind,
    detail: String,
}

impl Offer {
    fn new(word: impl Into<String>, kind: CompletionItemKind, detail: impl Into<String>) -> Offer {
        Offer { word: word.into(), kind, detail: detail.into() }
    }
}

/// What may be written at a position.
pub(super) fn complete(view: &RequestView<'_>, wanted: &CompletionParams) -> Option<CompletionResponse> {
    let at = &wanted.text_document_position;
    let document = view.documents.get(&at.text_document.uri)?;
    let name = view.documents.name(&document.path);
    let lines = LineIndex::new(&document.text, view.documents.units);
    let offset = lines.offset(at.position);
    let (start, offers, quote) = if file_name(&name) == FILE_NAME {
        let (start, offers) = of_configuration(&document.text, offset);
        (start, offers, "")
    } else if Syntax::of(&name) == Syntax::Idl {
        let before = &document.text[..offset];
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).map_or(0, |at| at + 1);
        (start, of_idl(view), "")
    } else {
        let cursor = json_cursor::at(&document.text, offset)?;
        let file = is_schema_file(&name).then(|| view.types().file(&name)).flatten();
        let place = view.place(at).map(|(_, offset)| offset);
        let quote = if cursor.is_quoted { "" } else { "\"" };
        (cursor.start, of_json(view, &cursor, file.zip(place)), quote)
    };
    let span = Span { start: start.min(offset) as u32, end: offset as u32 };
    let range = lines.range(span);
    Some(CompletionResponse::Array(offers.into_iter().map(|offer| item(offer, range, quote)).collect()))
}

fn item(Offer { word, kind, detail }: Offer, range: Range, quote: &str) -> CompletionItem {
    // A value that is no text has no quotes.
    let quote = if kind == CompletionItemKind::VALUE { "" } else { quote };
    let new_text = format!("{quote}{word}{quote}");
    CompletionItem {
        filter_text: Some(new_text.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        label: word,
        kind: Some(kind),
        detail: Some(detail),
        ..CompletionItem::default()
    }
}

fn of_json(view: &RequestView<'_>, cursor: &JsonCursor, place: Option<(FileId, u32)>) -> Vec<Offer> {
    match &cursor.part {
        CursorPart::Name { known, list } => {
            let (all, of): (&[&str], _) = match list.as_deref() {
                Some("fields" | "request") => (&OF_FIELDS, "attribute of a field"),
                Some(_) | None => (&OF_TYPES, "attribute of a type"),
            };
            let missing = all.iter().filter(|name| !known.iter().any(|known| known == *name));
            missing.map(|name| Offer::new(*name, CompletionItemKind::PROPERTY, of)).collect()
        }
        CursorPart::Value { attribute, is_item, list } => match attribute.as_deref() {
            None | Some("type" | "items" | "values" | "response") => types(view),
            Some("logicalType") => {
                let offer = |name| Offer::new(name, CompletionItemKind::TYPE_PARAMETER, "logical type");
                logical::NAMES.map(offer).into()
            }
            Some("order") => {
                ORDERS.map(|order| Offer::new(order, CompletionItemKind::ENUM_MEMBER, "sort order")).into()
            }
            Some("aliases") if *is_item => place.map(|place| removed_fields(view, place)).unwrap_or_default(),
            Some("default") if !cursor.is_quoted && list.as_deref() == Some("fields") => {
                place.map(|place| defaults(view, place)).unwrap_or_default()
            }
            Some(_) => Vec::new(),
        },
    }
}

/// The types of the language, and those of all files.
fn types(view: &RequestView<'_>) -> Vec<Offer> {
    let primitives =
        Primitive::ALL.map(|primitive| Offer::new(primitive.name(), CompletionItemKind::KEYWORD, "primitive type"));
    let complex = COMPLEX.map(|word| Offer::new(word, CompletionItemKind::KEYWORD, "complex type"));
    primitives.into_iter().chain(complex).chain(named_types(view)).collect()
}

/// The named types of all files, each once.
fn named_types(view: &RequestView<'_>) -> Vec<Offer> {
    let definitions = view
        .types()
        .documents()
        .flat_map(|(file, document)| document.definitions.keys().map(move |name| (name.full().to_owned(), file)));
    let mut names: Vec<(String, FileId)> = definitions.collect();
    names.sort();
    names.dedup_by(|a, b| a.0 == b.0);
    let source = |file| view.types().source(file).name.clone();
    names.into_iter().map(|(name, file)| Offer::new(name, CompletionItemKind::STRUCT, source(file))).collect()
}

fn of_idl(view: &RequestView<'_>) -> Vec<Offer> {
    let words = highlight::words().map(|word| Offer::new(word, CompletionItemKind::KEYWORD, "word of Avro IDL"));
    words.chain(named_types(view)).collect()
}

/// The fields that older versions of a record had and it has no more: what an alias may name.
fn removed_fields(view: &RequestView<'_>, (file, offset): (FileId, u32)) -> Vec<Offer> {
    let document = view.types().document(file);
    let record = document.and_then(|document| Some((document, document.field_at(offset)?.0)));
    let Some((document, node)) = record else { return Vec::new() };
    let (Some(record), Some(naming)) = (document.record(node), document.nodes[node as usize].naming()) else {
        return Vec::new();
    };
    let mut offers: Vec<Offer> = Vec::new();
    for (label, older, source) in view.older_versions(file) {
        let there = older.definitions.get(&naming.name).and_then(|&node| older.record(node));
        for field in there.into_iter().flat_map(|record| &record.fields) {
            let is_known = record.fields.iter().any(|own| own.name == field.name)
                || offers.iter().any(|offer| offer.word == field.name.as_str());
            if !is_known {
                let ty = source.slice(older.nodes[field.ty as usize].mark());
                let ty = ty.split_whitespace().collect::<Vec<_>>().join(" ");
                offers.push(Offer::new(field.name.as_str(), CompletionItemKind::FIELD, format!("{ty} in {label}")));
            }
        }
    }
    offers
}

/// Values that fit the type of a field.
fn defaults(view: &RequestView<'_>, (file, offset): (FileId, u32)) -> Vec<Offer> {
    let types = view.types();
    let field = types.document(file).and_then(|document| {
        let (record, index) = document.field_at(offset)?;
        document.record(record)?.fields.get(index)
    });
    let Some(node) = field.and_then(|field| types.defining(file, field.ty)) else { return Vec::new() };
    let value = |word: &str| Offer::new(word, CompletionItemKind::VALUE, "default that fits");
    fitting(view, node).iter().map(|word| value(word)).collect()
}

fn fitting(view: &RequestView<'_>, at: NodeRef) -> Vec<String> {
    let Some(document) = view.types().document(at.file) else { return Vec::new() };
    let words: &[&str] = match &document.nodes[at.node as usize].ty {
        Type::Primitive(Primitive::Null) => &["null"],
        Type::Primitive(Primitive::Boolean) => &["false", "true"],
        Type::Primitive(Primitive::Int | Primitive::Long) => &["0"],
        Type::Primitive(Primitive::Float | Primitive::Double) => &["0.0"],
        Type::Primitive(Primitive::String | Primitive::Bytes) => &["\"\""],
        Type::Array(_) => &["[]"],
        Type::Map(_) | Type::Record(_) => &["{}"],
        Type::Enum(enumeration) => {
            return enumeration.symbols.iter().map(|symbol| format!("\"{}\"", symbol.name)).collect();
        }
        // The default of a union is one of its first branch.
        Type::Union(branches) => {
            let first = branches.first().and_then(|&branch| view.types().defining(at.file, branch));
            return first.map(|first| fitting(view, first)).unwrap_or_default();
        }
        Type::Fixed(_) | Type::Reference(_) => &[],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What may be written into a configuration, and where the word begins that is being written.
fn of_configuration(text: &str, offset: usize) -> (usize, Vec<Offer>) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &before[line_start..];
    let header = before[..line_start].lines().rev().map(str::trim).find(|line| line.starts_with('['));
    let table = header.map_or("", |header| if header.starts_with("[registry.") { "[registry.NAME]" } else { header });
    let word_start = |is_word: fn(char) -> bool| before.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
    if let Some((key, value)) = line.split_once('=') {
        let is_quoted = value.matches('"').count() % 2 == 1;
        let offers = offered::values(table, key.trim()).into_iter();
        let offers =
            offers.filter(|_| is_quoted).map(|word| Offer::new(word, CompletionItemKind::ENUM_MEMBER, key.trim()));
        return (word_start(|c| c.is_alphanumeric() || matches!(c, '_' | '-')), offers.collect());
    }
    if line.trim_start().starts_with('[') {
        let tables = offered::TABLES.iter();
        let offers = tables.map(|(table, _)| Offer::new(*table, CompletionItemKind::MODULE, "table"));
        return (line_start + (line.len() - line.trim_start().len()), offers.collect());
    }
    let start = word_start(|c| c.is_alphanumeric() || c == '_');
    let key = |word: &str| Offer::new(word, CompletionItemKind::PROPERTY, "key");
    let offers = match table {
        "" => offered::top_keys().into_iter().map(key).collect(),
        "[rules]" => offered::rules().map(|(id, name)| Offer::new(id, CompletionItemKind::PROPERTY, name)).collect(),
        table => {
            let keys = offered::TABLES.iter().find(|(known, _)| *known == table).map_or(&[][..], |(_, keys)| *keys);
            keys.iter().map(|word| key(word)).collect()
        }
    };
    (start, offers)
}
