//! Proposes an alias or the old name for a renamed type.

use rustc_hash::FxHashSet;
use serde_json::json;

use super::broken::{Break, suggested};
use crate::fix::{Fix, Remedy};
use avro_resolve::schema::edit::Edit;
use avro_resolve::schema::model::*;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::source::Span;

pub(crate) fn aliased(broken: &Break<'_>, old: &Name) -> Option<Vec<Fix>> {
    let (new, was) = (broken.new.definition()?, broken.old.definition()?);
    let alias = alias(broken, new, old)
        .map(|fix| Fix { is_automatic: is_chained(broken, new, old) || is_alike(broken, new, was), ..fix });
    Some(alias.into_iter().chain(kept(broken, old).into_iter().flatten()).collect())
}

/// Gives the type at a definition the old name as an alias.
pub(crate) fn alias(broken: &Break<'_>, at: NodeRef, old: &Name) -> Option<Fix> {
    let naming = broken.new.node(at).naming()?;
    let page = broken.new.page(at.file)?;
    let pointer = broken.new.links().pointer(at);
    let edits = match naming.aliases_span {
        Some(span) => {
            // Like its neighbours: without the namespace, if they are.
            let is_short = old.namespace() == naming.name.namespace() && !page_text(broken, at, span).contains('.');
            let alias = if is_short { old.short() } else { old.full() };
            page.push(&format!("{pointer}/aliases"), &format!("\"{alias}\""))
        }
        None => page.set(&pointer, "aliases", &json!([old.full()]), &["name", "namespace"]),
    };
    let remedy = Remedy::AddTypeAlias { name: naming.name.to_string(), alias: old.to_string() };
    Some(suggested(at.file, remedy, edits?))
}

fn page_text<'a>(broken: &Break<'a>, at: NodeRef, span: Span) -> &'a str {
    &broken.new.text(at.file)[span.start as usize..span.end as usize]
}

/// Whether a version in between calls a type by a name of the newest, and knows it by the old one.
fn is_chained(broken: &Break<'_>, at: NodeRef, old: &Name) -> bool {
    let Some(naming) = broken.new.node(at).naming() else { return false };
    let mut known: Vec<&Name> = std::iter::once(&naming.name).chain(&naming.aliases).collect();
    for version in broken.between.iter().rev() {
        let links = &version.schema.links;
        let nodes = links.files.iter().flat_map(|&file| &links.library.document(file).nodes);
        let namings = nodes.filter_map(Node::naming).filter(|naming| known.contains(&&naming.name));
        let aliases: Vec<&Name> = namings.flat_map(|naming| &naming.aliases).collect();
        known.extend(aliases);
    }
    known.contains(&old)
}

/// Whether two named types may well be one under two names: of a record, half of the fields are known by name.
pub(crate) fn is_alike(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> bool {
    match (&broken.new.node(new).ty, &broken.old.node(old).ty) {
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
pub(crate) fn kept(broken: &Break<'_>, old: &Name) -> Option<Vec<Fix>> {
    let at = broken.new.definition()?;
    let naming = broken.new.node(at).naming()?;
    let text = broken.new.text(at.file);
    let is_moved = old.namespace() != naming.name.namespace();
    let rename = |span: Span| {
        let is_full = is_moved || text[span.start as usize..span.end as usize].contains('.');
        let name = if is_full { old.full() } else { old.short() };
        Edit { span, text: format!("\"{name}\"") }
    };
    let is_use = |node: &&Node| matches!(&node.ty, Type::Reference(reference) if reference.target == Some(at.node));
    let uses = broken.new.document(at.file).nodes.iter().filter(is_use).map(|node| node.span);
    let edits = std::iter::once(naming.span).chain(uses).map(rename).collect();
    Some(vec![suggested(at.file, Remedy::KeepName(old.to_string()), edits)])
}
