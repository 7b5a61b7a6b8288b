//! JSON with the place of every part: strict JSON, and comments, which Java's parser allows.

mod beyond;
mod build;
mod escape;
mod nodes;
mod scan;
#[cfg(test)]
mod tests;

use super::fault::Fault;
pub(super) use build::TreeBuilder;
pub(super) use nodes::{JsonArray, JsonContent, JsonKind, JsonNode, JsonObject, JsonProperty, JsonTree, JsonValue};
pub(super) use scan::{MOST_LEVELS, tree_with_faults};

/// The tree of a text; `None` if there is nothing in it.
///
/// # Errors
/// The first fault, be it half of a surrogate pair.
pub(super) fn tree(text: &str) -> Result<Option<JsonTree<'_>>, Fault> {
    let Some(scanned) = tree_with_faults(text)? else { return Ok(None) };
    scanned.lone_surrogate.map_or(Ok(Some(scanned.tree)), |lone| Err(*lone))
}

/// Whether two texts are the same JSON, whatever their layout and comments.
pub(super) fn same_json(a: &str, b: &str) -> bool {
    let json = |text| Some(tree(text).ok()??.root().plain());
    a == b || json(a).is_some_and(|a| json(b) == Some(a))
}
