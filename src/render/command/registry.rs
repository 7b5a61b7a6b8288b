//! What the commands `avrocheck registry` print.

mod json;

pub(crate) use json::write as drift_json;

use crate::model::text::count;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest};
use crate::source::registry::drift::{DriftKind, RegistryDifference, RegistryDrift};

/// What a pull brought.
#[derive(Default, Debug)]
pub(crate) struct Pulled {
    pub(crate) subjects: usize,
    pub(crate) versions: usize,
    /// Files that were not there before.
    pub(crate) written: usize,
    /// Files that say something else than before.
    pub(crate) updated: usize,
}

/// The line about it.
pub(crate) fn pulled(directory: &str, pulled: &Pulled) -> String {
    let Pulled { subjects, versions, written, updated } = pulled;
    let (subjects, versions) = (count(*subjects, "subject"), count(*versions, "version"));
    let updated = if *updated > 0 { format!(", {updated} updated") } else { String::new() };
    format!("{}: {subjects}, {versions}; {} written{updated}\n", foreign(directory), count(*written, "file"))
}

/// What differs between a directory and a registry: a line for each difference, and a summary.
pub(crate) fn drifted(directory: &str, registry: &str, drift: &RegistryDrift) -> String {
    let line = |difference: &RegistryDifference| {
        let what = match difference.kind {
            DriftKind::OnlyInRegistry => "only in the registry".to_owned(),
            DriftKind::OnlyHere => format!("only in {directory}"),
            DriftKind::OtherText => "other text, same meaning".to_owned(),
            DriftKind::OtherMeaning => "other meaning".to_owned(),
            DriftKind::OtherLevel { here, there } => format!("the level is {here} here, and {there} in the registry"),
        };
        let version = difference.version.map(|version| format!("v{version}")).unwrap_or_default();
        [difference.subject.clone(), version, what].map(|cell| foreign(&cell).into_owned())
    };
    let rows: Vec<[String; 3]> = drift.differences.iter().map(line).collect();
    let width = |column: usize| widest(rows.iter().map(|row| &row[column]));
    let (subjects, versions) = (width(0), width(1));
    let mut text: String = rows
        .iter()
        .map(|[subject, version, what]| format!("  {}  {}  {what}\n", pad(subject, subjects), pad(version, versions)))
        .collect();
    if !text.is_empty() {
        text.push('\n');
    }
    let (registry, directory) = (foreign(registry), foreign(directory));
    let compared = format!("{}, {} compared", count(drift.subjects, "subject"), count(drift.versions, "version"));
    text += &match drift.differences.len() {
        0 => format!("{directory} and {registry} are the same: {compared}\n"),
        number => format!("{} between {directory} and {registry}: {compared}\n", count(number, "difference")),
    };
    text
}
