//! What a terminal can show, and how much the user wants to see.

use colored::{ColoredString, Colorize};
use unicode_width::UnicodeWidthStr;

use avro_resolve::resolution::Verdict;

/// How a report looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Colours or none.
    pub colour: Colour,
    /// Which characters stand for verdicts.
    pub marks: Marks,
    /// How much to say.
    pub detail: Detail,
}

/// Colours or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// ANSI escapes.
    On,
    /// Plain text.
    Off,
}

/// Which characters stand for verdicts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marks {
    /// ✓ ✗ · → …
    Unicode,
    /// Letters and punctuation.
    Ascii,
}

/// How much to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// Findings that fail the run, and the last line.
    Quiet,
    /// What changed and what fails.
    Normal,
    /// Every subject, and findings that fail nothing.
    Verbose,
}

impl Look {
    /// Plain text for files, pipes and tests.
    pub const PLAIN: Look = Look { colour: Colour::Off, marks: Marks::Unicode, detail: Detail::Normal };

    /// The mark of a verdict.
    pub fn verdict(self, verdict: Verdict) -> ColoredString {
        match verdict {
            Verdict::Compatible => self.good(),
            Verdict::DataDependent => "~".yellow(),
            Verdict::Incompatible => self.bad(),
        }
    }

    /// All is well.
    pub fn good(self) -> ColoredString {
        self.choose("✓", "ok").green()
    }

    /// Something fails.
    pub fn bad(self) -> ColoredString {
        self.choose("✗", "x").red()
    }

    /// Between parts of a line.
    pub fn dot(self) -> &'static str {
        self.choose(" · ", " - ")
    }

    /// From one thing to another.
    pub fn arrow(self) -> &'static str {
        self.choose("→", "->")
    }

    /// Something left out.
    pub fn ellipsis(self) -> &'static str {
        self.choose("…", "...")
    }

    /// One of two ways to write it.
    pub(crate) fn choose(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.marks {
            Marks::Unicode => unicode,
            Marks::Ascii => ascii,
        }
    }
}

/// `text` followed by as many spaces as bring it to `width` columns. Colour codes in `text` would count: pad first.
pub fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

/// The text without colour codes, whatever the terminal can show.
pub(crate) fn plain(text: String) -> String {
    const START: &str = "\u{1b}[";
    let mut parts = text.split(START);
    let first = parts.next().unwrap_or_default().len();
    if first == text.len() {
        return text;
    }
    let coloured = parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
    [&text[..first]].into_iter().chain(coloured).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn codes_go_and_text_stays() {
        assert_eq!(plain("\u{1b}[1;31mmoved\u{1b}[0m from m\u{1b}[2mm".to_owned()), "moved from mm");
        assert_eq!(plain("moved".to_owned()), "moved");
    }
}
