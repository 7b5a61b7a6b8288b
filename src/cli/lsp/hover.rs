//! Says what is under the cursor: the type, its documentation, who uses it, what other versions have, and what is found there.

use avro_resolve::schema::model::{Document, Field, FileId, NodeId, Type};
use avro_resolve::schema::place::{NamedPart, documentation};
use ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::types::PartRef;
use super::view::RequestView;
use crate::cause::{CauseGrouping, causes};
use crate::model::text::listed;
use crate::render::cause::notes::message_and_notes;
use crate::render::format::markdown::fenced;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;

/// What there is to say about the part at a position.
pub(super) fn hover(view: &RequestView<'_>, at: &HoverParams) -> Option<Hover> {
    let (file, offset) = view.place(&at.text_document_position_params)?;
    let part = view.types().document(file).and_then(|document| document.named_part_at(offset));
    let part = part.map(|part| PartRef { file, part });
    let mut sections: Vec<String> = part.map(|part| about(view, part)).unwrap_or_default();
    sections.extend(found(view, file, offset));
    if sections.is_empty() {
        return None;
    }
    let range = part.and_then(|part| view.location(part)).map(|location| location.range);
    let contents = MarkupContent { kind: MarkupKind::Markdown, value: sections.join("\n") };
    Some(Hover { contents: HoverContents::Markup(contents), range })
}

/// The part itself.
fn about(view: &RequestView<'_>, part: PartRef) -> Vec<String> {
    let types = view.types();
    let definition = types.definition(part).unwrap_or(part);
    let Some(document) = types.document(definition.file) else { return Vec::new() };
    let source = types.source(definition.file);
    let (signature, doc) = match definition.part {
        NamedPart::Type(node) | NamedPart::Reference(node) => {
            let doc = document.nodes[node as usize].naming().and_then(|naming| naming.doc);
            (signature(document, node), doc)
        }
        NamedPart::Field(..) => {
            let Some(field) = types.field(definition) else { return Vec::new() };
            (field_signature(view, definition.file, field), field.doc)
        }
        NamedPart::Symbol(..) => {
            let Some(symbol) = types.symbol(definition) else { return Vec::new() };
            (format!("symbol {}", symbol.name), None)
        }
    };
    let mut sections = vec![fenced(&foreign(&signature))];
    sections.extend(doc.map(|doc| fenced(&foreign(&documentation(source, doc)))));
    sections.extend(used_by(view, definition));
    sections.extend(other_versions(view, definition));
    sections
}

/// `record org.example.User`, with the fields or symbols that it has.
fn signature(document: &Document, node: NodeId) -> String {
    const MOST: usize = 12;
    let node = &document.nodes[node as usize];
    let name = node.naming().map_or("", |naming| naming.name.full());
    match &node.ty {
        Type::Record(record) => {
            let fields: Vec<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
            format!("record {name} {{ {} }}", listed(&fields, MOST, ", "))
        }
        Type::Enum(enumeration) => {
            let symbols: Vec<&str> = enumeration.symbols.iter().map(|symbol| symbol.name.as_str()).collect();
            format!("enum {name} {{ {} }}", listed(&symbols, MOST, ", "))
        }
        Type::Fixed(fixed) => format!("fixed {name}, {} bytes", fixed.size),
        Type::Reference(reference) => format!("unknown type {}", reference.name),
        Type::Primitive(_) | Type::Array(_) | Type::Map(_) | Type::Union(_) => String::new(),
    }
}

/// `name: type = default`.
fn field_signature(view: &RequestView<'_>, file: FileId, field: &Field) -> String {
    let default = field.default.as_ref().map(|default| format!(" = {}", view.types().text(file, default.span)));
    format!("{}: {}{}", field.name, type_text(view, file, field), default.unwrap_or_default())
}

/// The type of a field as it is written; of a definition, its name.
pub(super) fn type_text(view: &RequestView<'_>, file: FileId, field: &Field) -> String {
    const MOST: usize = 120;
    let types = view.types();
    let Some(node) = types.document(file).map(|document| &document.nodes[field.ty as usize]) else {
        return String::new();
    };
    let logical = node.logical.as_ref().map(|logical| format!(" ({})", logical.name())).unwrap_or_default();
    let text = match node.naming() {
        Some(naming) => naming.name.to_string(),
        None => types.text(file, node.span),
    };
    format!("{}{logical}", crate::model::text::shorten(&text, MOST, "…"))
}

fn used_by(view: &RequestView<'_>, definition: PartRef) -> Option<String> {
    const MOST: usize = 8;
    if !matches!(definition.part, NamedPart::Type(_)) {
        return None;
    }
    let mut files: Vec<String> =
        view.types().uses(definition).into_iter().map(|part| view.types().source(part.file).name.clone()).collect();
    let uses = crate::model::text::count(files.len(), "time");
    files.dedup();
    let names = listed(&files, MOST, ", ");
    Some(if files.is_empty() {
        "No schema refers to it.\n".to_owned()
    } else {
        format!("Used {uses}:\n{}", fenced(&foreign(&names)))
    })
}

/// What the other versions of the subject have in the place of a field, or whether they have the type.
fn other_versions(view: &RequestView<'_>, definition: PartRef) -> Option<String> {
    let rows: Vec<String> =
        view.versions_of(definition).into_iter().map(|(label, there)| format!("{label}: {there}")).collect();
    (!rows.is_empty()).then(|| format!("In the versions that are compared:\n{}", fenced(&foreign_lines(&rows))))
}

fn foreign_lines(lines: &[String]) -> String {
    lines.iter().map(|line| foreign(line).into_owned()).collect::<Vec<_>>().join("\n")
}

/// What is found at a place, with the data that show it.
fn found(view: &RequestView<'_>, file: FileId, offset: u32) -> Vec<String> {
    let name = &view.types().source(file).name;
    let mut found: Vec<String> = Vec::new();
    for report in view.snapshot.reports() {
        for cause in causes(report, CauseGrouping::ByPlace, |_| true) {
            let is_here = |place: &avro_resolve::resolution::locate::Place| {
                report.sources[place.file].name == *name && place.span.touches(offset)
            };
            if cause.place().is_some_and(is_here) {
                let rule = cause.finding().rule;
                let text = message_and_notes(&cause, report, Look::PLAIN);
                let section = format!("**{} {}**\n{}", rule.id, rule.name, fenced(&text));
                if !found.contains(&section) {
                    found.push(section);
                }
            }
        }
    }
    found
}
