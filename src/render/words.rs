//! Puts findings into words: causes, faults, events, changes and fixes.

mod cause;
pub(crate) mod change;
mod engine;
mod event;
mod fault;
mod hazard;
mod portability;
pub(crate) mod remedy;
mod sentence;

pub(crate) use sentence::Sides;
use sentence::{Words, WordsPart, escaped};

use crate::cause::PairSide;
use crate::finding::{Finding, FindingKind};
use crate::judged::JudgedPair;
use crate::model::level::Level;
use crate::model::message_part::MessagePart;
use crate::policy::gate::Exemption;
#[cfg(feature = "cli")]
use avro_resolve::resolution::locate::Cause;

/// What is wrong and why, in one sentence.
pub(crate) fn message(finding: &Finding, sides: Sides<'_>) -> String {
    said(finding, sides, WordsPart::Message).expect(SENTENCE)
}

/// The same of a cause that is no finding.
#[cfg(feature = "cli")]
pub(crate) fn message_of_cause(cause: &Cause) -> String {
    cause::cause(cause, Sides::NONE, WordsPart::Message).text().expect(SENTENCE)
}

/// The same in the few words that fit beside the reader's line.
pub(crate) fn reader_label(finding: &Finding, sides: Sides<'_>) -> String {
    said(finding, sides, WordsPart::ReaderLabel).expect(SENTENCE)
}

/// What the writer's line looks like, where it should be shown too.
pub(crate) fn writer_label(finding: &Finding, sides: Sides<'_>) -> Option<String> {
    said(finding, sides, WordsPart::WriterLabel)
}

/// What to do, where more can be said than the rule says of all.
pub(crate) fn help(finding: &Finding, sides: Sides<'_>) -> Option<String> {
    said(finding, sides, WordsPart::Help)
}

const SENTENCE: &str = "all words have a sentence and a label";

fn said(finding: &Finding, sides: Sides<'_>, wanted: WordsPart) -> Option<String> {
    let words = match &finding.kind {
        FindingKind::Difference(cause) => cause::cause(cause, sides, wanted),
        FindingKind::Fault(kind) => fault::fault(kind, wanted),
        FindingKind::Event(event) => event::event(event, wanted),
        FindingKind::Engine(found) => engine::engine(found, sides, wanted),
        FindingKind::SecondOpinion { difference, records, asked } => {
            Words::of_message(wanted, || format!("apache-avro 0.22 {difference} ({records} of {asked} records)"))
        }
    };
    words.text()
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
    let (readers, writers) = match finding.message_part {
        None => ("readers", None),
        Some(MessagePart::Request) => ("servers", Some(("request", "clients"))),
        Some(MessagePart::Response) => ("clients", Some(("response", "servers"))),
        Some(MessagePart::Errors) => ("clients", Some(("error", "servers"))),
    };
    let since = match newer {
        PairSide::Reader => "upgraded to",
        PairSide::Writer => "still on",
    };
    let unread = match (writers, finding.fails_every_datum) {
        (None, true) => format!("any data written with {w}"),
        (None, false) => format!("some of the data that {w} can write"),
        (Some((part, writers)), true) => format!("any {part} of {writers} with {w}"),
        (Some((part, writers)), false) => format!("some of the {part}s that {writers} with {w} can send"),
    };
    format!("{readers} {since} {r} cannot read {unread} ({})", direction(pair))
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
