//! Two texts in, a unified diff out.

use colored::Colorize;
use similar::{ChangeTag, TextDiff};

use super::look::Look;
use crate::compat::check::SubjectReport;
use crate::schema::link::Library;
use crate::schema::source::Source;

/// The text diffs of a subject, each version against the one before.
pub fn of_subject(library: &Library, subject: &SubjectReport, _look: Look) -> String {
    let mut text = String::new();
    for step in &subject.steps {
        let source = |at: usize| &library.files[subject.versions[at].file as usize].source;
        text.push_str(&unified(source(step.from), source(step.to)));
    }
    text
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
