//! Full names, made of a name as written and the namespace around it (specification: Names).

use std::fmt;

use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::primitive::Primitive;

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

/// A name like this one that the specification allows and that is not taken; empty if nothing of it is left. Of a full name, each
/// part is mended.
pub(super) fn valid_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let valid = match Primitive::from_name(name) {
        Some(_) => format!("{name}_type"),
        None => name.split('.').filter(|part| !part.is_empty()).map(valid_part).collect::<Vec<_>>().join("."),
    };
    if valid.is_empty() || !is_taken(&valid) {
        return valid;
    }
    let numbered = |number: u32| format!("{valid}_{number}");
    (2..=MOST_NUMBERED).map(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// Where more names than this would be one, each needs a name of its own; thousands may.
const MOST_NUMBERED: u32 = 20;

/// Letters without their accents, and one `_` for each other character.
pub(super) fn valid_part(part: &str) -> String {
    let mut valid = String::with_capacity(part.len() + 1);
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        valid.push('_');
    }
    for letter in part.nfd().filter(|c| !is_combining_mark(*c)) {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => valid.push(letter),
            // Letters that are no others with an accent.
            'ß' => valid.push_str("ss"),
            'æ' => valid.push_str("ae"),
            'Æ' => valid.push_str("Ae"),
            'œ' => valid.push_str("oe"),
            'Œ' => valid.push_str("Oe"),
            'þ' => valid.push_str("th"),
            'Þ' => valid.push_str("Th"),
            'ø' => valid.push('o'),
            'Ø' => valid.push('O'),
            'ł' => valid.push('l'),
            'Ł' => valid.push('L'),
            'đ' | 'ð' => valid.push('d'),
            'Đ' | 'Ð' => valid.push('D'),
            'ı' => valid.push('i'),
            _ => valid.push('_'),
        }
    }
    valid
}

/// Whether `part` is `[A-Za-z_][A-Za-z0-9_]*`, the form of field names, symbols and parts of full names.
pub fn is_valid_part(part: &str) -> bool {
    let mut bytes = part.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_do_is_like_the_one_that_does_not() {
        for (name, valid) in [
            ("my-ns.Part", "my_ns.Part"),
            ("a.", "a"),
            ("string", "string_type"),
            ("2nd", "_2nd"),
            ("größe", "grosse"),
            ("prénom", "prenom"),
            ("Øre", "Ore"),
            ("名前", "__"),
            ("", ""),
            ("..", ""),
        ] {
            assert_eq!(valid_name(name, |_| false), valid, "{name}");
        }
        assert_eq!(valid_name("a-b", |name| ["a_b", "a_b_2"].contains(&name)), "a_b_3");
    }
}
