//! Guesses what was meant by the name of a type that nothing defines.

use super::logical::{Base, logical_type};
use super::name::Name;
use super::primitive::Primitive;
use crate::likeness::{Comparisons, NEAR_ENOUGH, likeness};

/// The types of the specification, by the names that they have in schemas.
const OURS: [&str; 14] = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "error", "enum", "fixed",
    "array", "map",
];

/// What was most likely meant by `name`, as JSON.
pub(super) fn suggest<'a>(name: &Name, known: impl Iterator<Item = &'a Name>) -> Option<String> {
    if let Some(base) = base_of_logical_type(name.short()) {
        return Some(format!("{{\"type\": \"{base}\", \"logicalType\": \"{}\"}}", name.short()));
    }
    // Namespaces are long and alike: what was meant shows in the last part of a name, and in the rest only between equals.
    let (mut comparisons, lower) = (Comparisons::default(), name.short().to_lowercase());
    let ours = OURS.iter().filter_map(|&known| {
        let closeness = comparisons.likeness(known, &lower, NEAR_ENOUGH)?;
        Some(((closeness, 0.0), known))
    });
    let mut near: Vec<((f64, f64), &str)> = ours.collect();
    near.extend(known.filter_map(|known| {
        let short = comparisons.likeness(known.short(), name.short(), NEAR_ENOUGH)?;
        Some(((short, likeness(known.full(), name.full())), known.full()))
    }));
    let (_, best) = near
        .into_iter()
        .max_by(|(a, x), (b, y)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| y.cmp(x)))?;
    Some(format!("\"{best}\""))
}

/// The primitive under a logical type that needs nothing else.
fn base_of_logical_type(name: &str) -> Option<&'static str> {
    let annotates = |base: &Primitive| matches!(logical_type(name, Base::Primitive(*base), None, None), Ok(Some(_)));
    [Primitive::Int, Primitive::Long, Primitive::String].into_iter().find(annotates).map(Primitive::name)
}
