//! Versions in, what changed between them out: in meaning, and as a unified diff of the texts.

use colored::Colorize;
use similar::{ChangeTag, TextDiff};

use crate::render::part::look::Look;
use crate::render::part::problem;
use crate::render::words::change;
use crate::report::{CompatReport, SubjectReport};
use avro_resolve::schema::source::{Source, Sources};

/// Whether any subject changed, appeared or went.
pub fn has_changes(report: &CompatReport) -> bool {
    report.subjects.iter().any(|subject| !diff_of(report, subject).is_empty())
}

/// The answer of `avrocheck diff`: for each subject that changed, the changes with their effects, then the texts.
pub fn render(report: &CompatReport, look: Look) -> String {
    let mut text = String::new();
    for subject in &report.subjects {
        let diff = diff_of(report, subject);
        if diff.is_empty() {
            continue;
        }
        text.push_str(&format!("{}\n", subject.subject.bold()));
        match subject.steps.last() {
            Some(step) if step.changes.is_empty() => text.push_str("      the same schema, written differently\n\n"),
            Some(step) => text.push_str(&format!("{}\n", change::lines(&step.changes, look))),
            None => {}
        }
        text.push_str(&format!("{diff}\n"));
    }
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report));
    } else if text.is_empty() {
        text.push_str("nothing changed\n");
    }
    text
}

/// The text diff of a subject; for one that stands on one side only, a line that says so.
fn diff_of(report: &CompatReport, subject: &SubjectReport) -> String {
    match &subject.versions[..] {
        [only] => format!("      only in {}\n", only.label),
        _ => of_subject(&report.sources, subject),
    }
}

/// The text diffs of a subject, each version against the one before.
pub fn of_subject(sources: &Sources, subject: &SubjectReport) -> String {
    let mut text = String::new();
    for step in &subject.steps {
        let source = |at: usize| &sources[subject.versions[at].file];
        text.push_str(&unified(source(step.from), source(step.to)));
    }
    text
}

/// A unified diff of two texts of one file.
pub fn of_texts(name: &str, before: &str, after: &str) -> String {
    unified(&Source::new(name, before), &Source::new(name, after))
}

/// A unified diff with three lines of context; empty for equal texts.
pub fn unified(old: &Source, new: &Source) -> String {
    let diff = TextDiff::from_lines(&old.text, &new.text);
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        if text.is_empty() {
            text.push_str(&format!("{}\n{}\n", format!("--- {}", old.name).bold(), format!("+++ {}", new.name).bold()));
        }
        text.push_str(&format!("{}\n", hunk.header().to_string().trim_end().cyan()));
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches(['\r', '\n']);
            let line = match change.tag() {
                ChangeTag::Delete => format!("-{line}").red().to_string(),
                ChangeTag::Insert => format!("+{line}").green().to_string(),
                ChangeTag::Equal => format!(" {line}"),
            };
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}
