//! Makes unified diffs of the texts of schemas.

use similar::{ChangeTag, TextDiff};

use crate::render::text::foreign::{foreign, foreign_line};
use crate::render::text::style::Look;
use crate::report::SubjectReport;
use avro_resolve::schema::source::{Source, Sources};

/// The text diffs of a subject, each version against the one before.
pub(crate) fn of_subject(sources: &Sources, subject: &SubjectReport, look: Look) -> String {
    let source = |at: usize| &sources[subject.versions[at].file];
    subject.steps.iter().map(|step| unified(source(step.from), source(step.to), look)).collect()
}

/// A unified diff with three lines of context; empty for equal texts.
pub(crate) fn unified(old: &Source, new: &Source, look: Look) -> String {
    let diff = TextDiff::from_lines(&*old.text, &*new.text);
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        if text.is_empty() {
            let head = |mark: &str, name: &str| look.bold(&format!("{mark} {}", foreign(name)));
            text = format!("{}\n{}\n", head("---", &old.name), head("+++", &new.name));
        }
        text.push_str(&look.cyan(hunk.header().to_string().trim_end()));
        text.push('\n');
        for change in hunk.iter_changes() {
            let line = foreign_line(change.value().trim_end_matches(['\r', '\n']));
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
