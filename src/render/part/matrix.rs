//! A subject's pairs in, a table of verdicts out: rows are writers, columns readers.

use colored::{ColoredString, Colorize};

use crate::judged::JudgedPair;
use crate::policy::judgement::Disposition;
use crate::render::part::look::{Look, Marks, pad};
use crate::report::SubjectReport;
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;

/// Draws the table.
pub(crate) fn matrix(subject: &SubjectReport, look: Look) -> String {
    let labels: Vec<&str> = subject.versions.iter().map(|version| version.label.as_str()).collect();
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let corner = match look.marks {
        Marks::Unicode => "writer ╲ reader",
        Marks::Ascii => "writer \\ reader",
    };
    let first = corner.chars().count().max(width);
    let mut text = format!("  {}\n  {}", subject.subject.bold(), pad(corner, first));
    for label in &labels {
        text.push_str(&format!("  {}", pad(label, width)));
    }
    text.push('\n');
    for (writer, label) in labels.iter().enumerate() {
        text.push_str(&format!("  {}", pad(label, first)));
        for reader in 0..labels.len() {
            let mark = Cell::of(subject, writer, reader).mark(look);
            let gap = width.saturating_sub(mark.input.chars().count());
            text.push_str(&format!("  {mark}{}", " ".repeat(gap)));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// What a subject's matrix says of one pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cell {
    /// A version and itself.
    Same,
    /// Nobody looked.
    Unseen,
    /// All can be read.
    Compatible,
    /// All can be read, but the data may not mean the same.
    Suspect,
    /// Some data cannot be read.
    DataDependent,
    /// Nothing can be read.
    Incompatible,
    /// All that is wrong is waived.
    Waived,
}

impl Cell {
    /// The cell of a pair, by the indexes of its versions.
    pub(crate) fn of(subject: &SubjectReport, writer: usize, reader: usize) -> Cell {
        if writer == reader {
            return Cell::Same;
        }
        match subject.pairs.iter().find(|pair| pair.writer == writer && pair.reader == reader) {
            None => Cell::Unseen,
            Some(pair) if is_waived(pair) => Cell::Waived,
            Some(pair) => match pair.verdict {
                Verdict::Incompatible => Cell::Incompatible,
                Verdict::DataDependent => Cell::DataDependent,
                Verdict::Compatible if pair.findings.iter().any(|f| f.severity >= Severity::Dangerous) => Cell::Suspect,
                Verdict::Compatible => Cell::Compatible,
            },
        }
    }

    fn mark(self, look: Look) -> ColoredString {
        match self {
            Cell::Same => look_same(look),
            Cell::Unseen => " ".normal(),
            Cell::Compatible => look.verdict(Verdict::Compatible),
            Cell::Suspect => "!".yellow(),
            Cell::DataDependent => look.verdict(Verdict::DataDependent),
            Cell::Incompatible => look.verdict(Verdict::Incompatible),
            Cell::Waived => "w".yellow(),
        }
    }
}

/// Whether all that is wrong with a pair is waived.
fn is_waived(pair: &JudgedPair) -> bool {
    let mut wrong = pair.findings.iter().filter(|finding| finding.severity >= Severity::Dangerous).peekable();
    wrong.peek().is_some() && wrong.all(|finding| matches!(finding.disposition, Disposition::Waived(_)))
}

fn look_same(look: Look) -> ColoredString {
    match look.marks {
        Marks::Unicode => "·".dimmed(),
        Marks::Ascii => ".".dimmed(),
    }
}
