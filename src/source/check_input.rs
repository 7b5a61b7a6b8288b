//! Reads what `compat` checks: directories of schemas, versions that are given one by one, or an earlier state beside today's.

use std::path::PathBuf;
use std::time::Duration;

use super::against::{self, Compared, Earlier, ReadOptions};
use super::config::Settings;
use super::lookup::archive::Archive;
use super::{explicit, fixtures, memory, roots};
use crate::model::input::{Input, Problem};

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct CheckInput {
    /// The schemas, their fixtures, and what they were.
    pub input: Input,
    /// How long it took to read the repository.
    pub git: Duration,
}

/// Reads schemas, and fixtures where they are wanted. Several paths that were given are versions one after the other;
/// several roots of the configuration are trees of their own.
pub(crate) fn read(given: &[PathBuf], settings: &Settings, options: &ReadOptions) -> CheckInput {
    if options.earlier.is_none() && options.only_changed {
        return refused("--changed needs to know since when: add --against REV".to_owned());
    }
    if given.len() > 1 {
        if options.earlier.is_some() {
            let message = "a revision is compared with one directory, and here are several; give one, name them in \
                           avrocheck.toml (schemas = [...]), or write REV:path for each version";
            return refused(message.to_owned());
        }
        let fixtures = roots::fixtures_directory(settings).filter(|_| options.with_fixtures);
        let input = explicit::read(given, fixtures, &Archive::new(None, settings.clone()));
        return CheckInput { input: memory::finished(input, settings), git: Duration::ZERO };
    }
    let paths = roots::paths(given, settings);
    if paths.len() > 1
        && let Some(flag) = options.earlier.as_ref().and_then(flag_of_one_root)
    {
        return refused(format!("{flag} is about one directory, and the configuration names several; give one"));
    }
    let layout = memory::layout(settings);
    let mut git = Duration::ZERO;
    let input = roots::joined(&paths, settings, |root, fixtures| {
        let mut compared = match &options.earlier {
            Some(earlier) => against::read(root, &layout, earlier, options, settings),
            None => Compared { input: roots::read_directory_in(root, &layout), ..Compared::default() },
        };
        if options.with_fixtures {
            fixtures::on_disk::attach(&mut compared.input, root, fixtures, &layout);
            compared.note_new_fixtures();
        }
        git += compared.git;
        compared.input
    });
    CheckInput { input, git }
}

/// What asks for revisions that are not those of several roots: which changed one, or which tags it has, another need not have.
fn flag_of_one_root(earlier: &Earlier) -> Option<&'static str> {
    match earlier {
        Earlier::Revision { .. } => None,
        Earlier::Last(_) => Some("--last"),
        Earlier::Tags(_) => Some("--tags"),
    }
}

fn refused(message: String) -> CheckInput {
    CheckInput { input: Input { problems: vec![Problem::of_run(message)], ..Input::default() }, git: Duration::ZERO }
}
