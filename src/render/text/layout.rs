//! Lays text out by the columns that it takes on a terminal: pads it to a width, and breaks lines between words.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

/// The columns that a text takes; the codes of colours take none.
pub(crate) fn width(text: &str) -> usize {
    display_width(text)
}

/// The columns of the widest text.
pub(crate) fn widest<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> usize {
    texts.into_iter().map(|text| width(text.as_ref())).max().unwrap_or(0)
}

/// `text` followed by as many spaces as bring it to `room` columns.
pub(crate) fn pad(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(width(text))))
}

/// A line broken between words where it is wider than `room`; what follows is indented like the line, and by `hang` columns.
/// A word that is wider stays whole. Without a width nothing is broken.
pub(crate) fn wrap(line: &str, room: Option<usize>, hang: usize) -> String {
    let Some(room) = room.filter(|room| width(line) > *room) else { return line.to_owned() };
    let text = line.trim_start_matches(' ');
    let indent = &line[..line.len() - text.len()];
    let hanging = format!("{indent}{}", " ".repeat(hang));
    let options = Options::new(room)
        .initial_indent(indent)
        .subsequent_indent(&hanging)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_terminal() {
        assert_eq!(width("日本\u{1b}[31mred\u{1b}[0m"), 7);
        assert_eq!(pad("日", 4), "日  ");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("  one two three", Some(10), 2), "  one two\n    three");
        assert_eq!(wrap("a/very/long/path is here", Some(10), 0), "a/very/long/path\nis here");
        assert_eq!(wrap("no end to this", None, 0), "no end to this");
    }
}
