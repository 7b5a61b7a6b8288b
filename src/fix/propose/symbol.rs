//! Proposes what makes a symbol known to the newest version.

use rustc_hash::FxHashMap;
use serde_json::json;

use super::broken::{Break, suggested};
use crate::fix::{Fix, Remedy};
use avro_resolve::schema::model::*;

pub(crate) fn known(broken: &Break<'_>, symbol: &str) -> Option<Vec<Fix>> {
    let (file, at) = (broken.new.place.file, broken.new.at()?);
    let page = broken.new.page(file)?;
    let pointer = broken.new.links().pointer(at);
    let Type::Enum(new) = &broken.new.node(at).ty else { return None };
    let known: FxHashMap<&str, usize> = new.symbols.iter().map(|known| known.name.as_str()).zip(0..).collect();
    // Where it was: after the nearest symbol before it that is still there.
    let before =
        symbols_before(broken).iter().rev().find_map(|old| known.get(old.name.as_str())).map_or(0, |at| at + 1);
    let mut fixes = Vec::new();
    if let Some(edits) = page.insert(&format!("{pointer}/symbols"), before, &format!("\"{symbol}\"")) {
        let put_back = suggested(file, Remedy::PutBackSymbol(symbol.into()), edits);
        fixes.push(Fix { is_automatic: true, ..put_back });
    }
    let fallback = new.symbols.iter().find(|s| FALLBACKS.contains(&&*s.name.to_ascii_uppercase()));
    if let Some(Symbol { name, .. }) = fallback.or(new.symbols.first())
        && let Some(edits) = page.set(&pointer, "default", &json!(name.as_str()), &["symbols"])
    {
        fixes.push(suggested(file, Remedy::AddEnumDefault(name.clone()), edits));
    }
    Some(fixes)
}

/// Common names of a symbol that means all others.
const FALLBACKS: [&str; 6] = ["UNKNOWN", "OTHER", "UNSPECIFIED", "UNDEFINED", "DEFAULT", "NONE"];

/// The old symbols before the one at the place.
fn symbols_before<'a>(broken: &Break<'a>) -> &'a [Symbol] {
    let symbols = broken.old.document(broken.old.place.file).nodes.iter().find_map(|node| {
        let Type::Enum(old) = &node.ty else { return None };
        let at = old.symbols.iter().position(|symbol| symbol.span == broken.old.place.span)?;
        Some(&old.symbols[..at])
    });
    symbols.unwrap_or_default()
}
