//! Renames types and fields in all files, and keeps the old name as an alias, so that old data can still be read.

use std::collections::HashMap;

use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::name::is_valid_part;
use avro_resolve::schema::place::NamedPart;
use avro_resolve::schema::source::Span;
use ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    PrepareRenameResponse, RenameParams, TextDocumentEdit, TextDocumentPositionParams, TextEdit, WorkspaceEdit,
};
use lsp_server::ErrorCode;
use serde_json::{Value as Json, json};

use super::answer::RequestRefusal;
use super::capabilities::ClientSupport;
use super::edits::text_edits;
use super::types::PartRef;
use super::view::RequestView;

const ALIAS: &str = "alias";

/// The name that would be renamed.
pub(super) fn prepare(view: &RequestView<'_>, at: &TextDocumentPositionParams) -> Option<PrepareRenameResponse> {
    let part = view.part(at)?;
    let (name, span) = short_name(view, part)?;
    old_name(view, view.types().definition(part)?)?;
    let range = view.locations(part.file, &[span]).pop()?.range;
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: name })
}

/// The edits that rename a type or a field.
///
/// # Errors
/// The name is no name in Avro, or there is nothing to rename, or a text makes no sense at the moment.
pub(super) fn rename(
    view: &RequestView<'_>,
    wanted: &RenameParams,
    client: ClientSupport,
) -> Result<Option<WorkspaceEdit>, RequestRefusal> {
    let refuse = |message: &str| RequestRefusal { code: ErrorCode::RequestFailed, message: message.to_owned() };
    if !is_valid_part(&wanted.new_name) {
        return Err(refuse("a name begins with a letter or _, and has only letters, digits and _"));
    }
    let part = view.part(&wanted.text_document_position);
    let definition = part.and_then(|part| view.types().definition(part));
    let definition = definition.ok_or_else(|| refuse("only types and fields are renamed; there is none here"))?;
    let Some(old) = old_name(view, definition) else {
        return Err(refuse("a symbol is data, and cannot be renamed: readers know it only by its name"));
    };
    if old.short == wanted.new_name {
        return Ok(None);
    }
    let mut edits: HashMap<FileId, Vec<Edit>> = HashMap::new();
    for part in std::iter::once(definition).chain(view.types().uses(definition)) {
        // A name by an alias of a namespace stays as it is.
        if let Some((_, span)) = short_name(view, part).filter(|(name, _)| *name == old.short) {
            edits.entry(part.file).or_default().push(Edit { span, text: wanted.new_name.clone() });
        }
    }
    for &file in edits.keys() {
        if view.current_text(file) != *view.types().source(file).text {
            let name = &view.types().source(file).name;
            return Err(refuse(&format!("{name} cannot be understood at the moment; mend it first")));
        }
    }
    let alias = alias(view, definition, &old).unwrap_or_default();
    Ok(workspace_edit(view, &edits, (definition.file, &alias), client))
}

/// What a type or a field is called now.
struct OldName {
    /// Its name without a namespace.
    short: String,
    /// Its name as an alias has it.
    alias: String,
    /// Where it is, as a JSON Pointer.
    pointer: String,
}

fn old_name(view: &RequestView<'_>, definition: PartRef) -> Option<OldName> {
    let document = view.types().document(definition.file)?;
    match definition.part {
        NamedPart::Type(node) | NamedPart::Reference(node) => {
            let name = &document.nodes[node as usize].naming()?.name;
            let (short, pointer) = (name.short().to_owned(), document.pointer(node).to_string());
            // An alias without a namespace is in that of the type.
            Some(OldName { alias: short.clone(), short, pointer })
        }
        NamedPart::Field(record, index) => {
            let short = view.types().field(definition)?.name.to_string();
            let pointer = format!("{}/fields/{index}", document.pointer(record));
            Some(OldName { alias: short.clone(), short, pointer })
        }
        NamedPart::Symbol(..) => None,
    }
}

/// The edits that add the old name to the aliases.
fn alias(view: &RequestView<'_>, definition: PartRef, old: &OldName) -> Option<Vec<Edit>> {
    let source = view.types().source(definition.file);
    let page = EditableText::open_as(&source.text, source.syntax())?;
    let place = format!("{}/aliases", old.pointer);
    match page.get(&place) {
        Some(Json::Array(known)) if known.contains(&json!(old.alias)) => None,
        Some(_) => page.push(&place, &json!(old.alias).to_string()),
        None => page.set(&old.pointer, "aliases", &json!([old.alias]), &["name", "namespace", "type"]),
    }
}

/// The name of a part without its namespace, and its place.
fn short_name(view: &RequestView<'_>, part: PartRef) -> Option<(String, Span)> {
    let span = view.types().span(part)?;
    let written = view.types().source(part.file).slice(span);
    let name = written.trim_matches(['"', '`']);
    let short = name.rsplit('.').next().unwrap_or(name);
    let end = span.start + (written.rfind(short)? + short.len()) as u32;
    Some((short.to_owned(), Span { start: end - short.len() as u32, end }))
}

fn workspace_edit(
    view: &RequestView<'_>,
    edits: &HashMap<FileId, Vec<Edit>>,
    (aliased, alias): (FileId, &[Edit]),
    client: ClientSupport,
) -> Option<WorkspaceEdit> {
    let mut changes = Vec::new();
    let mut files: Vec<FileId> = edits.keys().copied().collect();
    files.sort();
    for file in files {
        let source = view.types().source(file);
        let names = text_edits(&source.text, &edits[&file], view.documents);
        let mut all: Vec<OneOf<TextEdit, AnnotatedTextEdit>> = names.into_iter().map(OneOf::Left).collect();
        let own: &[Edit] = if file == aliased { alias } else { &[] };
        all.extend(text_edits(&source.text, own, view.documents).into_iter().map(|text_edit| {
            match client.annotates_edits && client.versioned_edits {
                true => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: ALIAS.to_owned() }),
                false => OneOf::Left(text_edit),
            }
        }));
        let uri = view.documents.uri(&source.name)?;
        let version = view.documents.get(&uri).map(|document| document.version);
        let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
        changes.push(TextDocumentEdit { text_document, edits: all });
    }
    let annotation = ChangeAnnotation {
        label: "Keep the old name as an alias".to_owned(),
        needs_confirmation: Some(false),
        description: Some(
            "readers with the new name can still read data that were written under the old one".to_owned(),
        ),
    };
    if !client.versioned_edits {
        let plain = |edit: OneOf<TextEdit, AnnotatedTextEdit>| match edit {
            OneOf::Left(edit) => edit,
            OneOf::Right(annotated) => annotated.text_edit,
        };
        let changes = changes.into_iter().map(|TextDocumentEdit { text_document, edits }| {
            (text_document.uri, edits.into_iter().map(plain).collect())
        });
        return Some(WorkspaceEdit { changes: Some(changes.collect()), ..WorkspaceEdit::default() });
    }
    Some(WorkspaceEdit {
        changes: None,
        document_changes: Some(DocumentChanges::Edits(changes)),
        change_annotations: client.annotates_edits.then(|| HashMap::from([(ALIAS.to_owned(), annotation)])),
    })
}
