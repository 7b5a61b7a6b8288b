//! A report in, what the Confluent registry would say of its pairs beside our verdicts out.

use crate::judged::JudgedPair;
use crate::render::part::look::Detail;
use crate::render::part::phrase::count;
use crate::render::part::view::View;
use crate::report::CompatReport;
use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::java::JavaAnswer;

/// A line for each pair where the registry's answer is another than ours, with its reasons; `-v` also shows the others.
/// Nothing if it was not asked.
pub(crate) fn beside(report: &CompatReport, view: &View<'_>) -> String {
    /// More reasons than this are counted.
    const MOST: usize = 5;
    let (mut text, mut asked, mut others) = (String::new(), 0, 0);
    for subject in &report.subjects {
        for pair in &subject.pairs {
            let Some(answer) = pair.as_confluent.as_deref() else { continue };
            asked += 1;
            let is_other = differs(pair, answer);
            others += usize::from(is_other);
            if view.look.detail == Detail::Quiet || !(is_other || view.look.detail == Detail::Verbose) {
                continue;
            }
            let label = |at: usize| subject.versions[at].label.as_str();
            let (writer, arrow, reader) = (label(pair.writer), view.look.arrow(), label(pair.reader));
            let theirs = match answer {
                JavaAnswer { thrown: Some(_), .. } => "no answer, an exception",
                answer if answer.is_compatible() => "compatible",
                _ => "incompatible",
            };
            let ours = pair.verdict.name();
            text.push_str(&format!("  {} {writer} {arrow} {reader}: {theirs}; ours: {ours}\n", subject.subject));
            for found in answer.complaints.iter().take(MOST) {
                text.push_str(&format!("    {} at {}: {}\n", found.kind.java_name(), found.location, found.message));
            }
            let more = answer.complaints.len().saturating_sub(MOST);
            if more > 0 {
                text.push_str(&format!("    and {more} more\n"));
            }
            text.extend(answer.thrown.iter().map(|message| format!("    AvroRuntimeException: {message}\n")));
        }
    }
    if asked == 0 {
        return String::new();
    }
    let summary = match others {
        0 => format!("the same answer for {}", count(asked, "pair")),
        others => format!("another answer for {others} of {}", count(asked, "pair")),
    };
    format!("as confluent: {summary}\n{text}\n")
}

fn differs(pair: &JudgedPair, answer: &JavaAnswer) -> bool {
    answer.is_compatible() != (pair.verdict == Verdict::Compatible)
}
