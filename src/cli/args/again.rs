//! Writes the arguments of a run for the commands that it prints, so that they look at the same schemas in the same way.

use std::path::{Path, PathBuf};

use super::{EarlierArgs, Global, SettingFlags};
use crate::model::shell::{flag, path, shell_word};
use crate::source::lookup::reference::is_standard_input;

/// The arguments of a run as a shell takes them, each with a space before it.
pub(crate) fn arguments(global: &Global, flags: &SettingFlags, earlier: &EarlierArgs, paths: &[PathBuf]) -> String {
    after_spaces(of_all(global).chain(flags.words()).chain(earlier.words()).chain(named(paths)))
}

/// The same of a run that has only paths.
pub(crate) fn arguments_of_paths(global: &Global, paths: &[PathBuf]) -> String {
    after_spaces(of_all(global).chain(named(paths)))
}

/// The arguments of the next run after one that wrote a configuration, which is named if nobody would find it.
pub(crate) fn arguments_after(global: &Global, configuration: Option<&Path>) -> String {
    after_spaces(configuration.map(|file| flag("--config", &path(file))).into_iter().chain(of_all(global)))
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
        // Not a flag, but for standard input.
        if path.starts_with('-') && !is_standard_input(given) {
            shell_word(&format!("./{path}"))
        } else {
            shell_word(&path)
        }
    })
}
