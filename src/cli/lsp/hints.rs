//! Shows beside names what they mean: the namespace of a type, and since when there is a field.

use std::collections::BTreeMap;

use avro_resolve::schema::model::{FileId, Type};
use avro_resolve::schema::place::NamedPart;
use ls_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, Position};

use super::types::PartRef;
use super::view::RequestView;

/// The hints of a part of a file.
pub(super) fn hints(view: &RequestView<'_>, wanted: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let file = view.file(&wanted.text_document.uri)?;
    let hints = namespaces(view, file).into_iter().chain(since(view, file));
    let is_wanted = |hint: &InlayHint| wanted.range.start <= hint.position && hint.position <= wanted.range.end;
    Some(hints.filter(is_wanted).collect())
}

fn hint(position: Position, label: String, kind: Option<InlayHintKind>) -> InlayHint {
    InlayHint {
        position,
        label: InlayHintLabel::String(label),
        kind,
        text_edits: None,
        tooltip: None,
        padding_left: None,
        padding_right: None,
        data: None,
    }
}

/// The namespaces of the types that are named without one.
fn namespaces(view: &RequestView<'_>, file: FileId) -> Vec<InlayHint> {
    let Some(document) = view.types().document(file) else { return Vec::new() };
    let hints =
        (0..).zip(&document.nodes).filter(|(_, node)| matches!(node.ty, Type::Reference(_))).filter_map(|(node, _)| {
            let part = PartRef { file, part: NamedPart::Reference(node) };
            let definition = view.types().defining(file, node)?;
            let name = &view.types().document(definition.file)?.nodes[definition.node as usize].naming()?.name;
            let written = view.types().source(file).slice(view.types().span(part)?);
            let is_short = !written.contains('.') && !name.namespace().is_empty();
            let mut position = view.location(part).filter(|_| is_short)?.range.start;
            position.character += u32::from(written.starts_with(['"', '`']));
            Some(hint(position, format!("{}.", name.namespace()), Some(InlayHintKind::TYPE)))
        });
    hints.collect()
}

/// The first version of each field that the first version of its subject has not.
fn since(view: &RequestView<'_>, file: FileId) -> Vec<InlayHint> {
    let Some(document) = view.types().document(file) else { return Vec::new() };
    let older = view.older_versions(file);
    if older.is_empty() {
        return Vec::new();
    }
    let newest = view.newest_label(file).unwrap_or_default();
    let mut hints = Vec::new();
    for (record, node) in (0..).zip(&document.nodes) {
        let (Type::Record(of), Some(naming)) = (&node.ty, node.naming()) else { continue };
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for (label, older, _) in older.iter().rev() {
            let there = older.definitions.get(&naming.name).and_then(|&node| older.record(node));
            for field in there.into_iter().flat_map(|record| &record.fields) {
                first.insert(&field.name, label);
            }
        }
        for (index, field) in of.fields.iter().enumerate() {
            let since = first.get(field.name.as_str()).copied().unwrap_or(&newest);
            let is_later = older.first().is_some_and(|(oldest, ..)| oldest != since);
            let part = PartRef { file, part: NamedPart::Field(record, index) };
            if let Some(location) = view.location(part).filter(|_| is_later) {
                hints.push(hint(location.range.end, format!(" since {since}"), None));
            }
        }
    }
    hints
}
