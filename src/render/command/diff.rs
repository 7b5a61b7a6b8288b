//! What `avrocheck diff` prints: what changed in meaning, and a unified diff of the texts.

use similar::{ChangeTag, TextDiff};

use crate::render::problem;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::words::change;
use crate::report::{CompatReport, SubjectReport};
use avro_resolve::schema::source::{Source, Sources};

/// Whether any subject changed, appeared or went.
pub(crate) fn has_changes(report: &CompatReport) -> bool {
    report.subjects.iter().any(|subject| !diff_of(report, subject, Look::PLAIN).is_empty())
}

/// For each subject that changed, the changes with their effects, then the texts.
pub(crate) fn render(report: &CompatReport, look: Look) -> String {
    let mut text = String::new();
    for subject in &report.subjects {
        let diff = diff_of(report, subject, look);
        if diff.is_empty() {
            continue;
        }
        text.push_str(&format!("{}\n", look.bold(&foreign(&subject.subject))));
        match subject.steps.last() {
            Some(step) if step.changes.is_empty() => text.push_str("      the same schema, written differently\n\n"),
            Some(step) => text.push_str(&format!("{}\n", change::lines(&step.changes, look))),
            None => {}
        }
        text.push_str(&format!("{diff}\n"));
    }
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report, look));
    } else if text.is_empty() {
        text.push_str("nothing changed\n");
    }
    text
}

/// The text diff of a subject; for one that is on one side only, a line that says so.
fn diff_of(report: &CompatReport, subject: &SubjectReport, look: Look) -> String {
    match &subject.versions[..] {
        [only] => format!("      only in {}\n", foreign(&only.label)),
        _ => of_subject(&report.sources, subject, look),
    }
}

/// The text diffs of a subject, each version against the one before.
pub(crate) fn of_subject(sources: &Sources, subject: &SubjectReport, look: Look) -> String {
    let source = |at: usize| &sources[subject.versions[at].file];
    subject.steps.iter().map(|step| unified(source(step.from), source(step.to), look)).collect()
}

/// A unified diff of two texts of one file.
pub(crate) fn of_texts(name: &str, before: &str, after: &str, look: Look) -> String {
    unified(&Source::new(name, before), &Source::new(name, after), look)
}

/// A unified diff with three lines of context; empty for equal texts.
fn unified(old: &Source, new: &Source, look: Look) -> String {
    let diff = TextDiff::from_lines(&old.text, &new.text);
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        if text.is_empty() {
            let head = |mark: &str, name: &str| look.bold(&format!("{mark} {}", foreign(name)));
            text = format!("{}\n{}\n", head("---", &old.name), head("+++", &new.name));
        }
        text.push_str(&look.cyan(hunk.header().to_string().trim_end()));
        text.push('\n');
        for change in hunk.iter_changes() {
            let line = shown(change.value().trim_end_matches(['\r', '\n']));
            text.push_str(&match change.tag() {
                ChangeTag::Delete => look.red(&format!("-{line}")),
                ChangeTag::Insert => look.green(&format!("+{line}")),
                ChangeTag::Equal => format!(" {line}"),
            });
            text.push('\n');
        }
    }
    text
}

/// A line of a schema; tabs between its words are harmless.
fn shown(line: &str) -> String {
    line.split('\t').map(foreign).collect::<Vec<_>>().join("\t")
}
