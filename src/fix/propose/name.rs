//! Proposes an alias or the old name for a renamed type.

use rustc_hash::FxHashSet;
use serde_json::json;

use super::broken::{Break, fix, suggested};
use crate::fix::{Applicability, Fix, Remedy};
use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::model::*;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::source::Span;

pub(crate) fn aliased(broken: &Break<'_>, old: &Name) -> Option<Vec<Fix>> {
    let (new, was) = (broken.new.definition()?, broken.old.definition()?);
    let applicability = if is_alike(broken, new, was) { Applicability::Automatic } else { Applicability::Suggested };
    Some(alias(broken, new, old, applicability).into_iter().chain(kept(broken, old)).collect())
}

/// Gives the type at a definition the old name as an alias.
pub(crate) fn alias(broken: &Break<'_>, at: NodeRef, old: &Name, applicability: Applicability) -> Option<Fix> {
    let naming = broken.new.schema.links.node(at).naming()?;
    let page = EditableText::open(broken.new.text_of(at.file))?;
    let pointer = broken.new.schema.links.pointer(at);
    let edits = match naming.aliases_span {
        Some(_) => page.push(&format!("{pointer}/aliases"), &format!("\"{old}\"")),
        None => page.set(&pointer, "aliases", &json!([old.full()]), &["name", "namespace"]),
    };
    let remedy = Remedy::AddTypeAlias { name: naming.name.to_string(), alias: old.to_string() };
    Some(fix(at.file, remedy, edits?, applicability))
}

/// Whether two named types may well be one under two names: of a record, half of the fields are known by name.
pub(crate) fn is_alike(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> bool {
    match (&broken.new.schema.links.node(new).ty, &broken.old.schema.links.node(old).ty) {
        (Type::Record(new), Type::Record(old)) => {
            let names: FxHashSet<&str> = old.fields.iter().map(|field| field.name.as_str()).collect();
            let known = new.fields.iter().filter(|field| names.contains(field.name.as_str())).count();
            2 * known >= new.fields.len().max(old.fields.len())
        }
        (Type::Enum(_), Type::Enum(_)) | (Type::Fixed(_), Type::Fixed(_)) => true,
        (_, _) => false,
    }
}

/// Puts the old name back, and where the file uses it.
pub(crate) fn kept(broken: &Break<'_>, old: &Name) -> Option<Fix> {
    let at = broken.new.definition()?;
    let document = broken.new.library().document(at.file);
    let naming = document.nodes[at.node as usize].naming()?;
    let text = broken.new.text_of(at.file);
    let is_moved = old.namespace() != naming.name.namespace();
    let rename = |span: Span| {
        let is_full = is_moved || text[span.start as usize..span.end as usize].contains('.');
        let name = if is_full { old.full() } else { old.short() };
        Edit { span, text: format!("\"{name}\"") }
    };
    let uses = document.nodes.iter().filter(|node| match &node.ty {
        Type::Reference(reference) => reference.target == Some(at.node),
        Type::Primitive(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Union(_)
        | Type::Record(_)
        | Type::Enum(_)
        | Type::Fixed(_) => false,
    });
    let edits = std::iter::once(rename(naming.span)).chain(uses.map(|node| rename(node.span))).collect();
    Some(suggested(at.file, Remedy::KeepName { old: old.to_string() }, edits))
}
