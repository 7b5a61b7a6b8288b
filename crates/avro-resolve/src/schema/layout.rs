//! Lays the text of a schema out anew: every token and every comment stays as it is, and in its order; only the space between them
//! changes.

use super::convert::{WIDTH, is_structure};
use super::edit::EditableText;
use super::idl::{LineStart, line_starts};
use super::syntax::Syntax;
use crate::depth::deep;

const INDENT: &str = "  ";

/// The text with two spaces for each level. In JSON what fits on a line is on one, and everything else has a line for each part;
/// in IDL lines stay lines, and begin where they should. `None` if it cannot be understood, or a comment is where no line
/// can end.
pub fn laid_out(text: &str, syntax: Syntax) -> Option<String> {
    let page = EditableText::open_as(text, syntax)?;
    let laid_out = match syntax {
        Syntax::Schema | Syntax::Protocol => of_json(text)?,
        Syntax::Idl => {
            // The spaces of a documentation may belong to it.
            let means_same =
                |other: &String| EditableText::open_as(other, syntax)?.get("").map(|tree| Some(tree) == page.get(""));
            let with_stars = Some(of_idl(text, Stars::Aligned)).filter(|other| means_same(other) == Some(true));
            with_stars.unwrap_or_else(|| of_idl(text, Stars::Kept))
        }
    };
    Some(if text.contains("\r\n") { laid_out.replace("\r\n", "\n").replace('\n', "\r\n") } else { laid_out })
}

/// What becomes of the stars that lines of a comment begin with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stars {
    Aligned,
    Kept,
}

fn of_idl(text: &str, stars: Stars) -> String {
    let lines = text.split_inclusive('\n').zip(line_starts(text));
    let lines = lines.map(|(line, start)| match start {
        LineStart::Level(_) if line.trim().is_empty() => line.trim_start_matches([' ', '\t']).to_owned(),
        LineStart::Level(level) => format!("{}{}", INDENT.repeat(level), line.trim_start()),
        LineStart::Star(level) if stars == Stars::Aligned => format!("{} {}", INDENT.repeat(level), line.trim_start()),
        LineStart::Star(_) | LineStart::Comment => line.to_owned(),
    });
    lines.collect()
}

fn of_json(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let mut writer = LayoutWriter { tokens: &tokens, next: 0, text: String::with_capacity(text.len()) };
    writer.comments(0);
    writer.value(0, false)?;
    if writer.next < tokens.len() {
        writer.text.push('\n');
        writer.comments(0);
    }
    let mut text = writer.text.trim_end().to_owned();
    text.push('\n');
    (writer.next == tokens.len()).then_some(text)
}

/// A token of JSON, or a comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct JsonToken<'t> {
    text: &'t str,
    kind: JsonTokenKind,
    /// Whether it is on a new line.
    begins_line: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum JsonTokenKind {
    Open,
    Close,
    Comma,
    Colon,
    Scalar,
    LineComment,
    BlockComment,
}

impl JsonToken<'_> {
    fn is_comment(self) -> bool {
        matches!(self.kind, JsonTokenKind::LineComment | JsonTokenKind::BlockComment)
    }
}

/// The tokens of a text that is JSON, with comments.
fn tokens(text: &str) -> Vec<JsonToken<'_>> {
    let bytes = text.as_bytes();
    let (mut tokens, mut at, mut begins_line) = (Vec::new(), 0, true);
    while let Some(&byte) = bytes.get(at) {
        let rest = &text[at..];
        let (kind, length) = match byte {
            b'{' | b'[' => (JsonTokenKind::Open, 1),
            b'}' | b']' => (JsonTokenKind::Close, 1),
            b',' => (JsonTokenKind::Comma, 1),
            b':' => (JsonTokenKind::Colon, 1),
            b'"' => (JsonTokenKind::Scalar, string_length(rest)),
            b'/' if rest.starts_with("/*") => {
                (JsonTokenKind::BlockComment, rest[2..].find("*/").map_or(rest.len(), |end| end + 4))
            }
            b'/' if rest.starts_with("//") => {
                (JsonTokenKind::LineComment, rest.find(['\n', '\r']).unwrap_or(rest.len()))
            }
            _ if byte.is_ascii_whitespace() => {
                begins_line |= byte == b'\n' || byte == b'\r';
                at += 1;
                continue;
            }
            _ => {
                let is_end =
                    |c: char| c.is_ascii_whitespace() || matches!(c, '{' | '}' | '[' | ']' | ',' | ':' | '"' | '/');
                (JsonTokenKind::Scalar, rest.find(is_end).unwrap_or(rest.len()).max(1))
            }
        };
        let length = (length..=rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        tokens.push(JsonToken { text: &rest[..length], kind, begins_line });
        begins_line = false;
        at += length;
    }
    tokens
}

fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 2)
}

struct LayoutWriter<'t> {
    tokens: &'t [JsonToken<'t>],
    next: usize,
    text: String,
}

impl LayoutWriter<'_> {
    /// A value, which is that of a structure if it has several lines in any case.
    fn value(&mut self, level: usize, is_structure: bool) -> Option<()> {
        let first = *self.tokens.get(self.next)?;
        if first.kind != JsonTokenKind::Open {
            self.text.push_str(first.text);
            self.next += 1;
            return Some(());
        }
        let end = self.next + closing(&self.tokens[self.next..])?;
        if !is_structure || end == self.next + 1 {
            let used = self.text.len() - self.text.rfind('\n').map_or(0, |line| line + 1);
            // A comma may follow.
            if let Some(line) = on_one_line(&self.tokens[self.next..=end], WIDTH.saturating_sub(used + 1)) {
                self.text.push_str(&line);
                self.next = end + 1;
                return Some(());
            }
        }
        self.text.push_str(first.text);
        self.next += 1;
        while self.tokens[self.next].kind != JsonTokenKind::Close {
            self.line(level + 1);
            self.comments(level + 1);
            if self.tokens[self.next].kind == JsonTokenKind::Close {
                break;
            }
            self.part(level + 1, first.text == "{")?;
            self.after_part()?;
        }
        let ending = self.text.trim_end_matches(' ').len();
        self.text.truncate(ending);
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&INDENT.repeat(level));
        self.text.push_str(self.tokens[self.next].text);
        self.next += 1;
        Some(())
    }

    /// An item, or an attribute.
    fn part(&mut self, level: usize, is_attribute: bool) -> Option<()> {
        let mut has_structure = false;
        if is_attribute {
            let [name, colon, value, ..] = self.tokens[self.next..] else { return None };
            if colon.kind != JsonTokenKind::Colon || value.is_comment() {
                return None;
            }
            has_structure = is_structure(name.text.trim_matches('"'));
            self.text.push_str(name.text);
            self.text.push_str(": ");
            self.next += 2;
        }
        deep(|| self.value(level, has_structure))
    }

    /// The comma after a part, and comments on the same line.
    fn after_part(&mut self) -> Option<()> {
        if self.tokens.get(self.next)?.kind == JsonTokenKind::Comma {
            self.text.push(',');
            self.next += 1;
        }
        while let Some(comment) = self.tokens.get(self.next).filter(|token| token.is_comment() && !token.begins_line) {
            self.text.push(' ');
            self.text.push_str(comment.text);
            self.next += 1;
        }
        let next = self.tokens.get(self.next)?;
        (next.kind != JsonTokenKind::Comma).then_some(())
    }

    /// Comments, each on a line.
    fn comments(&mut self, level: usize) {
        while let Some(comment) = self.tokens.get(self.next).filter(|token| token.is_comment()) {
            self.text.push_str(comment.text);
            self.next += 1;
            self.line(level);
        }
    }

    fn line(&mut self, level: usize) {
        self.text.push('\n');
        self.text.push_str(&INDENT.repeat(level));
    }
}

/// How many tokens after the first, which opens, the one is that closes.
fn closing(tokens: &[JsonToken<'_>]) -> Option<usize> {
    let mut open = 0usize;
    tokens.iter().position(|token| {
        match token.kind {
            JsonTokenKind::Open => open += 1,
            JsonTokenKind::Close => open -= 1,
            JsonTokenKind::Comma
            | JsonTokenKind::Colon
            | JsonTokenKind::Scalar
            | JsonTokenKind::LineComment
            | JsonTokenKind::BlockComment => {}
        }
        open == 0
    })
}

/// Tokens on one line, if they fit, and none of them has to have lines of its own.
fn on_one_line(tokens: &[JsonToken<'_>], room: usize) -> Option<String> {
    let mut line = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_name = tokens.get(at + 1).is_some_and(|next| next.kind == JsonTokenKind::Colon);
        if token.is_comment() || is_name && is_structure(token.text.trim_matches('"')) {
            return None;
        }
        line.push_str(token.text);
        if matches!(token.kind, JsonTokenKind::Comma | JsonTokenKind::Colon) {
            line.push(' ');
        }
        if line.len() > room {
            return None;
        }
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> Option<String> {
        laid_out(text, Syntax::Schema)
    }

    #[test]
    fn structures_have_a_line_for_each_part() {
        let text = r#"{"type":"record","name":"R","fields":[{"name":"a","type":["null","int"],"default":null},
            {"name":"b","type":"string"}]}"#;
        insta::assert_snapshot!(json(text).expect("JSON"), @r#"
        {
          "type": "record",
          "name": "R",
          "fields": [
            {"name": "a", "type": ["null", "int"], "default": null},
            {"name": "b", "type": "string"}
          ]
        }
        "#);
    }

    #[test]
    fn comments_and_escapes_stay() {
        let text = "// first\n{\"name\": \"\\u0052\", // the name\n /* the type */ \"type\": \"fixed\", \"size\": 1e0\n// last\n}";
        insta::assert_snapshot!(json(text).expect("JSON"), @r#"
        // first
        {
          "name": "\u0052", // the name
          /* the type */
          "type": "fixed",
          "size": 1e0
          // last
        }
        "#);
        assert_eq!(json("{\"name\" /* where? */ : \"R\"}"), None);
        assert_eq!(json("{"), None);
    }

    #[test]
    fn lines_of_idl_begin_where_they_should() {
        let text =
            "namespace a;\nrecord R {\n/** Of\n * two lines. */\nint a;\n      union {\nnull, string } b;\n\n  }\n";
        insta::assert_snapshot!(laid_out(text, Syntax::Idl).expect("IDL"), @r"
        namespace a;
        record R {
          /** Of
           * two lines. */
          int a;
          union {
            null, string } b;

        }
        ");
    }

    #[test]
    fn documentation_of_idl_says_the_same() {
        for doc in ["/** a\n      * b\n   * c */", "/** a\n    b\n      * c */", "/**\n* a\n */"] {
            let text = format!("  protocol P {{\n{doc}\nrecord R {{ int a; }}\n}}\n");
            let once = laid_out(&text, Syntax::Idl).expect("IDL");
            let tree = |text: &str| EditableText::open_as(text, Syntax::Idl).expect("IDL").get("");
            assert_eq!(tree(&once), tree(&text), "{once}");
            assert!(once.starts_with("protocol"), "{once}");
        }
    }

    fn any_json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![Just("null".to_owned()), Just("-1.50e3".to_owned()), "\"[a-z{},:/\\[\\]]{0,8}\""];
        leaf.prop_recursive(4, 40, 5, |inner| {
            let comment = prop_oneof![Just(""), Just("// a, {b}\n"), Just("/* : ] */"), Just("\n")];
            let item = (inner, comment, "[a-z]{1,6}");
            (prop::collection::vec(item, 0..5), any::<bool>()).prop_map(|(items, is_object)| {
                let part = |(value, comment, name): &(String, &str, String)| match is_object {
                    true => format!("{comment}\"{name}\":{value}"),
                    false => format!("{comment}{value}"),
                };
                let parts: Vec<String> = items.iter().map(part).collect();
                let (open, close) = if is_object { ('{', '}') } else { ('[', ']') };
                format!("{open}{}{close}", parts.join(","))
            })
        })
    }

    proptest! {
        #[test]
        fn no_token_changes_and_twice_is_as_once(text in any_json()) {
            if let Some(once) = json(&text) {
                let texts = |text: &str| tokens(text).iter().map(|token| token.text.to_owned()).collect::<Vec<_>>();
                prop_assert_eq!(texts(&once), texts(&text));
                prop_assert_eq!(json(&once), Some(once.clone()));
            }
        }
    }
}
