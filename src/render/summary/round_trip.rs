//! Says what data showed of each pair, and what became of the records that were sent there and back.

use crate::evidence::proof::Proof;
use crate::evidence::round_trip::{Leg, RoundTrip, Tally};
use crate::judged::JudgedPair;
use crate::model::text::{and_more, count, listed};
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::Look;
use crate::report::SubjectReport;
use avro_resolve::proof::Extent;

/// The most paths that a line names.
const MOST: usize = 4;

/// A line for each pair of a subject that data were sent through.
pub(crate) fn lines(subject: &SubjectReport, look: Look) -> String {
    subject.pairs.iter().filter_map(|pair| line(subject, pair, look)).collect()
}

fn line(subject: &SubjectReport, pair: &JudgedPair, look: Look) -> Option<String> {
    let (writer, reader, arrow) = (subject.label(pair.writer), subject.label(pair.reader), look.arrow());
    let mut way_taken = format!("{writer} {arrow} {reader}");
    let mut parts: Vec<String> = pair.proof.iter().map(exercised).collect();
    if let Some(trip) = pair.round_trip.as_deref() {
        way_taken.push_str(&format!(" {arrow} {writer}"));
        parts.extend(records(trip));
        parts.extend(leg(&trip.there, "", look));
        parts.extend(leg(&trip.back, " on the way back", look));
    }
    let line = || format!("    {}", foreign(&format!("{way_taken}: {}", parts.join("; "))));
    (!parts.is_empty()).then(|| wrap(&line(), look.width, 2) + "\n")
}

fn exercised(proof: &Proof) -> String {
    let data = match proof.data {
        0 if proof.extent == Extent::Whole => return "no finite datum to exercise it on".to_owned(),
        1 => "exercised on 1 datum".to_owned(),
        data => format!("exercised on {data} data"),
    };
    match proof.extent {
        Extent::Whole => data,
        Extent::Bounded => format!("{data}, as far as the bounds allow"),
    }
}

fn records(trip: &RoundTrip) -> Vec<String> {
    let tally = |tally: &Tally, what: &str| {
        (tally.records > 0).then(|| format!("{} of {} preserved", tally.preserved, count(tally.records, what)))
    };
    let both = [tally(&trip.fixtures, "fixture record"), tally(&trip.generated, "generated record")];
    both.into_iter().flatten().collect()
}

fn leg(leg: &Leg, when: &str, look: Look) -> Vec<String> {
    let paths = |what: &str, paths: Vec<&str>| {
        let shown: Vec<&str> = paths.into_iter().map(|path| if path.is_empty() { "/" } else { path }).collect();
        (!shown.is_empty()).then(|| format!("{what}{when} {}", listed(&shown, MOST, " ")))
    };
    let changed = leg.changed.iter().next().map(|(path, first)| {
        let rest = and_more(leg.changed.len() - 1);
        format!("changed{when} {path} {} {} {}{rest}", first.before, look.arrow(), first.after)
    });
    let failed = leg.failed.first().map(|first| {
        let place = if first.path.is_empty() { "/" } else { &first.path };
        format!("{} failed{when}, the first ({}) at {place}: {}", leg.failed.len(), first.record, first.kind)
    });
    let all = [
        paths("defaulted", leg.defaulted.iter().map(String::as_str).collect()),
        paths("dropped", leg.dropped.iter().map(String::as_str).collect()),
        changed,
        failed,
    ];
    all.into_iter().flatten().collect()
}
