//! Proposes the old type, or both types, where one cannot be read as the other; and the old size or scale.

use rustc_hash::FxHashSet;
use serde_json::json;

use super::broken::{Break, BrokenDirection, Side, fix, suggested};
use super::lookup;
use super::name;
use crate::fix::{Applicability, Fix, Remedy};
use avro_resolve::schema::edit::{Edit, EditableText, Excerpt};
use avro_resolve::schema::model::*;

/// The old type instead of the new one; a reader can also take both.
pub(crate) fn kept(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.node()?, broken.old.node()?);
    let mut fixes = old_type(broken, new, old).unwrap_or_default();
    if broken.direction == BrokenDirection::Backward {
        fixes.extend(beside(broken, new, old, &[]).unwrap_or_default());
    }
    Some(fixes)
}

/// A branch of the old version that the newest has to take.
pub(crate) fn branch_taken(broken: &Break<'_>, branch: &str) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.node()?, broken.old.node()?);
    let node = broken.new.schema.links.node(new);
    if !matches!(node.ty, Type::Union(_)) {
        return beside(broken, new, old, &["null"]);
    }
    let heirs = heirs(broken, new, old);
    let applicability = if heirs.len() == 1 { Applicability::Automatic } else { Applicability::Suggested };
    let mut fixes: Vec<Fix> = Vec::new();
    if let Some(naming) = broken.old.schema.links.node(broken.old.schema.links.follow(old)).naming() {
        fixes.extend(heirs.iter().filter_map(|&heir| name::alias(broken, heir, &naming.name, applicability)));
    }
    let applicability = if heirs.is_empty() { Applicability::Automatic } else { Applicability::Suggested };
    let page = broken.new.page()?;
    let default =
        lookup::field_around(broken.new.document(), new.node).and_then(|(_, _, field)| field.default.as_ref());
    // A default is of the first branch; without one, null comes first by custom.
    let before = if branch == "null" && default.is_none() { 0 } else { lookup::branches(&node.ty).len() };
    let pointer = broken.new.schema.links.pointer(new);
    fixes.extend(lookup::wordings(&broken.old, old, &page, node.span.start).into_iter().filter_map(|wording| {
        let edits = page.insert(&pointer, before, &wording)?;
        Some(fix(new.file, Remedy::PutBackBranch { branch: branch.to_owned() }, edits, applicability))
    }));
    Some(fixes)
}

/// A branch of the newest version that older readers cannot take, where they know no union at all.
pub(crate) fn branch_not_written(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.node()?, broken.old.node()?);
    let step = broken.new.schema.links.node(new).step;
    let whole = match step.part {
        Part::Branch(_) if matches!(broken.old.schema.links.node(old).ty, Type::Union(_)) => return None,
        Part::Branch(_) => NodeRef { file: new.file, node: step.parent },
        Part::Root | Part::Field(_) | Part::Items | Part::Values => new,
    };
    old_type(broken, whole, old)
}

/// The old type with all that is in it; failing that, the field around.
pub(crate) fn whole_kept(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.node()?, broken.old.node()?);
    let mut fixes = old_type(broken, new, old).unwrap_or_default();
    fixes.extend(field_kept(broken).unwrap_or_default());
    Some(fixes)
}

/// The field around, as it was, unless that takes a branch away again.
pub(crate) fn field_kept(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.node()?, broken.old.node()?);
    let is_union = |side: &Side<'_>, at: NodeRef| matches!(side.schema.links.node(at).ty, Type::Union(_));
    let is_branch = |side: &Side<'_>, at: NodeRef| matches!(side.schema.links.node(at).step.part, Part::Branch(_));
    let adds_branch = broken.direction == BrokenDirection::Forward
        && is_branch(&broken.new, new)
        && (is_union(&broken.old, old) || is_branch(&broken.old, old));
    if adds_branch { None } else { Some(vec![old_field(broken, new, old)?]) }
}

/// A whole file longer than this, put back, is no small edit.
const SHORT: usize = 100;

fn old_type(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> Option<Vec<Fix>> {
    let links = &broken.new.schema.links;
    let page = EditableText::open(broken.new.text_of(new.file))?;
    let pointer = links.pointer(new);
    let at = page.span(&pointer)?.start;
    let wordings = lookup::wordings(&broken.old, old, &page, at).into_iter();
    let is_small = |wording: &String| {
        links.node(new).step.part != Part::Root || (wording.len() <= SHORT && links.node(new).naming().is_none())
    };
    let put_back = |wording: String| {
        let remedy = Remedy::KeepType { old: wording.clone() };
        Some(suggested(new.file, remedy, page.replace(&pointer, wording)?))
    };
    Some(wordings.filter(is_small).filter_map(put_back).collect())
}

/// The field around, as it was: its default may not fit the old type.
fn old_field(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> Option<Fix> {
    let (_, _, field) = lookup::field_around(broken.new.library().document(new.file), new.node)?;
    let (_, _, was) = lookup::field_around(broken.old.library().document(old.file), old.node)?;
    if field.name != was.name {
        return None;
    }
    let page = EditableText::open(broken.new.text_of(new.file))?;
    let cutting = Excerpt { text: broken.old.text_of(old.file), span: was.span };
    let text = page.adopt(cutting, field.span.start)?;
    let edits = vec![Edit { span: field.span, text }];
    Some(suggested(new.file, Remedy::KeepField { field: was.name.clone() }, edits))
}

/// A union of both types. `first`: what comes first if the field has no default, which is of the first branch.
fn beside(broken: &Break<'_>, new: NodeRef, old: NodeRef, first: &[&str]) -> Option<Vec<Fix>> {
    let links = &broken.new.schema.links;
    if [&links.node(new).ty, &broken.old.schema.links.node(old).ty].iter().any(|ty| matches!(ty, Type::Union(_)))
        || matches!(links.node(new).step.part, Part::Branch(_))
    {
        return None;
    }
    let page = EditableText::open(broken.new.text_of(new.file))?;
    let pointer = links.pointer(new);
    let at = page.span(&pointer)?.start;
    let around = lookup::field_around(broken.new.library().document(new.file), new.node);
    let has_default = around.is_some_and(|(_, _, field)| field.default.is_some());
    let wordings = lookup::wordings(&broken.old, old, &page, at).into_iter();
    let take = |wording: String| {
        let is_first = !has_default && first.iter().any(|name| wording == format!("\"{name}\""));
        let edits = match is_first {
            true => page.wrap(&pointer, &[&wording], &[]),
            false => page.wrap(&pointer, &[], &[&wording]),
        };
        Some(suggested(new.file, Remedy::TakeBoth { old: wording }, edits?))
    };
    Some(wordings.filter_map(take).collect())
}

/// The branches of the new union that may be the old type under another name: alike, and unknown to the old version.
fn heirs(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> Vec<NodeRef> {
    let (links, was) = (&broken.new.schema.links, &broken.old.schema.links);
    let step = was.node(old).step;
    let siblings = match step.part {
        Part::Branch(_) => was.parts(NodeRef { file: old.file, node: step.parent }).collect(),
        Part::Root | Part::Field(_) | Part::Items | Part::Values => vec![],
    };
    let names = siblings.iter().filter_map(|&sibling| Some(was.node(sibling).naming()?.name.short()));
    let names: FxHashSet<&str> = names.collect();
    let is_new = |at: &NodeRef| {
        let short = links.node(*at).naming().map(|naming| naming.name.short());
        short.is_some_and(|short| !names.contains(short))
    };
    links.parts(new).filter(|&at| name::is_alike(broken, at, was.follow(old))).filter(is_new).collect()
}

/// The old size of a fixed.
pub(crate) fn size(broken: &Break<'_>, old: u64) -> Option<Vec<Fix>> {
    let at = broken.new.definition()?;
    let Type::Fixed(fixed) = &broken.new.schema.links.node(at).ty else { return None };
    let edits = vec![Edit { span: fixed.size_span, text: old.to_string() }];
    Some(vec![suggested(at.file, Remedy::KeepSize { old }, edits)])
}

/// The old scale of a decimal.
pub(crate) fn scale(broken: &Break<'_>, old: u32) -> Option<Vec<Fix>> {
    let at = broken.new.definition()?;
    let page = EditableText::open(broken.new.text_of(at.file))?;
    let edits = page.set(&broken.new.schema.links.pointer(at), "scale", &json!(old), &["precision"])?;
    Some(vec![suggested(at.file, Remedy::KeepScale { old }, edits)])
}
