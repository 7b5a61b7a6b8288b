//! What a user calls a reader's schema in, the text of that schema for a given writer out.

use std::path::Path;

use super::log_schemas::{self, LogSchemas};
use super::paths::{has_extension, missing, typed};
use super::text;
use crate::compat::input::Problem;
use crate::schema::Schema;
use crate::schema::shape::Shapes;

/// A schema file, or a version of the schemas in a directory.
pub enum ReaderSchemas {
    /// One schema for every writer.
    File {
        /// The name that reports print.
        name: String,
        /// Its text.
        text: String,
    },
    /// The schema of the writer's name in this version.
    Version {
        /// The version as it was written.
        label: String,
        /// Where to look.
        schemas: LogSchemas,
    },
}

/// Reads the file that `wanted` names, or else the schemas of a directory in which it names a version.
///
/// # Errors
/// All that is wrong with them.
pub fn read(wanted: &str, directory: &Path) -> Result<ReaderSchemas, Vec<Problem>> {
    let path = Path::new(wanted);
    if path.is_file() {
        let name = typed(path);
        return match text::read(path) {
            Ok(text) => Ok(ReaderSchemas::File { name, text }),
            Err(message) => Err(vec![Problem { file: Some(name), position: None, message }]),
        };
    }
    let schemas = log_schemas::read(directory).map_err(|problems| no_file(path, problems))?;
    schemas.version(wanted).map_err(|problem| no_file(path, vec![problem]))?;
    Ok(ReaderSchemas::Version { label: wanted.to_owned(), schemas })
}

/// What looks like a file was to be one: that it is not there is the problem then.
fn no_file(path: &Path, problems: Vec<Problem>) -> Vec<Problem> {
    if has_extension(&typed(path), "avsc") { vec![missing(path)] } else { problems }
}

impl ReaderSchemas {
    /// Under what name and with which text a reader takes the data of `writer`.
    ///
    /// # Errors
    /// If the version has no schema of the writer's name.
    pub fn for_writer(&self, shapes: &Shapes, writer: &Schema) -> Result<(String, String), Problem> {
        match self {
            ReaderSchemas::File { name, text } => Ok((name.clone(), text.clone())),
            ReaderSchemas::Version { label, schemas } => {
                let own = shapes.get(writer.root_shape()).name().map_or("", |name| name.short());
                let known = schemas.named(own, Some(label))?;
                let file = known.schema.source(known.schema.links.root.file).name.clone();
                Ok((file, log_schemas::header_text(known)?))
            }
        }
    }
}
