//! Lists versions under their subjects.

use crate::history::known::KnownVersion;
use crate::render::text::style::Look;

/// `movie_watch_event v1, v2 · other v1`.
pub(crate) fn versions(known: &[KnownVersion], look: Look) -> String {
    let mut text = String::new();
    let mut subject = None;
    for version in known {
        if subject == Some(&version.subject) {
            text.push_str(", ");
        } else {
            text.push_str(if subject.is_some() { look.dot() } else { "" });
            text.push_str(&format!("{} ", version.subject));
        }
        text.push_str(&version.version);
        subject = Some(&version.subject);
    }
    text
}
