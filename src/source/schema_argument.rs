//! How a user names one schema in, the schema's text out: a file, a container file, or a version of a subject.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::explicit::short_labels;
use super::home::Home;
use super::paths::{missing, nearest, problem, typed};
use super::schema_choice::{Choice, Chosen};
use super::{log_schemas, schema_file, text};
use crate::history::{History, LinkedSubject, Subject};
use crate::model::input::{FixtureText, Input, Problem, VersionPlace};
use crate::model::version::Version;
use avro_resolve::file::container::{Blocks, MAGIC};

/// A schema that the user named.
#[derive(Clone, Debug)]
pub struct Given {
    /// What reports call it: `v1`, or the path of the file.
    pub label: String,
    /// The file that its text is from.
    pub file: String,
    /// The text, which needs no other file.
    pub text: String,
    /// What it comes from.
    pub origin: Origin,
}

/// What a schema comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A schema file.
    File,
    /// The header of a container file.
    Container(PathBuf),
    /// A version of a subject, with the fixtures of that version.
    Version {
        /// The subject.
        subject: String,
        /// The fixtures.
        fixtures: Vec<FixtureText>,
    },
}

/// Where versions are looked up.
#[derive(Debug)]
pub struct Archive<'a> {
    home: &'a Home,
    subject: Option<&'a str>,
    shelf: OnceCell<Result<Shelf, Vec<Problem>>>,
}

/// All schemas, read.
#[derive(Debug)]
struct Shelf {
    history: History,
    /// The versions of every subject: where a subject has no file of its own, it is unchanged.
    all: BTreeSet<Version>,
    fixtures: Vec<FixtureText>,
    /// What is wrong with fixtures.
    strays: Vec<Problem>,
}

/// Finds the schema that an argument names: the file of that path, or else the version of that label.
///
/// # Errors
/// If there is no such schema, or it cannot be read.
pub fn resolve(argument: &str, archive: &Archive<'_>) -> Result<Given, Vec<Problem>> {
    let path = Path::new(argument);
    if schema_file::is_file(path) {
        return of_file(path, archive.home);
    }
    if path.is_dir() {
        let message = "is a directory; name one schema: a file, or a version such as `v1` with `--schemas DIR`, or \
                       `--from v1 --to v2` beside the directory";
        return Err(vec![problem(typed(path), message)]);
    }
    let parts = || argument.match_indices('/').map(|(at, _)| (&argument[..at], &argument[at + 1..]));
    match (Version::parse(argument), parts().find_map(|(label, name)| Some((Version::parse(label)?, name)))) {
        (Some(version), _) => archive.version(&version, archive.subject),
        (None, Some((version, subject))) => archive.version(&version, Some(subject)),
        (None, None) => Err(vec![missing(path)]),
    }
}

/// Shortens the labels of two files to what tells them apart.
pub fn shorten(writer: &mut Given, reader: &mut Given) {
    let is_file = |given: &Given| match given.origin {
        Origin::File | Origin::Container(_) => true,
        Origin::Version { .. } => false,
    };
    if is_file(writer) && is_file(reader) {
        let names = [writer.label.clone(), reader.label.clone()];
        let mut labels = short_labels(&names).map(str::to_owned);
        writer.label = labels.next().unwrap_or_default();
        reader.label = labels.next().unwrap_or_default();
    }
}

fn of_file(path: &Path, schemas: &Home) -> Result<Given, Vec<Problem>> {
    if !is_container(path) {
        let Chosen { name, text } = Choice::new(schemas.clone()).file(path)?;
        return Ok(Given { label: name.clone(), file: name, text, origin: Origin::File });
    }
    let name = typed(path);
    let unreadable = |message: String| vec![problem(name.clone(), message)];
    let file = File::open(path).map_err(|error| unreadable(text::unreadable(&error)))?;
    let blocks = Blocks::new(BufReader::new(file)).map_err(|error| unreadable(error.to_string()))?;
    let text = blocks.header().schema_text.clone();
    Ok(Given { label: name.clone(), file: name, text, origin: Origin::Container(path.to_owned()) })
}

fn is_container(path: &Path) -> bool {
    // A pipe would be waited for, and what it says would be gone.
    if !path.is_file() {
        return false;
    }
    let mut start = [0; MAGIC.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == MAGIC
}

impl<'a> Archive<'a> {
    /// The schemas that are at home somewhere, of one subject if there are several, and their fixtures. Nothing is read
    /// until a version is wanted.
    pub fn new(home: &'a Home, subject: Option<&'a str>) -> Archive<'a> {
        Archive { home, subject, shelf: OnceCell::new() }
    }

    fn version(&self, wanted: &Version, subject: Option<&str>) -> Result<Given, Vec<Problem>> {
        let (shelf, linked) = self.linked(subject)?;
        let Shelf { all, fixtures, .. } = shelf;
        let in_force = linked.versions.iter().rposition(|released| released.version <= *wanted);
        let at = in_force.filter(|_| all.contains(wanted));
        let Some(at) = at else { return Err(vec![self.no_version(&linked, wanted)]) };
        let released = &linked.versions[at];
        let known = log_schemas::Known { schema: &released.schema, shapes: &linked.shapes, version: &released.version };
        let text = log_schemas::header_text(known).map_err(|problem| vec![problem])?;
        let holds = |fixture: &&FixtureText| {
            linked.versions.iter().rposition(|other| other.version <= fixture.version) == Some(at)
        };
        Ok(Given {
            label: wanted.label().to_owned(),
            file: released.schema.source(released.schema.links.root.file).name.clone(),
            text,
            origin: Origin::Version {
                subject: linked.name.clone(),
                fixtures: fixtures
                    .iter()
                    .filter(|fixture| fixture.subject == linked.name && holds(fixture))
                    .cloned()
                    .collect(),
            },
        })
    }

    /// The label of the subject's newest version.
    ///
    /// # Errors
    /// If the schemas cannot be read, or it is not clear which subject is meant.
    pub fn newest(&self) -> Result<String, Vec<Problem>> {
        let (_, linked) = self.linked(self.subject)?;
        let newest = linked.versions.last().map(|newest| newest.version.label().to_owned());
        newest.ok_or_else(|| vec![problem(self.home.name(), format!("`{}` has no version", linked.name))])
    }

    fn no_version(&self, linked: &LinkedSubject, wanted: &Version) -> Problem {
        let labels: Vec<&str> = linked.versions.iter().map(|released| released.version.label()).collect();
        let message = format!("`{}` has no version `{}`; there are {}", linked.name, wanted.label(), labels.join(", "));
        problem(self.home.name(), message)
    }

    /// All that is there, and the versions of one subject.
    fn linked(&self, subject: Option<&str>) -> Result<(&Shelf, LinkedSubject), Vec<Problem>> {
        let shelf = self.shelf.get_or_init(|| self.read()).as_ref().map_err(Clone::clone)?;
        let subject = self.subject(&shelf.history, subject)?;
        // A fixture of another subject that belongs nowhere is the gate's affair.
        let is_ours = |stray: &&Problem| stray.file.as_ref().is_some_and(|file| file.contains(&subject.name));
        let ours: Vec<Problem> = shelf.strays.iter().filter(is_ours).cloned().collect();
        if !ours.is_empty() {
            return Err(ours);
        }
        let own = shelf.history.own_library(subject);
        let library = if own.is_self_contained() { own } else { shelf.history.whole_library() };
        let unreadable = shelf.history.unreadable(&library);
        let (linked, mut problems) = shelf.history.link(subject, &Arc::new(library));
        if !problems.is_empty() || linked.versions.is_empty() {
            problems.extend(unreadable);
            problems.sort();
            return Err(problems);
        }
        Ok((shelf, linked))
    }

    fn read(&self) -> Result<Shelf, Vec<Problem>> {
        let input = self.home.read();
        if !input.problems.is_empty() {
            return Err(input.problems);
        }
        let Input { schemas, fixtures, problems: strays, .. } = self.home.read_with_fixtures();
        if self.home.fixtures().is_some_and(|directory| !directory.is_dir()) {
            return Err(strays);
        }
        let all = schemas.iter().filter_map(|schema| match &schema.place {
            VersionPlace::Shared { version, .. } | VersionPlace::Own(version) => Some(version.clone()),
            VersionPlace::Unversioned => None,
        });
        let all = all.collect();
        Ok(Shelf { history: History::new(schemas), all, fixtures, strays })
    }

    fn subject<'h>(&self, history: &'h History, wanted: Option<&str>) -> Result<&'h Subject, Vec<Problem>> {
        let names = || history.subjects.iter().map(|subject| subject.name.as_str());
        let complain = |message: String| vec![problem(self.home.name(), message)];
        match (wanted, &history.subjects[..]) {
            (Some(wanted), subjects) => subjects.iter().find(|subject| subject.name == wanted).ok_or_else(|| {
                let remedy = match nearest(wanted, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", few(names())),
                };
                complain(format!("no schema has the subject `{wanted}`; {remedy}"))
            }),
            (None, [only]) => Ok(only),
            (None, _) => {
                Err(complain(format!("there are several subjects; pick one with --subject: {}", few(names()))))
            }
        }
    }
}

fn few<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
}
