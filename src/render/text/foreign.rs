//! Text that others chose, in sentences and beside source lines.

pub(crate) use avro_resolve::foreign::foreign;
use avro_resolve::foreign::marked;

/// A line of a file; tabs are as wide as in drawn source lines.
pub(crate) fn foreign_line(line: &str) -> String {
    line.split('\t').map(foreign).collect::<Vec<_>>().join("    ")
}

/// The text with every character that cannot be shown replaced by visible ones of as many bytes, so that places in it stay where
/// they are.
pub(crate) fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (character, is_safe) in marked(text) {
        match character.len_utf8() {
            _ if is_safe || character == '\t' => shown.push(character),
            1 => shown.push('?'),
            2 => shown.push('¿'),
            3 => shown.push(char::REPLACEMENT_CHARACTER),
            _ => shown.extend([char::REPLACEMENT_CHARACTER, '?']),
        }
    }
    shown
}

#[test]
fn masks_keep_places() {
    for (text, shown) in
        [("a\u{1b}\u{9b}\u{202e}b", "a?¿\u{fffd}b"), ("\u{e0041}|##[x]", "\u{fffd}?|?#[x]"), ("a\tb", "a\tb")]
    {
        assert_eq!(masked(text), shown);
        assert_eq!(masked(text).len(), text.len());
    }
}
