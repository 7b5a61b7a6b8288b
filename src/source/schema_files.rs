//! A directory in, the schema files below it out; schema files in, their texts out.

use std::path::Path;

use rayon::prelude::*;

use super::arrangement::Placed;
use super::paths::{has_extension, problem, typed};
use super::text;
use super::walk::{Found, Tree, walk};
use crate::model::input::{Input, Problem, SchemaText};

/// The schema files below a directory, sorted by name, and its directories. Whatever keeps schemas from being found
/// becomes a problem, whatever else is odd a note.
pub(super) fn find(root: &Path, input: &mut Input) -> (Vec<Found>, Vec<String>) {
    let Tree { mut files, directories, problems, mut notes } = walk(root);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let (schemas, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| has_extension(&file.name, "avsc"));
    let others: Vec<String> = others.into_iter().map(|file| file.name).collect();
    if !schemas.is_empty() {
        notes.extend(OtherForm::of(&others, "avdl").iter().map(|form| form.unread(&form.convert_idl())));
        notes.extend(OtherForm::of(&others, "avpr").iter().map(|form| form.unread(WRITE_TYPES)));
    } else if problems.is_empty() {
        let none = || "no file here ends in .avsc; check the path".to_owned();
        let cause = only_other_forms(&others).unwrap_or_else(none);
        input.problems.push(problem(typed(root), format!("no schema found: {cause}")));
    }
    notes.sort();
    input.problems.extend(problems);
    input.notes.extend(notes);
    (schemas, directories)
}

/// What to do about files among these that Avro knows and that are not read, where there are no others.
pub(super) fn only_other_forms(files: &[String]) -> Option<String> {
    match (OtherForm::of(files, "avdl"), OtherForm::of(files, "avpr")) {
        (Some(form), _) => Some(format!("there is only Avro IDL here ({}); {}", form.count(), form.convert_idl())),
        (None, Some(form)) => Some(format!("there are only protocols here ({}); {WRITE_TYPES}", form.count())),
        (None, None) => None,
    }
}

/// Files of another form that Avro knows and that is not read.
struct OtherForm<'a> {
    example: &'a str,
    others: usize,
}

const WRITE_TYPES: &str = "write the protocol's types as .avsc files";

impl<'a> OtherForm<'a> {
    fn of(files: &'a [String], extension: &str) -> Option<OtherForm<'a>> {
        let mut names = files.iter().map(String::as_str).filter(|name| has_extension(name, extension));
        let example = names.next()?;
        Some(OtherForm { example, others: names.count() })
    }

    fn count(&self) -> String {
        match self.others {
            0 => self.example.to_owned(),
            others => format!("{} and {others} more", self.example),
        }
    }

    fn unread(&self, remedy: &str) -> String {
        let (is, it) = if self.others == 0 { ("is", "it") } else { ("are", "them") };
        format!("{} {is} not read; to check {it}, {remedy}", self.count())
    }

    fn convert_idl(&self) -> String {
        let directory = Path::new(self.example).parent().map_or_else(|| ".".to_owned(), typed);
        format!("convert: `java -jar avro-tools.jar idl2schemata {} {directory}/`", self.example)
    }
}

/// Reads the files, each once and many at a time, in the order of their names.
pub(super) fn read_texts(mut placed: Vec<Placed>, input: &mut Input) {
    placed.sort_by(|a, b| a.file.name.cmp(&b.file.name));
    let read = |Placed { file, subject, place }: Placed| match text::of(file.content) {
        Ok(text) => Ok(SchemaText { name: file.name, text, subject, place }),
        Err(message) => Err(problem(file.name, message)),
    };
    let texts: Vec<Result<SchemaText, Problem>> = placed.into_par_iter().map(read).collect();
    for text in texts {
        match text {
            Ok(schema) => input.schemas.push(schema),
            Err(problem) => input.problems.push(problem),
        }
    }
}
