//! Keeps passwords, keys and tokens out of every output.

use std::fmt;

/// A password, key or token. Neither `Debug` nor `Display` shows it.
///
/// ```
/// let secret = schema_registry::Secret::new("hunter2\n");
/// assert_eq!(format!("{secret} {secret:?}"), "(secret) (secret)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text as it was read from a variable or a file. Line ends behind it are dropped: most editors add one.
    pub fn new(text: impl Into<String>) -> Secret {
        let mut text = text.into();
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
        Secret(text)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(secret)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(secret)")
    }
}
