//! Findings in, sentences out.

mod hazard;
mod portability;

use crate::check::PairReport;
use crate::finding::{Finding, FindingKind};
use crate::model::level::Level;
use crate::policy::gate::Exemption;
use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::locate::{Cause, Lack};
use avro_resolve::schema::fault::FaultKind;

/// What the two sides of a pair are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'a> {
    /// The writer's version.
    pub(crate) writer: &'a str,
    /// The reader's version.
    pub(crate) reader: &'a str,
}

impl Sides<'_> {
    /// For findings of no pair.
    pub(crate) const NONE: Sides<'static> = Sides { writer: "the writer", reader: "the reader" };
}

/// Which side can still be edited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Newer {
    Writer,
    Reader,
}

/// Where a finding is, by names: `user.address[].street`.
pub(crate) fn place(finding: &Finding, subject: &str) -> String {
    match (subject, finding.trail.as_str()) {
        (subject, "") => subject.to_owned(),
        ("", trail) => trail.to_owned(),
        (subject, trail) if trail.starts_with(['[', '{', '<']) => format!("{subject}{trail}"),
        (subject, trail) => format!("{subject}.{trail}"),
    }
}

/// One sentence that says what is wrong and why.
pub(crate) fn message(finding: &Finding, sides: Sides<'_>) -> String {
    match &finding.kind {
        FindingKind::Difference(cause) => cause_message(cause, sides),
        FindingKind::Fault(kind) => kind.to_string(),
        FindingKind::Event(event) => crate::render::part::event::message(event),
        FindingKind::SecondOpinion { difference, records, asked } => {
            format!("apache-avro 0.22 {difference} ({records} of {asked} records)")
        }
    }
}

/// What a reader makes of a place, and why.
pub(crate) fn cause_message(cause: &Cause, Sides { writer: w, reader: r }: Sides<'_>) -> String {
    match cause {
        Cause::MissingDefault { field, lack: Lack::Absent, .. } => {
            format!("{w} has no field \"{field}\", and {r} has no default for it")
        }
        Cause::MissingDefault { field, lack: Lack::Misfit, .. } => {
            format!("{w} has no field \"{field}\", and the default that {r} has for it does not fit its type")
        }
        Cause::TypeMismatch { writer, reader } => {
            format!("{w} wrote {writer}, {r} expects {reader}, and nothing promotes the one to the other")
        }
        Cause::MissingSymbol { symbol, lack: Lack::Absent, .. } => {
            format!("{w} may have written \"{symbol}\", which {r} does not know, and its enum has no default")
        }
        Cause::MissingSymbol { symbol, lack: Lack::Misfit, .. } => {
            format!(
                "{w} may have written \"{symbol}\", which {r} does not know, and the default of its enum is no symbol and does not count"
            )
        }
        Cause::NameMismatch { writer, reader } => {
            format!("{w} wrote a \"{writer}\", {r} expects a \"{reader}\", and no alias of {r} connects them")
        }
        Cause::FixedSizeMismatch { writer, reader } => format!("{w} wrote {writer} bytes, {r} expects {reader}"),
        Cause::MissingBranch { branch, reader, .. } => {
            format!("{w} may have written {branch}, which {reader} of {r} does not take")
        }
        Cause::ScaleMismatch { writer, reader } => {
            format!("{w} wrote decimals of scale {writer}, {r} expects scale {reader}: the same bytes, another number")
        }
        Cause::PrecisionChanged { writer, reader } => {
            format!("{w} wrote decimals of up to {writer} digits, {r} expects up to {reader}")
        }
        Cause::AmbiguousAlias { field, claimed } => {
            format!(
                "an alias of \"{field}\" also names \"{claimed}\" of {w}: Java 1.12.1, fastavro 1.13.1 and apache-avro 0.22.0 disagree on who gets it"
            )
        }
        Cause::AmbiguousBranch { written, chosen, other } => {
            format!(
                "{written} of {w} goes into branch {chosen}; the first that matches is {other}, and fastavro 1.13.1 picks that"
            )
        }
        Cause::Hazard(hazard) => hazard::message(hazard, Sides { writer: w, reader: r }),
        Cause::Portability(portability) => portability::message(portability, Sides { writer: w, reader: r }),
    }
}

/// The same in the few words that fit beside the source line.
pub(crate) fn label(finding: &Finding, sides: Sides<'_>) -> String {
    let Sides { writer: w, reader: r } = sides;
    match &finding.kind {
        FindingKind::Difference(cause) => match cause {
            Cause::MissingDefault { lack: Lack::Absent, .. } => {
                format!("{w} has no such field, and there is no default")
            }
            Cause::MissingDefault { lack: Lack::Misfit, .. } => {
                format!("{w} has no such field, and the default does not fit")
            }
            Cause::TypeMismatch { reader, .. } => format!("{r} expects {reader}"),
            Cause::MissingSymbol { symbol, lack: Lack::Absent, .. } => {
                format!("{r} does not know \"{symbol}\" and has no enum default")
            }
            Cause::MissingSymbol { symbol, lack: Lack::Misfit, .. } => {
                format!("{r} does not know \"{symbol}\", and its enum default does not count")
            }
            Cause::NameMismatch { writer, .. } => format!("{w} calls it \"{writer}\", and no alias says so"),
            Cause::FixedSizeMismatch { reader, .. } => format!("{r} expects {reader} bytes"),
            Cause::MissingBranch { branch, .. } => format!("{branch} of {w} has no place here"),
            Cause::ScaleMismatch { reader, .. } => format!("{r} expects scale {reader}"),
            Cause::PrecisionChanged { reader, .. } => format!("{r} expects up to {reader} digits"),
            Cause::AmbiguousAlias { claimed, .. } => {
                format!("an alias also names \"{claimed}\" of {w}: Java, fastavro and apache-avro disagree")
            }
            Cause::AmbiguousBranch { written, other, .. } => {
                format!("{written} goes here; fastavro 1.13.1 picks {other}")
            }
            Cause::Hazard(hazard) => hazard::label(hazard, sides),
            Cause::Portability(portability) => portability::label(portability, sides),
        },
        FindingKind::Event(event) => crate::render::part::event::label(event),
        FindingKind::Fault(_) | FindingKind::SecondOpinion { .. } => message(finding, sides),
    }
}

/// What the writer's side looks like, where the frame should show it too.
pub(crate) fn writer_label(finding: &Finding, sides: Sides<'_>) -> Option<String> {
    let w = sides.writer;
    match &finding.kind {
        FindingKind::Difference(cause) => match cause {
            Cause::TypeMismatch { writer, .. } => Some(format!("{w} wrote {writer}")),
            Cause::MissingSymbol { symbol, .. } => Some(format!("{w} may have written \"{symbol}\"")),
            Cause::FixedSizeMismatch { writer, .. } => Some(format!("{w} wrote {writer} bytes")),
            Cause::MissingBranch { branch, .. } => Some(format!("{w} may have written {branch}")),
            Cause::ScaleMismatch { writer, .. } => Some(format!("{w} wrote scale {writer}")),
            Cause::PrecisionChanged { writer, .. } => Some(format!("{w} wrote up to {writer} digits")),
            Cause::AmbiguousAlias { claimed, .. } => Some(format!("{w} wrote \"{claimed}\"")),
            Cause::NameMismatch { .. } | Cause::MissingDefault { .. } | Cause::AmbiguousBranch { .. } => None,
            Cause::Hazard(hazard) => hazard::writer_label(hazard, w),
            Cause::Portability(portability) => portability::writer_label(portability, w),
        },
        FindingKind::Event(event) => crate::render::part::event::label_before(event),
        FindingKind::Fault(_) | FindingKind::SecondOpinion { .. } => None,
    }
}

/// Who notices, and when.
pub(crate) fn who(pair: &PairReport, sides: Sides<'_>) -> Option<String> {
    let Sides { writer: w, reader: r } = sides;
    let readers = match pair.is_backward() {
        true => format!("readers upgraded to {r}"),
        false => format!("readers still on {r}"),
    };
    let direction = direction(pair);
    match pair.verdict {
        Verdict::Compatible => None,
        Verdict::DataDependent => {
            Some(format!("{readers} cannot read some of what {w} may have written ({direction})"))
        }
        Verdict::Incompatible => Some(format!("{readers} cannot read anything written with {w} ({direction})")),
    }
}

/// Why a run does not depend on a pair.
pub(crate) fn exemption(exemption: &Exemption, level: Level) -> String {
    match exemption {
        Exemption::Level => format!("not gated by {level}"),
        Exemption::Retired(reason) => format!("not gated: one of the versions is retired ({reason})"),
        Exemption::Since(since) => format!("not gated: versions before {since} do not count"),
        Exemption::Group => "not gated: the versions belong to different groups".to_owned(),
    }
}

/// The direction of a pair in the registry's words.
pub(crate) fn direction(pair: &PairReport) -> &'static str {
    if pair.is_backward() { "backward" } else { "forward" }
}

/// What to do about this very finding. Released schemas stay as they are: where their readers fail, the newer writer gives way.
pub(crate) fn fix(finding: &Finding, pair: Option<&PairReport>, sides: Sides<'_>) -> String {
    if finding.kind == FindingKind::Fault(FaultKind::EmptyUnion) {
        return "list the types that the union may hold".to_owned();
    }
    let FindingKind::Difference(cause) = &finding.kind else {
        return first_sentence(finding.rule.remedy).to_owned();
    };
    let Sides { writer: w, reader: r } = sides;
    let is_backward = pair.is_none_or(PairReport::is_backward);
    let newer = if is_backward { Newer::Reader } else { Newer::Writer };
    match (cause, is_backward) {
        (Cause::MissingDefault { field, ty: Some(ty), lack: Lack::Absent }, true) => nullable_field(field, ty),
        (Cause::MissingDefault { field, .. }, true) => format!("give \"{field}\" a default that fits its type"),
        (Cause::MissingDefault { field, .. }, false) => {
            format!("keep \"{field}\" in {w}, and write it until nobody reads with {r} any more")
        }
        (Cause::MissingSymbol { symbol, .. }, true) => {
            format!("put \"{symbol}\" back, or give the enum of {r} a \"default\" symbol")
        }
        (Cause::MissingSymbol { symbol, .. }, false) => {
            format!(
                "let nobody write \"{symbol}\" until every reader knows it; an enum with a \"default\" can grow at any time"
            )
        }
        (Cause::NameMismatch { writer, .. }, true) => format!("add \"aliases\": [\"{writer}\"] to the type in {r}"),
        (Cause::NameMismatch { reader, .. }, false) => {
            format!("keep the name \"{reader}\" in {w}: an alias helps new readers only, and {r} is released")
        }
        (Cause::MissingBranch { branch, .. }, true) => {
            format!("let {r} take {branch}: add it to the union, or make the type a union that has it")
        }
        (Cause::MissingBranch { branch, .. }, false) => {
            format!("let nobody write {branch} until every reader takes it: upgrade readers first")
        }
        (Cause::TypeMismatch { .. }, false) => {
            format!("keep the type in {w} until no reader is on {r} any more, or add a field of the new type beside it")
        }
        (Cause::FixedSizeMismatch { .. }, false) => format!("keep the size in {w} until no reader is on {r} any more"),
        (Cause::ScaleMismatch { .. }, false) => format!("keep the scale in {w} until no reader is on {r} any more"),
        (
            Cause::TypeMismatch { .. }
            | Cause::FixedSizeMismatch { .. }
            | Cause::ScaleMismatch { .. }
            | Cause::PrecisionChanged { .. }
            | Cause::AmbiguousAlias { .. }
            | Cause::AmbiguousBranch { .. },
            true | false,
        ) => first_sentence(finding.rule.remedy).to_owned(),
        (Cause::Hazard(hazard), _) => {
            hazard::fix(hazard, newer, sides).unwrap_or_else(|| first_sentence(finding.rule.remedy).to_owned())
        }
        (Cause::Portability(portability), _) => portability::fix(portability, newer, sides)
            .unwrap_or_else(|| first_sentence(finding.rule.remedy).to_owned()),
    }
}

/// The first thing that a text says; the rest is for `avrocheck explain`.
fn first_sentence(text: &str) -> &str {
    let end = [". ", ": "].iter().filter_map(|mark| text.find(mark)).min();
    end.map_or(text.trim_end_matches('.'), |end| &text[..end])
}

/// The field as it would be with a null default.
fn nullable_field(field: &str, ty: &str) -> String {
    let nullable = match ty.strip_prefix('[') {
        Some(_) if ty.contains("\"null\"") => {
            return format!("\"default\": null for \"{field}\", with \"null\" as the union's first branch");
        }
        Some(branches) => format!("[\"null\", {}", branches.trim_start()),
        None => format!("[\"null\", {ty}]"),
    };
    format!("{{\"name\": \"{field}\", \"type\": {nullable}, \"default\": null}}")
}
