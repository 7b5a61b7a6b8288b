//! Writes the small parts of messages that are alike everywhere: counts, shortened texts, the word that was meant.

use avro_resolve::foreign::units;
use avro_resolve::likeness::Comparisons;
use unicode_width::UnicodeWidthStr;

/// A number with its noun: `1 pair`, `2 entries`, `1,234 records`.
pub(crate) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let plural = match noun.strip_suffix('y') {
        _ if number == 1 => noun.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    };
    format!("{} {plural}", grouped(number))
}

/// A number with a comma between thousands: `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first of some words and how many there are beyond them: `a, b and 3 more`.
pub(crate) fn listed<S: AsRef<str>>(words: &[S], most: usize, separator: &str) -> String {
    let shown: Vec<&str> = words.iter().take(most).map(AsRef::as_ref).collect();
    shown.join(separator) + &and_more(words.len().saturating_sub(most))
}

/// The end of a list that was cut: ` and 3 more`, or nothing.
pub(crate) fn and_more(hidden: impl TryInto<u64>) -> String {
    let hidden = hidden.try_into().unwrap_or(u64::MAX);
    if hidden == 0 { String::new() } else { format!(" and {} more", grouped(hidden)) }
}

/// The beginning of a text that takes more than `room` columns, ending in `dots`. No escape is cut, and no character with its
/// marks.
pub(crate) fn shorten(text: &str, room: usize, dots: &str) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let (mut width, mut end) = (dots.width(), 0);
    for unit in units(text) {
        width += unit.width();
        if width > room {
            break;
        }
        end += unit.len();
    }
    format!("{}{dots}", &text[..end])
}

/// A text of several lines on one, with a single space between words.
pub(crate) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The word that was most likely meant, if one is near enough.
pub(crate) fn nearest<'a>(wanted: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Comparisons::default().nearest(wanted, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(count(1_usize, "entry"), "1 entry");
        assert_eq!(count(0_usize, "entry"), "0 entries");
        assert_eq!(count(1_234_567_u64, "pair"), "1,234,567 pairs");
        assert_eq!(listed(&["a", "b", "c"], 2, ", "), "a, b and 1 more");
        assert_eq!(listed(&["a", "b"], 2, ", "), "a, b");
    }

    #[test]
    fn texts_are_shortened_by_their_width() {
        assert_eq!(shorten("abcdef", 6, "..."), "abcdef");
        assert_eq!(shorten("abcdefg", 6, "..."), "abc...");
        assert_eq!(shorten("日本語", 5, "…"), "日本…");
        assert_eq!(shorten(r"abc\u{1b}def", 8, "…"), "abc…");
        assert_eq!(shorten(r#"{"a":"\u0000\u0000"}"#, 14, "…"), r#"{"a":"\u0000…"#);
    }
}
