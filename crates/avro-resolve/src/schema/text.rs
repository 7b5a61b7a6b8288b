//! The text of a file, which may be kept in a smaller form until somebody reads it.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// The content of a file, UTF-8. It reads as a `str`; a copy of it takes no room of its own.
#[derive(Clone)]
pub struct Text {
    text: OnceLock<Arc<String>>,
    size: usize,
    later: Option<Arc<Make>>,
}

/// Makes the text again.
type Make = dyn Fn() -> String + Send + Sync;

impl Text {
    /// A text of `size` bytes without a byte order mark that `make` makes when it is read, always the same. It stays in memory
    /// from then on, as long as this copy is there; see [`Text::fresh`].
    pub fn later(size: usize, make: impl Fn() -> String + Send + Sync + 'static) -> Text {
        Text { text: OnceLock::new(), size, later: Some(Arc::new(make)) }
    }

    /// The same text, not read yet: whoever reads many for a moment reads such copies.
    pub fn fresh(&self) -> Text {
        match &self.later {
            Some(_) => Text { text: OnceLock::new(), size: self.size, later: self.later.clone() },
            None => self.clone(),
        }
    }

    /// Whether it is in memory as it is.
    pub(super) fn is_read(&self) -> bool {
        self.text.get().is_some()
    }

    /// How many bytes it has, which nobody has to read it for.
    pub fn len(&self) -> usize {
        self.size
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// The text by itself, without a copy where nobody else has one.
    pub fn into_string(self) -> String {
        let text = self.text.into_inner();
        text.map_or_else(|| self.later.map_or_else(String::new, |make| make()), Arc::unwrap_or_clone)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.text.get_or_init(|| Arc::new(self.later.as_ref().map_or_else(String::new, |make| make())))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { size: text.len(), text: OnceLock::from(Arc::new(text)), later: None }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        text.to_owned().into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.size == other.size && *self.fresh() == *other.fresh()
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.fresh(), f)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn what_is_kept_smaller_is_made_once_a_copy_and_only_if_it_is_read() {
        let made = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&made);
        let text = Text::later(5, move || {
            counted.fetch_add(1, Ordering::Relaxed);
            "\"int\"".to_owned()
        });
        assert_eq!((text.len(), text == Text::from("\"long\""), made.load(Ordering::Relaxed)), (5, false, 0));
        assert_eq!((&text[1..4], &*text, made.load(Ordering::Relaxed)), ("int", "\"int\"", 1));
        assert_eq!((text.fresh().into_string(), made.load(Ordering::Relaxed)), ("\"int\"".to_owned(), 2));
        assert!(text == Text::from("\"int\"") && format!("{text:?}") == "\"\\\"int\\\"\"");
    }
}
