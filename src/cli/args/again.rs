//! Writes the arguments of a run for the commands that it prints, so that they look at the same schemas in the same way.

use std::path::{Path, PathBuf};

use super::{EarlierArgs, Global, SettingFlags};
use crate::render::text::shell::quoted;

/// The arguments of a run as a shell takes them, each with a space before it.
pub(crate) fn arguments(global: &Global, flags: &SettingFlags, earlier: &EarlierArgs, paths: &[PathBuf]) -> String {
    let config = global.config.iter().map(|file| valued("--config", &text(file)));
    let outside = global.allow_outside.iter().map(|directory| valued("--allow-outside", &text(directory)));
    let paths = paths.iter().map(|path| {
        let path = text(path);
        // Not a flag.
        if path.starts_with('-') { quoted(&format!("./{path}")) } else { quoted(&path) }
    });
    let all = config.chain(outside).chain(flags.words()).chain(earlier.words()).chain(paths);
    all.map(|word| format!(" {word}")).collect()
}

/// A flag with a value.
pub(super) fn valued(flag: &str, value: &str) -> String {
    let value = quoted(value);
    if value.starts_with('-') { format!("{flag}={value}") } else { format!("{flag} {value}") }
}

pub(super) fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
