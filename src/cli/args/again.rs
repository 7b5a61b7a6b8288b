//! Writes the arguments of a run for the commands that it prints, so that they look at the same schemas in the same way.

use std::path::{Path, PathBuf};

use super::{EarlierArgs, Global, SettingFlags};
use crate::model::text::shell_word;

/// The arguments of a run as a shell takes them, each with a space before it.
pub(crate) fn arguments(global: &Global, flags: &SettingFlags, earlier: &EarlierArgs, paths: &[PathBuf]) -> String {
    after_spaces(of_all(global).chain(flags.words()).chain(earlier.words()).chain(named(paths)))
}

/// The same of a run that has only paths.
pub(crate) fn arguments_of_paths(global: &Global, paths: &[PathBuf]) -> String {
    after_spaces(of_all(global).chain(named(paths)))
}

fn after_spaces(words: impl Iterator<Item = String>) -> String {
    words.map(|word| format!(" {word}")).collect()
}

fn of_all(global: &Global) -> impl Iterator<Item = String> {
    let config = global.config.iter().map(|file| valued("--config", &text(file)));
    config.chain(global.allow_outside.iter().map(|directory| valued("--allow-outside", &text(directory))))
}

fn named(paths: &[PathBuf]) -> impl Iterator<Item = String> {
    paths.iter().map(|path| {
        let path = text(path);
        // Not a flag.
        if path.starts_with('-') { shell_word(&format!("./{path}")) } else { shell_word(&path) }
    })
}

/// A flag with a value.
pub(super) fn valued(flag: &str, value: &str) -> String {
    let value = shell_word(value);
    if value.starts_with('-') { format!("{flag}={value}") } else { format!("{flag} {value}") }
}

pub(super) fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
