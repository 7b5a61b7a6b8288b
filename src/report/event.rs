//! What happened to versions in, sentences out.

use crate::compat::since::Event;

/// One sentence that says what is wrong and why.
pub(super) fn message(event: &Event) -> String {
    match event {
        Event::SubjectRemoved { subject } => {
            format!("\"{subject}\" is removed, and whoever has data of it needs its schema")
        }
    }
}

/// The same in the few words that fit beside the source line.
pub(super) fn label(event: &Event) -> String {
    match event {
        Event::SubjectRemoved { .. } => "it is there no more".to_owned(),
    }
}

/// What it looked like before, where the frame should show that too.
pub(super) fn label_before(event: &Event) -> Option<String> {
    match event {
        Event::SubjectRemoved { .. } => None,
    }
}
