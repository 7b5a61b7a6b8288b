//! What a session waits for: messages of the editor, and checks that are done.

use std::sync::Arc;

use lsp_server::{Message, Response};

use super::snapshot::EditorSnapshot;

/// What a session waits for.
pub(super) enum SessionEvent {
    Message(Message),
    /// What is no message, and is answered like this.
    Nonsense(Response),
    /// A check is done.
    Checked(Arc<EditorSnapshot>),
    /// A check could not be done, after which change; standard error says why.
    NotChecked(u64),
    /// Nothing more will come.
    InputEnded,
}
