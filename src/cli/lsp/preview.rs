//! The command `avrocheck.preview`: records as the version before wrote them, and as the newest one reads them.

use lsp_server::ErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::RequestRefusal;
use super::view::RequestView;
use crate::cli::args::Global;
use crate::cli::preview::texts_of;
use crate::render::format::markdown::fenced;
use crate::render::text::foreign::foreign;

pub(super) const COMMAND: &str = "avrocheck.preview";

/// What is to be shown.
#[derive(Deserialize)]
struct WantedPreview {
    uri: ls_types::Uri,
    /// The subject, of a file with several.
    subject: Option<String>,
    /// The version that writes, by its label [default: the one before the newest].
    from: Option<String>,
}

/// Runs the command. The answer has `title`, `markdown` for a panel, and `preview`, the JSON of `avrocheck preview`.
///
/// # Errors
/// The arguments make no sense, or there is no version to compare with.
pub(super) fn run(view: &RequestView<'_>, arguments: Vec<Value>, global: &Global) -> Result<Value, RequestRefusal> {
    let refuse = |message: String| RequestRefusal { code: ErrorCode::RequestFailed, message };
    let first = arguments.into_iter().next().unwrap_or_default();
    let wanted: WantedPreview = serde_json::from_value(first)
        .map_err(|error| RequestRefusal { code: ErrorCode::InvalidParams, message: format!("{COMMAND}: {error}") })?;
    let name = view.documents.name_of(&wanted.uri).and_then(|name| view.types().file(&name));
    let name = name.map(|file| &view.types().source(file).name);
    let subjects = name.into_iter().flat_map(|name| view.subjects_of(name));
    let subject =
        subjects.into_iter().find(|(_, subject)| wanted.subject.as_ref().is_none_or(|name| *name == subject.subject));
    let (report, subject) =
        subject.ok_or_else(|| refuse("this file is the newest version of no subject".to_owned()))?;
    let (newest, older) = subject.versions.split_last().expect("a subject has versions");
    let writer = match &wanted.from {
        Some(label) => older.iter().find(|version| version.label == *label),
        None => older.last(),
    };
    let writer = writer.ok_or_else(|| refuse("there is no older version to read records of".to_owned()))?;
    let ty = subject.subject.rsplit_once('#').map_or(String::new(), |(_, ty)| format!("#{ty}"));
    let [from, to] = [writer, newest].map(|version| format!("{}{ty}", report.sources[version.file].name));
    let (text, preview) = texts_of(&from, &to, global);
    let title = format!("{}: {} to {}", subject.subject, writer.label, newest.label);
    Ok(json!({ "title": foreign(&title), "markdown": fenced(&text), "preview": preview }))
}
