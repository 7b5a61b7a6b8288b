//! The top of the page: what is on it, with links, and the fields that filter it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::cause::CauseGroup;
use crate::model::text::{count, grouped};
use crate::render::format::html::findings::RuleGroup;
use crate::render::format::html::section::Section;
use crate::render::format::html::subject;
use crate::render::summary::outcome::fails;
use crate::render::text::foreign::foreign;
use crate::report::SubjectReport;
use crate::rule::Severity;

/// The sections that have something, with the rules below the findings and each subject below the subjects.
pub(crate) fn contents(sections: &[(Section, usize)], groups: &[RuleGroup<'_>], subjects: &[SubjectReport]) -> Markup {
    html! {
        @if sections.iter().any(|(_, number)| *number > 0) {
            nav aria-label="Contents" {
                ul {
                    @for (section, number) in sections.iter().filter(|(_, number)| *number > 0) {
                        li {
                            a href=(format!("#{}", section.id)) { (section.title) } " "
                            span.faint { (grouped(*number as u64)) }
                            @if section.id == Section::FINDINGS.id { (rules(groups)) }
                            @if section.id == Section::SUBJECTS.id { (names(subjects)) }
                        }
                    }
                }
            }
        }
    }
}

fn rules(groups: &[RuleGroup<'_>]) -> Markup {
    html! {
        table.rules {
            tbody {
                @for group in groups {
                    tr {
                        td { a.rule href=(format!("#{}", group.id())) { (group.rule.id) } }
                        td { (group.rule.name) }
                        td { span .badge.(badge(group.worst())) { (group.worst().name()) } }
                        td.number { (count(group.causes.len(), "finding")) }
                    }
                }
            }
        }
    }
}

/// The names of subjects, of which there can be hundreds.
fn names(subjects: &[SubjectReport]) -> Markup {
    html! {
        details {
            summary.faint { "each by name" }
            ul.names {
                @for (at, subject) in subjects.iter().enumerate() {
                    li {
                        a href=(format!("#{}", subject::id(at))) { bdi { (foreign(&subject.subject)) } }
                        @if fails(subject) { " " span.badge.bad { "fails" } }
                    }
                }
            }
        }
    }
}

/// The fields that filter findings and subjects: by name, rule and severity.
pub(crate) fn filter(causes: &[CauseGroup<'_>]) -> Markup {
    let rules: BTreeMap<&str, &str> =
        causes.iter().map(|cause| (cause.finding().rule.id, cause.finding().rule.name)).collect();
    let severities: BTreeSet<Severity> = causes.iter().map(|cause| cause.judged.severity).collect();
    html! {
        form.filter role="search" {
            input #filter type="search" placeholder="part of a name or path" autocomplete="off" spellcheck="false"
                aria-label="Part of a name or path";
            @if !causes.is_empty() {
                select #rule aria-label="Rule" {
                    option value="" { "every rule" }
                    @for (id, name) in rules { option value=(id) { (id) " " (name) } }
                }
                select #severity aria-label="Severity" {
                    option value="" { "every severity" }
                    @for severity in severities.into_iter().rev() { option value=(severity.name()) { (severity.name()) } }
                }
            }
            label.only { input #failing type="checkbox"; " only what fails" }
            button #open type="button" { "open all" }
            output #shown for="filter rule severity failing" {}
        }
    }
}

/// The class of a badge.
pub(crate) fn badge(severity: Severity) -> &'static str {
    match severity {
        Severity::Breaking => "bad",
        Severity::Dangerous => "some",
        Severity::Safe => "",
    }
}
