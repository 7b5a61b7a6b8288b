//! Puts findings into words: causes, faults, events, changes and fixes.

mod cause;
pub(crate) mod change;
mod event;
mod hazard;
mod portability;
pub(crate) mod remedy;

pub(crate) use cause::cause;

use std::fmt;

use crate::cause::Side;
use crate::finding::{Finding, FindingKind};
use crate::judged::JudgedPair;
use crate::model::level::Level;
use crate::model::version::WORKING_TREE;
use crate::policy::gate::Exemption;
use crate::render::text::foreign::foreign;
use crate::report::SubjectReport;
use avro_resolve::resolution::Verdict;
use avro_resolve::schema::fault::FaultKind;

/// Everything that is said of a finding.
pub(crate) struct Words {
    /// One sentence that says what is wrong and why.
    pub(crate) message: String,
    /// The same in the few words that fit beside the reader's line.
    pub(crate) reader_label: String,
    /// What the writer's line looks like, where it should be shown too.
    pub(crate) writer_label: Option<String>,
    /// What to do, where more can be said than the rule says of all.
    pub(crate) help: Option<String>,
}

impl Words {
    fn new(message: impl Into<String>, reader_label: impl Into<String>) -> Words {
        let (message, reader_label) = (escaped(message), escaped(reader_label));
        Words { message, reader_label, writer_label: None, help: None }
    }

    /// One sentence, which is its own label.
    fn of_message(message: String) -> Words {
        Words::new(message.clone(), message)
    }

    fn writer_label(self, label: impl Into<String>) -> Words {
        Words { writer_label: Some(escaped(label)), ..self }
    }

    fn help(self, help: impl Into<String>) -> Words {
        Words { help: Some(escaped(help)), ..self }
    }
}

/// A sentence with names that others chose: nothing of ours in it is changed by this.
fn escaped(sentence: impl Into<String>) -> String {
    foreign(&sentence.into()).into_owned()
}

/// What the two sides of a pair are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'a> {
    pub(crate) writer: VersionName<'a>,
    pub(crate) reader: VersionName<'a>,
    /// The side that can still be edited.
    pub(crate) newer: Side,
}

/// What a version is called in a sentence: `` `v1` ``, the working tree.
#[derive(Clone, Copy, Debug)]
pub(crate) enum VersionName<'a> {
    Labelled(&'a str),
    Writer,
    Reader,
}

impl<'a> Sides<'a> {
    /// For findings of no pair.
    pub(crate) const NONE: Sides<'static> =
        Sides { writer: VersionName::Writer, reader: VersionName::Reader, newer: Side::Reader };

    /// The versions of a pair.
    pub(crate) fn of_pair(subject: &'a SubjectReport, pair: &JudgedPair) -> Sides<'a> {
        let newer = if pair.is_backward() { Side::Reader } else { Side::Writer };
        let label = |at: usize| subject.versions[at].label.as_str();
        Sides { newer, ..Sides::between(label(pair.writer), label(pair.reader)) }
    }

    /// A writer and a newer reader.
    pub(crate) fn between(writer: &'a str, reader: &'a str) -> Sides<'a> {
        let (writer, reader) = (VersionName::Labelled(writer), VersionName::Labelled(reader));
        Sides { writer, reader, newer: Side::Reader }
    }
}

impl fmt::Display for VersionName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VersionName::Labelled(WORKING_TREE) => f.write_str("the working tree"),
            VersionName::Labelled(label) => write!(f, "`{label}`"),
            VersionName::Writer => f.write_str("the writer"),
            VersionName::Reader => f.write_str("the reader"),
        }
    }
}

/// Describes a finding.
pub(crate) fn finding(finding: &Finding, sides: Sides<'_>) -> Words {
    match &finding.kind {
        FindingKind::Difference(cause) => self::cause(cause, sides),
        FindingKind::Fault(kind) => fault(kind),
        FindingKind::Event(event) => event::event(event),
        FindingKind::SecondOpinion { difference, records, asked } => {
            Words::of_message(format!("apache-avro 0.22 {difference} ({records} of {asked} records)"))
        }
    }
}

/// Describes a mistake in one file.
fn fault(kind: &FaultKind) -> Words {
    let words = Words::of_message(kind.to_string());
    // Its rule is about types that contain themselves.
    if *kind == FaultKind::EmptyUnion { words.help("list the types that the union can hold") } else { words }
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

/// Who notices an incompatible pair, and when.
pub(crate) fn who(pair: &JudgedPair, Sides { writer: w, reader: r, newer }: Sides<'_>) -> Option<String> {
    let readers = match newer {
        Side::Reader => format!("readers upgraded to {r}"),
        Side::Writer => format!("readers still on {r}"),
    };
    let direction = direction(pair);
    match pair.verdict {
        Verdict::Compatible => None,
        Verdict::DataDependent => {
            Some(format!("{readers} cannot read some of the data that {w} can write ({direction})"))
        }
        Verdict::Incompatible => Some(format!("{readers} cannot read any data written with {w} ({direction})")),
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
