use serde_json::json;

use super::{Edit, EditableText, apply, are_apart};
use crate::schema::parse::parse_as;
use crate::schema::source::Span;
use crate::schema::syntax::Syntax;

const SHOP: &str = r#"@namespace("org.shop")
protocol Shop {
  /** What is sold. */
  record Article {
    string name;
    /** In cents. */
    long @aliases(["cost"]) price = 0;
    union { null, string } note = null;
    array<Color> colors;
    @logicalType("decimal") bytes weight;
    string? code;
  }

  enum Color { RED, GREEN }
  record Empty {}
  @aliases(["Old"]) fixed Sum(4);
}
"#;

/// The lines of the text that an edit changes, as they are after it.
fn edited(edit: impl FnOnce(&EditableText<'_>) -> Option<Vec<Edit>>) -> Option<String> {
    let page = EditableText::open_as(SHOP, Syntax::Idl).expect("it is IDL");
    let edits = edit(&page)?;
    assert!(are_apart(&edits), "{edits:?}");
    let after = apply(SHOP, &edits);
    parse_as(&after, Syntax::Idl).unwrap_or_else(|broken| panic!("{broken:?}\n{after}"));
    let before: Vec<&str> = SHOP.lines().collect();
    let changed: Vec<&str> = after.lines().filter(|line| !before.contains(line)).map(str::trim).collect();
    Some(changed.join("\n"))
}

#[test]
fn attributes_are_set_where_idl_has_them() {
    let set =
        |place: &str, name: &str, value| edited(|page| page.set(place, name, &value, &[])).expect("it can be said");
    assert_eq!(set("/types/0/fields/0", "default", json!("x")), r#"string name = "x";"#);
    assert_eq!(set("/types/0/fields/1", "default", json!(5)), r#"long @aliases(["cost"]) price = 5;"#);
    assert_eq!(set("/types/0/fields/0", "aliases", json!(["title"])), r#"string @aliases(["title"]) name;"#);
    assert_eq!(set("/types/0/fields/1", "aliases", json!(["a", "b"])), r#"long @aliases(["a", "b"]) price = 0;"#);
    assert_eq!(set("/types/1", "default", json!("RED")), "enum Color { RED, GREEN } = RED;");
    assert_eq!(set("/types/0", "aliases", json!(["Item"])), r#"@aliases(["Item"])"#);
    assert_eq!(set("/types/3", "x", json!(1)), r#"@aliases(["Old"]) @x(1) fixed Sum(4);"#);
    assert_eq!(
        set("/types/0/fields/4/type", "precision", json!(4)),
        r#"@logicalType("decimal") @precision(4) bytes weight;"#
    );
    assert_eq!(edited(|page| page.set("/types/9", "default", &json!(1), &[])), None);
}

#[test]
fn types_become_unions_and_lists_longer_or_shorter() {
    let shown = |edit: fn(&EditableText<'_>) -> Option<Vec<Edit>>| edited(edit).expect("it can be said");
    assert_eq!(shown(|page| page.wrap("/types/0/fields/0/type", &["\"null\""], &[])), "union { null, string } name;");
    assert_eq!(
        shown(|page| page.wrap("/types/0/fields/3/type", &[], &[r#"{"type": "map", "values": "int"}"#])),
        "union { array<Color>, map<int> } colors;"
    );
    assert_eq!(
        shown(|page| page.insert("/types/0/fields/2/type", 1, "\"int\"")),
        "union { null, int, string } note = null;"
    );
    assert_eq!(shown(|page| page.move_to_front("/types/0/fields/2/type", 1)), "union { string, null } note = null;");
    assert_eq!(shown(|page| page.remove("/types/0/fields/2/type", "0")), "union { string } note = null;");
    assert_eq!(shown(|page| page.push("/types/1/symbols", "\"BLUE\"")), "enum Color { RED, GREEN, BLUE }");
    assert_eq!(shown(|page| page.insert("/types/1/symbols", 0, "\"enum\"")), "enum Color { `enum`, RED, GREEN }");
    assert_eq!(
        shown(|page| page.push("/types/0/fields/1/aliases", "\"x\"")),
        r#"long @aliases(["cost", "x"]) price = 0;"#
    );
    assert_eq!(shown(|page| page.replace("/types/0/name", "\"Item\"".to_owned())), "record Item {");
    assert_eq!(shown(|page| page.replace("/types/0/fields/3/type/items", "\"int\"".to_owned())), "array<int> colors;");
    assert_eq!(shown(|page| page.remove("/types/0/fields/1", "default")), r#"long @aliases(["cost"]) price;"#);
    assert_eq!(shown(|page| page.remove("/types/0/fields/1", "aliases")), "long price = 0;");
    assert_eq!(shown(|page| page.insert("/types/0/fields", 1, "int id;")), "int id;");
    assert_eq!(shown(|page| page.insert("/types/0/fields", 6, "int id;")), "int id;");
    assert_eq!(shown(|page| page.insert("/types/2/fields", 0, "int id;")), "record Empty { int id; }");
    assert_eq!(shown(|page| page.remove("/types/0/fields", "3")), "");
}

#[test]
fn what_idl_cannot_say_is_no_edit() {
    assert_eq!(edited(|page| page.insert("/types/0/fields", 1, r#"{"name": "id", "type": "int"}"#)), None);
    assert_eq!(
        edited(|page| page.wrap("/types/0/fields/0/type", &[r#"{"type": "fixed", "name": "F", "size": 1}"#], &[])),
        None
    );
    assert_eq!(edited(|page| page.push("/types/1/symbols", "\"two words\"")), None);
    // The union that a question mark makes has no list of branches.
    assert_eq!(edited(|page| page.push("/types/0/fields/5/type", "\"int\"")), None);
    assert!(EditableText::open_as("record R { int a }", Syntax::Idl).is_none());
}

#[test]
fn what_is_around_a_place_is_shown_on_one_line() {
    let page = EditableText::open_as(SHOP, Syntax::Idl).expect("it is IDL");
    let at = SHOP.find("price").expect("it is there") as u32;
    let shown = page.excerpt_around(&[Span { start: at, end: at + 5 }], "…");
    assert_eq!(shown, r#"/** In cents. */ long @aliases(["cost"]) price = 0;"#);
    assert_eq!(
        page.place_of(page.span("/types/0/fields/1/default").expect("it is there")).as_deref(),
        Some("/types/0/fields/1/default")
    );
}
