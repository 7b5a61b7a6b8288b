//! One session: keeps the open texts, wishes for checks, and answers requests as soon as what they are about is checked.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use ls_types::notification::{self, Notification as _};
use ls_types::request::{self, Request as _};
use ls_types::{ClientCapabilities, Diagnostic, InitializeParams, PublishDiagnosticsParams, ServerInfo, Uri};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::{RequestRefusal, ask, parameters, to_json};
use super::capabilities::{self, ClientSupport};
use super::checker::{self, Job};
use super::documents::{Documents, file_path};
use super::event::SessionEvent;
use super::positions::Units;
use super::snapshot::EditorSnapshot;
use super::view::RequestView;
use super::{
    actions, completion, diagnostics, formatting, hints, hover, lenses, navigation, parent, preview, rename, symbols,
    tokens,
};
use crate::cli::args::Global;

/// How a session ended.
pub(super) enum SessionEnd {
    /// As the protocol has it.
    Agreed,
    /// The editor was gone.
    Lost,
}

pub(super) struct Session {
    out: Sender<Message>,
    jobs: Sender<Job>,
    documents: Documents,
    client: ClientSupport,
    global: Global,
    /// Counts what changes the outcome of a check.
    generation: u64,
    snapshot: Option<Arc<EditorSnapshot>>,
    /// Requests about texts that are not checked yet.
    waiting: Vec<Request>,
    published: BTreeMap<Uri, Vec<Diagnostic>>,
    is_shut_down: bool,
}

impl Session {
    /// Waits until the editor says who it is, and agrees on what both can do.
    ///
    /// # Errors
    /// The editor was gone before.
    pub(super) fn begin(
        global: Global,
        incoming: &Receiver<SessionEvent>,
        out: Sender<Message>,
        events: Sender<SessionEvent>,
    ) -> Result<Session, String> {
        let (id, parameters) = initialization(incoming, &out)?;
        let root = root(&parameters);
        // All commands look up names from the current directory.
        if let Some(root) = &root
            && let Err(error) = env::set_current_dir(root)
        {
            return Err(format!("{}: cannot be entered: {error}", root.display()));
        }
        let root = root.or_else(|| env::current_dir().ok()).unwrap_or_default();
        let client = ClientSupport::of(&parameters.capabilities);
        let units = Units::agreed(&offered_units(&parameters.capabilities));
        let result = json!({
            "capabilities": capabilities::of_server(units),
            "serverInfo": ServerInfo { name: "avrocheck".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) },
        });
        send(&out, Response::new_ok(id, result));
        if let Some(process) = parameters.process_id {
            parent::watch(process, events.clone());
        }
        let (jobs, wishes) = channel();
        let of_checks = global.clone();
        thread::spawn(move || checker::work(&of_checks, &wishes, &events));
        Ok(Session {
            out,
            jobs,
            documents: Documents::new(root, units),
            client,
            global,
            generation: 0,
            snapshot: None,
            waiting: Vec::new(),
            published: BTreeMap::new(),
            is_shut_down: false,
        })
    }

    /// Serves until the end.
    pub(super) fn serve(mut self, incoming: Receiver<SessionEvent>) -> SessionEnd {
        for event in incoming {
            match event {
                SessionEvent::Message(Message::Request(request)) => self.receive(request),
                SessionEvent::Message(Message::Notification(notice)) if notice.method == notification::Exit::METHOD => {
                    break;
                }
                SessionEvent::Message(Message::Notification(notice)) => self.hear(notice),
                // Answers to what the session asks for change nothing.
                SessionEvent::Message(Message::Response(_)) => {}
                SessionEvent::Nonsense(answer) => send(&self.out, answer),
                SessionEvent::Checked(snapshot) => self.show(snapshot),
                SessionEvent::NotChecked(generation) => self.give_up(generation),
                SessionEvent::InputEnded => break,
            }
        }
        if self.is_shut_down { SessionEnd::Agreed } else { SessionEnd::Lost }
    }

    fn hear(&mut self, Notification { method, params }: Notification) {
        match &*method {
            notification::Initialized::METHOD => {
                if self.client.watches_files {
                    let params = capabilities::watched_files();
                    let method = request::RegisterCapability::METHOD.to_owned();
                    send(&self.out, Request { id: "watch".to_owned().into(), method, params });
                }
                self.change();
            }
            notification::DidOpenTextDocument::METHOD => {
                let Some(opened) = read::<notification::DidOpenTextDocument>(params) else { return };
                let document = opened.text_document;
                self.documents.open(document.uri, document.version, document.text);
                self.change();
            }
            notification::DidChangeTextDocument::METHOD => {
                let Some(changed) = read::<notification::DidChangeTextDocument>(params) else { return };
                let document = changed.text_document;
                self.documents.change(&document.uri, document.version, changed.content_changes);
                self.change();
            }
            notification::DidCloseTextDocument::METHOD => {
                let Some(closed) = read::<notification::DidCloseTextDocument>(params) else { return };
                self.documents.close(&closed.text_document.uri);
                self.change();
            }
            notification::DidSaveTextDocument::METHOD
            | notification::DidChangeWatchedFiles::METHOD
            | notification::DidChangeConfiguration::METHOD => self.change(),
            notification::Cancel::METHOD => {
                let id = params.get("id").cloned().and_then(|id| serde_json::from_value::<RequestId>(id).ok());
                let Some(id) = id.filter(|id| self.waiting.iter().any(|request| request.id == *id)) else { return };
                self.waiting.retain(|request| request.id != id);
                let cancelled = "the editor does not want the answer any more".to_owned();
                send(&self.out, Response::new_err(id, ErrorCode::RequestCanceled as i32, cancelled));
            }
            // Whatever else an editor tells changes nothing here.
            _ => {}
        }
    }

    /// Wishes for a check of what is there now.
    fn change(&mut self) {
        self.generation += 1;
        // The thread ends only with the session.
        let _ = self.jobs.send(Job { generation: self.generation, documents: self.documents.clone() });
    }

    fn receive(&mut self, request: Request) {
        if request.method == request::Shutdown::METHOD {
            self.is_shut_down = true;
            return send(&self.out, Response::new_ok(request.id, Value::Null));
        }
        if self.is_shut_down {
            let message = "the session has been shut down".to_owned();
            return send(&self.out, Response::new_err(request.id, ErrorCode::InvalidRequest as i32, message));
        }
        match self.snapshot.clone().filter(|snapshot| snapshot.generation == self.generation) {
            Some(snapshot) => self.answer(request, &snapshot),
            None => self.waiting.push(request),
        }
    }

    /// Shows what a check has found, unless something has changed since.
    fn show(&mut self, snapshot: Arc<EditorSnapshot>) {
        if snapshot.generation != self.generation {
            return;
        }
        self.snapshot = Some(Arc::clone(&snapshot));
        let found = diagnostics::of(&RequestView { documents: &self.documents, snapshot: &snapshot });
        let gone = self.published.keys().filter(|uri| !found.contains_key(uri)).cloned().collect::<Vec<Uri>>();
        let none = gone.into_iter().map(|uri| (uri, Vec::new()));
        for (uri, diagnostics) in none.chain(found.clone()) {
            if self.published.get(&uri) != Some(&diagnostics) {
                let version = self.documents.get(&uri).map(|document| document.version);
                let published = PublishDiagnosticsParams { uri, diagnostics, version };
                send(&self.out, Notification::new(notification::PublishDiagnostics::METHOD.to_owned(), published));
            }
        }
        self.published = found;
        for request in std::mem::take(&mut self.waiting) {
            self.answer(request, &snapshot);
        }
    }

    /// Refuses what waits for a check that will not be done.
    fn give_up(&mut self, generation: u64) {
        if generation == self.generation {
            for request in std::mem::take(&mut self.waiting) {
                let message = "the texts could not be checked".to_owned();
                send(&self.out, Response::new_err(request.id, ErrorCode::InternalError as i32, message));
            }
        }
    }

    fn answer(&self, Request { id, method, params }: Request, snapshot: &EditorSnapshot) {
        let view = RequestView { documents: &self.documents, snapshot };
        let client = self.client;
        let answer = match &*method {
            request::HoverRequest::METHOD => ask::<request::HoverRequest>(params, |p| hover::hover(&view, &p)),
            request::GotoDefinition::METHOD => {
                ask::<request::GotoDefinition>(params, |p| navigation::definition(&view, &p))
            }
            request::References::METHOD => ask::<request::References>(params, |p| navigation::references(&view, &p)),
            request::PrepareRenameRequest::METHOD => {
                ask::<request::PrepareRenameRequest>(params, |p| rename::prepare(&view, &p))
            }
            request::Rename::METHOD => {
                let wanted = parameters::<request::Rename>(params);
                wanted.and_then(|wanted| rename::rename(&view, &wanted, client).map(to_json))
            }
            request::DocumentSymbolRequest::METHOD => {
                ask::<request::DocumentSymbolRequest>(params, |p| symbols::of_document(&view, &p, client))
            }
            request::WorkspaceSymbolRequest::METHOD => {
                ask::<request::WorkspaceSymbolRequest>(params, |p| symbols::of_workspace(&view, &p))
            }
            request::CodeActionRequest::METHOD => {
                ask::<request::CodeActionRequest>(params, |p| Some(actions::actions(&view, &p, (client, &self.global))))
            }
            request::Completion::METHOD => ask::<request::Completion>(params, |p| completion::complete(&view, &p)),
            request::InlayHintRequest::METHOD => ask::<request::InlayHintRequest>(params, |p| hints::hints(&view, &p)),
            request::SemanticTokensFullRequest::METHOD => {
                ask::<request::SemanticTokensFullRequest>(params, |p| tokens::tokens(&view, &p))
            }
            request::CodeLensRequest::METHOD => ask::<request::CodeLensRequest>(params, |p| lenses::lenses(&view, &p)),
            request::ExecuteCommand::METHOD => {
                let wanted = parameters::<request::ExecuteCommand>(params);
                wanted.and_then(|wanted| match &*wanted.command {
                    preview::COMMAND => preview::run(&view, wanted.arguments, &self.global),
                    other => {
                        let message = format!("there is no command {other}");
                        Err(RequestRefusal { code: ErrorCode::InvalidParams, message })
                    }
                })
            }
            request::Formatting::METHOD => ask::<request::Formatting>(params, |p| formatting::format(&view, &p)),
            _ => {
                Err(RequestRefusal { code: ErrorCode::MethodNotFound, message: format!("there is no method {method}") })
            }
        };
        let response = match answer {
            Ok(value) => Response::new_ok(id, value),
            Err(RequestRefusal { code, message }) => Response::new_err(id, code as i32, message),
        };
        send(&self.out, response);
    }
}

fn read<N: ls_types::notification::Notification<Params: DeserializeOwned>>(params: Value) -> Option<N::Params> {
    serde_json::from_value(params).ok()
}

/// Sends a message, unless the editor is gone, which the end of its input says, too.
fn send(out: &Sender<Message>, message: impl Into<Message>) {
    let _ = out.send(message.into());
}

/// The first request, which says who the editor is.
fn initialization(
    incoming: &Receiver<SessionEvent>,
    out: &Sender<Message>,
) -> Result<(RequestId, InitializeParams), String> {
    while let Ok(event) = incoming.recv() {
        match event {
            SessionEvent::Message(Message::Request(request)) if request.method == request::Initialize::METHOD => {
                match serde_json::from_value(request.params) {
                    Ok(parameters) => return Ok((request.id, parameters)),
                    Err(error) => {
                        let code = ErrorCode::InvalidParams as i32;
                        send(out, Response::new_err(request.id, code, error.to_string()));
                    }
                }
            }
            SessionEvent::Message(Message::Request(request)) => {
                let message = "the first request has to be initialize".to_owned();
                send(out, Response::new_err(request.id, ErrorCode::ServerNotInitialized as i32, message));
            }
            SessionEvent::Message(Message::Notification(notice)) if notice.method == notification::Exit::METHOD => {
                break;
            }
            SessionEvent::Message(Message::Notification(_) | Message::Response(_))
            | SessionEvent::Checked(_)
            | SessionEvent::NotChecked(_) => {}
            SessionEvent::Nonsense(answer) => send(out, answer),
            SessionEvent::InputEnded => break,
        }
    }
    Err("the input ended before `initialize`; an editor starts this command and speaks the Language Server Protocol"
        .to_owned())
}

/// The directory that the editor has open, if it has one.
#[expect(deprecated, reason = "older editors say it in no other way")]
fn root(parameters: &InitializeParams) -> Option<PathBuf> {
    let folders = parameters.workspace_folders.as_ref();
    let folder = folders.and_then(|folders| folders.first()).and_then(|folder| file_path(&folder.uri));
    let uri = || parameters.root_uri.as_ref().and_then(file_path);
    folder.or_else(uri).or_else(|| parameters.root_path.as_ref().map(PathBuf::from))
}

fn offered_units(capabilities: &ClientCapabilities) -> Vec<ls_types::PositionEncodingKind> {
    capabilities.general.as_ref().and_then(|general| general.position_encodings.clone()).unwrap_or_default()
}
