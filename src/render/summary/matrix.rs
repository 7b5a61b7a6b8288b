//! Draws a subject's verdicts as a table: rows are writers, columns readers.

use crate::judged::JudgedPair;
use crate::policy::judgement::Disposition;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest, width};
use crate::render::text::style::Look;
use crate::report::SubjectReport;
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;

/// Draws the table.
pub(crate) fn matrix(subject: &SubjectReport, look: Look) -> String {
    let labels: Vec<_> = subject.versions.iter().map(|version| foreign(&version.label)).collect();
    let column = widest(&labels);
    let corner = look.choose("writer ╲ reader", "writer \\ reader");
    let first = width(corner).max(column);
    let heads: String = labels.iter().map(|label| format!("  {}", pad(label, column))).collect();
    let mut text = format!("  {}\n  {}{heads}\n", look.bold(&foreign(&subject.subject)), pad(corner, first));
    for (writer, label) in labels.iter().enumerate() {
        let mark = |reader| pad(&Cell::of(subject, writer, reader).mark(look), column);
        let marks: Vec<String> = (0..labels.len()).map(mark).collect();
        text.push_str(format!("  {}  {}", pad(label, first), marks.join("  ")).trim_end());
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
    Compatible,
    /// All can be read, but the data may not mean the same.
    Suspect,
    DataDependent,
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
        match subject.pair(writer, reader) {
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

    fn mark(self, look: Look) -> String {
        match self {
            Cell::Same => look.dimmed(look.choose("·", ".")),
            Cell::Unseen => String::new(),
            Cell::Compatible => look.verdict(Verdict::Compatible),
            Cell::Suspect => look.yellow("!"),
            Cell::DataDependent => look.verdict(Verdict::DataDependent),
            Cell::Incompatible => look.verdict(Verdict::Incompatible),
            Cell::Waived => look.yellow("w"),
        }
    }
}

/// Whether all that is wrong with a pair is waived.
fn is_waived(pair: &JudgedPair) -> bool {
    let mut wrong = pair.findings.iter().filter(|finding| finding.severity >= Severity::Dangerous).peekable();
    wrong.peek().is_some() && wrong.all(|finding| matches!(finding.disposition, Disposition::Waived(_)))
}
