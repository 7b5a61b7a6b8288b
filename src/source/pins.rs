//! Reads which files a schema says that it uses: `v3.refs.json` beside `v3.avsc`, as `avrocheck registry pull` writes them.
//!
//! Such a file is a list of references of a schema registry, each with a name, a subject and a version. The version of a subject
//! is `SUBJECT/vN.avsc` in the directory above the schema's own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::disk;
use super::files::SourceFile;
use super::git::{GitEntry, Repository, Revision, from_root};
use super::location::split_revision;
use crate::model::input::{Input, PinnedReference, Problem, VersionPlace};
use crate::model::path::{join, parent, without_extension};
use crate::model::version::Version;

/// A reference to a version of a subject.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with a name, a subject and a version")]
pub(crate) struct VersionPin {
    /// The name by which the schema uses it: for most, the full name of a type.
    pub(crate) name: String,
    pub(crate) subject: String,
    pub(crate) version: u32,
}

/// The path of a version of a subject below the directory of a registry's history.
pub(crate) fn schema_path(subject: &str, version: u32) -> String {
    format!("{}/v{version}.avsc", directory_name(subject))
}

/// The path of the file with the references of a schema.
pub(crate) fn references_path(schema: &str) -> String {
    format!("{}.refs.json", without_extension(schema))
}

/// The name of a subject's directory: what not every file system takes is percent-encoded, and the beginning of names that mean
/// something else there, such as `.git` and `v1`.
pub(crate) fn directory_name(subject: &str) -> String {
    let is_special = subject.starts_with('.') || Version::parse(subject).is_some();
    let encoded = |(at, byte): (usize, u8)| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' if at > 0 || !is_special => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    (0..).zip(subject.bytes()).map(encoded).collect()
}

/// Enters what the schemas of an input say that they use, on disk or at revisions of the repository whose root is given. What is
/// not among them is a problem.
pub(super) fn attach(input: &mut Input, repository: Option<&Path>) {
    let (mut problems, mut files) = (Vec::new(), PinFiles::of(repository));
    for schema in &mut input.schemas {
        if !matches!(schema.place, VersionPlace::Own(_)) {
            continue;
        }
        match read(&schema.name, &mut files) {
            Ok(references) => schema.references = references,
            Err(problem) => problems.push(problem),
        }
    }
    let names: HashSet<&str> = input.schemas.iter().map(|schema| schema.name.as_str()).collect();
    let references = input.schemas.iter().flat_map(|schema| schema.references.iter().map(move |one| (schema, one)));
    let missing = references.filter(|(_, reference)| !names.contains(reference.file.as_str()));
    problems.extend(missing.map(|(schema, reference)| {
        let is_there = matches!(files.text(&reference.file), Ok(Some(_)));
        not_read(&schema.name, &reference.file, if is_there { NOT_IN_RUN } else { NOT_THERE })
    }));
    input.problems.extend(problems);
}

const NOT_IN_RUN: &str = "which is not among the schemas of this run; give the directory that holds both";

const NOT_THERE: &str = "which is not there; run `avrocheck registry pull` again";

fn not_read(schema: &str, file: &str, why: &str) -> Problem {
    Problem::of(references_path(schema), format!("refers to {file}, {why}"))
}

/// The files that a schema says it uses, and those that these use in turn; `None` if it says nothing.
///
/// # Errors
/// One of them cannot be read.
pub(super) fn files_used(schema: &str, repository: Option<&Path>) -> Result<Option<Vec<SourceFile>>, Problem> {
    let mut pins = PinFiles::of(repository);
    let own = read(schema, &mut pins)?;
    if own.is_empty() {
        return Ok(None);
    }
    let (mut files, mut seen) = (Vec::new(), BTreeSet::from([schema.to_owned()]));
    let mut open: Vec<(String, PinnedReference)> = own.into_iter().map(|one| (schema.to_owned(), one)).collect();
    while let Some((user, PinnedReference { file: name, .. })) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let Some(text) = pins.text(&name)? else { return Err(not_read(&user, &name, NOT_THERE)) };
        open.extend(read(&name, &mut pins)?.into_iter().map(|one| (name.clone(), one)));
        files.push(SourceFile { relative: name.clone(), name, text: text.into() });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Some(files))
}

/// What the file beside a schema says; nothing if there is none.
fn read(schema: &str, files: &mut PinFiles<'_>) -> Result<Vec<PinnedReference>, Problem> {
    let example = r#"a list of references such as [{"name": "shop.Address", "subject": "address", "version": 2}]"#;
    let file = references_path(schema);
    let mut pins: Vec<VersionPin> = files.json(&file, example)?.unwrap_or_default();
    demand_one_of_each_name(&file, &mut pins)?;
    let (revision, path) = revision_of(schema).map_or(("", schema), |(name, path)| (&schema[..=name.len()], path));
    let directory = parent(path).unwrap_or_default();
    let root = match directory {
        "" | "." | ".." => join(directory, ".."),
        directory if directory.ends_with("/..") => join(directory, ".."),
        directory => parent(directory).unwrap_or_default().to_owned(),
    };
    let pinned = |VersionPin { name, subject, version }: VersionPin| PinnedReference {
        name,
        file: format!("{revision}{}", join(&root, &schema_path(&subject, version))),
    };
    Ok(pins.into_iter().map(pinned).collect())
}

/// Leaves out references that are there twice.
///
/// # Errors
/// Two have one name, and mean different versions.
fn demand_one_of_each_name(file: &str, pins: &mut Vec<VersionPin>) -> Result<(), Problem> {
    let mut known: HashMap<String, VersionPin> = HashMap::new();
    let mut other = None;
    pins.retain(|pin| match known.get(&pin.name) {
        None => known.insert(pin.name.clone(), pin.clone()).is_none(),
        Some(first) => {
            other = other.take().or_else(|| (first != pin).then(|| (first.clone(), pin.clone())));
            false
        }
    });
    let Some((first, second)) = other else { return Ok(()) };
    let message = format!(
        "says \"{}\" twice, as version {} of `{}` and as version {} of `{}`; leave the reference that the registry has",
        first.name, first.version, first.subject, second.version, second.subject
    );
    Err(Problem::of(file, message))
}

fn parse_json<T: DeserializeOwned>(file: &str, text: &str, example: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| Problem {
        file: Some(file.to_owned()),
        position: Some((error.line() as u32, error.column().max(1) as u32)),
        message: format!("this is not {example}: {}", in_words(&error)),
    })
}

/// Why a text is not the JSON that was expected, without the place.
pub(super) fn in_words(error: &serde_json::Error) -> String {
    let words = [
        ("EOF while parsing", "it ends within"),
        ("type: map", "type: object"),
        ("type: sequence", "type: list"),
        ("u32", "a whole number"),
        ("a sequence", "a list"),
        ("a map", "an object"),
    ];
    let cause = error.to_string();
    let cause = cause.split(" at line ").next().unwrap_or_default();
    words.into_iter().fold(cause.to_owned(), |cause, (own, plain)| cause.replace(own, plain))
}

/// The revision and the path of a name such as `main:history/orders/v1.avsc`.
fn revision_of(name: &str) -> Option<(&str, &str)> {
    split_revision(name).filter(|_| !name.starts_with(['.', '/']))
}

/// The files on disk, and those at revisions, each of which is found once.
pub(super) struct PinFiles<'a> {
    repository: Option<&'a Path>,
    revisions: BTreeMap<String, Option<(Repository, Revision)>>,
}

impl PinFiles<'_> {
    /// Those of the repository whose root is given.
    pub(super) fn of(repository: Option<&Path>) -> PinFiles<'_> {
        PinFiles { repository, revisions: BTreeMap::new() }
    }

    /// What a file of a pull says; `None` if there is none. `example` says what it is to be.
    ///
    /// # Errors
    /// It cannot be read, or is something else.
    pub(super) fn json<T: DeserializeOwned>(&mut self, file: &str, example: &str) -> Result<Option<T>, Problem> {
        self.text(file)?.map(|text| parse_json(file, &text, example)).transpose()
    }

    /// The text of a file; `None` if there is none.
    fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let text = match revision_of(name) {
            Some((revision, path)) => self.at_revision(revision, path)?,
            None if Path::new(name).exists() => Some(disk::text(Path::new(name))),
            None => None,
        };
        text.transpose().map_err(|message| Problem::of(name, message))
    }

    fn at_revision(&mut self, revision: &str, path: &str) -> Result<Option<Result<String, String>>, Problem> {
        let open = || {
            let repository = Repository::open(self.repository, Path::new(".")).ok()?;
            let revision = repository.revision(revision).ok()?;
            Some((repository, revision))
        };
        // Where there is no such revision, no schema has been read there either.
        let opened = self.revisions.entry(revision.to_owned()).or_insert_with(open);
        let Some((repository, revision)) = opened else { return Ok(None) };
        Ok(match repository.entry(revision, &from_root(repository, path)?) {
            Ok(Some(GitEntry::File(blob))) => Some(repository.text(blob)),
            Ok(Some(GitEntry::Closed(why))) => Some(Err(format!("cannot be read: {why}"))),
            Ok(Some(GitEntry::Directory(_)) | None) => None,
            Err(message) => Some(Err(message)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::directory_name;

    #[test]
    fn every_subject_is_a_directory() {
        for (subject, name) in [
            ("orders-value", "orders-value"),
            ("shop.Order", "shop.Order"),
            (":.dev:orders/value", "%3A.dev%3Aorders%2Fvalue"),
            ("café 50%", "caf%C3%A9%2050%25"),
            ("..", "%2E."),
            (".git", "%2Egit"),
            ("v1", "%761"),
            ("2024-05-01", "%32024-05-01"),
        ] {
            assert_eq!(directory_name(subject), name);
        }
    }
}
