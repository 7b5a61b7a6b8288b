//! Lays out JSON that is one line, so that places in it can be shown.

/// The columns that a value may take on one line.
const WIDTH: usize = 100;

/// Deeper levels are not indented further: a text of many megabytes may be nothing but brackets.
const DEEPEST_INDENT: usize = 20;

/// The text with line breaks, if it has none. Nothing but white space between values changes, whatever the text is.
pub(super) fn laid_out(text: &str) -> String {
    if text.trim().contains('\n') {
        return text.to_owned();
    }
    let tokens = tokens(text);
    let widths = widths(&tokens);
    let mut out = String::with_capacity(text.len() * 2);
    // For each open bracket, whether what is in it is on one line.
    let mut open: Vec<bool> = Vec::new();
    let mut column = 0;
    for (at, token) in tokens.iter().enumerate() {
        let is_inline = open.last().copied().unwrap_or(true);
        let next = tokens.get(at + 1).copied().unwrap_or_default();
        let mut breaks = false;
        match *token {
            "{" | "[" => {
                // Each object of a list, such as a field, begins on a line of its own.
                let is_of_objects = *token == "[" && next == "{";
                let fits = is_inline && !open.is_empty() || column + widths[at] <= WIDTH && !is_of_objects;
                open.push(fits);
                out.push_str(token);
                breaks = !fits;
            }
            "}" | "]" => {
                open.pop();
                out.push_str(token);
            }
            "," => {
                out.push(',');
                breaks = !is_inline;
                if is_inline {
                    out.push(' ');
                }
            }
            ":" => out.push_str(": "),
            other => out.push_str(other),
        }
        let closes_block = matches!(next, "}" | "]") && open.last() == Some(&false);
        if breaks || closes_block && !matches!(*token, "{" | "[") {
            let depth = if closes_block { open.len() - 1 } else { open.len() };
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth.min(DEEPEST_INDENT)));
            column = 2 * depth.min(DEEPEST_INDENT);
        } else {
            column += token.len() + 1;
        }
    }
    out
}

/// Strings, brackets, commas, colons, and what is between them.
fn tokens(text: &str) -> Vec<&str> {
    let (bytes, mut tokens, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' => at += 1,
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            _ => {
                while at < bytes.len() && !b"\"{}[],:".contains(&bytes[at]) && !bytes[at].is_ascii_whitespace() {
                    at += 1;
                }
            }
        }
        // What is escaped at the end of a broken text may be a part of a character.
        while !text.is_char_boundary(at) {
            at += 1;
        }
        tokens.push(&text[start..at]);
    }
    tokens
}

/// How wide each opening bracket is with all that is in it, on one line.
fn widths(tokens: &[&str]) -> Vec<usize> {
    let (mut widths, mut open, mut width) = (vec![0; tokens.len()], Vec::new(), 0);
    for (at, token) in tokens.iter().enumerate() {
        width += token.len() + usize::from(matches!(*token, "," | ":"));
        match *token {
            "{" | "[" => open.push((at, width - 1)),
            "}" | "]" => {
                if let Some((opened, before)) = open.pop() {
                    widths[opened] = width - before;
                }
            }
            _ => {}
        }
    }
    // What never closes does not fit.
    open.into_iter().for_each(|(opened, _)| widths[opened] = usize::MAX / 2);
    widths
}

#[cfg(test)]
mod tests {
    use super::laid_out;

    #[test]
    fn a_field_is_a_line() {
        let compact = r#"{"type":"record","name":"Order","fields":[{"name":"id","type":"long"},{"name":"note: {x}","type":["null","string"],"default":null,"doc":"a \"quoted\" word"}]}"#;
        let shown = r#"{
  "type": "record",
  "name": "Order",
  "fields": [
    {"name": "id", "type": "long"},
    {"name": "note: {x}", "type": ["null", "string"], "default": null, "doc": "a \"quoted\" word"}
  ]
}"#;
        assert_eq!(laid_out(compact), shown);
        assert_eq!(laid_out(shown), shown);
        assert_eq!(laid_out(" \"int\"\n"), "\"int\"");
    }

    #[test]
    fn large_and_deep_texts_stay_small() {
        let deep = "[".repeat(100_000);
        assert!(laid_out(&deep).len() < 50 * deep.len());
    }

    proptest::proptest! {
        #[test]
        fn only_white_space_changes(text in r#"[\[\]{},:" a\\é]{0,60}"#) {
            let without = |text: &str| text.split_whitespace().collect::<String>();
            let laid_out = laid_out(&text);
            proptest::prop_assert_eq!(without(&laid_out), without(&text));
            proptest::prop_assert_eq!(laid_out.is_empty(), text.trim().is_empty());
        }
    }
}
