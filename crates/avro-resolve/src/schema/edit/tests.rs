use serde_json::json;

use super::*;

/// The text with what an edit makes of it.
fn edited(text: &str, edit: impl Fn(&EditableText<'_>) -> Option<Vec<Edit>>) -> String {
    let page = EditableText::open(text).expect("it is JSON");
    let edits = edit(&page).expect("it can be edited");
    assert!(are_apart(&edits), "{edits:?}");
    let edited = apply(text, &edits);
    assert!(EditableText::open(&edited).is_some(), "{edited}");
    edited
}

fn set(text: &str, key: &str, after: &[&str]) -> String {
    edited(text, |page| page.set("", key, &json!(["x", "y"]), after))
}

fn push(text: &str) -> String {
    edited(text, |page| page.push("", "\"C\""))
}

#[test]
fn attributes_look_like_their_neighbours() {
    assert_eq!(set(r#"{"a": 1, "b": 2}"#, "c", &[]), r#"{"a": 1, "b": 2, "c": ["x", "y"]}"#);
    assert_eq!(set(r#"{"a":1,"b":2}"#, "c", &[]), r#"{"a":1,"b":2,"c":["x","y"]}"#);
    assert_eq!(set(r#"{ "a" : 1 }"#, "c", &[]), r#"{ "a" : 1, "c" : ["x", "y"] }"#);
    assert_eq!(set("{\n}", "c", &[]), r#"{"c": ["x", "y"]}"#);
    assert_eq!(set(r#"{"a": 1, "b": 2}"#, "c", &["a"]), r#"{"a": 1, "c": ["x", "y"], "b": 2}"#);
    assert_eq!(set("{\n\t\"a\": 1\n}\n", "c", &[]), "{\n\t\"a\": 1,\n\t\"c\": [\"x\", \"y\"]\n}\n");
    assert_eq!(set("{\r\n  \"a\": 1\r\n}", "c", &[]), "{\r\n  \"a\": 1,\r\n  \"c\": [\"x\", \"y\"]\r\n}");
    assert_eq!(
        set("{\n  \"a\": 1,\n  \"b\": 2\n}", "c", &["a"]),
        "{\n  \"a\": 1,\n  \"c\": [\"x\", \"y\"],\n  \"b\": 2\n}"
    );
}

#[test]
fn an_attribute_that_is_there_is_replaced() {
    assert_eq!(set(r#"{"a": 1, "c": {"c": 2}}"#, "c", &["a"]), r#"{"a": 1, "c": ["x", "y"]}"#);
    // The last one counts.
    assert_eq!(set(r#"{"c": 1, "c": 2}"#, "c", &[]), r#"{"c": 1, "c": ["x", "y"]}"#);
}

#[test]
fn an_attribute_that_is_there_twice_is_taken_out_once() {
    let once = |text: &str| edited(text, |page| page.remove_repeated("", "c"));
    assert_eq!(once(r#"{"c": 1, "a": 2, "c": 1}"#), r#"{"a": 2, "c": 1}"#);
    assert_eq!(once(r#"{"a": 2, "c": [1], "c": [1]}"#), r#"{"a": 2, "c": [1]}"#);
    for other in [r#"{"c": 1, "c": 2}"#, r#"{"c": 1}"#, "[]", "{}"] {
        assert_eq!(EditableText::open(other).expect("it is JSON").remove_repeated("", "c"), None, "{other}");
    }
}

#[test]
fn comments_stay_with_what_they_are_about() {
    assert_eq!(set("{\n  \"a\": 1 // one\n}", "c", &[]), "{\n  \"a\": 1, // one\n  \"c\": [\"x\", \"y\"]\n}");
    assert_eq!(set("{\n  \"a\": 1 /* one */\n}", "c", &[]), "{\n  \"a\": 1, /* one */\n  \"c\": [\"x\", \"y\"]\n}");
    assert_eq!(push("[\n  \"A\", // a\n  \"B\" // b\r\n]"), "[\n  \"A\", // a\n  \"B\", // b\n  \"C\"\r\n]");
    assert_eq!(push("[ // none\n]"), "[\"C\" // none\n]");
}

#[test]
fn items_look_like_their_neighbours() {
    assert_eq!(push("[]"), r#"["C"]"#);
    assert_eq!(push("[ ]"), r#"["C"]"#);
    assert_eq!(push(r#"["A","B"]"#), r#"["A","B","C"]"#);
    assert_eq!(push("[\"A\"\n, \"B\"\n]"), "[\"A\"\n, \"B\"\n, \"C\"\n]");
    assert_eq!(push("[\n    \"A\"\n]"), "[\n    \"A\",\n    \"C\"\n]");
    let insert = |text: &str, before| edited(text, |page| page.insert("", before, "\"C\""));
    assert_eq!(insert(r#"["A", "B"]"#, 0), r#"["C", "A", "B"]"#);
    assert_eq!(insert(r#"["A", "B"]"#, 1), r#"["A", "C", "B"]"#);
    assert_eq!(insert("[\n  \"A\"\n]", 0), "[\n  \"C\",\n  \"A\"\n]");
    assert_eq!(insert("[\n  \"A\" // a\n  , \"B\"\n]", 1), "[\n  \"A\" // a\n  , \"C\",\n  \"B\"\n]");
}

#[test]
fn items_move_and_go() {
    let front = |text: &str| edited(text, |page| page.move_to_front("", 1));
    assert_eq!(front(r#"["string", "null"]"#), r#"["null", "string"]"#);
    assert_eq!(front("[\n  1,\n  2,\n  3\n]"), "[\n  2,\n  1,\n  3\n]");
    let without = |text: &str, part: &str| edited(text, |page| page.remove("", part));
    assert_eq!(without(r#"["a", "b"]"#, "0"), r#"["b"]"#);
    assert_eq!(without(r#"["a", "b"]"#, "1"), r#"["a"]"#);
    assert_eq!(without(r#"["a"]"#, "0"), "[]");
    assert_eq!(without(r#"{"a": 1, "b": 2}"#, "b"), r#"{"a": 1}"#);
    let page = EditableText::open("[1, // one\n 2]").expect("it is JSON");
    assert_eq!(page.remove("", "1"), None);
}

#[test]
fn values_are_wrapped_where_they_stand() {
    let text = "{\"type\": {\n  \"type\": \"array\", // many\n  \"items\": \"int\"\n}}";
    let wrapped = edited(text, |page| page.wrap("/type", &["\"null\""], &[]));
    assert_eq!(wrapped, "{\"type\": [\"null\", {\n  \"type\": \"array\", // many\n  \"items\": \"int\"\n}]}");
    assert_eq!(edited("\"int\"", |page| page.wrap("", &[], &["\"null\""])), "[\"int\",\"null\"]");
}

#[test]
fn what_comes_from_another_text_takes_its_place() {
    let from = "{\n    \"fields\": [\n        {\n            \"name\": \"a\"\n        }\n    ]\n}";
    let span = EditableText::open(from).and_then(|page| page.span("/fields/0")).expect("it is there");
    let adopt = |text: &str, at| EditableText::open(text).and_then(|page| page.adopt(Excerpt { text: from, span }, at));
    assert_eq!(adopt("[\n\t1\n]", 3).as_deref(), Some("{\n\t    \"name\": \"a\"\n\t}"));
    assert_eq!(adopt("[\r\n  1\r\n]", 5).as_deref(), Some("{\r\n      \"name\": \"a\"\r\n  }"));
    assert_eq!(adopt("[1, 2]", 1).as_deref(), Some("{\"name\": \"a\"}"));
    assert_eq!(adopt("[1,2]", 1).as_deref(), Some("{\"name\":\"a\"}"));
}

#[test]
fn places_that_are_not_there_are_none() {
    let page = EditableText::open(r#"{"a": [1]}"#).expect("it is JSON");
    assert_eq!(page.push("/b", "1"), None);
    assert_eq!(page.push("/a/0", "1"), None);
    assert_eq!(page.insert("/a", 2, "1"), None);
    assert_eq!(page.set("/a", "b", &json!(1), &[]), None);
    assert!(EditableText::open("{").is_none() && EditableText::open("").is_none());
}

#[test]
fn edits_are_apart_or_not() {
    let edit = |start, end| Edit { span: Span { start, end }, text: String::new() };
    assert!(are_apart(&[edit(0, 1), edit(1, 1), edit(1, 1), edit(1, 2)]));
    assert!(!are_apart(&[edit(0, 2), edit(1, 3)]));
}

#[test]
fn two_rounds_of_edits_are_one() {
    let edit = |start, end, text: &str| Edit { span: Span { start, end }, text: text.to_owned() };
    let text = "0123456789";
    let rounds: [&[Edit]; 8] = [
        &[],
        &[edit(0, 0, "ab")],
        &[edit(0, 10, "")],
        &[edit(2, 2, "x"), edit(2, 4, "yy"), edit(9, 10, "")],
        &[edit(1, 3, ""), edit(3, 3, "zzz"), edit(8, 8, "u")],
        &[edit(4, 9, "long enough")],
        &[edit(0, 1, "q"), edit(1, 2, ""), edit(2, 10, "w")],
        &[edit(10, 10, "end")],
    ];
    for first in rounds {
        let middle = apply(text, first);
        for second in rounds {
            let fits = second.last().is_none_or(|last| last.span.end as usize <= middle.len());
            if fits {
                let both = compose(first, second);
                assert!(are_apart(&both), "{both:?}");
                assert_eq!(apply(text, &both), apply(&middle, second), "{first:?} {second:?}");
            }
        }
    }
}

#[test]
fn excerpts_show_what_an_edit_belongs_to() {
    let excerpt = |text: &str, part: &str| {
        let start = text.find(part).expect("it is there") as u32;
        let place = Span { start, end: start + part.len() as u32 };
        EditableText::open(text).expect("it is JSON").excerpt_around(&[place], "…")
    };
    let field = "{\n  \"name\": \"a\", // first\n  \"type\": \"int\"\n}";
    assert_eq!(
        excerpt(&format!("{{\"name\": \"R\", \"fields\": [{field}]}}"), "int"),
        r#"{"name": "a", "type": "int"}"#
    );
    let fields = [field; 9].join(", ");
    let record = format!("{{\"name\": \"R\", \"aliases\": [\"S\"], \"fields\": [{fields}]}}");
    assert_eq!(excerpt(&record, "[\"S\"]"), r#"{"name": "R", "aliases": ["S"], "fields": […]}"#);
    assert_eq!(excerpt(&record, "first\n  \"type\": \"int\"\n"), r#"{"name": "a", "type": "int"}"#);
    let branch = r#"{"name": "E", "type": "enum"}"#;
    assert_eq!(excerpt(&format!(r#"["int", {branch}]"#), branch), format!(r#"["int", {branch}]"#));
    assert_eq!(excerpt(r#"["null","int"]"#, "int"), r#"["null","int"]"#);
}

#[test]
fn several_attributes_are_taken_out_together() {
    let without = |text: &str| edited(text, |page| page.remove_all("", &["x", "y"]));
    assert_eq!(without(r#"{"a": 1, "x": 2, "y": 3, "b": 4}"#), r#"{"a": 1, "b": 4}"#);
    assert_eq!(without(r#"{"x": 2, "y": 3, "b": 4}"#), r#"{"b": 4}"#);
    assert_eq!(without(r#"{"x": 2, "b": 4, "y": 3}"#), r#"{"b": 4}"#);
    assert_eq!(without(r#"{"x": 2, "y": 3}"#), "{}");
    assert_eq!(without("{\n  \"a\": 1,\n  \"y\": 2,\n  \"x\": 3\n}"), "{\n  \"a\": 1\n}");
    let page = EditableText::open("{\"x\": 2, // two\n \"y\": 3}").expect("it is JSON");
    assert_eq!(page.remove_all("", &["x", "y"]), None);
}

#[test]
fn a_value_is_found_by_its_span_and_put_in_the_place_of_the_one_around_it() {
    let text = r#"{"a": [1, {"type": {"type": ["x"], "doc": "d"}}], "b": 2, "b": 2}"#;
    let page = EditableText::open(text).expect("it is JSON");
    for place in ["", "/a", "/a/0", "/a/1", "/a/1/type", "/a/1/type/type/0", "/b"] {
        let span = page.span(place).expect("it is there");
        assert_eq!(page.place_of(span).as_deref(), Some(place));
    }
    let first = page.span("/a").expect("it is there").end + ", \"b\": ".len() as u32;
    assert_eq!(page.place_of(Span { start: first, end: first + 1 }), None, "the last one of a name counts");
    assert_eq!(page.place_of(Span { start: 0, end: 1 }), None);
    assert_eq!(edited(text, |page| page.unwrap("/a/1", "/a/1/type/type")), r#"{"a": [1, ["x"]], "b": 2, "b": 2}"#);
    let page = EditableText::open("{\"type\": [] // none\n}").expect("it is JSON");
    assert_eq!(page.unwrap("", "/type"), None);
}
