//! The findings of the page: a card for each cause, below its rule.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::cause::{CauseGroup, Weight};
use crate::model::text::count;
use crate::render::cause::notes::notes;
use crate::render::cause::{frame, message, trail};
use crate::render::format::html::section::Section;
use crate::render::rule_page;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::text::{SentencePart, parts_of};
use crate::report::CompatReport;
use crate::rule::{Rule, Severity};

/// The causes of a rule.
pub(crate) struct RuleGroup<'c> {
    pub(crate) rule: &'static Rule,
    pub(crate) causes: Vec<&'c CauseGroup<'c>>,
}

impl RuleGroup<'_> {
    /// What its heading is found by, and the class of its cards.
    pub(crate) fn id(&self) -> String {
        format!("rule-{}", self.rule.id)
    }

    pub(crate) fn worst(&self) -> Severity {
        self.causes.iter().map(|cause| cause.judged.severity).max().unwrap_or(Severity::Safe)
    }
}

/// The causes of each rule, in the order of their first.
pub(crate) fn by_rule<'c>(causes: &'c [CauseGroup<'c>]) -> Vec<RuleGroup<'c>> {
    let mut groups: Vec<RuleGroup<'c>> = Vec::new();
    for cause in causes {
        let rule = cause.finding().rule;
        match groups.iter_mut().find(|group| group.rule == rule) {
            Some(group) => group.causes.push(cause),
            None => groups.push(RuleGroup { rule, causes: vec![cause] }),
        }
    }
    groups
}

/// All cards; `missing` causes are not on the page.
pub(crate) fn findings(report: &CompatReport, groups: &[RuleGroup<'_>], missing: usize, look: Look) -> Markup {
    let mut known = HashMap::new();
    html! {
        @if !groups.is_empty() { (Section::FINDINGS.heading("finding")) }
        @for group in groups {
            h3 id=(group.id()) data-heads=(group.id()) {
                a.rule href=(rule_page::uri(group.rule)) title=(group.rule.summary) { (group.rule.id) } " "
                (group.rule.name) " "
                span.faint { (count(group.causes.len(), "finding")) }
            }
            @for cause in &group.causes {
                @let number = number(&mut known, cause);
                (card(report, cause, (&group.id(), number), look))
            }
        }
        @if missing > 0 {
            p.faint { (count(missing, "more finding")) " not shown; --format json lists all." }
        }
    }
}

/// How many causes with the fingerprint of this one came before.
fn number(known: &mut HashMap<String, usize>, cause: &CauseGroup<'_>) -> usize {
    let before = known.entry(cause.finding().fingerprint.to_string()).or_default();
    *before += 1;
    *before - 1
}

/// A cause: what, where, and every note. It is closed until somebody wants to know.
fn card(report: &CompatReport, cause: &CauseGroup<'_>, (group, number): (&str, usize), look: Look) -> Markup {
    let (class, badge, fails) = match cause.weight {
        Weight::Fails => ("fails", "bad", "yes"),
        Weight::Tolerated => ("tolerated", "some", "no"),
        Weight::Remark | Weight::Waived | Weight::Known => ("remark", "", "no"),
    };
    let (rule, severity, fingerprint) = (cause.finding().rule, cause.judged.severity, cause.finding().fingerprint);
    let id = if number == 0 { fingerprint.to_string() } else { format!("{fingerprint}-{number}") };
    let mut names: Vec<_> = cause.hits.iter().map(|hit| foreign(&hit.subject.subject).into_owned()).collect();
    names.dedup();
    names.push(trail(cause));
    names.extend(cause.place().map(|place| foreign(&report.sources[place.file].name).into_owned()));
    let drawn = frame::frame(&report.sources, cause, &[], Look::PLAIN);
    // The title is in the summary.
    let drawn = drawn.split_once('\n').map_or("", |(_, rest)| rest);
    html! {
        details .card.finding.(group).(class) id=(format!("finding-{id}")) data-names=(names.join("\n")) data-fails=(fails)
            data-rules=(rule.id) data-severities=(severity.name()) {
            summary {
                a.rule href=(rule_page::uri(rule)) title=(rule.summary) { (rule.id) } " "
                span.name { (trail(cause)) } " "
                span.faint { (rule.name) } " "
                span .badge.push.(badge) { (severity.name()) }
            }
            .inside {
                p.message {
                    @for piece in parts_of(&message(cause)) {
                        @match piece {
                            SentencePart::Text(text) => (text),
                            SentencePart::Code(text) => code { (text) },
                        }
                    }
                }
                pre { (drawn) }
                dl {
                    @for (word, text) in notes(cause, report, look) {
                        dt { (word) }
                        dd .literal[is_literal(&text)] { (text) }
                    }
                }
            }
        }
    }
}

/// Commands, data and schemas are shown letter by letter.
fn is_literal(text: &str) -> bool {
    text.starts_with(['{', '[', '"']) || text.starts_with("avrocheck ")
}
