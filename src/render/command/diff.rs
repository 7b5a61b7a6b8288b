//! What `avrocheck diff` prints: what changed in meaning, and a unified diff of the texts.

use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::words::change;
use crate::render::{diff, problem};
use crate::report::{CompatReport, SubjectReport};
use avro_resolve::schema::source::Source;

/// Whether any subject changed, appeared or went.
pub(crate) fn has_changes(report: &CompatReport) -> bool {
    report.subjects.iter().any(|subject| has_changed(subject) || !diff_of(report, subject, Look::PLAIN).is_empty())
}

/// For each subject that changed, the changes with their effects, then the texts.
pub(crate) fn render(report: &CompatReport, look: Look) -> String {
    let mut text = String::new();
    for subject in &report.subjects {
        let diff = diff_of(report, subject, look);
        if diff.is_empty() && !has_changed(subject) {
            continue;
        }
        text.push_str(&format!("{}\n", look.bold(&foreign(&subject.subject))));
        match subject.steps.last() {
            Some(step) if step.changes.is_empty() => text.push_str("      the same schema, written differently\n\n"),
            Some(step) => text.push_str(&format!("{}\n", change::lines(&step.changes, look))),
            None => {}
        }
        if !diff.is_empty() {
            text.push_str(&format!("{diff}\n"));
        }
    }
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report, look));
    } else if text.is_empty() {
        text.push_str("nothing changed\n");
    }
    text
}

/// Whether the schema changed, be it only in types that other files define.
fn has_changed(subject: &SubjectReport) -> bool {
    subject.steps.last().is_some_and(|step| !step.changes.is_empty())
}

/// The text diff of a subject; for one that is on one side only, a line that says so.
fn diff_of(report: &CompatReport, subject: &SubjectReport, look: Look) -> String {
    match &subject.versions[..] {
        [only] => format!("      only in {}\n", foreign(&only.label)),
        // The text of a protocol would be repeated for each of its messages.
        _ if subject.is_message => String::new(),
        _ => diff::of_subject(&report.sources, subject, look),
    }
}

/// A unified diff of two texts of one file.
pub(crate) fn of_texts(name: &str, before: &str, after: &str, look: Look) -> String {
    diff::unified(&Source::new(name, before), &Source::new(name, after), look)
}
