//! What `avrocheck impact` prints: who uses a schema, and what its newest text does to them.

pub(crate) mod graph;
mod json;
mod labels;

pub(crate) use json::write as json;

use crate::impact::{ChangedSchema, Impact, ImpactEffect, ImpactFinding, ImpactReport, Route, Routes, UserVersions};
use crate::model::level::{Direction, Level};
use crate::model::text::{and_more, count, listed};
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest, wrap};
use crate::render::text::style::{Detail, Look};
use crate::rule::Severity;
use labels::{INCOMPLETE, direction, span};

/// So many of the ways, and of the findings, are named in a line.
const NAMED: usize = 3;

/// A table of users for each place, and sentences about those that the change breaks.
pub(crate) fn human(reports: &[ImpactReport], look: Look) -> String {
    let parts = reports.iter().map(|report| part(report, look)).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

fn part(ImpactReport { origin, impact }: &ImpactReport, look: Look) -> String {
    let mut text = String::new();
    if look.detail != Detail::Quiet {
        text = head(origin, &impact.changed, look) + "\n\n";
        if !impact.problems.is_empty() {
            text.push_str(&wrap(&format!("  {} {INCOMPLETE}", look.bad()), look.width, 4));
            text.push_str("\n\n");
        }
        let rows = rows(impact, look);
        let has_versions = rows.iter().any(|[_, versions, ..]| !versions.is_empty());
        let widths: Vec<usize> = (0..3).map(|column| widest(rows.iter().map(|row| &row[column]))).collect();
        for [subject, versions, through, effect] in &rows {
            let versions = has_versions.then_some((versions, widths[1]));
            let cells = [Some((subject, widths[0])), versions, Some((through, widths[2]))].into_iter().flatten();
            let cells: String = cells.map(|(cell, width)| format!("  {}", pad(cell, width))).collect();
            text.push_str(&format!("{cells}  {effect}\n"));
        }
        text.push_str(if rows.is_empty() { "" } else { "\n" });
    }
    text.extend(summary(impact, look).into_iter().map(|line| wrap(&line, look.width, 2) + "\n"));
    text
}

/// `address (shop.Address) · schemas/address.avsc · working tree in place of main@1a2b3c4`.
fn head(origin: &str, changed: &ChangedSchema, look: Look) -> String {
    let types = match &changed.types[..] {
        [] => String::new(),
        types => format!(" ({})", foreign(&listed(types, NAMED, ", "))),
    };
    let name = format!("{}{types}", look.bold(&foreign(&changed.subject)));
    let older = foreign(&span(&changed.older)).into_owned();
    let replaced = match changed.is_deleted {
        true => Some(format!("deleted after {older}")),
        false => (!older.is_empty()).then(|| format!("{} in place of {older}", foreign(&changed.version))),
    };
    let parts =
        [Some(name), Some(foreign(&changed.file).into_owned()), replaced, Some(format!("in {}", foreign(origin)))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(look.dot())
}

fn rows(impact: &Impact, look: Look) -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    for user in &impact.users {
        for (number, versions) in user.versions.iter().enumerate() {
            let subject = if number == 0 { foreign(&user.subject).into_owned() } else { String::new() };
            let through = format!("through {}", foreign(&through(&versions.routes)));
            rows.push([
                subject,
                foreign(&span(&versions.labels)).into_owned(),
                through,
                effect(impact, versions, user.level, look),
            ]);
        }
    }
    rows
}

/// `Order.shipTo, Order.billTo`.
fn through(routes: &Routes) -> String {
    // A schema that is only a name, or a union, has no fields on the way.
    let trail = |route: &Route| if route.trail.is_empty() { "its root".to_owned() } else { route.trail.clone() };
    let named: Vec<String> = routes.shown.iter().take(NAMED).map(trail).collect();
    format!("{}{}", named.join(", "), and_more(routes.count - named.len()))
}

fn effect(impact: &Impact, versions: &UserVersions, level: Level, look: Look) -> String {
    match &versions.effect {
        ImpactEffect::Current if impact.changed.older.is_empty() => "uses it".to_owned(),
        ImpactEffect::Current => "has the same already".to_owned(),
        ImpactEffect::Unlinked(reason) => format!("{} would be no schema: {}", look.bad(), foreign(reason)),
        ImpactEffect::Compared { findings, more, .. } => compared(findings, *more, level, look),
    }
}

/// What is broken in the directions that the level is about, else what is broken in the other one, else what is dangerous.
fn compared(findings: &[ImpactFinding], more: usize, level: Level, look: Look) -> String {
    let breaking =
        |is_gated| findings.iter().filter(move |one| one.severity == Severity::Breaking && one.is_gated == is_gated);
    let (demanded, allowed): (Vec<_>, Vec<_>) = (breaking(true).collect(), breaking(false).collect());
    let dangerous: Vec<&ImpactFinding> = findings.iter().filter(|finding| finding.is_gated).collect();
    let (word, named) = if !demanded.is_empty() {
        (format!("{} breaks {}", look.bad(), directions(&demanded)), demanded)
    } else if !allowed.is_empty() {
        (format!("{} breaks {}, which {level} allows", look.yellow("~"), directions(&allowed)), allowed)
    } else if !dangerous.is_empty() {
        (format!("{} dangerous", look.good()), dangerous)
    } else {
        return format!("{} safe", look.good());
    };
    let mut names: Vec<String> = Vec::new();
    for finding in named {
        let name = foreign(format!("{} {}", finding.rule.name, finding.place).trim_end()).into_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = if more == 0 { String::new() } else { and_more(more) };
    format!("{word}: {}{more}", listed(&names, NAMED, ", "))
}

fn directions(findings: &[&ImpactFinding]) -> &'static str {
    let first = findings[0].direction;
    if findings.iter().all(|finding| finding.direction == first) {
        direction(first)
    } else {
        direction(Direction::Full)
    }
}

/// A sentence for each subject that the change breaks, or one that says how many it does not.
fn summary(impact: &Impact, look: Look) -> Vec<String> {
    let changed = foreign(&impact.changed.subject);
    let mut broken = Vec::new();
    for user in &impact.users {
        let hit: Vec<&UserVersions> = user.versions.iter().filter(|versions| versions.effect.is_break()).collect();
        for alike in hit.chunk_by(|one, next| one.routes == next.routes) {
            let labels: Vec<String> = alike.iter().flat_map(|versions| versions.labels.iter().cloned()).collect();
            let hit = format!("{} {} through {}", user.subject, span(&labels), through(&alike[0].routes));
            let what = if impact.changed.is_deleted { "deleting" } else { "changing" };
            broken.push(format!("{} {what} {changed} breaks {}", look.bad(), foreign(&hit)));
        }
    }
    if !broken.is_empty() || look.detail == Detail::Quiet {
        return broken;
    }
    let users = count(impact.users.len(), "subject");
    let mut versions = impact.users.iter().flat_map(|user| &user.versions);
    let line = if impact.changed.is_deleted && !impact.problems.is_empty() {
        format!("what still refers to {changed} is among the errors")
    } else if impact.users.is_empty() && !impact.problems.is_empty() {
        format!("who refers to {changed} is not known, because not all schemas can be read")
    } else if impact.users.is_empty() {
        format!("nothing refers to {changed}")
    } else if versions.any(|versions| versions.effect != ImpactEffect::Current) {
        format!("{} the change of {changed} hits {users}, and breaks nothing that their levels demand", look.good())
    } else if !impact.changed.older.is_empty() {
        format!("{} {users} refer to {changed}, and have the same already", look.good())
    } else if let Some(label) = &impact.changed.compared_with {
        format!("a change of {changed} hits {users}; {} has no other text of it to compare with", foreign(label))
    } else {
        format!("a change of {changed} hits {users}; --against REV shows what it breaks")
    };
    vec![line]
}
