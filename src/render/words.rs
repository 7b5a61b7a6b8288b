//! Puts findings into words: causes, faults, events, changes and fixes.

mod cause;
pub(crate) mod change;
mod event;
mod fault;
mod hazard;
mod portability;
pub(crate) mod remedy;
mod sentence;

pub(crate) use cause::cause;
use sentence::escaped;
pub(crate) use sentence::{Sides, Words};

use crate::cause::PairSide;
use crate::finding::{Finding, FindingKind};
use crate::judged::JudgedPair;
use crate::model::level::Level;
use crate::policy::gate::Exemption;

/// Describes a finding.
pub(crate) fn finding(finding: &Finding, sides: Sides<'_>) -> Words {
    match &finding.kind {
        FindingKind::Difference(cause) => self::cause(cause, sides),
        FindingKind::Fault(kind) => fault::fault(kind),
        FindingKind::Event(event) => event::event(event),
        FindingKind::SecondOpinion { difference, records, asked } => {
            Words::of_message(format!("apache-avro 0.22 {difference} ({records} of {asked} records)"))
        }
    }
}

/// Where a finding is, by names: `user.address[].street`.
pub(crate) fn place(finding: &Finding, subject: &str) -> String {
    escaped(match (subject, finding.trail.as_str()) {
        (subject, "") => subject.to_owned(),
        ("", trail) => trail.to_owned(),
        (subject, trail) if trail.starts_with(['[', '{', '<']) => format!("{subject}{trail}"),
        (subject, trail) => format!("{subject}.{trail}"),
    })
}

/// Who notices a finding that keeps data from being read, and when.
pub(crate) fn who(finding: &Finding, pair: &JudgedPair, Sides { writer: w, reader: r, newer }: Sides<'_>) -> String {
    let readers = match newer {
        PairSide::Reader => format!("readers upgraded to {r}"),
        PairSide::Writer => format!("readers still on {r}"),
    };
    let direction = direction(pair);
    if finding.fails_every_datum {
        format!("{readers} cannot read any data written with {w} ({direction})")
    } else {
        format!("{readers} cannot read some of the data that {w} can write ({direction})")
    }
}

/// Why a run does not depend on a pair.
pub(crate) fn exemption(exemption: &Exemption, level: Level) -> String {
    match exemption {
        Exemption::Level => format!("not gated by {level}"),
        Exemption::Retired(reason) => format!("not gated: one of the versions is retired ({reason})"),
        Exemption::Since(since) => format!("not gated: only versions from {since} on are"),
        Exemption::Group => "not gated: the versions belong to different groups".to_owned(),
    }
}

/// The direction of a pair in the registry's words.
pub(crate) fn direction(pair: &JudgedPair) -> &'static str {
    if pair.is_backward() { "backward" } else { "forward" }
}
