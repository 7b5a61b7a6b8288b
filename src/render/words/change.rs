//! Puts the changes between two versions into words: in one line, or in a list.

use crate::change::{Change, ChangeKind, Effect};
use crate::model::text::{count, on_one_line, shorten};
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest, width, wrap};
use crate::render::text::style::Look;
use crate::report::SubjectReport;
use crate::rule::Severity;

/// The most important changes in one line, and the effect of all: on what can be read, else `worst`, which is how bad the
/// findings about data that can be read are.
pub(crate) fn summary(changes: &[Change], worst: Severity, look: Look) -> (String, String) {
    let notable: Vec<&Change> = changes.iter().filter(|change| !is_cosmetic(change.kind)).collect();
    if notable.is_empty() {
        let news = if changes.is_empty() { "unchanged" } else { "documentation and order only" };
        return (news.to_owned(), meaning(worst, look));
    }
    let shown = if notable.len() > 2 { 1 } else { notable.len() };
    let mut news: Vec<String> =
        notable[..shown].iter().map(|change| shorten(&foreign(&short(change)), MOST_NEWS, look.ellipsis())).collect();
    if shown < notable.len() {
        news.push(format!("{} more", notable.len() - shown));
    }
    let both = Effect {
        breaks_backward: changes.iter().any(|change| change.effect.breaks_backward),
        breaks_forward: changes.iter().any(|change| change.effect.breaks_forward),
        changes_meaning: changes.iter().any(|change| change.effect.changes_meaning),
    };
    let is_readable = !both.breaks_backward && !both.breaks_forward;
    let worst = if both.changes_meaning { worst.max(Severity::Dangerous) } else { worst };
    let effect = if is_readable { meaning(worst, look) } else { effect(both, look) };
    (news.join(", "), effect)
}

/// The effect of changes that leave all data readable.
fn meaning(worst: Severity, look: Look) -> String {
    match worst {
        Severity::Safe => look.green(worst.name()),
        Severity::Dangerous => look.yellow(worst.name()),
        Severity::Breaking => look.red("breaks what data mean"),
    }
}

/// Columns of one change in the overview.
const MOST_NEWS: usize = 48;

/// Columns of what was there, or is.
const MOST_OF_A_SIDE: usize = 70;

/// Every change of a subject, step by step.
pub(crate) fn list(subject: &SubjectReport, look: Look) -> String {
    let mut text = String::new();
    for step in &subject.steps {
        let (from, to) = (subject.label(step.from), subject.label(step.to));
        let changes = count(step.changes.len(), "change");
        text.push_str(&format!("    {} {} {}: {changes}\n", foreign(from), look.arrow(), foreign(to)));
        text.push_str(&lines(&step.changes, look));
    }
    text
}

/// Each change on a line of its own; on a narrow terminal, what changed is shortened.
pub(crate) fn lines(changes: &[Change], look: Look) -> String {
    /// What changed is never shorter than this.
    const LEAST: usize = 20;
    let cells = |change: &Change| {
        let name = change.kind.name().to_owned();
        [name, foreign(&change.trail).into_owned(), what(change, look), effect(change.effect, look)]
    };
    let rows: Vec<[String; 4]> = changes.iter().map(cells).collect();
    // What is longer is not in line with the others.
    let column = |at: usize| widest(rows.iter().map(|row| &row[at]).filter(|cell| width(cell) <= MOST_NEWS));
    let (names, trails, effects) = (column(0), column(1), column(3));
    let gap = if rows.iter().all(|row| row[1].is_empty()) { "" } else { "  " };
    let others = 6 + names + 2 + trails + gap.len() + 2 + effects;
    let room = look.width.map_or(usize::MAX, |room| room.saturating_sub(others).max(LEAST));
    let whats = column(2).min(room);
    let line = |[name, trail, what, effect]: &[String; 4]| {
        let what = pad(&shorten(what, room, look.ellipsis()), whats);
        let line = format!("      {}  {}{gap}{what}  {effect}", pad(name, names), look.bold(&pad(trail, trails)));
        wrap(&line, look.width, 4) + "\n"
    };
    rows.iter().map(line).collect()
}

/// What was there and what is, in one line.
pub(crate) fn what(change: &Change, look: Look) -> String {
    let one_line = |text: &str| shorten(&foreign(&on_one_line(text)), MOST_OF_A_SIDE, look.ellipsis());
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{} {} {}", one_line(before), look.arrow(), one_line(after)),
        (None, Some(after)) => format!("+ {}", one_line(after)),
        (Some(before), None) => format!("- {}", one_line(before)),
        (None, None) => String::new(),
    }
}

fn effect(effect: Effect, look: Look) -> String {
    match (effect.breaks_backward, effect.breaks_forward) {
        (false, false) if effect.changes_meaning => look.yellow(effect.name()),
        (false, false) => look.green(effect.name()),
        (true, true) => look.red(effect.name()),
        (true, false) | (false, true) => look.yellow(effect.name()),
    }
}

fn short(change: &Change) -> String {
    let (before, after) = (change.before.as_deref().unwrap_or(""), change.after.as_deref().unwrap_or(""));
    let trail = &change.trail;
    let inside = if trail.is_empty() { String::new() } else { format!(" in {trail}") };
    let whole = if trail.is_empty() { "the schema" } else { trail };
    match change.kind {
        ChangeKind::FieldAdded => match after.split_once(" (") {
            Some((_, rest)) => format!("+{trail} ({rest}"),
            None => format!("+{trail}"),
        },
        ChangeKind::FieldRemoved => format!("-{trail}"),
        ChangeKind::FieldRenamed => format!("{before} renamed {after}"),
        ChangeKind::SymbolAdded => format!("+{after}{inside}"),
        ChangeKind::SymbolRemoved => format!("-{before}{inside}"),
        ChangeKind::BranchAdded => format!("{whole} or {after}"),
        ChangeKind::BranchRemoved => format!("{whole} without {before}"),
        ChangeKind::TypeChanged
        | ChangeKind::TypeWidened
        | ChangeKind::TypeRenamed
        | ChangeKind::LogicalTypeChanged
        | ChangeKind::SizeChanged
        | ChangeKind::DefaultAdded
        | ChangeKind::DefaultRemoved
        | ChangeKind::DefaultChanged
        | ChangeKind::EnumDefaultChanged
        | ChangeKind::FieldsReordered
        | ChangeKind::SymbolsReordered
        | ChangeKind::BranchesReordered
        | ChangeKind::AliasesChanged
        | ChangeKind::SortOrderChanged
        | ChangeKind::DocChanged => {
            let place = if trail.is_empty() { String::new() } else { format!("{trail} ") };
            format!("{place}{}", change.kind.name().replace('-', " "))
        }
    }
}

fn is_cosmetic(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::DocChanged | ChangeKind::FieldsReordered | ChangeKind::SortOrderChanged)
}
