//! Shows what mends several findings of a subject together.

use crate::fix::Patch;
use crate::render::diff;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::words::remedy;
use crate::report::{CompatReport, SubjectReport};
use avro_resolve::schema::edit;
use avro_resolve::schema::source::Source;

/// The patches of all subjects, each followed by an empty line.
pub(crate) fn patches(report: &CompatReport, look: Look) -> String {
    let shown = of_subjects(report).map(|(subject, patch)| {
        let title = format!("patch: {}: {}", foreign(&subject.subject), remedy::title_of_patch(patch));
        format!("{}\n{}\n\n", look.bold(&title), with_command(report, patch, look))
    });
    shown.collect()
}

/// The edits of a patch, and the command that makes them.
pub(crate) fn with_command(report: &CompatReport, patch: &Patch, look: Look) -> String {
    let texts = texts(report, patch, look);
    match patch.edits.keys().all(|&file| remedy::can_be_edited(&report.sources, file)) {
        true => format!("{texts}apply: {}", remedy::command_of_patch(patch, &report.arguments)),
        false => texts.trim_end().to_owned(),
    }
}

/// The edits of a patch as unified diffs.
pub(crate) fn texts(report: &CompatReport, patch: &Patch, look: Look) -> String {
    let diffs = patch.edits.iter().map(|(&file, edits)| {
        let source = &report.sources[file];
        let after = Source::new(source.name.clone(), edit::apply(&source.text, edits));
        diff::unified(source, &after, look)
    });
    diffs.collect()
}

/// The subjects that have a patch.
pub(crate) fn of_subjects(report: &CompatReport) -> impl Iterator<Item = (&SubjectReport, &Patch)> {
    report.subjects.iter().filter_map(|subject| Some((subject, subject.fixes.patch.as_ref()?)))
}
