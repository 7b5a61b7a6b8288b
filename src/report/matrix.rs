//! A subject's pairs in, a table of verdicts out: rows are writers, columns readers.

use colored::{ColoredString, Colorize};

use super::look::{Look, Marks, pad};
use crate::compat::check::{PairReport, SubjectReport};
use crate::compat::policy::judgement::Standing;
use crate::compat::rule::Severity;
use crate::resolution::Verdict;

/// Draws the table.
pub(super) fn matrix(subject: &SubjectReport, look: Look) -> String {
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
            let mark = cell(subject, writer, reader, look);
            let gap = width.saturating_sub(mark.input.chars().count());
            text.push_str(&format!("  {mark}{}", " ".repeat(gap)));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn cell(subject: &SubjectReport, writer: usize, reader: usize, look: Look) -> ColoredString {
    if writer == reader {
        return look_same(look);
    }
    let pair = subject.pairs.iter().find(|pair| pair.writer == writer && pair.reader == reader);
    match pair {
        None => " ".normal(),
        Some(pair) if is_waived(pair) => "w".yellow(),
        Some(pair) if pair.verdict != Verdict::Compatible => look.verdict(pair.verdict),
        Some(pair) if pair.findings.iter().any(|finding| finding.severity >= Severity::Dangerous) => "!".yellow(),
        Some(pair) => look.verdict(pair.verdict),
    }
}

/// Whether all that is wrong with a pair is waived.
fn is_waived(pair: &PairReport) -> bool {
    let mut wrong = pair.findings.iter().filter(|finding| finding.severity >= Severity::Dangerous).peekable();
    wrong.peek().is_some() && wrong.all(|finding| matches!(finding.standing, Standing::Waived(_)))
}

fn look_same(look: Look) -> ColoredString {
    match look.marks {
        Marks::Unicode => "·".dimmed(),
        Marks::Ascii => ".".dimmed(),
    }
}
