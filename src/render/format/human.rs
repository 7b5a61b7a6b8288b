//! A report in, the text for people out.

use colored::Colorize;
use std::fmt::Write;

use crate::released::SubjectChange;
use crate::render::part::frame;
use crate::render::part::header::header;
use crate::render::part::last_line::verdict;
use crate::render::part::look::{Colour, Detail, pad, plain};
use crate::render::part::matrix::matrix;
use crate::render::part::phrase::count;
use crate::render::part::problem;
use crate::render::part::round_trip;
use crate::render::part::standing::{failing_afar, fails, has_news, step_verdict, worst};
use crate::render::part::view::{Diffs, Matrices, View};
use crate::render::part::waived;
use crate::render::words::change;
use crate::report::{CompatReport, SubjectReport};

/// Repositories of more subjects than this are not listed whole.
const MANY_SUBJECTS: usize = 30;

/// Writes the report as text.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    match view.look.colour {
        Colour::On => text(report, view),
        Colour::Off => plain(text(report, view)),
    }
}

fn text(report: &CompatReport, view: &View<'_>) -> String {
    let mut text = String::new();
    if view.look.detail != Detail::Quiet && !report.subjects.is_empty() {
        writeln!(text, "{}\n", header(report, view)).expect(TAKES_EVERYTHING);
        subjects(&mut text, report, view);
    }
    text.push_str(&frame::of_all(report, view));
    if view.look.detail != Detail::Quiet {
        text.push_str(&waived::lines(report));
        for subject in report.subjects.iter().filter(|subject| wants_matrix(subject, report, view)) {
            text.push_str(&matrix(subject, view.look));
            text.push('\n');
        }
    }
    text.push_str(&crate::render::part::confluent::beside(report, view));
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report));
        text.push('\n');
    }
    text.push_str(&verdict(report, view));
    text
}

fn subjects(text: &mut String, report: &CompatReport, view: &View<'_>) {
    let is_large = report.subjects.len() > MANY_SUBJECTS && view.look.detail != Detail::Verbose;
    let is_listed = |subject: &&SubjectReport| !is_large || has_news(subject) || fails(subject);
    let listed: Vec<&SubjectReport> = report.subjects.iter().filter(is_listed).collect();
    if listed.is_empty() {
        return;
    }
    let rows: Vec<Row> = listed.iter().map(|subject| Row::new(subject, view)).collect();
    let name_width = listed.iter().map(|subject| subject.subject.chars().count()).max().unwrap_or(0);
    let chain_width = rows.iter().map(|row| row.chain_width).max().unwrap_or(0);
    let news_width = rows.iter().map(|row| row.news.chars().count()).max().unwrap_or(0);
    for (subject, row) in listed.iter().zip(rows) {
        let gap = " ".repeat(chain_width - row.chain_width);
        let (name, news) = (pad(&subject.subject, name_width), pad(&row.news, news_width));
        let line = format!("  {name}  {}{gap}   {news}   {}", row.chain, row.effect);
        writeln!(text, "{}", line.trim_end()).expect(TAKES_EVERYTHING);
        if view.look.detail == Detail::Verbose {
            text.push_str(&change::list(subject, view.look));
            text.push_str(&round_trip::lines(subject, view.look));
        }
    }
    let unlisted = report.subjects.len() - listed.len();
    if unlisted > 0 {
        let what = count(unlisted, "subject");
        writeln!(text, "  {} {what} unchanged in the newest version (-v lists them)", view.look.ellipsis())
            .expect(TAKES_EVERYTHING);
    }
    text.push('\n');
    if view.diffs == Diffs::Shown {
        let diffs = listed.iter().map(|subject| crate::render::command::diff::of_subject(&report.sources, subject));
        diffs.filter(|diff| !diff.is_empty()).for_each(|diff| writeln!(text, "{diff}").expect(TAKES_EVERYTHING));
    }
}

/// One subject's line.
struct Row {
    chain: String,
    chain_width: usize,
    news: String,
    effect: String,
}

impl Row {
    fn new(subject: &SubjectReport, view: &View<'_>) -> Row {
        let (mut chain, mut width) = (String::new(), 0);
        let last = subject.versions.len().saturating_sub(1);
        for (at, version) in subject.versions.iter().enumerate() {
            // Long histories: the first version and the newest ones.
            if last > 5 && (1..last - 2).contains(&at) {
                if at == 1 {
                    chain.push_str(&format!(" {}", view.look.ellipsis()));
                    width += 1 + view.look.ellipsis().chars().count();
                }
                continue;
            }
            if at > 0 {
                let mark = match step_verdict(subject, at) {
                    Some(verdict) => view.look.verdict(verdict),
                    None => view.look.arrow().normal(),
                };
                width += 2 + mark.input.chars().count();
                chain.push_str(&format!(" {mark} "));
            }
            chain.push_str(&version.label);
            width += version.label.chars().count();
        }
        let (news, effect) = match (subject.steps.last(), &subject.versions[..]) {
            _ if subject.change == Some(SubjectChange::Removed) => ("removed".to_owned(), String::new()),
            (None, [_]) if subject.change == Some(SubjectChange::Unchanged) => ("unchanged".to_owned(), String::new()),
            (None, [_]) if subject.change == Some(SubjectChange::Added) => ("new".to_owned(), String::new()),
            (Some(step), _) => {
                let (news, effect) = change::summary(&step.changes, worst(subject), view.look);
                (news, with_those_afar(effect, &failing_afar(subject)))
            }
            (None, []) => ("no version of it can be understood".to_owned(), String::new()),
            (None, _) => ("one version, nothing to compare".to_owned(), String::new()),
        };
        Row { chain, chain_width: width, news, effect }
    }
}

/// What the newest step does, and which versions the newest fails against that came before that step.
fn with_those_afar(effect: String, afar: &[&str]) -> String {
    /// So many are named.
    const MOST: usize = 3;
    if afar.is_empty() {
        return effect;
    }
    let named = afar[..afar.len().min(MOST)].join(", ");
    let rest = afar.len().saturating_sub(MOST);
    let rest = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    format!("{effect}; {}", format!("fails against {named}{rest}").red())
}

fn wants_matrix(subject: &SubjectReport, report: &CompatReport, view: &View<'_>) -> bool {
    let is_failing = fails(subject);
    match view.matrices {
        Matrices::Listed => report.subjects.len() <= MANY_SUBJECTS || is_failing || has_news(subject),
        Matrices::Failing => is_failing,
    }
}

const TAKES_EVERYTHING: &str = "a String takes everything";
