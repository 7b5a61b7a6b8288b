//! Says above each schema who it breaks, and offers a preview of records.

use ls_types::{CodeLens, CodeLensParams, Command};
use serde_json::json;

use super::positions::LineIndex;
use super::preview;
use super::view::RequestView;
use crate::judged::JudgedPair;
use crate::model::text::count;
use crate::report::{CompatReport, SubjectReport};

/// The lenses of a file.
pub(super) fn lenses(view: &RequestView<'_>, wanted: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let uri = &wanted.text_document.uri;
    let name = view.documents.name_of(uri)?;
    let file = view.types().file(&name)?;
    let name = &view.types().source(file).name;
    let subjects = view.subjects_of(name).filter(|(_, subject)| subject.versions.len() > 1);
    let lenses = subjects.flat_map(|(report, subject)| {
        let range = lens_range(view, report, subject);
        let arguments = Some(vec![json!({ "uri": uri.as_str(), "subject": subject.subject })]);
        let lens = |title: String, arguments| {
            let command = Command { title, command: preview::COMMAND.to_owned(), arguments };
            CodeLens { range, command: Some(command), data: None }
        };
        [lens(outcome(subject), arguments.clone()), lens("preview".to_owned(), arguments)]
    });
    Some(lenses.collect())
}

/// The beginning of the type that a subject is.
fn lens_range(view: &RequestView<'_>, report: &CompatReport, subject: &SubjectReport) -> ls_types::Range {
    let newest = subject.versions.last().expect("a subject has versions");
    let source = &report.sources[newest.file];
    let ty = subject.subject.rsplit_once('#').map(|(_, ty)| ty);
    let file = view.types().file(&source.name);
    let document = file.and_then(|file| view.types().document(file));
    let span = document.map(|document| {
        let named =
            ty.and_then(|ty| document.definitions.iter().find(|(name, _)| name.full() == ty || name.short() == ty));
        document.nodes[named.map_or(document.root, |(_, &node)| node) as usize].mark()
    });
    LineIndex::new(&source.text, view.documents.units).range(span.unwrap_or_default())
}

/// Who cannot read whom.
fn outcome(subject: &SubjectReport) -> String {
    let newest = subject.versions.len() - 1;
    let breaks = |pair: &JudgedPair| pair.is_gated() && pair.findings.iter().any(|judged| judged.disposition.fails());
    let failing = || subject.pairs.iter().filter(|pair| breaks(pair));
    let readers = failing().filter(|pair| pair.writer == newest).count();
    let writers = failing().filter(|pair| pair.reader == newest).count();
    match (readers, writers) {
        (0, 0) => format!("compatible ({})", subject.level),
        (0, writers) => format!("cannot read {}", count(writers, "older version")),
        (readers, 0) => format!("breaks {}", count(readers, "reader")),
        (readers, writers) => {
            format!("breaks {}, cannot read {}", count(readers, "reader"), count(writers, "older version"))
        }
    }
}
