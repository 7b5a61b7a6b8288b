//! A cause in, what there is to say beside its message out: who is hurt, the evidence, what to do.

use crate::finding::{Finding, FindingKind};
use crate::judged::Judged;
use crate::render::part::look::Look;
use crate::render::part::phrase::count;
use crate::render::part::told::{CauseGroup, Hit, Note};
use crate::render::part::waived;
use crate::render::part::witness::{self, Writer};
use crate::render::words::{self, Sides, remedy};
use crate::report::CompatReport;
use crate::rule::{Activation, Severity};

pub(crate) fn notes(told: &CauseGroup<'_>, report: &CompatReport, sides: Sides<'_>, look: Look) -> Vec<Note> {
    let Judged { finding, severity, disposition, evidence } = told.judged;
    let mut notes = Vec::new();
    if finding.failure_kind().is_some() {
        notes.extend(words::who(told.pair, sides).map(|who| ("who", who)));
    }
    notes.extend(evidence.witness.as_ref().map(|witness| {
        let writer = Writer::new(told.subject, told.pair);
        ("witness", witness::line(witness, writer, look))
    }));
    if let Some(hits) = evidence.fixture_hits {
        let of = count(hits.of, "fixture record");
        notes.push(("seen in", format!("{} of {of} of {}", hits.hit, sides.writer)));
    }
    if let Some(example) = &evidence.example {
        notes.push(("example", format!("{} {} {}", example.before, look.arrow(), example.after)));
    }
    let names_no_version = matches!(finding.kind, FindingKind::SecondOpinion { .. });
    if told.hits.len() > 1 || names_no_version {
        let arrow = look.arrow();
        let is_one_subject = told.hits.iter().all(|hit| hit.subject == told.subject.subject);
        let pairs = told.hits.iter().take(6).map(|Hit { subject, writer, reader }| match is_one_subject {
            true => format!("{writer} {arrow} {reader}"),
            false => format!("{subject} {writer} {arrow} {reader}"),
        });
        let pairs: Vec<String> = pairs.collect();
        let more = told.hits.len() - pairs.len();
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(("pairs", format!("{}{rest}", pairs.join(", "))));
    }
    if let Some(exemption) = &told.pair.exemption {
        notes.push(("gate", words::exemption(exemption, told.subject.level)));
    }
    let fixes = &told.subject.fixes;
    let is_failing = disposition.fails() && *severity == Severity::Breaking && finding.failure_kind().is_some();
    if is_failing || !fixes.of(finding.fingerprint).is_empty() {
        let sides = (sides, told.subject.level);
        notes.push(remedy::advice(&report.sources, finding, fixes, sides));
        notes.extend(remedy::command(finding, fixes).map(|command| ("apply", command.to_owned())));
    } else {
        notes.push(remedy::hint(finding, sides));
    }
    notes.extend(waiver(report, told.judged, look));
    notes.push(more(finding));
    notes
}

/// What became of its waiver, and how to let it pass.
pub(crate) fn waiver(report: &CompatReport, Judged { finding, disposition, .. }: &Judged, look: Look) -> Vec<Note> {
    let expiry = waived::expiry(disposition).map(|expiry| ("waiver", expiry));
    let (fingerprint, dots) = (finding.fingerprint, look.ellipsis());
    let against = report.against.as_ref().map(|against| format!(" {}", against.flags)).unwrap_or_default();
    let waive = match finding.rule.activation {
        Activation::Always => {
            ("waive", format!("avrocheck waive {fingerprint} --reason {dots} --expires {dots}{against}"))
        }
        // Only `lint` finds it, so that to the gate its waiver would meet nothing.
        Activation::Lint | Activation::OnDemand => {
            ("silence", format!("in avrocheck.toml, below [rules]: {} = \"off\"", finding.rule.id))
        }
    };
    let waive = disposition.fails().then_some(waive);
    expiry.into_iter().chain(waive).collect()
}

pub(crate) fn more(finding: &Finding) -> Note {
    ("more", format!("avrocheck explain {}", finding.rule.id))
}
