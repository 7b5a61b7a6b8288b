//! Writes words of commands as a shell takes them.

use std::path::Path;

use avro_resolve::foreign::foreign;

/// A word of a command, as a POSIX shell takes it for itself. What a terminal or a CI system would act upon is written as
/// `$'\x1b'`, which newer shells know.
pub(crate) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./@~:+,%^".contains(c);
    if foreign(word) != word {
        // What a CI system would obey is of plain characters, too.
        let byte = |byte: &u8| match char::from(*byte) {
            plain if plain.is_ascii_alphanumeric() || " -_./,".contains(plain) => plain.to_string(),
            _ => format!("\\x{byte:02x}"),
        };
        format!("$'{}'", word.as_bytes().iter().map(byte).collect::<String>())
    } else if word.is_empty() || word.starts_with('~') || !word.chars().all(is_plain) {
        format!("'{}'", word.replace('\'', "'\\''"))
    } else {
        word.to_owned()
    }
}

/// A flag with its value.
pub(crate) fn flag(name: &str, value: &str) -> String {
    let value = shell_word(value);
    if value.starts_with('-') { format!("{name}={value}") } else { format!("{name} {value}") }
}

/// A path as a word, not quoted yet.
pub(crate) fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn words_are_quoted_where_a_shell_would_not_take_them() {
    for (word, expected) in [
        ("origin/main", "origin/main"),
        ("HEAD~3", "HEAD~3"),
        ("~ada", "'~ada'"),
        ("a=b", "'a=b'"),
        ("", "''"),
        ("it's", "'it'\\''s'"),
        ("my schemas", "'my schemas'"),
        ("$(rm)", "'$(rm)'"),
        ("größe", "'größe'"),
        ("a\n'b\u{1b}", "$'a\\x0a\\x27b\\x1b'"),
        ("##[error]x", "$'\\x23\\x23\\x5berror\\x5dx'"),
    ] {
        assert_eq!(shell_word(word), expected);
    }
}
