use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{JsonContent, JsonValue, tree, tree_with_faults};
use crate::schema::fault::{Fault, FaultKind};
use crate::schema::source::Span;

/// The message of the first fault, and what it points at.
fn fault(text: &str) -> (String, &str) {
    let Err(Fault { kind, span: Span { start, end } }) = tree(text) else { panic!("{text} is JSON") };
    let message = if let FaultKind::NotJson(message) = kind { message } else { kind.to_string() };
    (message, &text[start as usize..end as usize])
}

/// What is let pass, each with what it points at.
fn let_pass(text: &str) -> Vec<(FaultKind, &str)> {
    let faults = tree_with_faults(text).expect("it is let pass").expect("it is not empty").faults;
    let at = |Span { start, end }| &text[start as usize..end as usize];
    faults.into_iter().map(|fault| (fault.kind, at(fault.span))).collect()
}

#[test]
fn faults_are_where_they_are_made() {
    for (text, message, at) in [
        ("{\"a\" 1}", "Expected colon after the string or word in object property", "1"),
        ("{\"a\":", "Expected value after colon in object property", ""),
        ("{\"a\":1 \"b\":2}", "Expected comma", ""),
        ("[1 2]", "Expected comma", ""),
        ("[1,]", "Trailing commas are not allowed", ","),
        ("{a: 1}", "Expected string for object property", "a"),
        ("{\"a\":1,,}", "Unexpected token in object", ","),
        ("[,1]", "Unexpected comma", ","),
        ("[}", "Unexpected close brace", "}"),
        ("]", "Unexpected close bracket", "]"),
        ("[:]", "Unexpected colon", ":"),
        ("[record ]", "Unexpected word", "record"),
        ("[record]", "Unexpected token", "record"),
        ("1 2", "Text cannot contain more than one JSON value", "2"),
        ("[1, {\"a\": 2", "Unterminated object", "{\"a\": 2"),
        ("[1, ", "Unterminated array", "[1, "),
        ("[\"a", "Unterminated string literal", "\"a"),
        ("1 /* ", "Unterminated comment block", "/* "),
        ("'a'", "Single-quoted strings are not allowed", "'"),
        ("-a", "Expected digit following negative sign", "a"),
        ("+1", "Unary plus on numbers is not allowed", "+"),
        ("0x1", "Hexadecimal numbers are not allowed", "0"),
        ("1.", "Leading or trailing decimal points on numbers are not allowed", "1."),
        ("1ea", "Expected plus, minus, or digit in number literal", "a"),
        ("1e+", "Expected digit", ""),
        ("-Infinity", "Infinity and NaN are not allowed", "-Infinity"),
        (r#""a\é""#, "Invalid escape", r"\é"),
        (r#""\u12é""#, "Expected four hex digits", r"\u12é"),
        (
            r#""\ud800""#,
            "Invalid unicode escape sequence. 'd800 (unpaired high surrogate)' is not a valid UTF8 character",
            r#"\ud800""#,
        ),
    ] {
        assert_eq!(fault(text), (message.to_owned(), at), "{text}");
    }
}

#[test]
fn what_others_refuse_is_noted_once_of_each_kind() {
    let lax =
        |what| FaultKind::LaxJson { what, refused_by: "Java 1.12.1, fastavro 1.13.1 and avro-python 1.12.1 refuse" };
    let text = "[\"a\tb\", /*/ one */ \u{a0} \"c\nd\", \"\\ud800\"] // two\n// three";
    let expected = [
        (lax("control characters or line breaks inside a string"), "\t"),
        (lax("white space but space, tab and line break"), "\u{a0}"),
        (FaultKind::Comment, "/*/ one */"),
        (lax("comments, and Java allows none after the schema"), "// two"),
        (FaultKind::LoneSurrogate, "\\ud800"),
    ];
    assert_eq!(let_pass(text), expected);
    assert_eq!(let_pass(&"//\n".repeat(100_000).replacen("//\n", "1 ", 1)).len(), 1, "comments are no recursion");
}

#[test]
fn levels_are_limited() {
    let nested = |open: &str, close: &str, levels: usize| format!("{}1{}", open.repeat(levels), close.repeat(levels));
    for (open, close, most) in [("[", "]", 512), ("{\"a\":", "}", 256)] {
        assert!(tree(&nested(open, close, most)).is_ok(), "{open}");
        let kind = tree(&nested(open, close, most + 1)).err().map(|fault| fault.kind);
        assert_eq!(kind, Some(FaultKind::TooDeep), "{open}");
    }
    assert!(tree(&"[".repeat(10_000_000)).is_err());
}

#[test]
fn numbers_become_what_serde_json_can_hold() {
    let of = |text| tree(text).expect("it is JSON").expect("it is not empty").root().with_plain_numbers();
    assert_eq!(of("[-0, -0.0, 1e2]"), (json!([0, -0.0, 100.0]), false));
    assert_eq!(of("{\"a\": 1e999, \"b\": [-1e999]}"), (json!({"a": f64::MAX, "b": [f64::MIN]}), true));
}

/// JSON as serde_json has it.
fn values() -> impl Strategy<Value = Json> {
    let text = || prop_oneof!["[ -~\\t\\n\"\\\\/é€😀]{0,20}", "[a-z]{0,30}"];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1e300..1e300).prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        let objects =
            prop::collection::vec((text(), inner.clone()), 0..6).prop_map(|entries| entries.into_iter().collect());
        prop_oneof![prop::collection::vec(inner, 0..6).prop_map(Json::Array), objects]
    })
}

/// The span of each value holds the value, and parts are inside.
fn check_spans(text: &str, value: JsonValue<'_>) {
    let Span { start, end } = value.span();
    let slice = &text[start as usize..end as usize];
    assert_eq!(serde_json::from_str::<Json>(slice).expect("a part is JSON"), value.plain());
    match value.content() {
        JsonContent::Object(object) => {
            for property in object.iter() {
                let Span { start, end } = property.name_span;
                let name = &text[start as usize..end as usize];
                assert_eq!(serde_json::from_str::<String>(name).expect("a name is a string"), property.name);
                check_spans(text, property.value);
            }
        }
        JsonContent::Array(array) => array.iter().for_each(|element| check_spans(text, element)),
        JsonContent::String(_) | JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => {}
    }
}

proptest! {
    #[test]
    fn values_are_those_of_serde_json(json in values(), is_pretty in any::<bool>()) {
        let text = if is_pretty { format!("{json:#}") } else { json.to_string() };
        let tree = tree(&text).expect("it is JSON").expect("it is not empty");
        prop_assert_eq!(tree.root().plain(), json);
        check_spans(&text, tree.root());
    }

    /// What passes without a note is what serde_json takes.
    #[test]
    fn nothing_else_is_json(
        json in values(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..3,
        new in "[\\[\\]{}:,\"\\\\/*+\\-.0-9eEutrnfalsbx \\t\\n\u{b}\u{1}\u{a0}]{0,4}",
    ) {
        let mut text = json.to_string();
        let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = at.index(boundaries.len());
        let to = (from + length).min(boundaries.len() - 1);
        text.replace_range(boundaries[from]..boundaries[to], &new);
        let scanned = tree_with_faults(&text).ok().flatten();
        let is_ours = scanned.as_ref().is_some_and(|scanned| scanned.faults.is_empty());
        let is_beyond_double = scanned.is_some_and(|scanned| scanned.tree.root().with_plain_numbers().1);
        prop_assert_eq!(is_ours && !is_beyond_double, serde_json::from_str::<Json>(&text).is_ok(), "{}", text);
    }
}
