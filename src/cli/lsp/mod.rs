//! `avrocheck lsp`: a language server for editors, which speaks the Language Server Protocol 3.17 over standard input and output.
//!
//! [`transport`] reads and writes messages. [`session`] keeps what is open in [`documents`] and answers each request; the
//! [`checker`] runs what `compat` and `lint` run on a thread of its own, and gives a [`snapshot`] of all that it
//! found. What the editor has not saved lies over the files (`source::overlay`), so that nothing is read in a way of its
//! own here. All other files answer one kind of request each, from the snapshot.

mod actions;
mod answer;
mod capabilities;
mod checker;
mod completion;
mod diagnostics;
mod documents;
mod edits;
mod event;
mod formatting;
mod hints;
mod hover;
mod json_cursor;
mod lenses;
mod navigation;
mod parent;
mod positions;
mod preview;
mod rename;
mod session;
mod snapshot;
mod symbols;
mod tokens;
mod transport;
mod types;
mod versions;
mod view;

use std::sync::mpsc::channel;

use super::args::Global;
use super::output::{Status, refuse};
use session::{Session, SessionEnd};

/// Serves one editor until it ends the session, closes its side, or dies.
pub(crate) fn run(global: &Global) -> Status {
    let (events, incoming) = channel();
    let transport = transport::stdio(events.clone());
    let session = match Session::begin(global.clone(), &incoming, transport.out.clone(), events) {
        Ok(session) => session,
        Err(message) => {
            transport.finish();
            return refuse(message);
        }
    };
    let end = session.serve(incoming);
    transport.finish();
    match end {
        SessionEnd::Agreed => Status::Passed,
        SessionEnd::Lost => Status::Failed,
    }
}
