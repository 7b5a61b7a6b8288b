//! Escapes text that others chose, such as names, paths and values of data, where it becomes part of a message.

use std::borrow::Cow;

/// The text on one line, as it can be shown anywhere: whatever ends a line, moves a cursor, hides text, reverses the direction of
/// writing or is a command to a CI system is written as in Rust: `\n`, `\u{1b}`. What is escaped already stays as it is.
pub fn foreign(text: &str) -> Cow<'_, str> {
    if is_plain(text) || marked(text).all(|(_, is_safe)| is_safe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for (character, is_safe) in marked(text) {
        match character {
            _ if is_safe => shown.push(character),
            '\n' | '\r' | '\t' => shown.extend(character.escape_default()),
            character => shown.extend(character.escape_unicode()),
        }
    }
    Cow::Owned(shown)
}

/// Each character, and whether it can be shown as it is.
pub fn marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    // What stands before, as it is shown; a line begins as after a space.
    let mut before = ' ';
    text.char_indices().map(move |(at, character)| {
        let is_safe = match character {
            ':' => !(before.is_whitespace() && is_github_command(&text[at..])),
            '#' => !is_logging_command(&text[at..]),
            JOINER | NON_JOINER | EMOJI => joins(before, character),
            character => !is_hidden(character),
        };
        before = if is_safe { character } else { '}' };
        (character, is_safe)
    })
}

/// Whether a character has no visible form of its own, or would change what is around it: controls, line separators, marks that
/// reorder or hide text, and all that Unicode calls ignorable where it is not supported (`Default_Ignorable_Code_Point`).
pub fn is_hidden(character: char) -> bool {
    match character {
        ' '..='~' => false,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' => true,
        '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        // What is no character, and never will be.
        character => character.is_control() || character as u32 & 0xfffe == 0xfffe,
    }
}

/// The parts of a text that no cut may go through: an escape, as messages (`\u{1b}`, `\n`) or JSON (`\u001b`) have it, or a
/// character with the joiners behind it.
pub fn units(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (unit, after) = rest.split_at_checked(first_unit(rest)).filter(|(unit, _)| !unit.is_empty())?;
        rest = after;
        Some(unit)
    })
}

/// How many bytes the first unit has.
fn first_unit(text: &str) -> usize {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return 0 };
    let rest = characters.as_str();
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if first == '\\' {
        let braced = rest.strip_prefix("u{").and_then(|hex| hex.split_once('}')).map(|(hex, _)| hex);
        let escape = match (braced, rest.get(..5)) {
            (Some(hex), _) if hex.len() <= 6 && is_hex(hex) => hex.len() + 3,
            (_, Some(unit)) if unit.starts_with('u') && is_hex(&unit[1..]) => 5,
            _ => rest.chars().next().map_or(0, char::len_utf8),
        };
        return 1 + escape;
    }
    let is_joiner = |character: &char| matches!(*character, JOINER | NON_JOINER | EMOJI);
    first.len_utf8() + rest.chars().take_while(is_joiner).map(char::len_utf8).sum::<usize>()
}

/// Nearly every text is printable ASCII without a doubled mark; a loop without exits is vectorized.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((last, before)) = bytes.split_last() else { return true };
    let is_printable = |byte: u8| matches!(byte, b' '..=b'~');
    let is_doubled_mark = |one: u8, next: u8| (one == next) & ((one == b':') | (one == b'#'));
    let is_plain = |(one, next): (&u8, &u8)| is_printable(*one) & !is_doubled_mark(*one, *next);
    is_printable(*last) && before.iter().zip(&bytes[1..]).fold(true, |all, pair| all & is_plain(pair))
}

/// `::error::`, which GitHub takes for a command at the beginning of a line.
fn is_github_command(text: &str) -> bool {
    text.strip_prefix("::").is_some_and(|name| name.starts_with(|first: char| first.is_ascii_alphabetic()))
}

/// Whether a text begins with `##[error]`, `##vso[…]` or `##teamcity[…]`, which GitHub, Azure and TeamCity take for commands
/// anywhere in a line.
pub fn is_logging_command(text: &str) -> bool {
    let commands = ["##[", "##vso[", "##teamcity["];
    commands.iter().any(|command| text.get(..command.len()).is_some_and(|start| start.eq_ignore_ascii_case(command)))
}

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// Asks for the coloured form of the character before.
const EMOJI: char = '\u{fe0f}';

/// Whether a mark belongs to the character before it, as in emoji and in Persian; ASCII needs none.
fn joins(before: char, mark: char) -> bool {
    !before.is_ascii() && !is_hidden(before) || before == EMOJI && mark == JOINER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_hides() {
        assert_eq!(foreign("a\n::b\u{1b}[2J\u{202e}\u{9b}\t"), r"a\n::b\u{1b}[2J\u{202e}\u{9b}\t");
        assert_eq!(
            foreign("\u{7f}\u{2028}\u{e0041}\u{feff}\u{ad}\u{ffff}"),
            r"\u{7f}\u{2028}\u{e0041}\u{feff}\u{ad}\u{ffff}"
        );
        assert_eq!(foreign(r"a\n"), r"a\n");
    }

    #[test]
    fn commands_of_ci_systems_are_text() {
        for (text, shown) in [
            ("::error::x", r"\u{3a}:error::x"),
            ("a \u{a0}::add-mask::x", "a \u{a0}\\u{3a}:add-mask::x"),
            ("a::b", "a::b"),
            ("f :: Int", "f :: Int"),
            ("x ##[error]y", r"x \u{23}#[error]y"),
            ("##VSO[task.setvariable]", r"\u{23}#VSO[task.setvariable]"),
            ("###teamcity[x]", r"#\u{23}#teamcity[x]"),
            ("## [x]", "## [x]"),
        ] {
            assert_eq!(foreign(text), shown);
            assert_eq!(foreign(shown), shown, "escaped once");
        }
    }

    #[test]
    fn no_cut_goes_through_an_escape() {
        let parts: Vec<&str> = units(r"a\u{1b}\u001b\n\\u{b\").collect();
        assert_eq!(parts, ["a", r"\u{1b}", r"\u001b", r"\n", r"\\", "u", "{", "b", r"\"]);
        assert_eq!(units("❤\u{fe0f}\u{200d}b").collect::<Vec<_>>(), ["❤\u{fe0f}\u{200d}", "b"]);
    }

    #[test]
    fn writing_and_emoji_stay_readable() {
        for text in ["שלום", "می‌خواهم", "日本語", "❤️‍🔥 👩‍👩‍👧", "naïve e\u{301}"]
        {
            assert_eq!(foreign(text), text);
        }
        assert_eq!(foreign("id\u{fe0f}\u{200d}"), r"id\u{fe0f}\u{200d}");
        assert_eq!(foreign("é\u{fe0f}\u{fe0f}"), "é\u{fe0f}\\u{fe0f}");
    }
}
