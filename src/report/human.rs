//! A report in, the text for people out.

use colored::Colorize;
use std::fmt::Write;

use super::change;
use super::counts;
use super::header::header;
use super::last_line::last_line;
use super::look::{Colour, Detail, Look, pad, plain};
use super::matrix::matrix;
use super::phrase::count;
use super::{frame, problem, round_trip, waived};
use crate::compat::check::{CompatReport, PairReport, Standing, SubjectReport};
use crate::compat::level::Direction;
use crate::compat::rule::Severity;
use crate::resolution::Verdict;

/// What the text shows beside the report itself.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What was checked, as the user named it.
    pub target: &'a str,
    /// How it looks.
    pub look: Look,
    /// When to draw a subject's matrix.
    pub matrices: Matrices,
    /// Whether to add text diffs.
    pub diffs: Diffs,
}

impl View<'_> {
    /// The same for what is no terminal.
    pub(super) fn without_colour(&self) -> Self {
        View { look: Look { colour: Colour::Off, ..self.look }, ..*self }
    }
}

/// When to draw a subject's matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Matrices {
    /// For every subject listed.
    Listed,
    /// Where something fails.
    Failing,
}

/// Whether to add text diffs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Diffs {
    /// Of each version against the one before.
    Shown,
    /// None.
    Omitted,
}

/// Repositories of more subjects than this are not listed whole.
const MANY_SUBJECTS: usize = 30;

/// Writes the report as text.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    match view.look.colour {
        Colour::On => text(report, view),
        Colour::Off => plain(text(report, view)),
    }
}

/// The report in one line, which always says what was looked at.
pub fn verdict(report: &CompatReport, view: &View<'_>) -> String {
    let line = last_line(report, &counts::count(report), view);
    match view.look.colour {
        Colour::On => line,
        Colour::Off => plain(line),
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
    text.push_str(&super::confluent::beside(report, view));
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
        let diffs = listed.iter().map(|subject| super::diff::of_subject(&report.sources, subject));
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
            _ if subject.standing == Some(Standing::Removed) => ("removed".to_owned(), String::new()),
            (None, [_]) if subject.standing == Some(Standing::Unchanged) => ("unchanged".to_owned(), String::new()),
            (None, [_]) if subject.standing == Some(Standing::Added) => ("new".to_owned(), String::new()),
            (Some(step), _) => change::summary(&step.changes, worst(subject), view.look),
            (None, []) => ("no version of it can be understood".to_owned(), String::new()),
            (None, _) => ("one version, nothing to compare".to_owned(), String::new()),
        };
        Row { chain, chain_width: width, news, effect }
    }
}

/// How bad the gated findings between the two newest versions are, of those that leave data readable.
pub(super) fn worst(subject: &SubjectReport) -> Severity {
    let newest = subject.versions.len().saturating_sub(1);
    let is_step = |pair: &&PairReport| pair.gated && pair.reader.min(pair.writer) + 1 == newest;
    let findings = subject.pairs.iter().filter(is_step).flat_map(|pair| &pair.findings);
    let readable = findings.filter(|finding| finding.kind().is_none());
    readable.map(|finding| finding.severity).max().unwrap_or(Severity::Safe)
}

/// The worst verdict between a version and the one before, in the directions that the level asks for; `None` if neither was
/// looked at.
pub(super) fn step_verdict(subject: &SubjectReport, to: usize) -> Option<Verdict> {
    let counts = |pair: &&PairReport| {
        let is_step = pair.reader.max(pair.writer) == to && pair.reader.min(pair.writer) + 1 == to;
        let is_owed = match subject.level.direction {
            Direction::Backward => pair.is_backward(),
            Direction::Forward => !pair.is_backward(),
            Direction::Full | Direction::None => true,
        };
        is_step && is_owed
    };
    subject.pairs.iter().filter(counts).map(|pair| pair.verdict).max()
}

pub(super) fn has_news(subject: &SubjectReport) -> bool {
    let has_changes = subject.steps.last().is_some_and(|step| !step.changes.is_empty());
    match subject.standing {
        None | Some(Standing::Changed) => has_changes,
        Some(Standing::Added | Standing::Removed) => true,
        Some(Standing::Unchanged) => false,
    }
}

pub(super) fn fails(subject: &SubjectReport) -> bool {
    let gated = subject.pairs.iter().filter(|pair| pair.gated);
    gated.flat_map(|pair| &pair.findings).any(|finding| finding.standing.fails())
}

fn wants_matrix(subject: &SubjectReport, report: &CompatReport, view: &View<'_>) -> bool {
    let is_failing = fails(subject);
    match view.matrices {
        Matrices::Listed => report.subjects.len() <= MANY_SUBJECTS || is_failing || has_news(subject),
        Matrices::Failing => is_failing,
    }
}

const TAKES_EVERYTHING: &str = "a String takes everything";
