//! Finds the schema that a text means, in the same way for every command.

use std::io;
use std::path::{Path, PathBuf};

use super::archive::{Archive, Whose};
use super::link::{linked_file, linked_text};
use super::named::{NamedSchema, SchemaOrigin};
use super::reference::{self, Reference};
use crate::model::input::Problem;
use crate::model::limits::FILE_BYTES;
use crate::model::path::{is_schema_file, typed};
use crate::source::data_files::{DataFile, is_container};
use crate::source::disk;
use crate::source::location::{Location, is_on_disk};
use crate::store;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::Shapes;

/// What a user named.
#[derive(Debug)]
pub(crate) enum Named {
    Schema(NamedSchema),
    /// A directory, on disk or at a revision.
    Directory(Location),
}

/// Finds one schema: a file, a container file, a file at a git revision, or a version in the archive. A directory is no
/// schema, and so a version whose name a directory happens to have can still be meant.
///
/// # Errors
/// There is no such schema, or it cannot be read. What is wrong with its text shows when it is parsed.
pub(crate) fn schema(text: &str, archive: &Archive, whose: Whose<'_>) -> Result<NamedSchema, Vec<Problem>> {
    let reference = reference::parse(text, is_file);
    if reference == Reference::StandardInput {
        let message = "only compat, lint and diff read a schema from standard input; name a file";
        return Err(vec![Problem::of(text, message)]);
    }
    let directory = match found(reference, archive, whose)? {
        Named::Schema(schema) => return Ok(schema),
        Named::Directory(location) => location.name,
    };
    let message = "is a directory; name one schema: a file, or a version such as `v1` with `--schemas DIR`, or \
                   `--from v1 --to v2` beside the directory";
    Err(vec![Problem::of(directory, message)])
}

fn is_file(path: &Path) -> bool {
    is_on_disk(path) && !path.is_dir()
}

/// A schema, or a file of data to look into.
#[derive(Debug)]
pub(crate) enum SchemaOrData {
    /// A schema.
    Schema(NamedSchema),
    /// A container file, or what is to be one.
    Data(DataFile),
}

/// Finds a schema, or a file that is no schema by its name.
///
/// # Errors
/// There is no such schema or file, or it cannot be read.
pub(crate) fn schema_or_data(text: &str, archive: &Archive) -> Result<SchemaOrData, Vec<Problem>> {
    let is_data = Path::new(text).exists() || store::url(Path::new(text)).is_some();
    if is_data && !is_schema_file(text) {
        return Ok(SchemaOrData::Data(DataFile::new(Path::new(text))));
    }
    schema(text, archive, Whose::Subject).map(SchemaOrData::Schema)
}

/// Finds out whether a text can name a schema at all, before it is known whose is wanted.
///
/// # Errors
/// If there is no such file, version or subject.
pub(crate) fn check(text: &str, archive: &Archive) -> Result<(), Vec<Problem>> {
    match reference::parse(text, is_file) {
        Reference::Version(meanings) => archive.check_version(&meanings),
        Reference::StandardInput
        | Reference::Url(_)
        | Reference::Registry(_)
        | Reference::Path(_)
        | Reference::TypeOf { .. }
        | Reference::Revision(_)
        | Reference::Nothing(_) => schema(text, archive, Whose::Subject)?.parse(&mut Shapes::default()).map(|_| ()),
    }
}

/// Finds a schema or a directory.
pub(crate) fn named(text: &str, archive: &Archive) -> Result<Named, Vec<Problem>> {
    found(reference::parse(text, is_on_disk), archive, Whose::Subject)
}

fn found(reference: Reference<'_>, archive: &Archive, whose: Whose<'_>) -> Result<Named, Vec<Problem>> {
    let one = |problem: Problem| vec![problem];
    let path = match reference {
        Reference::StandardInput => return standard_input(archive).map(Named::Schema).map_err(one),
        Reference::Version(meanings) => return archive.version(&meanings, whose).map(Named::Schema),
        Reference::Nothing(path) if !path.exists() => return Err(one(disk::missing(path))),
        Reference::Path(path) | Reference::Revision(path) | Reference::Nothing(path) => path,
        Reference::Url(url) => {
            let message = "schemas are not read from the network yet; download the file and name it";
            return Err(one(Problem::of(url, message)));
        }
        Reference::Registry(text) => return archive.registry_version(text).map(Named::Schema).map_err(one),
        Reference::TypeOf { file, name } => {
            let location = Location::of(Path::new(file)).map_err(one)?;
            let named = linked_file(&location, archive).map_err(one)?;
            return Ok(Named::Schema(NamedSchema { about: Some(Name::new(name, "")), ..named }));
        }
    };
    if is_container(path) {
        return container(path.to_owned()).map(Named::Schema).map_err(one);
    }
    let location = Location::of(path).map_err(one)?;
    if location.is_directory() {
        return Ok(Named::Directory(location));
    }
    let named = linked_file(&location, archive).map_err(one)?;
    Ok(Named::Schema(match whose {
        Whose::Type(own) => named.about_type_called(own),
        Whose::Subject => named,
    }))
}

/// The schema that comes in by standard input, with the types of the archive that it uses.
fn standard_input(archive: &Archive) -> Result<NamedSchema, Problem> {
    let text = disk::read_to_end(io::stdin().lock(), 0, &FILE_BYTES).and_then(disk::decode);
    let text = text.map_err(|message| Problem::of(NamedSchema::STANDARD_INPUT, message))?;
    Ok(linked_text(NamedSchema::of_standard_input(text), archive))
}

/// The schema in the header of a container file.
fn container(path: PathBuf) -> Result<NamedSchema, Problem> {
    let name = typed(&path);
    let blocks = DataFile::new(&path).open()?.blocks().map_err(|error| Problem::of(&name, error.to_string()))?;
    let text = blocks.header().schema_text.clone();
    Ok(NamedSchema::alone(name, text, SchemaOrigin::Container(path)))
}
