//! Escapes text that others chose, such as names, paths and values of data, where it becomes part of a message.

use std::borrow::Cow;

/// The text on one line, in which every character that would end the line, move the cursor or reverse the direction of writing
/// is written as in Rust: `\n`, `\u{1b}`. What is escaped already stays as it is.
pub(crate) fn foreign(text: &str) -> Cow<'_, str> {
    // Nearly every text is printable ASCII; a loop without exits is vectorized.
    let is_plain = text.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'));
    if is_plain || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let escape = |character: char| match character {
        _ if !is_unsafe(character) => character.to_string(),
        '\n' | '\r' | '\t' => character.escape_default().to_string(),
        character => character.escape_unicode().to_string(),
    };
    Cow::Owned(text.chars().map(escape).collect())
}

/// The text with every such character replaced by a visible one of as many bytes, so that places in it stay where they are.
pub(crate) fn masked(text: &str) -> String {
    let mask = |character: char| match (is_unsafe(character), character.len_utf8()) {
        (false, _) => character,
        (true, 1) if character == '\t' => character,
        (true, 1) => '?',
        (true, 2) => '¿',
        (true, _) => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(mask).collect()
}

/// Controls, line separators, and the marks that reorder or hide text in a terminal (Unicode Technical Report 36).
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(foreign("a\n::b\u{1b}[2J\u{202e}\u{9b}\t"), r"a\n::b\u{1b}[2J\u{202e}\u{9b}\t");
        assert_eq!(foreign(r"a\n"), r"a\n");
        let text = "a\u{1b}\u{9b}\u{202e}b";
        assert_eq!(masked(text), "a?¿\u{fffd}b");
        assert_eq!(masked(text).len(), text.len());
    }
}
