//! Draws the verdicts of subjects as tables: of one subject, rows are writers and columns readers; subjects of the same two
//! versions share a table, a row each.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::judged::JudgedPair;
use crate::policy::judgement::Disposition;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest, width};
use crate::render::text::style::Look;
use crate::report::SubjectReport;
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;

/// A table, and what it is of.
pub(crate) struct Matrix<'a> {
    pub(crate) subjects: Vec<&'a SubjectReport>,
    pub(crate) text: String,
}

/// Draws the tables of subjects, in their order.
pub(crate) fn matrices<'a>(subjects: impl Iterator<Item = &'a SubjectReport>, look: Look) -> Vec<Matrix<'a>> {
    let mut groups: Vec<Vec<&SubjectReport>> = Vec::new();
    let mut of_versions: FxHashMap<[&str; 2], usize> = FxHashMap::default();
    for subject in subjects {
        let [older, newer] = &subject.versions[..] else {
            groups.push(vec![subject]);
            continue;
        };
        match of_versions.entry([&older.label, &newer.label]) {
            Entry::Occupied(group) => groups[*group.get()].push(subject),
            Entry::Vacant(entry) => {
                entry.insert(groups.len());
                groups.push(vec![subject]);
            }
        }
    }
    let drawn = groups.into_iter().map(|subjects| Matrix {
        text: match subjects[..] {
            [only] => matrix(only, look),
            _ => shared(&subjects, look),
        },
        subjects,
    });
    drawn.collect()
}

/// Draws one table for subjects of the same two versions: whether the newer reads the older's data, and the other way round.
fn shared(subjects: &[&SubjectReport], look: Look) -> String {
    const HEADS: [&str; 2] = ["backward", "forward"];
    let names: Vec<_> = subjects.iter().map(|subject| foreign(&subject.subject)).collect();
    let [older, newer] = [0, 1].map(|version| foreign(subjects[0].label(version)));
    let corner = format!("{older} {} {newer}", look.arrow());
    let first = width(&corner).max(widest(&names));
    let mut text = format!("  {}  {}\n", look.bold(&pad(&corner, first)), HEADS.join("  "));
    for (subject, name) in subjects.iter().zip(&names) {
        let marks = [(0, 1), (1, 0)].map(|(writer, reader)| Cell::of(subject, writer, reader).mark(look));
        let line = format!("  {}  {}  {}", pad(name, first), pad(&marks[0], HEADS[0].len()), marks[1]);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Draws the table of one subject.
fn matrix(subject: &SubjectReport, look: Look) -> String {
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

    /// A mark of one column.
    pub(crate) fn mark(self, look: Look) -> String {
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
