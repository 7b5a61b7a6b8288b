//! Writes the arguments of a run for the commands that it prints, so that they look at the same schemas in the same way.

use std::path::PathBuf;

use super::{EarlierArgs, Global, SettingFlags};
use crate::model::shell::{flag, path, shell_word};

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
    let config = global.config.iter().map(|file| flag("--config", &path(file)));
    config.chain(global.allow_outside.iter().map(|directory| flag("--allow-outside", &path(directory))))
}

fn named(paths: &[PathBuf]) -> impl Iterator<Item = String> {
    paths.iter().map(|given| {
        let path = path(given);
        // Not a flag.
        if path.starts_with('-') { shell_word(&format!("./{path}")) } else { shell_word(&path) }
    })
}
