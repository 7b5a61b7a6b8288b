//! What `avrocheck impact` says as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;

use super::labels::direction;
use crate::impact::{ChangedSchema, ImpactEffect, ImpactFinding, ImpactReport, Route, SchemaUser, UserVersions};
use crate::model::json;
use crate::model::version::ONLY_VERSION;
use crate::render::contract::{Contract, ErrorJson};
use avro_resolve::resolution::Verdict;

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Writes who is hit as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(reports: &[ImpactReport], out: &mut impl Write) -> io::Result<()> {
    let report = ImpactsJson { impacts: reports.iter().map(impact_of).collect() };
    json::write(&Contract::new(SCHEMA_VERSION, report), out)
}

#[derive(Serialize)]
struct ImpactsJson<'a> {
    impacts: Vec<ImpactJson<'a>>,
}

#[derive(Serialize)]
struct ImpactJson<'a> {
    origin: &'a str,
    changed: ChangedJson<'a>,
    users: Vec<UserJson<'a>>,
    errors: Vec<ErrorJson<'a>>,
}

#[derive(Serialize)]
struct ChangedJson<'a> {
    subject: &'a str,
    file: &'a str,
    types: &'a [String],
    version: &'a str,
    deleted: bool,
    in_place_of: &'a [String],
}

#[derive(Serialize)]
struct UserJson<'a> {
    subject: &'a str,
    level: &'static str,
    versions: Vec<UserVersionsJson<'a>>,
}

#[derive(Serialize)]
struct UserVersionsJson<'a> {
    versions: &'a [String],
    sees: &'a [String],
    routes: usize,
    through: Vec<RouteJson<'a>>,
    effect: &'static str,
    backward: Option<&'static str>,
    forward: Option<&'static str>,
    reason: Option<&'a str>,
    findings: Vec<ImpactFindingJson<'a>>,
    findings_left_out: usize,
}

#[derive(Serialize)]
struct RouteJson<'a> {
    path: &'a str,
    between: &'a [String],
}

#[derive(Serialize)]
struct ImpactFindingJson<'a> {
    rule: &'static str,
    name: &'static str,
    severity: &'static str,
    path: &'a str,
    direction: &'static str,
    gated: bool,
}

fn impact_of(ImpactReport { origin, impact }: &ImpactReport) -> ImpactJson<'_> {
    let ChangedSchema { subject, file, types, version, is_deleted, older, .. } = &impact.changed;
    ImpactJson {
        origin,
        changed: ChangedJson { subject, file, types, version, deleted: *is_deleted, in_place_of: older },
        users: impact.users.iter().map(user_of).collect(),
        errors: impact.problems.iter().map(ErrorJson::from).collect(),
    }
}

fn user_of(SchemaUser { subject, level, versions }: &SchemaUser) -> UserJson<'_> {
    UserJson { subject, level: level.name(), versions: versions.iter().map(versions_of).collect() }
}

fn versions_of(run: &UserVersions) -> UserVersionsJson<'_> {
    let through = run.routes.shown.iter().map(|Route { trail, between }| RouteJson { path: trail, between });
    let mut of_run = UserVersionsJson {
        versions: named(&run.labels),
        sees: named(&run.sees),
        routes: run.routes.count,
        through: through.collect(),
        effect: "none",
        backward: None,
        forward: None,
        reason: None,
        findings: Vec::new(),
        findings_left_out: 0,
    };
    match &run.effect {
        ImpactEffect::Current => {}
        ImpactEffect::Unlinked(reason) => {
            of_run.effect = "breaks";
            of_run.reason = Some(reason);
        }
        ImpactEffect::Compared { backward, forward, findings, more } => {
            of_run.effect = if run.effect.is_break() { "breaks" } else { "allowed" };
            of_run.backward = Some(verdict(*backward));
            of_run.forward = Some(verdict(*forward));
            of_run.findings = findings.iter().map(finding_of).collect();
            of_run.findings_left_out = *more;
        }
    }
    of_run
}

/// Where there is only one version, it has no name.
fn named(labels: &[String]) -> &[String] {
    if labels == [ONLY_VERSION] { &[] } else { labels }
}

fn finding_of(finding: &ImpactFinding) -> ImpactFindingJson<'_> {
    ImpactFindingJson {
        rule: finding.rule.id,
        name: finding.rule.name,
        severity: finding.severity.name(),
        path: &finding.place,
        direction: direction(finding.direction),
        gated: finding.is_gated,
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Compatible => "compatible",
        Verdict::DataDependent => "data_dependent",
        Verdict::Incompatible => "incompatible",
    }
}
