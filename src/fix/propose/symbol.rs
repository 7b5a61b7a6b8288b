//! Proposes what makes a symbol known to the newest version.

use rustc_hash::FxHashMap;
use serde_json::json;

use super::broken::{Break, fix, suggested};
use crate::fix::{Applicability, Fix, Remedy};
use avro_resolve::schema::model::*;

pub(crate) fn known(broken: &Break<'_>, symbol: &str) -> Option<Vec<Fix>> {
    let (file, at) = (broken.new.place.file, broken.new.node()?);
    let page = broken.new.page()?;
    let pointer = broken.new.schema.links.pointer(at);
    let Type::Enum(new) = &broken.new.schema.links.node(at).ty else { return None };
    let known: FxHashMap<&str, usize> = new.symbols.iter().map(|known| known.name.as_str()).zip(0..).collect();
    // Where it was: behind the nearest symbol before it that is still there.
    let before =
        symbols_before(broken, symbol).into_iter().rev().find_map(|name| known.get(name)).map_or(0, |at| at + 1);
    let mut fixes = Vec::new();
    if let Some(edits) = page.insert(&format!("{pointer}/symbols"), before, &format!("\"{symbol}\"")) {
        fixes.push(fix(file, Remedy::PutBackSymbol { symbol: symbol.into() }, edits, Applicability::Automatic));
    }
    let fallback =
        new.symbols.iter().find(|s| FALLBACKS.contains(&&*s.name.to_ascii_uppercase())).or(new.symbols.first());
    if let Some(Symbol { name, .. }) = fallback
        && let Some(edits) = page.set(&pointer, "default", &json!(name.as_str()), &["symbols"])
    {
        fixes.push(suggested(file, Remedy::AddEnumDefault { symbol: name.clone() }, edits));
    }
    Some(fixes)
}

/// What enums call a symbol that stands for all others.
const FALLBACKS: [&str; 6] = ["UNKNOWN", "OTHER", "UNSPECIFIED", "UNDEFINED", "DEFAULT", "NONE"];

/// The old symbols before that one.
fn symbols_before<'a>(broken: &Break<'a>, symbol: &str) -> Vec<&'a str> {
    let document = broken.old.document();
    let enums = document.nodes.iter().filter_map(|node| match &node.ty {
        Type::Enum(old) => Some(&**old),
        Type::Primitive(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Union(_)
        | Type::Record(_)
        | Type::Fixed(_)
        | Type::Reference(_) => None,
    });
    let is_there = |old: &&Enumeration| old.symbols.iter().any(|s| s.span == broken.old.place.span);
    let Some(old) = enums.into_iter().find(is_there) else { return Vec::new() };
    old.symbols.iter().map(|s| s.name.as_str()).take_while(|name| *name != symbol).collect()
}
