//! Offers what can be done about a finding, and with a field or a file.

use std::path::Path;

use ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Diagnostic, Range, Uri, WorkspaceEdit,
};

use super::capabilities::ClientSupport;
use super::positions::LineIndex;
use super::view::RequestView;
use super::{diagnostics, edits};
use crate::cause::{CauseGroup, CauseGrouping, causes};
use crate::cli::args::{Global, SchemaLanguage};
use crate::cli::convert;
use crate::fix::propose::field::null_first;
use crate::fix::{EditsByFile, Fix};
use crate::judged::Judged;
use crate::model::path::without_extension;
use crate::policy::Waiver;
use crate::render::cause::notes::fixes;
use crate::render::command::baseline;
use crate::render::words::remedy;
use crate::report::CompatReport;
use crate::rule::Activation;
use crate::source::config::edit::with_waiver;
use crate::source::config::find::place_for;
use crate::source::{baseline as known, disk};
use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::source::Span;
use avro_resolve::schema::syntax::Syntax;

/// A waiver of the editor holds so many days, unless somebody writes another date.
const WAIVED_DAYS: u16 = 90;

/// All that can be done in a range.
pub(super) fn actions(
    view: &RequestView<'_>,
    wanted: &CodeActionParams,
    (client, global): (ClientSupport, &Global),
) -> Vec<CodeActionOrCommand> {
    if !client.code_actions {
        return Vec::new();
    }
    let uri = &wanted.text_document.uri;
    let mut offered = Vec::new();
    for report in view.snapshot.reports() {
        for cause in causes(report, CauseGrouping::ByPlace, |_| true) {
            let Some((location, diagnostic)) = diagnostics::of_cause(&cause, report, view) else { continue };
            if location.uri == *uri && overlaps(location.range, wanted.range) {
                offered.extend(of_cause(view, &cause, report, &diagnostic));
            }
        }
    }
    offered.extend(automatic(view, uri));
    offered.extend(nullable(view, wanted));
    offered.extend(conversions(view, uri, global).into_iter().filter(|_| client.creates_files));
    let is_wanted = |action: &CodeAction| {
        let kind = action.kind.as_ref().map_or("", |kind| kind.as_str());
        let below = |only: &CodeActionKind| {
            let only = only.as_str();
            only.is_empty() || kind == only || kind.strip_prefix(only).is_some_and(|rest| rest.starts_with('.'))
        };
        wanted.context.only.as_ref().is_none_or(|only| only.iter().any(below))
    };
    let mut unique: Vec<CodeAction> = Vec::new();
    for action in offered.into_iter().filter(is_wanted) {
        if unique.iter().all(|known| (&known.title, &known.edit) != (&action.title, &action.edit)) {
            unique.push(action);
        }
    }
    unique.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

fn overlaps(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn of_cause(
    view: &RequestView<'_>,
    cause: &CauseGroup<'_>,
    report: &CompatReport,
    diagnostic: &Diagnostic,
) -> Vec<CodeAction> {
    let quick = |title: String, edit: WorkspaceEdit| CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(edit),
        ..CodeAction::default()
    };
    let each = fixes(cause, report).iter().enumerate().filter_map(|(at, fix)| {
        let edit = edit_of(view, report, &EditsByFile::from([(fix.file, fix.edits.clone())]))?;
        let action = quick(sentence(&remedy::title(&fix.remedy)), edit);
        Some(CodeAction { is_preferred: Some(at == 0 && fix.is_automatic), ..action })
    });
    let patch = cause.pair.and_then(|shown| shown.subject.fixes.patch.as_ref());
    let patch = patch
        .filter(|patch| patch.mends.contains(&cause.finding().fingerprint))
        .and_then(|patch| Some(quick(sentence(&remedy::title_of_patch(patch)), edit_of(view, report, &patch.edits)?)));
    let of_gate = matches!(cause.finding().rule.activation, Activation::Always | Activation::Assumed);
    let excused = (cause.judged.disposition.fails() && of_gate).then(|| {
        let rule = cause.finding().rule.id;
        let waived = waived(view, cause.judged).map(|edit| quick(format!("Waive {rule} for {WAIVED_DAYS} days"), edit));
        let known = in_baseline(view, cause).map(|edit| quick(format!("Add {rule} to the baseline"), edit));
        waived.into_iter().chain(known)
    });
    each.chain(patch).chain(excused.into_iter().flatten()).collect()
}

/// The words of a title with a capital letter, as menus have it.
fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The edits of a report in the files of the disk; `None` if one is at a revision or in a registry, or has changed since.
fn edit_of(view: &RequestView<'_>, report: &CompatReport, edits: &EditsByFile) -> Option<WorkspaceEdit> {
    let files = edits.iter().map(|(&file, edits)| {
        let source = &report.sources[file];
        (&*source.name, &*source.text, edits.clone())
    });
    edits::of_files(files, view.documents)
}

/// The configuration with a waiver.
fn waived(view: &RequestView<'_>, judged: &Judged) -> Option<WorkspaceEdit> {
    let waiver = Waiver {
        fingerprint: judged.finding.fingerprint,
        reason: "say here why this may pass".to_owned(),
        expires: Some(view.snapshot.today.after_days(WAIVED_DAYS)),
        subject: None,
    };
    let file = view.snapshot.settings.file.as_ref().map(|(_, name)| name.clone());
    let name = file.unwrap_or_else(|| place_for(Path::new(".")).display().to_string());
    match view.documents.uri(&name) {
        Some(uri) => {
            let before = disk::text(Path::new(&name)).ok()?;
            let after = with_waiver(Some(&before), &waiver).ok()?;
            Some(edits::whole(uri, &before, after, view.documents))
        }
        None => {
            let uri = Uri::from_file_path(view.documents.root.join(&name))?;
            Some(edits::new_file(uri, with_waiver(None, &waiver).ok()?))
        }
    }
}

/// The baseline of the configuration with one more finding.
fn in_baseline(view: &RequestView<'_>, cause: &CauseGroup<'_>) -> Option<WorkspaceEdit> {
    let file = view.snapshot.settings.baseline()?;
    let uri = view.documents.uri(&file.display().to_string())?;
    let before = disk::text(file).ok()?;
    let subject = cause.pair.map(|shown| shown.subject.subject.clone());
    let mut entries = known::read(file).ok()?.entries().to_vec();
    entries.push(cause.judged.baseline_entry(subject));
    entries.sort();
    Some(edits::whole(uri, &before, baseline::render(&entries), view.documents))
}

/// All fixes of a file that need no human, together.
fn automatic(view: &RequestView<'_>, uri: &Uri) -> Option<CodeAction> {
    let name = view.documents.name_of(uri)?;
    for report in view.snapshot.reports() {
        let of_subjects = report.subjects.iter().flat_map(|subject| subject.fixes.automatic());
        let of_lint = report.lint_fixes.values().filter(|fix| fix.is_automatic);
        let own = |fix: &&Fix| report.sources[fix.file].name == name;
        let each = of_subjects.chain(of_lint).filter(own).map(|fix| EditsByFile::from([(fix.file, fix.edits.clone())]));
        let Some(edits) = crate::fix::search::together(each).filter(|edits| !edits.is_empty()) else { continue };
        if let Some(edit) = edit_of(view, report, &edits) {
            return Some(CodeAction {
                title: "Make all automatic fixes of this file".to_owned(),
                kind: Some(CodeActionKind::SOURCE_FIX_ALL),
                edit: Some(edit),
                ..CodeAction::default()
            });
        }
    }
    None
}

/// Makes the field at the cursor nullable, with null as its default.
fn nullable(view: &RequestView<'_>, wanted: &CodeActionParams) -> Option<CodeAction> {
    let uri = &wanted.text_document.uri;
    let file = view.file(uri)?;
    let source = view.types().source(file);
    let Span { start, end } = LineIndex::new(&source.text, view.documents.units).span(wanted.range);
    let document = view.types().document(file)?;
    let (record, index) = document.field_at(start).or_else(|| document.field_at(end))?;
    let field = &document.record(record)?.fields[index];
    let page = EditableText::open_as(&source.text, source.syntax())?;
    let pointer = format!("{}/fields/{index}", document.pointer(record));
    let (mut edits, makes_nullable): (Vec<Edit>, _) = null_first(document, &page, field.ty, &field.name)?;
    edits.extend(page.set(&pointer, "default", &serde_json::Value::Null, &["name", "type"])?);
    edits.sort_by_key(|edit| edit.span);
    let edit = edits::of_files([(&*source.name, &*source.text, edits)], view.documents)?;
    Some(CodeAction {
        title: sentence(&remedy::title(&makes_nullable)),
        kind: Some(CodeActionKind::REFACTOR_REWRITE),
        edit: Some(edit),
        ..CodeAction::default()
    })
}

/// The same file in the other languages, each as a new file beside it.
fn conversions(view: &RequestView<'_>, uri: &Uri, global: &Global) -> Vec<CodeAction> {
    let Some(name) = view.documents.name_of(uri).filter(|name| view.types().is_readable(name)) else {
        return Vec::new();
    };
    let languages: &[(SchemaLanguage, &str, &str)] = match Syntax::of(&name) {
        Syntax::Idl => {
            &[(SchemaLanguage::Avsc, "avsc", "a schema in JSON"), (SchemaLanguage::Avpr, "avpr", "a protocol")]
        }
        Syntax::Schema | Syntax::Protocol => &[(SchemaLanguage::Avdl, "avdl", "Avro IDL")],
    };
    let convert = |(language, extension, what): &(SchemaLanguage, &str, &str)| {
        let new = format!("{}.{extension}", without_extension(&name));
        let path = view.documents.root.join(&new);
        if path.exists() {
            return None;
        }
        let text = convert::text_of(&name, *language, global).ok()?;
        Some(CodeAction {
            title: format!("Write {what} beside this file: {new}"),
            kind: Some(CodeActionKind::SOURCE),
            edit: Some(edits::new_file(Uri::from_file_path(path)?, text)),
            ..CodeAction::default()
        })
    };
    languages.iter().filter_map(convert).collect()
}
