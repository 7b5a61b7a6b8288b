//! Edits of files as the protocol has them.

use std::collections::HashMap;

use avro_resolve::schema::edit::Edit;
use ls_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use super::documents::Documents;
use super::positions::LineIndex;

/// Edits of a text.
pub(super) fn text_edits(text: &str, edits: &[Edit], documents: &Documents) -> Vec<TextEdit> {
    let lines = LineIndex::new(text, documents.units);
    edits.iter().map(|edit| TextEdit { range: lines.range(edit.span), new_text: edit.text.clone() }).collect()
}

/// Edits of files that are there, by the names that reports print; `None` if one of them is not there.
pub(super) fn of_files<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str, Vec<Edit>)>,
    documents: &Documents,
) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for (name, text, edits) in files {
        // What has changed since is checked again, and offered again.
        let is_current = documents.open_at(name).is_none_or(|open| without_mark(&open.text) == text);
        let uri = documents.uri(name).filter(|_| is_current)?;
        changes.entry(uri).or_default().extend(text_edits(text, &edits, documents));
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// The text without a byte order mark, as it is checked.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A file with this text instead of another.
pub(super) fn whole(uri: Uri, before: &str, after: String, documents: &Documents) -> WorkspaceEdit {
    let range = LineIndex::new(before, documents.units).whole();
    let edit = TextEdit { range, new_text: after };
    WorkspaceEdit { changes: Some(HashMap::from([(uri, vec![edit])])), ..WorkspaceEdit::default() }
}

/// A new file with this text.
pub(super) fn new_file(uri: Uri, text: String) -> WorkspaceEdit {
    let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
    let start = Range::new(Position::new(0, 0), Position::new(0, 0));
    let edit = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: vec![OneOf::Left(TextEdit { range: start, new_text: text })],
    };
    let operations = vec![DocumentChangeOperation::Op(ResourceOp::Create(create)), DocumentChangeOperation::Edit(edit)];
    WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() }
}
