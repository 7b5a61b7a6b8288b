//! Counts the findings of each rule: `--statistics`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::cause::{CauseGrouping, Weight, causes};
use crate::render::format::View;
use crate::render::problem;
use crate::render::rule_page::linked_id;
use crate::render::summary::last_line::verdict;
use crate::render::text::layout::{pad, widest, width};
use crate::report::CompatReport;
use crate::rule::Rule;

/// What is counted of a rule: each cause once.
#[derive(Default)]
struct RuleTally {
    found: usize,
    failing: usize,
    fixable: usize,
}

/// A line for each rule, the worst first, what could not be checked, and the last line of every report.
pub(crate) fn render(report: &CompatReport, view: &View<'_>) -> String {
    let look = view.look;
    let mut tallies: BTreeMap<_, (&Rule, RuleTally)> = BTreeMap::new();
    for cause in causes(report, CauseGrouping::Everywhere, |weight| view.shows(report, weight)) {
        let rule = cause.finding().rule;
        let key = (Reverse(cause.judged.severity), rule.id);
        let (_, tally) = tallies.entry(key).or_insert((rule, RuleTally::default()));
        tally.found += 1;
        tally.failing += usize::from(cause.weight == Weight::Fails);
        tally.fixable += usize::from(cause.is_fixable(report));
    }
    let heads = ["rule", "severity", "found", "failing", "fixable"].map(str::to_owned);
    let rows = tallies.iter().map(|((severity, _), (rule, RuleTally { found, failing, fixable }))| {
        let rule = format!("{} {}", linked_id(rule, look), rule.name);
        [rule, severity.0.name().to_owned(), found.to_string(), failing.to_string(), fixable.to_string()]
    });
    let rows: Vec<[String; 5]> = std::iter::once(heads).chain(rows).collect();
    let widths = [0, 1, 2, 3, 4].map(|column| widest(rows.iter().map(|row| &row[column])));
    let line = |(at, row): (usize, &[String; 5])| {
        let [rule, severity] = [0, 1].map(|column| pad(&row[column], widths[column]));
        let numbers =
            [2, 3, 4].map(|column| format!("{}{}", " ".repeat(widths[column] - width(&row[column])), row[column]));
        let line = format!("{rule}  {severity}  {}", numbers.join("  "));
        (if at == 0 { look.bold(&line) } else { line }) + "\n"
    };
    let mut text = String::new();
    if rows.len() > 1 {
        text.extend(rows.iter().enumerate().map(line));
        text.push('\n');
    }
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report, look));
        text.push('\n');
    }
    text + &verdict(report, view)
}
