//! The report for people.

mod registry;
mod subjects;

use crate::cause::CauseGrouping;
#[cfg(feature = "cli")]
use crate::judged::JudgedPair;
#[cfg(feature = "cli")]
use crate::policy::judgement::Disposition;
use crate::render::cause::frame;
use crate::render::format::View;
use crate::render::format::human::subjects::MANY_SUBJECTS;
use crate::render::patch;
use crate::render::problem;
use crate::render::summary::header::header;
use crate::render::summary::last_line::verdict;
use crate::render::summary::matrix::matrices;
use crate::render::summary::outcome::{fails, has_news};
use crate::render::text::layout::wrap;
use crate::render::text::style::Detail;
use crate::render::waiver;
use crate::report::{CompatReport, SubjectReport};
#[cfg(feature = "cli")]
use crate::rule::Severity;
#[cfg(feature = "cli")]
use avro_resolve::schema::shape::Shapes;

/// Writes the report as text.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    let look = view.look;
    let mut text = String::new();
    if look.detail != Detail::Quiet && !report.subjects.is_empty() {
        text += &wrap(&header(report, view), look.width, 2);
        text += "\n\n";
        text += &subjects::listed(report, view);
    }
    text += &frame::of_all(report, &view.causes(report, CauseGrouping::Everywhere), look);
    if look.detail != Detail::Quiet {
        text += &patch::patches(report, look);
        text += &waiver::lines(report, look);
        let wanted = report.subjects.iter().filter(|subject| wants_matrix(subject, report, view));
        text.extend(matrices(wanted, look).into_iter().map(|matrix| matrix.text + "\n"));
    }
    text += &registry::answers(report, view);
    if !report.problems.is_empty() {
        text += &problem::list(report, look);
        text += "\n";
    }
    text + &verdict(report, view)
}

/// Lets go of what is shown of a pair only with `-v`: what became of records, and findings that the run does not depend on. Of those
/// of a pair that is not gated, a matrix needs the worst.
#[cfg(feature = "cli")]
pub(crate) fn shorten(pair: &mut JudgedPair) {
    (pair.proof, pair.round_trip) = (None, None);
    let mut room = if pair.is_gated() { usize::MAX } else { 1 };
    pair.findings.retain(|judged| {
        let is_bad = judged.severity >= Severity::Dangerous && room > 0;
        room -= usize::from(is_bad);
        is_bad || judged.disposition != Disposition::Tolerated
    });
    pair.findings.shrink_to_fit();
}

/// A subject without what is shown only with `-v`.
#[cfg(feature = "cli")]
pub(crate) fn shown(mut report: SubjectReport) -> SubjectReport {
    report.pairs.iter_mut().for_each(shorten);
    let mut shown = report.pairs.iter().filter(|pair| pair.is_gated()).flat_map(|pair| &pair.findings);
    if shown.all(|judged| judged.evidence.witness.is_none()) {
        // There are no data to show.
        report.shapes = Shapes::default();
    }
    report
}

fn wants_matrix(subject: &SubjectReport, report: &CompatReport, view: &View<'_>) -> bool {
    let is_failing = fails(subject);
    let is_listed = report.subjects.len() <= MANY_SUBJECTS || is_failing || has_news(subject);
    if view.all_matrices { is_listed } else { is_failing }
}
