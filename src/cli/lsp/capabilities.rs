//! What the server can do, and what the editor can.

use ls_types::*;
use serde_json::{Value, json};

use super::answer::to_json;
use super::positions::Units;
use super::{preview, tokens};

/// What the editor can do beyond what all can.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientSupport {
    /// It tells of files that change on the disk.
    pub(super) watches_files: bool,
    /// It shows symbols inside of others.
    pub(super) nested_symbols: bool,
    /// It takes actions that are no commands.
    pub(super) code_actions: bool,
    /// It takes edits of files with the versions that they are about.
    pub(super) versioned_edits: bool,
    /// It makes files.
    pub(super) creates_files: bool,
    /// It shows what a part of an edit is for.
    pub(super) annotates_edits: bool,
}

impl ClientSupport {
    pub(super) fn of(client: &ClientCapabilities) -> ClientSupport {
        let (workspace, text) = (client.workspace.as_ref(), client.text_document.as_ref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let operations = edit.and_then(|edit| edit.resource_operations.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let actions = text.and_then(|text| text.code_action.as_ref());
        ClientSupport {
            watches_files: watched.and_then(|watched| watched.dynamic_registration) == Some(true),
            nested_symbols: symbols.and_then(|symbols| symbols.hierarchical_document_symbol_support) == Some(true),
            code_actions: actions.is_some_and(|actions| actions.code_action_literal_support.is_some()),
            versioned_edits: edit.and_then(|edit| edit.document_changes) == Some(true),
            creates_files: operations.is_some_and(|kinds| kinds.contains(&ResourceOperationKind::Create)),
            annotates_edits: edit.is_some_and(|edit| edit.change_annotation_support.is_some()),
        }
    }
}

/// What the server can do.
pub(super) fn of_server(units: Units) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
        ..TextDocumentSyncOptions::default()
    };
    let kinds = vec![
        CodeActionKind::QUICKFIX,
        CodeActionKind::REFACTOR_REWRITE,
        CodeActionKind::SOURCE_FIX_ALL,
        CodeActionKind::SOURCE,
    ];
    let actions = CodeActionOptions { code_action_kinds: Some(kinds), ..CodeActionOptions::default() };
    let rename = RenameOptions { prepare_provider: Some(true), work_done_progress_options: Default::default() };
    ServerCapabilities {
        position_encoding: Some(units.kind()),
        text_document_sync: Some(sync.into()),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(rename)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec!["\"".to_owned(), ".".to_owned(), ":".to_owned()]),
            ..CompletionOptions::default()
        }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: tokens::legend(),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                ..SemanticTokensOptions::default()
            },
        )),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![preview::COMMAND.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        document_formatting_provider: Some(OneOf::Left(true)),
        ..ServerCapabilities::default()
    }
}

/// The files whose changes on the disk the server has to know.
pub(super) fn watched_files() -> Value {
    // What git compares with changes where a branch, a merge or a fetch does.
    const PATTERNS: [&str; 5] =
        ["**/*.{avsc,avpr,avdl}", "**/avrocheck*", "**/fixtures/**", "**/.git/HEAD", "**/.git/{refs/**,packed-refs}"];
    let watchers =
        PATTERNS.map(|pattern| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern.to_owned()), kind: None });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.into() };
    json!({
        "registrations": [{"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": to_json(options)}],
    })
}
