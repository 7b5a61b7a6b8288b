//! What a terminal can show, and how much the user wants to see.

use colored::{ColoredString, Colorize};

use crate::cause::Weight;
use avro_resolve::resolution::Verdict;

/// How text for people looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Colours or none.
    pub colour: Colour,
    /// Which characters mark verdicts.
    pub marks: Marks,
    /// How much to say.
    pub detail: Detail,
    /// The columns of the terminal; without one, no line is broken.
    pub width: Option<usize>,
    /// Whether the terminal can follow links in coloured text.
    pub hyperlinks: bool,
}

/// Colours or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// ANSI escapes.
    On,
    /// Plain text.
    Off,
}

/// Which characters mark verdicts.
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

impl Detail {
    /// Whether causes that mean so much for the run are shown.
    pub(crate) fn shows(self, weight: Weight) -> bool {
        match self {
            Detail::Quiet => weight == Weight::Fails,
            Detail::Normal => weight >= Weight::Tolerated,
            Detail::Verbose => weight >= Weight::Remark,
        }
    }
}

impl Look {
    /// Plain text for files, pipes and tests.
    pub const PLAIN: Look =
        Look { colour: Colour::Off, marks: Marks::Unicode, detail: Detail::Normal, width: None, hyperlinks: false };

    /// The same marks and detail without what only a terminal shows.
    pub(crate) fn without_terminal(self) -> Look {
        Look { colour: Colour::Off, width: None, hyperlinks: false, ..self }
    }

    pub(crate) fn verdict(self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Compatible => self.good(),
            Verdict::DataDependent => self.yellow("~"),
            Verdict::Incompatible => self.bad(),
        }
    }

    /// The mark of what is well.
    pub(crate) fn good(self) -> String {
        self.green(self.choose("✓", "ok"))
    }

    /// The mark of what fails.
    pub(crate) fn bad(self) -> String {
        self.red(self.choose("✗", "x"))
    }

    /// What separates parts of a line.
    pub(crate) fn dot(self) -> &'static str {
        self.choose(" · ", " - ")
    }

    pub(crate) fn arrow(self) -> &'static str {
        self.choose("→", "->")
    }

    /// Something left out.
    pub(crate) fn ellipsis(self) -> &'static str {
        self.choose("…", "...")
    }

    /// One of two ways to write it.
    pub(crate) fn choose(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.marks {
            Marks::Unicode => unicode,
            Marks::Ascii => ascii,
        }
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.paint(text, Colorize::green)
    }

    pub(crate) fn yellow(self, text: &str) -> String {
        self.paint(text, Colorize::yellow)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.paint(text, Colorize::red)
    }

    pub(crate) fn cyan(self, text: &str) -> String {
        self.paint(text, Colorize::cyan)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint(text, Colorize::bold)
    }

    pub(crate) fn dimmed(self, text: &str) -> String {
        self.paint(text, Colorize::dimmed)
    }

    /// A mark beside source lines, as the crate annotate-snippets has it.
    pub(crate) fn gutter(self, mark: &str) -> String {
        self.paint(mark, |mark| mark.bright_blue().bold())
    }

    /// What nobody may overlook.
    pub(crate) fn alarm(self, text: &str) -> String {
        self.paint(text, |text| text.red().bold())
    }

    /// The one place that adds colours. They are never taken off again.
    pub(crate) fn paint<'t>(self, text: &'t str, style: impl FnOnce(&'t str) -> ColoredString) -> String {
        match self.colour {
            Colour::On => style(text).to_string(),
            Colour::Off => text.to_owned(),
        }
    }
}
