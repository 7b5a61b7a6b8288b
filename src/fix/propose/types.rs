//! Proposes the old type, or both types, where one cannot be read as the other; and the old size or scale.

use rustc_hash::FxHashSet;
use serde_json::json;

use super::broken::{Break, BrokenDirection, Side, suggested};
use super::name;
use super::wording::{TargetPlace, carried, wordings};
use crate::fix::{Fix, Remedy};
use avro_resolve::schema::edit::Edit;
use avro_resolve::schema::model::*;
use avro_resolve::schema::source::Span;

/// The old type instead of the new one; a reader can also take both.
pub(crate) fn kept(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.at()?, broken.old.at()?);
    let mut fixes = old_type(broken, new, old).unwrap_or_default();
    if broken.direction == BrokenDirection::Backward {
        fixes.extend(beside(broken, new, old, &[]).unwrap_or_default());
    }
    Some(fixes)
}

/// A branch of the old version that the newest has to take.
pub(crate) fn branch_taken(broken: &Break<'_>, branch: &str) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.at()?, broken.old.at()?);
    let node = broken.new.node(new);
    let Type::Union(branches) = &node.ty else { return beside(broken, new, old, &["null"]) };
    let heirs = heirs(broken, new, old);
    let mut fixes: Vec<Fix> = Vec::new();
    if let Some(naming) = broken.old.node(broken.old.links().follow(old)).naming() {
        let aliases = heirs.iter().filter_map(|&heir| name::alias(broken, heir, &naming.name));
        fixes.extend(aliases.map(|fix| Fix { is_automatic: heirs.len() == 1, ..fix }));
    }
    let page = broken.new.page(new.file)?;
    let has_default = broken.new.field_around(new).is_some_and(|field| field.default.is_some());
    // A default is of the first branch; without one, null comes first by custom.
    let before = if branch == "null" && !has_default { 0 } else { branches.len() };
    let pointer = broken.new.links().pointer(new);
    let place = Span { start: node.span.start, end: node.span.start };
    let target = TargetPlace { text: &page, file: new.file, place };
    fixes.extend(wordings(broken, old, &target).into_iter().filter_map(|wording| {
        let remedy = Remedy::PutBackBranch(branch.to_owned());
        let put_back = suggested(new.file, remedy, page.insert(&pointer, before, &wording)?);
        Some(Fix { is_automatic: heirs.is_empty(), ..put_back })
    }));
    Some(fixes)
}

/// A branch of the newest version that older readers cannot take, where they know no union at all.
pub(crate) fn branch_not_written(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.at()?, broken.old.at()?);
    let step = broken.new.node(new).step;
    let whole = match step.part {
        Part::Branch(_) if is_union(&broken.old, old) => return None,
        Part::Branch(_) => NodeRef { file: new.file, node: step.parent },
        Part::Root | Part::Top(_) | Part::Field(_) | Part::Items | Part::Values => new,
    };
    old_type(broken, whole, old)
}

/// The old type with all that is in it; failing that, the field around.
pub(crate) fn whole_kept(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.at()?, broken.old.at()?);
    let mut fixes = old_type(broken, new, old).unwrap_or_default();
    fixes.extend(field_kept(broken).unwrap_or_default());
    Some(fixes)
}

/// The field around, as it was, unless that takes a branch away again.
pub(crate) fn field_kept(broken: &Break<'_>) -> Option<Vec<Fix>> {
    let (new, old) = (broken.new.at()?, broken.old.at()?);
    let adds_branch = broken.direction == BrokenDirection::Forward
        && is_branch(&broken.new, new)
        && (is_union(&broken.old, old) || is_branch(&broken.old, old));
    if adds_branch { None } else { Some(vec![old_field(broken, new, old)?]) }
}

fn is_union(side: &Side<'_>, at: NodeRef) -> bool {
    matches!(side.node(at).ty, Type::Union(_))
}

fn is_branch(side: &Side<'_>, at: NodeRef) -> bool {
    matches!(side.node(at).step.part, Part::Branch(_))
}

/// To put back a whole file that is longer than this is not a small edit.
const SHORT: usize = 100;

fn old_type(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> Option<Vec<Fix>> {
    let (node, page) = (broken.new.node(new), broken.new.page(new.file)?);
    let pointer = broken.new.links().pointer(new);
    let target = TargetPlace { text: &page, file: new.file, place: page.span(&pointer)? };
    let wordings = wordings(broken, old, &target).into_iter();
    let is_small =
        |wording: &String| node.step.part != Part::Root || (wording.len() <= SHORT && node.naming().is_none());
    let put_back = |wording: String| {
        let remedy = Remedy::KeepType(wording.clone());
        Some(suggested(new.file, remedy, page.replace(&pointer, wording)?))
    };
    Some(wordings.filter(is_small).filter_map(put_back).collect())
}

/// The field around, as it was: its default may not fit the old type.
fn old_field(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> Option<Fix> {
    let (field, was) = (broken.new.field_around(new)?, broken.old.field_around(old)?);
    if field.name != was.name {
        return None;
    }
    let page = broken.new.page(new.file)?;
    let target = TargetPlace { text: &page, file: new.file, place: field.span };
    let text = carried(broken, old.file, was.span, &target)?;
    let edits = vec![Edit { span: field.span, text }];
    Some(suggested(new.file, Remedy::KeepField(was.name.clone()), edits))
}

/// A union of both types. `first`: what comes first if the field has no default, which is of the first branch.
fn beside(broken: &Break<'_>, new: NodeRef, old: NodeRef, first: &[&str]) -> Option<Vec<Fix>> {
    if is_union(&broken.new, new) || is_union(&broken.old, old) || is_branch(&broken.new, new) {
        return None;
    }
    let page = broken.new.page(new.file)?;
    let pointer = broken.new.links().pointer(new);
    let has_default = broken.new.field_around(new).is_some_and(|field| field.default.is_some());
    let start = page.span(&pointer)?.start;
    let target = TargetPlace { text: &page, file: new.file, place: Span { start, end: start } };
    let wordings = wordings(broken, old, &target).into_iter();
    let take = |wording: String| {
        let is_first = !has_default && first.iter().any(|name| wording == format!("\"{name}\""));
        let edits = match is_first {
            true => page.wrap(&pointer, &[&wording], &[]),
            false => page.wrap(&pointer, &[], &[&wording]),
        };
        Some(suggested(new.file, Remedy::TakeBoth(wording), edits?))
    };
    Some(wordings.filter_map(take).collect())
}

/// Of more branches that may be the old type, none is more likely than the others.
const MOST_HEIRS: usize = 4;

/// The branches of the new union that may be the old type under another name: alike, and unknown to the old version.
fn heirs(broken: &Break<'_>, new: NodeRef, old: NodeRef) -> Vec<NodeRef> {
    let (links, was) = (broken.new.links(), broken.old.links());
    let step = was.node(old).step;
    let siblings = match step.part {
        Part::Branch(_) => was.parts(NodeRef { file: old.file, node: step.parent }).collect(),
        Part::Root | Part::Top(_) | Part::Field(_) | Part::Items | Part::Values => vec![],
    };
    let names = siblings.iter().filter_map(|&sibling| Some(was.node(sibling).naming()?.name.short()));
    let names: FxHashSet<&str> = names.collect();
    let is_new = |at: &NodeRef| {
        let short = links.node(*at).naming().map(|naming| naming.name.short());
        short.is_some_and(|short| !names.contains(short))
    };
    links.parts(new).filter(|&at| name::is_alike(broken, at, was.follow(old))).filter(is_new).take(MOST_HEIRS).collect()
}

/// The old size of a fixed.
pub(crate) fn size(broken: &Break<'_>, old: u64) -> Option<Vec<Fix>> {
    let at = broken.new.definition()?;
    let Type::Fixed(fixed) = &broken.new.node(at).ty else { return None };
    let edits = vec![Edit { span: fixed.size_span, text: old.to_string() }];
    Some(vec![suggested(at.file, Remedy::KeepSize(old), edits)])
}

/// The old scale of a decimal.
pub(crate) fn scale(broken: &Break<'_>, old: u32) -> Option<Vec<Fix>> {
    let at = broken.new.definition()?;
    let page = broken.new.page(at.file)?;
    let edits = page.set(&broken.new.links().pointer(at), "scale", &json!(old), &["precision"])?;
    Some(vec![suggested(at.file, Remedy::KeepScale(old), edits)])
}
