//! Lists subjects, each on a line: its versions with the verdicts between them, and what the newest one changes.

use crate::model::text::{count, listed as cut_list};
use crate::released::SubjectChange;
use crate::render::diff;
use crate::render::format::View;
use crate::render::summary::outcome::{failing_before_last_step, fails, has_news, step, worst};
use crate::render::summary::round_trip;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest, width, wrap};
use crate::render::text::style::{Detail, Look};
use crate::render::words::change;
use crate::report::{CompatReport, SubjectReport};

/// Repositories of more subjects than this are not listed whole.
pub(crate) const MANY_SUBJECTS: usize = 30;

/// The list, followed by an empty line; of many subjects, those that fail or changed in the newest version.
pub(crate) fn listed(report: &CompatReport, view: &View<'_>) -> String {
    let is_large = report.subjects.len() > MANY_SUBJECTS && view.look.detail != Detail::Verbose;
    let is_listed = |subject: &&SubjectReport| !is_large || has_news(subject) || fails(subject);
    let listed: Vec<&SubjectReport> = report.subjects.iter().filter(is_listed).collect();
    if listed.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for (subject, line) in listed.iter().zip(lines(&listed, view.look)) {
        text += &line;
        if view.look.detail == Detail::Verbose {
            text += &change::list(subject, view.look);
            text += &round_trip::lines(subject, view.look);
        }
    }
    let unlisted = report.subjects.len() - listed.len();
    if unlisted > 0 {
        let what = count(unlisted, "subject");
        let dots = view.look.ellipsis();
        let line = format!("  {dots} {what} unchanged in the newest version (-v lists them)");
        text += &(wrap(&line, view.look.width, 2) + "\n");
    }
    text += "\n";
    if view.diffs {
        let diffs = listed.iter().map(|subject| diff::of_subject(&report.sources, subject, view.look));
        text.extend(diffs.filter(|diff| !diff.is_empty()).map(|diff| diff + "\n"));
    }
    text
}

/// The line of each subject, in columns; where the terminal is too narrow for that, what is new is below the versions.
fn lines(subjects: &[&SubjectReport], look: Look) -> Vec<String> {
    let rows: Vec<[String; 4]> = subjects.iter().map(|subject| row(subject, look)).collect();
    let widths = [0, 1, 2, 3].map(|column| widest(rows.iter().map(|row| &row[column])));
    let in_columns = |[name, versions, news, effect]: &[String; 4]| {
        let [name, versions, news] = [pad(name, widths[0]), pad(versions, widths[1]), pad(news, widths[2])];
        format!("  {name}  {versions}   {news}   {effect}").trim_end().to_owned()
    };
    let in_two_lines = |[name, versions, news, effect]: &[String; 4]| {
        let first = wrap(format!("  {}  {versions}", pad(name, widths[0])).trim_end(), look.width, 2);
        let second = wrap(format!("      {news}   {effect}").trim_end(), look.width, 2);
        format!("{first}\n{second}")
    };
    let is_narrow = look.width.is_some_and(|room| rows.iter().any(|row| width(&in_columns(row)) > room));
    rows.iter().map(|row| if is_narrow { in_two_lines(row) } else { in_columns(row) } + "\n").collect()
}

/// A subject's name, its versions, what the newest one changes, and what that breaks.
fn row(subject: &SubjectReport, look: Look) -> [String; 4] {
    let text = str::to_owned;
    let (news, effect) = match (subject.steps.last(), &subject.versions[..]) {
        _ if subject.change == Some(SubjectChange::Removed) => (text("removed"), String::new()),
        (None, [_]) if subject.change == Some(SubjectChange::Unchanged) => (text("unchanged"), String::new()),
        (None, [_]) if subject.change == Some(SubjectChange::Added) => (text("new"), String::new()),
        (None, [_]) if subject.change == Some(SubjectChange::Changed) => {
            (text("changed, and one of its versions cannot be understood"), String::new())
        }
        (Some(step), _) => {
            let (news, effect) = change::summary(&step.changes, worst(subject), look);
            (news, effect + &failing_before(subject, look))
        }
        (None, []) => (text("no version of it can be understood"), String::new()),
        (None, _) => (text("one version, nothing to compare"), String::new()),
    };
    [foreign(&subject.subject).into_owned(), versions(subject, look), news, effect]
}

/// `v1 ✓ v2 ✗ v3`; of a long history, the first version and the newest ones.
fn versions(subject: &SubjectReport, look: Look) -> String {
    let mut chain = String::new();
    let last = subject.versions.len().saturating_sub(1);
    for (at, version) in subject.versions.iter().enumerate() {
        if last > 5 && (1..last - 2).contains(&at) {
            if at == 1 {
                chain += &format!(" {}", look.ellipsis());
            }
            continue;
        }
        if at > 0 {
            let mark = step(subject, at).map_or(look.arrow().to_owned(), |cell| cell.mark(look));
            chain += &format!(" {mark} ");
        }
        chain += &foreign(&version.label);
    }
    chain
}

/// Which versions the newest fails against that came before its last step.
fn failing_before(subject: &SubjectReport, look: Look) -> String {
    const MOST: usize = 3;
    let failing = failing_before_last_step(subject);
    if failing.is_empty() {
        return String::new();
    }
    format!("; {}", look.red(&foreign(&format!("fails against {}", cut_list(&failing, MOST, ", ")))))
}
