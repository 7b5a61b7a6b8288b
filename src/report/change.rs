//! Changes between versions in, a line or a list of them out.

use colored::Colorize;

use super::look::Look;
use super::phrase::count;
use crate::compat::change::{Change, ChangeKind, Effect};
use crate::compat::check::SubjectReport;

/// The most important changes in one line, and the effect of all.
pub(super) fn summary(changes: &[Change]) -> (String, String) {
    let telling: Vec<&Change> = changes.iter().filter(|change| !is_cosmetic(change.kind)).collect();
    if telling.is_empty() {
        let news = if changes.is_empty() { "unchanged" } else { "documentation and order only" };
        return (news.to_owned(), "safe".green().to_string());
    }
    let shown = if telling.len() > 2 { 1 } else { telling.len() };
    let mut news: Vec<String> = telling[..shown].iter().map(|change| short(change)).collect();
    if shown < telling.len() {
        news.push(format!("{} more", telling.len() - shown));
    }
    let both = Effect {
        breaks_backward: changes.iter().any(|change| change.effect.breaks_backward),
        breaks_forward: changes.iter().any(|change| change.effect.breaks_forward),
    };
    (news.join(", "), effect(both))
}

/// Every change of a subject, step by step.
pub(super) fn list(subject: &SubjectReport, look: Look) -> String {
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
pub(super) fn lines(changes: &[Change], look: Look) -> String {
    let mut text = String::new();
    let width = changes.iter().map(|change| change.kind.name().len()).max().unwrap_or(0);
    for change in changes {
        let name = change.kind.name();
        let place = if change.trail.is_empty() { String::new() } else { format!("{} ", change.trail.bold()) };
        let what = match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!("{} {} {}", one_line(before), look.arrow(), one_line(after)),
            (None, Some(after)) => one_line(after),
            (Some(before), None) => one_line(before),
            (None, None) => String::new(),
        };
        text.push_str(&format!("      {name:width$}  {place}{what}  {}\n", effect(change.effect)));
    }
    text
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

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(70) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
