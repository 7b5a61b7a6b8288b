//! Reads what `impact` looks at: local schemas, with what they were at a revision if that is wanted, and the schema that is meant.

use std::path::{Path, PathBuf};

use super::against::{Earlier, ReadOptions};
use super::boundary::real;
use super::check_input::{self, CheckInput};
use super::config::Settings;
use super::location::is_on_disk;
use super::registry::level::RegistryLevel;
use super::registry::pulled::PulledSubjects;
use super::{disk, lint_input, roots};
use crate::impact::WantedSchema;
use crate::model::input::{Input, Problem};
use crate::model::path::{has_extension, typed};

/// The local schemas, and what they were at a revision; with the levels of those that were pulled from a registry.
pub(crate) fn read(given: &[PathBuf], earlier: Option<Earlier>, settings: &Settings) -> (Input, Vec<RegistryLevel>) {
    let mut input = match earlier {
        None => lint_input::read(given, settings).0,
        earlier => {
            let options = ReadOptions { earlier, ..ReadOptions::default() };
            let CheckInput { input, .. } = check_input::read_as_it_is(given, settings, &options);
            input
        }
    };
    let pulled = PulledSubjects::judging(&input.schemas, settings);
    let levels = pulled.levels();
    input.problems.extend(pulled.problems);
    (input, levels)
}

/// The schema that a user means: a file of the input, a subject or a type.
///
/// # Errors
/// It is a file that is not among the schemas.
pub(crate) fn wanted(
    text: &str,
    input: &Input,
    given: &[PathBuf],
    settings: &Settings,
) -> Result<WantedSchema, Problem> {
    let path = Path::new(text);
    if !is_on_disk(path) && has_extension(text, "avsc") {
        return Err(disk::missing(path));
    }
    if !is_on_disk(path) {
        return Ok(WantedSchema::Name(text.to_owned()));
    }
    let name = typed(path);
    let place = real(path);
    let names = || input.schemas.iter().map(|schema| &schema.name);
    let found = names().find(|known| **known == name).or_else(|| names().find(|known| real(Path::new(known)) == place));
    match found {
        Some(known) => Ok(WantedSchema::File(known.clone())),
        // A directory may be called as a subject is.
        None if path.is_dir() => Ok(WantedSchema::Name(text.to_owned())),
        None => {
            let looked: Vec<String> = roots::paths(given, settings).iter().map(|path| typed(path)).collect();
            let message = format!("is not among the schemas in {}; --schemas names their directory", looked.join(", "));
            Err(Problem::of(name, message))
        }
    }
}
