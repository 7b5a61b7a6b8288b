//! What the Confluent registry would say of each pair, beside our verdicts.

use crate::judged::JudgedPair;
use crate::model::text::{and_more, count};
use crate::render::format::View;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::Detail;
use crate::report::CompatReport;
use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::java::JavaAnswer;

/// A line for each pair where the registry's answer is another than ours, with its reasons; `-v` also shows the others.
/// Nothing if it was not asked.
pub(crate) fn answers(report: &CompatReport, view: &View<'_>) -> String {
    let pairs = report.subjects.iter().flat_map(|subject| subject.pairs.iter().map(move |pair| (subject, pair)));
    let (mut text, mut asked, mut others) = (String::new(), 0, 0);
    for (subject, pair) in pairs {
        let Some(answer) = pair.as_confluent.as_deref() else { continue };
        let is_other = differs(pair, answer);
        asked += 1;
        others += usize::from(is_other);
        if view.look.detail == Detail::Quiet || !(is_other || view.look.detail == Detail::Verbose) {
            continue;
        }
        let (writer, arrow, reader) = (subject.label(pair.writer), view.look.arrow(), subject.label(pair.reader));
        let theirs = match answer {
            JavaAnswer { thrown: Some(_), .. } => "no answer, an exception",
            answer if answer.is_compatible() => "compatible",
            _ => "incompatible",
        };
        let ours = pair.verdict.name();
        let head = format!("{} {writer} {arrow} {reader}: {theirs}; ours: {ours}", subject.subject);
        let lines = [("  ", head)].into_iter().chain(reasons(answer).into_iter().map(|reason| ("    ", reason)));
        text.extend(
            lines.map(|(indent, line)| wrap(&format!("{indent}{}", foreign(&line)), view.look.width, 2) + "\n"),
        );
    }
    let summary = match (asked, others) {
        (0, _) => return String::new(),
        (_, 0) => format!("the same answer for {}", count(asked, "pair")),
        (_, others) => format!("another answer for {others} of {}", count(asked, "pair")),
    };
    format!("as confluent: {summary}\n{text}\n")
}

fn reasons(answer: &JavaAnswer) -> Vec<String> {
    const MOST: usize = 5;
    let complaints = answer.complaints.iter().take(MOST);
    let complaints =
        complaints.map(|found| format!("{} at {}: {}", found.kind.java_name(), found.location, found.message));
    let more = and_more(answer.complaints.len().saturating_sub(MOST)).trim_start().to_owned();
    let thrown = answer.thrown.iter().map(|message| match answer.is_refused {
        true => format!("the parser of Java refuses a schema, in short: {message}"),
        false => format!("AvroRuntimeException: {message}"),
    });
    complaints.chain((!more.is_empty()).then_some(more)).chain(thrown).collect()
}

fn differs(pair: &JudgedPair, answer: &JavaAnswer) -> bool {
    answer.thrown.is_some() || answer.is_compatible() != (pair.verdict == Verdict::Compatible)
}
