//! Shows findings and problems at their places.

use std::collections::BTreeMap;

use ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Range, Uri,
};

use super::positions::LineIndex;
use super::view::RequestView;
use crate::cause::{CauseGroup, CauseGrouping, Weight, causes};
use crate::finding::FindingKind;
use crate::model::input::Problem;
use crate::policy::judgement::Disposition;
use crate::render::cause::{message, other_label};
use crate::render::rule_page;
use crate::render::text::foreign::foreign;
use crate::report::CompatReport;
use crate::source::config::find::FILE_NAME;
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::fault::FaultKind;

const SOURCE: &str = "avrocheck";

/// What is shown in each file.
pub(super) fn of(view: &RequestView<'_>) -> BTreeMap<Uri, Vec<Diagnostic>> {
    let mut shown: BTreeMap<Uri, Vec<Diagnostic>> = BTreeMap::new();
    for report in view.snapshot.reports() {
        for cause in causes(report, CauseGrouping::ByPlace, |_| true) {
            if let Some((location, diagnostic)) = of_cause(&cause, report, view) {
                shown.entry(location.uri).or_default().push(diagnostic);
            }
        }
        for problem in &report.problems {
            put(problem, view, &mut shown);
        }
    }
    view.snapshot.configuration_problems.iter().for_each(|problem| put(problem, view, &mut shown));
    for diagnostics in shown.values_mut() {
        each_once(diagnostics);
    }
    shown
}

/// Keeps the worst of those at one place that are about the same.
fn each_once(diagnostics: &mut Vec<Diagnostic>) {
    let code = |diagnostic: &Diagnostic| match &diagnostic.code {
        Some(NumberOrString::String(code)) => code.clone(),
        Some(NumberOrString::Number(_)) | None => String::new(),
    };
    let place = |diagnostic: &Diagnostic| (diagnostic.range.start, diagnostic.range.end, code(diagnostic));
    let key = |diagnostic: &Diagnostic| (place(diagnostic), diagnostic.message.clone());
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)).then(a.severity.cmp(&b.severity)));
    diagnostics.dedup_by(|later, earlier| key(later) == key(earlier));
}

/// A cause, at its place in the newer version; `None` if that is no file of the disk.
pub(super) fn of_cause(
    cause: &CauseGroup<'_>,
    report: &CompatReport,
    view: &RequestView<'_>,
) -> Option<(Location, Diagnostic)> {
    let finding = cause.finding();
    let location = match cause.place().and_then(|place| location(report, place, view)) {
        Some(location) => location,
        // What is gone is shown where the gate is configured.
        None => configuration(view)?,
    };
    let related = cause.other_place().map(|place| DiagnosticRelatedInformation {
        location: self::location(report, place, view).unwrap_or_else(|| location.clone()),
        message: format!("{}: {}", foreign(&report.sources[place.file].name), other_label(cause)),
    });
    let waived = match &cause.judged.disposition {
        Disposition::Waived(waiver) => format!(" (waived: {})", foreign(&waiver.value.reason)),
        Disposition::Known => " (known: the baseline has it)".to_owned(),
        Disposition::Fails | Disposition::Expired(_) | Disposition::Tolerated => String::new(),
    };
    let diagnostic = Diagnostic {
        range: location.range,
        severity: Some(severity(cause.weight)),
        code: Some(NumberOrString::String(finding.rule.id.to_owned())),
        code_description: rule_page::uri(finding.rule).parse().ok().map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: format!("{}{waived}", message(cause)),
        related_information: related.map(|related| vec![related]),
        tags: tag(&finding.kind).map(|tag| vec![tag]),
        data: Some(serde_json::json!({ "fingerprint": finding.fingerprint.to_string() })),
    };
    Some((location, diagnostic))
}

fn severity(weight: Weight) -> DiagnosticSeverity {
    match weight {
        Weight::Fails => DiagnosticSeverity::ERROR,
        Weight::Tolerated => DiagnosticSeverity::WARNING,
        Weight::Remark | Weight::Waived | Weight::Known => DiagnosticSeverity::HINT,
    }
}

/// What could be taken away.
fn tag(kind: &FindingKind) -> Option<DiagnosticTag> {
    let FindingKind::Fault(fault) = kind else { return None };
    let is_unnecessary = matches!(
        fault,
        FaultKind::UnusedDefinition { .. } | FaultKind::WrappedType | FaultKind::RepeatedDefinition { .. }
    );
    is_unnecessary.then_some(DiagnosticTag::UNNECESSARY)
}

/// Where a place of a report is in the editor.
fn location(report: &CompatReport, place: &Place, view: &RequestView<'_>) -> Option<Location> {
    let source = &report.sources[place.file];
    let uri = view.documents.uri(&source.name)?;
    Some(Location { uri, range: LineIndex::new(&source.text, view.documents.units).range(place.span) })
}

/// The beginning of the configuration, or of an open text where there is none.
fn configuration(view: &RequestView<'_>) -> Option<Location> {
    let file = view.snapshot.settings.file.as_ref().map_or(FILE_NAME, |(_, name)| name);
    let first = || view.documents.schemas().next().and_then(|(name, _)| view.documents.uri(&name));
    Some(Location { uri: view.documents.uri(file).or_else(first)?, range: Range::default() })
}

/// Something that could not be checked.
fn put(problem: &Problem, view: &RequestView<'_>, shown: &mut BTreeMap<Uri, Vec<Diagnostic>>) {
    let of_file = problem.file.as_ref().and_then(|file| {
        let uri = view.documents.uri(file)?;
        let text = match view.documents.get(&uri) {
            Some(open) => open.text.to_string(),
            None => std::fs::read_to_string(view.documents.root.join(file)).unwrap_or_default(),
        };
        let lines = LineIndex::new(super::edits::without_mark(&text), view.documents.units);
        let range = problem.position.map_or_else(Range::default, |(line, column)| lines.word(line, column));
        Some((Location { uri, range }, foreign(&problem.message).into_owned()))
    });
    let elsewhere = || {
        let file = problem.file.as_ref().map_or_else(String::new, |file| format!("{}: ", foreign(file)));
        Some((configuration(view)?, format!("{file}{}", foreign(&problem.message))))
    };
    let Some((Location { uri, range }, message)) = of_file.or_else(elsewhere) else { return };
    shown.entry(uri).or_default().push(Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        code: Some(NumberOrString::String("not-checked".to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    });
}
