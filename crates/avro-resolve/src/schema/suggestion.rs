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

/// Types of other languages, and what they are in Avro.
const FOREIGN: [(&[&str], &str); 12] = [
    (&["integer", "int8", "int16", "int32", "uint8", "uint16", "short", "smallint", "tinyint", "byte"], "\"int\""),
    (&["int64", "uint32", "uint64", "bigint", "number"], "\"long\""),
    (&["bool"], "\"boolean\""),
    (&["float32", "real"], "\"float\""),
    (&["float64"], "\"double\""),
    (&["str", "text", "varchar", "char"], "\"string\""),
    (&["binary", "blob", "bytearray", "byte[]"], "\"bytes\""),
    (&["none", "nil", "void"], "\"null\""),
    (&["datetime", "timestamp", "instant"], "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
    (&["decimal", "numeric"], "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 10, \"scale\": 2}"),
    (&["list", "set"], "{\"type\": \"array\", \"items\": …}"),
    (&["object", "struct", "dict"], "{\"type\": \"record\", \"name\": …, \"fields\": […]}, or a map"),
];

/// What was most likely meant by `name`, as JSON.
pub(super) fn suggest<'a>(name: &Name, known: impl Iterator<Item = &'a Name>) -> Option<String> {
    if let Some(union) = union_in_words(name.short()) {
        return Some(union);
    }
    let lower = name.short().to_lowercase();
    if lower == "union" {
        return Some("[\"null\", \"string\"], an array of the branches".to_owned());
    }
    if let Some((_, meant)) = FOREIGN.iter().find(|(names, _)| names.contains(&lower.as_str())) {
        return Some((*meant).to_owned());
    }
    if let Some(base) = base_of_logical_type(name.short()) {
        return Some(format!("{{\"type\": \"{base}\", \"logicalType\": \"{}\"}}", name.short()));
    }
    // Namespaces are long and alike: what was meant shows in the last part of a name, and in the rest only between equals.
    let mut comparisons = Comparisons::default();
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

/// What `string?` and `null|string` are in Avro.
fn union_in_words(name: &str) -> Option<String> {
    let branches: Vec<&str> = match name.strip_suffix('?') {
        Some(branch) => vec!["null", branch],
        None if name.contains('|') => name.split('|').map(str::trim).collect(),
        None => return None,
    };
    let branches: Vec<String> = branches.iter().map(|branch| format!("\"{branch}\"")).collect();
    Some(format!("[{}]", branches.join(", ")))
}

/// The primitive under a logical type that needs nothing else.
fn base_of_logical_type(name: &str) -> Option<&'static str> {
    let annotates = |base: &Primitive| matches!(logical_type(name, Base::Primitive(*base), None, None), Ok(Some(_)));
    [Primitive::Int, Primitive::Long, Primitive::String].into_iter().find(annotates).map(Primitive::name)
}
