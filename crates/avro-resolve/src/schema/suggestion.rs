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
const FOREIGN: [(&[&str], &str); 20] = [
    (
        &[
            "integer", "int8", "int16", "int32", "uint8", "uint16", "short", "smallint", "tinyint", "byte", "i8",
            "i16", "i32", "u8", "u16",
        ],
        "\"int\"",
    ),
    (&["int64", "uint32", "uint64", "bigint", "number", "i64", "u32", "u64", "usize"], "\"long\""),
    (&["bool"], "\"boolean\""),
    (&["float32", "real", "f32"], "\"float\""),
    (&["float64", "f64"], "\"double\""),
    (&["str", "text", "varchar", "nvarchar", "char", "character", "clob"], "\"string\""),
    (&["binary", "varbinary", "blob", "bytearray", "byte[]", "[]byte"], "\"bytes\""),
    (&["none", "nil", "void"], "\"null\""),
    (
        &["datetime", "date-time", "timestamp", "timestamptz", "instant", "zoneddatetime", "offsetdatetime"],
        "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}",
    ),
    (&["localdatetime"], "{\"type\": \"long\", \"logicalType\": \"local-timestamp-millis\"}"),
    (&["date", "localdate"], "{\"type\": \"int\", \"logicalType\": \"date\"}"),
    (&["time", "localtime"], "{\"type\": \"int\", \"logicalType\": \"time-millis\"}"),
    (&["guid", "uuid"], "{\"type\": \"string\", \"logicalType\": \"uuid\"}"),
    (&["bigdecimal", "big-decimal"], "{\"type\": \"bytes\", \"logicalType\": \"big-decimal\"}"),
    (&["duration"], "{\"type\": \"fixed\", \"name\": …, \"size\": 12, \"logicalType\": \"duration\"}"),
    (&["any"], "a union of the types that are possible: [\"null\", \"string\", …]"),
    (&["decimal", "numeric"], "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 10, \"scale\": 2}"),
    (&["list", "set", "seq", "vec", "vector", "arraylist"], "{\"type\": \"array\", \"items\": …}"),
    (&["hashmap", "dictionary"], "{\"type\": \"map\", \"values\": …}"),
    (&["object", "struct", "dict"], "{\"type\": \"record\", \"name\": …, \"fields\": […]}, or a map"),
];

/// What a type of another language or notation is in Avro, as JSON: that of `float64`, `string[]` or `map<string, int>`. The name
/// is a full one, whose namespace may be that of its surroundings.
pub(super) fn translate(name: &Name) -> Option<String> {
    let short = name.short();
    if short.eq_ignore_ascii_case("union") {
        return Some("[\"null\", \"string\"], an array of the branches".to_owned());
    }
    // Only a name that is a word has a namespace before it for certain.
    let is_word = !name.full().contains(['<', '|', '?', '[', '(']);
    notation(if is_word { short } else { without_namespace(name.full()) }, MOST_NESTED)
}

/// So many arrays of arrays are written out.
const MOST_NESTED: u32 = 4;

/// A notation without the namespace before its first word, where this is a type of a language: `com.x.array<y.Part>` is
/// `array<y.Part>`, `com.x.string[]` is `string[]`, and `com.x.Part[]` stays as it is.
fn without_namespace(full: &str) -> &str {
    let word = full.find(['<', '|', '?', '[', '(']).unwrap_or(full.len());
    let Some(dot) = full[..word].rfind('.') else { return full };
    let first = full[dot + 1..word].trim();
    let is_known = Primitive::from_name(first).is_some() || foreign(first).is_some() || container(first).is_some();
    if is_known || first.is_empty() { &full[dot + 1..] } else { full }
}

/// A type in words or signs, as JSON; `None` if it is only a name.
fn notation(written: &str, left: u32) -> Option<String> {
    let left = left.checked_sub(1)?;
    let inner = |written: &str| json(written.trim(), left);
    if let Some(found) = foreign(written) {
        return Some(found.to_owned());
    }
    if let Some(branch) = written.strip_suffix('?') {
        return Some(format!("[\"null\", {}]", inner(branch)?));
    }
    if let Some((word, arguments)) = written.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
        let last = if arguments.contains('<') { arguments } else { arguments.rsplit(',').next()? };
        return Some(match container(word.trim())? {
            Container::Array => array(&inner(last)?),
            Container::Map => {
                let value = arguments.split_once(',').map_or(arguments, |(_, value)| value);
                format!("{{\"type\": \"map\", \"values\": {}}}", inner(value)?)
            }
            Container::Nullable => format!("[\"null\", {}]", inner(last)?),
        });
    }
    if written.contains('|') {
        let branches: Option<Vec<String>> = written.split('|').map(inner).collect();
        return Some(format!("[{}]", branches?.join(", ")));
    }
    if let Some(item) = written.strip_suffix("[]").or_else(|| written.strip_prefix("[]")) {
        return Some(array(&inner(item)?));
    }
    if let Some((word, sizes)) = written.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        let sizes: Option<Vec<u32>> = sizes.split(',').map(|size| size.trim().parse().ok()).collect();
        return match (word.trim().to_lowercase().as_str(), &sizes?[..]) {
            ("decimal" | "numeric", &[precision]) => Some(decimal(precision, 0)),
            ("decimal" | "numeric", &[precision, scale]) => Some(decimal(precision, scale)),
            (word, _) => foreign(word).map(str::to_owned),
        };
    }
    let base = base_of_logical_type(written)?;
    Some(format!("{{\"type\": \"{base}\", \"logicalType\": \"{written}\"}}"))
}

/// A part of a notation, as JSON.
fn json(written: &str, left: u32) -> Option<String> {
    if written.is_empty() {
        return None;
    }
    let is_name = written.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
    // What leaves a choice can only be said by itself.
    notation(written, left).filter(|json| !json.contains('…')).or_else(|| is_name.then(|| format!("\"{written}\"")))
}

fn array(items: &str) -> String {
    format!("{{\"type\": \"array\", \"items\": {items}}}")
}

fn decimal(precision: u32, scale: u32) -> String {
    format!("{{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": {precision}, \"scale\": {scale}}}")
}

fn foreign(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    FOREIGN.iter().find(|(names, _)| names.contains(&word.as_str())).map(|(_, meant)| *meant)
}

/// What other languages write with its parts in brackets.
enum Container {
    Array,
    Map,
    Nullable,
}

fn container(word: &str) -> Option<Container> {
    match word.to_lowercase().as_str() {
        "array" | "list" | "set" | "seq" | "sequence" | "vec" | "vector" | "arraylist" => Some(Container::Array),
        "map" | "dict" | "dictionary" | "hashmap" => Some(Container::Map),
        "optional" | "option" | "nullable" => Some(Container::Nullable),
        _ => None,
    }
}

/// The type of the specification or of the run that was most likely meant by a misspelt name, as JSON.
pub(super) fn nearest<'a>(name: &Name, known: impl Iterator<Item = &'a Name>) -> Option<String> {
    // Namespaces are long and alike: what was meant shows in the last part of a name, and in the rest only between equals.
    let mut comparisons = Comparisons::default();
    let lower = name.short().to_lowercase();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_of_other_languages_are_translated() {
        let in_namespace = |written: &str| translate(&Name::new(written, "com.x")).unwrap_or_default();
        for (written, json) in [
            ("float64", r#""double""#),
            ("Date", r#"{"type": "int", "logicalType": "date"}"#),
            ("UUID", r#"{"type": "string", "logicalType": "uuid"}"#),
            ("BigDecimal", r#"{"type": "bytes", "logicalType": "big-decimal"}"#),
            ("duration", r#"{"type": "fixed", "name": …, "size": 12, "logicalType": "duration"}"#),
            ("any", r#"a union of the types that are possible: ["null", "string", …]"#),
            ("LocalDate", r#"{"type": "int", "logicalType": "date"}"#),
            ("Object", r#"{"type": "record", "name": …, "fields": […]}, or a map"#),
            ("string[]", r#"{"type": "array", "items": "string"}"#),
            ("[]int64", r#"{"type": "array", "items": "long"}"#),
            ("byte[]", r#""bytes""#),
            ("Part[]", r#"{"type": "array", "items": "com.x.Part"}"#),
            ("y.Part[]", r#"{"type": "array", "items": "y.Part"}"#),
            ("array<int>", r#"{"type": "array", "items": "int"}"#),
            ("List<y.Part>", r#"{"type": "array", "items": "y.Part"}"#),
            ("map<string>", r#"{"type": "map", "values": "string"}"#),
            ("Map<String, List<bool>>", r#"{"type": "map", "values": {"type": "array", "items": "boolean"}}"#),
            ("optional<date>", r#"["null", {"type": "int", "logicalType": "date"}]"#),
            ("int32?", r#"["null", "int"]"#),
            ("null|y.Part", r#"["null", "y.Part"]"#),
            ("varchar(255)", r#""string""#),
            ("decimal(12, 3)", r#"{"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 3}"#),
            ("timestamp-micros", r#"{"type": "long", "logicalType": "timestamp-micros"}"#),
        ] {
            assert_eq!(in_namespace(written), json, "{written}");
            let bare = translate(&Name::new(written, "")).unwrap_or_default();
            assert_eq!(bare.replace("com.x.", ""), json.replace("com.x.", ""), "{written}");
        }
        for name in ["Address", "array<>", "<int>", "string[", "a?b", "()", "(1)", "|", "?", "a.b.", "[]"] {
            assert_eq!(translate(&Name::new(name, "com.x")), None, "{name}");
        }
        assert_eq!(translate(&Name::new(&"[]".repeat(500), "")), None);
    }
}
