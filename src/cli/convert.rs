//! `avrocheck convert`: converts schemas between JSON, protocols and Avro IDL.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::model::input::Problem;
use crate::model::path::{file_name, typed, without_extension};
use crate::model::text::listed;
use crate::sink::file::Existing;
use crate::sink::texts;
use crate::source::bundle::{bundle, problems};
use crate::source::config::Layer;
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::named::NamedSchema;
use crate::source::lookup::resolve;
use crate::store;
use avro_resolve::schema::convert::{Bundle, Converted, NormalJson, protocol_of_types};
use avro_resolve::schema::fault::FileFault;
use avro_resolve::schema::name::{Name, is_valid_part};
use avro_resolve::schema::source::Source;
use avro_resolve::schema::syntax::Syntax;

use super::args::{ConvertArgs, Global, SchemaLanguage};
use super::output::{Status, complain, print_text, refuse, refuse_all};
use super::output_file::{Failure, to_file};
use super::{gate, output_file};

pub(crate) fn run(args: &ConvertArgs, global: &Global) -> Status {
    let archive = gate::archive(None, &Layer::default(), global);
    let conversion =
        resolve::schema(&args.file, &archive, Whose::Subject).and_then(|named| Conversion::of(named, &archive, args));
    let out = output_file::named(args.out.as_deref());
    let written = conversion.and_then(|conversion| match out {
        Some(directory) if is_directory(directory) => Ok(write_all(&conversion.each_type(directory, args)?, args)),
        _ => Ok(write(out, &conversion.text(args.to)?, args)),
    });
    gate::with_hints(&archive, global, written.unwrap_or_else(|problems| complain(&problems)))
}

/// The text of a file in another language.
///
/// # Errors
/// Why there is none.
#[cfg(feature = "lsp")]
pub(super) fn text_of(file: &str, to: SchemaLanguage, global: &Global) -> Result<String, Vec<Problem>> {
    let archive = gate::archive(None, &Layer::default(), global);
    let args = ConvertArgs { file: file.to_owned(), to, inline: false, out: None, force: false };
    resolve::schema(file, &archive, Whose::Subject).and_then(|named| Conversion::of(named, &archive, &args))?.text(to)
}

fn is_directory(path: &Path) -> bool {
    path.is_dir() || store::url(path).is_none() && path.as_os_str().to_string_lossy().ends_with('/')
}

/// Writes a text into a file, or prints it.
fn write(file: Option<&Path>, text: &str, args: &ConvertArgs) -> Status {
    let Some(file) = file else { return print_text(text) };
    let existing = if args.force { Existing::Replace } else { Existing::Refuse };
    match to_file(file, existing, |out| out.write_all(text.as_bytes()).map_err(Failure::Output)) {
        Ok(()) => Status::Passed,
        Err(messages) => refuse_all(&messages),
    }
}

/// Writes the files of a directory.
fn write_all(files: &[(PathBuf, String)], args: &ConvertArgs) -> Status {
    let is_there = |(file, _): &&(PathBuf, String)| args.force && file.exists();
    let (old, new): (Vec<_>, Vec<_>) = files.iter().partition(is_there);
    let new: Vec<(PathBuf, String)> = new.into_iter().cloned().collect();
    if let Err((file, error)) = texts::write_new(&new) {
        return match error.kind() {
            ErrorKind::AlreadyExists => refuse(error.to_string()),
            _ => refuse(format!("{}: cannot be written: {error}", typed(&file))),
        };
    }
    let statuses = old.into_iter().map(|(file, text)| write(Some(file), text, args));
    statuses.max().unwrap_or(Status::Passed)
}

/// A file that is to be converted, with all that it needs.
struct Conversion {
    named: NamedSchema,
    bundle: Bundle,
}

impl Conversion {
    fn of(named: NamedSchema, archive: &Archive, args: &ConvertArgs) -> Result<Conversion, Vec<Problem>> {
        let mut bundle = bundle(Source::new(named.file.clone(), named.text.clone()), &archive.import_path());
        // Other languages have no names for what other files define.
        let is_whole = args.inline || args.to != SchemaLanguage::Avsc;
        if is_whole && Syntax::of(&named.file) == Syntax::Schema {
            if !named.unlinked.is_empty() {
                return Err(named.unlinked);
            }
            for other in &named.others {
                bundle = bundle.with_other(Source::new(other.name.clone(), other.text.clone()));
            }
        }
        Ok(Conversion { named, bundle })
    }

    fn problem(&self, message: impl Into<String>) -> Vec<Problem> {
        vec![Problem::of(&self.named.file, message)]
    }

    fn clear<T>(&self, made: Result<T, Vec<FileFault>>) -> Result<T, Vec<Problem>> {
        made.map_err(|faults| problems(&self.bundle, &faults))
    }

    /// The one type that is meant, or else all that the file has.
    fn converted(&self) -> Result<Converted, Vec<Problem>> {
        match &self.named.about {
            Some(name) => self.schema(name).map(Converted::Schema),
            None => self.clear(self.bundle.convert()),
        }
    }

    /// The schema of a type, with all types that it uses.
    fn schema(&self, name: &Name) -> Result<NormalJson, Vec<Problem>> {
        let found = self.clear(self.bundle.schema(name))?;
        found.ok_or_else(|| self.problem(format!("defines no type {}", name)))
    }

    /// The whole in one text.
    fn text(&self, language: SchemaLanguage) -> Result<String, Vec<Problem>> {
        let converted = self.converted()?;
        match language {
            SchemaLanguage::Avdl => converted.to_idl().map_err(|error| self.problem(error.to_string())),
            SchemaLanguage::Avpr => self.protocol(converted).map(|protocol| protocol.pretty()),
            SchemaLanguage::Avsc => match converted {
                Converted::Schema(schema) => Ok(schema.pretty()),
                Converted::Protocol(_) | Converted::Schemas(_) => self.only_subject().map(|schema| schema.pretty()),
            },
        }
    }

    /// A protocol; of what is none, one that is called as the file and has its types.
    fn protocol(&self, converted: Converted) -> Result<NormalJson, Vec<Problem>> {
        if let Converted::Protocol(protocol) = converted {
            return Ok(protocol);
        }
        let file = file_name(without_extension(&self.named.file));
        // `Order` of `shop.Order.avsc`, `order` of `HEAD:order.avsc`.
        let name = file.rsplit(['.', ':']).next().unwrap_or(file);
        if !is_valid_part(name) {
            let message = "a protocol is called as its file, and this is no name in Avro; rename the file";
            return Err(self.problem(message));
        }
        let protocol = match (&self.named.about, converted) {
            (Some(_), Converted::Schema(schema)) => protocol_of_types(name, vec![schema]),
            _ => self.clear(self.bundle.types_as_protocol(name))?,
        };
        match &protocol {
            NormalJson::Object(parts) if parts.iter().any(|(_, part)| *part == NormalJson::Array(Vec::new())) => {
                Err(self.problem("defines no named type, and a protocol has no others"))
            }
            _ => Ok(protocol),
        }
    }

    /// The schema of the type that the file is about.
    fn only_subject(&self) -> Result<NormalJson, Vec<Problem>> {
        let document = self.bundle.files[0].document.as_ref().expect("it was converted");
        let names: Vec<&Name> = document.names_of_subjects().collect();
        match names[..] {
            [only] => self.schema(only),
            [] => Err(self.problem("defines no type")),
            [first, ..] => {
                let all: Vec<String> = names.iter().map(ToString::to_string).collect();
                let (file, all) = (&self.named.file, listed(&all, 12, ", "));
                Err(self.problem(format!(
                    "has several types: name one, such as {file}#{first}, or write each to its file with -o DIR/; it has {all}"
                )))
            }
        }
    }

    /// Each named type as a schema in a file of its own.
    fn each_type(&self, directory: &Path, args: &ConvertArgs) -> Result<Vec<(PathBuf, String)>, Vec<Problem>> {
        if args.to != SchemaLanguage::Avsc || self.named.about.is_some() {
            return Err(vec![Problem::of(typed(directory), "is a directory, and the result is one file; name a file")]);
        }
        let types = self.clear(self.bundle.each_type())?;
        if types.is_empty() {
            return Err(self.problem("defines no named type"));
        }
        let each = types.into_iter().map(|(name, alone)| {
            if !name.is_valid() {
                let message = format!("\"{}\" is no name in Avro, and no file is called so", name);
                return Err(self.problem(message));
            }
            let schema = if args.inline { self.schema(&name)? } else { alone };
            Ok((directory.join(format!("{name}.avsc")), schema.pretty()))
        });
        each.collect()
    }
}
