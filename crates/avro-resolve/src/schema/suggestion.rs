//! Guesses what was meant by the name of a type that nothing defines.

use super::logical::{Base, logical_type};
use super::name::Name;
use super::primitive::Primitive;

/// The types of the specification, by the names that they have in schemas.
const OURS: [&str; 14] = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "error", "enum", "fixed",
    "array", "map",
];

/// What was most likely meant by `name`, as JSON.
pub(super) fn suggest<'a>(name: &Name, known: impl Iterator<Item = &'a Name>) -> Option<String> {
    const NEAR_ENOUGH: f64 = 0.6;
    if let Some(base) = base_of_logical_type(name.short()) {
        return Some(format!("{{\"type\": \"{base}\", \"logicalType\": \"{}\"}}", name.short()));
    }
    // Namespaces are long and alike: what was meant shows in the last part of a name, and in the rest only between equals.
    let closeness = strsim::normalized_damerau_levenshtein;
    let named = known.map(|known| {
        let closeness = (closeness(known.short(), name.short()), closeness(known.full(), name.full()));
        (closeness, known.full())
    });
    let ours = OURS.iter().map(|&known| ((closeness(known, &name.short().to_lowercase()), 0.0), known));
    let (_, best) = named
        .chain(ours)
        .filter(|((short, _), _)| *short >= NEAR_ENOUGH)
        .max_by(|(a, x), (b, y)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| y.cmp(x)))?;
    Some(format!("\"{best}\""))
}

/// The primitive under a logical type that needs nothing else.
fn base_of_logical_type(name: &str) -> Option<&'static str> {
    let annotates = |base: &Primitive| matches!(logical_type(name, Base::Primitive(*base), None, None), Ok(Some(_)));
    [Primitive::Int, Primitive::Long, Primitive::String].into_iter().find(annotates).map(Primitive::name)
}
