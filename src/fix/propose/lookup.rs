//! Finds the parts of a schema that are at the places of findings.

use super::broken::Side;
use avro_resolve::schema::edit::{EditableText, Excerpt};
use avro_resolve::schema::model::*;
use avro_resolve::schema::source::Span;

/// The record, index and field that a finding marks.
pub(crate) fn field(document: &Document, mark: Span) -> Option<(NodeId, usize, &Field)> {
    (0u32..).zip(&document.nodes).find_map(|(id, node)| {
        let Type::Record(record) = &node.ty else { return None };
        let is_meant = |field: &Field| field.span == mark || field.name_span == mark;
        let at = record.fields.iter().position(is_meant)?;
        Some((id, at, &record.fields[at]))
    })
}

/// The record, index and field whose whole type, or a branch of it, a node is.
pub(crate) fn field_around(document: &Document, node: NodeId) -> Option<(NodeId, usize, &Field)> {
    let mut step = document.nodes[node as usize].step;
    loop {
        match step.part {
            Part::Field(index) => {
                let Type::Record(record) = &document.nodes[step.parent as usize].ty else { return None };
                return Some((step.parent, index as usize, &record.fields[index as usize]));
            }
            Part::Branch(_) => step = document.nodes[step.parent as usize].step,
            Part::Root | Part::Items | Part::Values => return None,
        }
    }
}

/// The ways to write a type of the old version in the new one, to stand at a byte of the page: as it was written, or, of
/// a named type, its definition for its name and its name for its definition.
pub(crate) fn wordings(old: &Side<'_>, at: NodeRef, page: &EditableText<'_>, byte: u32) -> Vec<String> {
    let cut = |at: NodeRef| {
        let text = old.text_of(at.file);
        let span = EditableText::open(text)?.span(&old.schema.links.pointer(at))?;
        page.adopt(Excerpt { text, span }, byte)
    };
    let definition = old.schema.links.follow(at);
    let mut wordings: Vec<String> = cut(at).into_iter().collect();
    if definition != at {
        wordings.extend(cut(definition));
    } else if let Some(naming) = old.schema.links.node(at).naming() {
        wordings.push(format!("\"{}\"", naming.name));
    }
    wordings
}

/// The branches of the union at a node; empty if it is none.
pub(crate) fn branches(ty: &Type) -> &[NodeId] {
    match ty {
        Type::Union(branches) => branches,
        Type::Primitive(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Record(_)
        | Type::Enum(_)
        | Type::Fixed(_)
        | Type::Reference(_) => &[],
    }
}
