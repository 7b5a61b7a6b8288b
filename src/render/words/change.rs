//! Puts the changes between two versions into words: in one line, or in a list.

use colored::Colorize;
use unicode_width::UnicodeWidthStr;

use crate::change::{Change, ChangeKind, Effect};
use crate::model::text::{count, on_one_line, shorten};
use crate::render::part::look::{Look, pad};
use crate::report::SubjectReport;
use crate::rule::Severity;

/// The most important changes in one line, and the effect of all: on what can be read, else `worst`, which is how bad the
/// findings about data that can be read are.
pub(crate) fn summary(changes: &[Change], worst: Severity, look: Look) -> (String, String) {
    let telling: Vec<&Change> = changes.iter().filter(|change| !is_cosmetic(change.kind)).collect();
    if telling.is_empty() {
        let news = if changes.is_empty() { "unchanged" } else { "documentation and order only" };
        return (news.to_owned(), meaning(worst));
    }
    let shown = if telling.len() > 2 { 1 } else { telling.len() };
    let mut news: Vec<String> =
        telling[..shown].iter().map(|change| shorten(&short(change), MOST_NEWS, look.ellipsis())).collect();
    if shown < telling.len() {
        news.push(format!("{} more", telling.len() - shown));
    }
    let both = Effect {
        breaks_backward: changes.iter().any(|change| change.effect.breaks_backward),
        breaks_forward: changes.iter().any(|change| change.effect.breaks_forward),
    };
    let effect = if both == Effect::default() { meaning(worst) } else { effect(both) };
    (news.join(", "), effect)
}

/// The effect of changes that leave all data readable.
fn meaning(worst: Severity) -> String {
    match worst {
        Severity::Safe => worst.name().green().to_string(),
        Severity::Dangerous => worst.name().yellow().to_string(),
        Severity::Breaking => "breaks what data mean".red().to_string(),
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
        let (from, to) = (&subject.versions[step.from].label, &subject.versions[step.to].label);
        let changes = count(step.changes.len(), "change");
        text.push_str(&format!("    {from} {} {to}: {changes}\n", look.arrow()));
        text.push_str(&lines(&step.changes, look));
    }
    text
}

/// Each change on a line of its own.
pub(crate) fn lines(changes: &[Change], look: Look) -> String {
    let mut text = String::new();
    let whats: Vec<String> = changes.iter().map(|change| what(change, look)).collect();
    let name_width = changes.iter().map(|change| change.kind.name().len()).max().unwrap_or(0);
    let trail_width = changes.iter().map(|change| change.trail.width()).max().unwrap_or(0);
    let what_width = whats.iter().map(|what| what.width()).filter(|width| *width <= MOST_NEWS).max().unwrap_or(0);
    for (change, what) in changes.iter().zip(whats) {
        let (name, trail, what) = (change.kind.name(), pad(&change.trail, trail_width).bold(), pad(&what, what_width));
        let gap = if trail_width == 0 { "" } else { "  " };
        text.push_str(&format!("      {name:name_width$}  {trail}{gap}{what}  {}\n", effect(change.effect)));
    }
    text
}

/// What was there and what is, in one line.
pub(crate) fn what(change: &Change, look: Look) -> String {
    let one_line = |text: &str| shorten(&on_one_line(text), MOST_OF_A_SIDE, look.ellipsis());
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{} {} {}", one_line(before), look.arrow(), one_line(after)),
        (None, Some(after)) => format!("+ {}", one_line(after)),
        (Some(before), None) => format!("- {}", one_line(before)),
        (None, None) => String::new(),
    }
}

fn effect(effect: Effect) -> String {
    let name = effect.name();
    match (effect.breaks_backward, effect.breaks_forward) {
        (false, false) => name.green().to_string(),
        (true, true) => name.red().to_string(),
        (true, false) | (false, true) => name.yellow().to_string(),
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
    match kind {
        ChangeKind::DocChanged | ChangeKind::FieldsReordered | ChangeKind::SortOrderChanged => true,
        ChangeKind::FieldAdded
        | ChangeKind::FieldRemoved
        | ChangeKind::FieldRenamed
        | ChangeKind::TypeChanged
        | ChangeKind::TypeWidened
        | ChangeKind::TypeRenamed
        | ChangeKind::LogicalTypeChanged
        | ChangeKind::SizeChanged
        | ChangeKind::DefaultAdded
        | ChangeKind::DefaultRemoved
        | ChangeKind::DefaultChanged
        | ChangeKind::SymbolAdded
        | ChangeKind::SymbolRemoved
        | ChangeKind::SymbolsReordered
        | ChangeKind::EnumDefaultChanged
        | ChangeKind::BranchAdded
        | ChangeKind::BranchRemoved
        | ChangeKind::BranchesReordered
        | ChangeKind::AliasesChanged => false,
    }
}
