//! Full names, made of a name as written and the namespace around it (specification: Names).

use std::fmt;

use smol_str::SmolStr;

/// The full name of a record, enum or fixed: its namespace, a dot, and its unqualified name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Name(SmolStr);

impl Name {
    /// Makes the full name of `written` inside the namespace `enclosing` (empty: the null namespace).
    /// A name that contains a dot is a full name already.
    pub fn new(written: &str, enclosing: &str) -> Name {
        if written.contains('.') || enclosing.is_empty() {
            Name(SmolStr::new(written.strip_prefix('.').unwrap_or(written)))
        } else {
            let mut full = String::with_capacity(enclosing.len() + 1 + written.len());
            full.push_str(enclosing);
            full.push('.');
            full.push_str(written);
            Name(SmolStr::new(full))
        }
    }

    /// The full name, such as `org.example.User`.
    pub fn full(&self) -> &str {
        &self.0
    }

    /// The unqualified name, such as `User`.
    pub fn short(&self) -> &str {
        match self.0.rfind('.') {
            Some(dot) => &self.0[dot + 1..],
            None => &self.0,
        }
    }

    /// The namespace, such as `org.example`; empty for the null namespace.
    pub fn namespace(&self) -> &str {
        match self.0.rfind('.') {
            Some(dot) => &self.0[..dot],
            None => "",
        }
    }

    /// Whether every dot-separated part is a name the specification allows.
    pub fn is_valid(&self) -> bool {
        self.0.split('.').all(is_valid_part)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `part` is `[A-Za-z_][A-Za-z0-9_]*`, the form of field names, symbols and parts of full names.
pub fn is_valid_part(part: &str) -> bool {
    let mut bytes = part.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
