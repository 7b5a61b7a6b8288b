//! Writes the arguments of a run for the commands that it prints, so that they look at the same schemas in the same way.

use std::path::PathBuf;

use super::{EarlierArgs, Global, SettingFlags};
use crate::render::text::shell::{flag, path, quoted};

/// The arguments of a run as a shell takes them, each with a space before it.
pub(crate) fn arguments(global: &Global, flags: &SettingFlags, earlier: &EarlierArgs, paths: &[PathBuf]) -> String {
    let config = global.config.iter().map(|file| flag("--config", &path(file)));
    let outside = global.allow_outside.iter().map(|directory| flag("--allow-outside", &path(directory)));
    let paths = paths.iter().map(|given| {
        let given = path(given);
        // Not a flag.
        if given.starts_with('-') { quoted(&format!("./{given}")) } else { quoted(&given) }
    });
    let all = config.chain(outside).chain(flags.words()).chain(earlier.words()).chain(paths);
    all.map(|word| format!(" {word}")).collect()
}
