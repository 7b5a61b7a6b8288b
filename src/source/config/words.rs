//! Reads the settings that a file, an environment variable or a flag can give.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::model::input::Problem;
use crate::model::level::Level;
use crate::model::limits::PATTERNS;
use crate::model::text::{grouped, nearest};
use crate::model::version::Version;
use crate::policy::FailOn;
use crate::policy::Grouping;
use crate::policy::globs::Globs;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::rule::Implementation;
use crate::source::layout::template::Template;
use avro_resolve::foreign::is_hidden;

/// A key that has a variable too: `AVROCHECK_` and its name in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum SettingKey {
    /// Directories of schemas.
    Schemas,
    /// Files below them that are not read.
    Exclude,
    /// Directories in which imports are looked for.
    ImportPath,
    /// The directory of fixtures.
    Fixtures,
    /// How paths say subject and version.
    Layout,
    /// The revision that the schemas are compared with.
    Against,
    /// What the newest version owes to older ones.
    Level,
    /// From which severity on a finding fails the run.
    FailOn,
    /// Whose readers matter.
    Assume,
    /// From which version on pairs are gated.
    Since,
    /// Across which versions nothing is gated.
    Group,
    /// The known findings.
    Baseline,
}

impl SettingKey {
    /// All of them, as the file would list them.
    pub(crate) const ALL: [SettingKey; 12] = [
        SettingKey::Schemas,
        SettingKey::Exclude,
        SettingKey::ImportPath,
        SettingKey::Fixtures,
        SettingKey::Layout,
        SettingKey::Against,
        SettingKey::Level,
        SettingKey::FailOn,
        SettingKey::Assume,
        SettingKey::Since,
        SettingKey::Group,
        SettingKey::Baseline,
    ];

    /// Its name in the file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            SettingKey::Schemas => "schemas",
            SettingKey::Exclude => "exclude",
            SettingKey::ImportPath => "import_path",
            SettingKey::Fixtures => "fixtures",
            SettingKey::Layout => "layout",
            SettingKey::Against => "against",
            SettingKey::Level => "level",
            SettingKey::FailOn => "fail_on",
            SettingKey::Assume => "assume",
            SettingKey::Since => "since",
            SettingKey::Group => "group",
            SettingKey::Baseline => "baseline",
        }
    }

    /// The default, if there is one.
    pub(super) fn default_words(self) -> Option<Vec<String>> {
        match self {
            SettingKey::Schemas => Some(vec!["schemas".to_owned()]),
            SettingKey::Level => Some(vec![Level::DEFAULT.name().to_owned()]),
            SettingKey::FailOn => Some(vec![FailOn::DEFAULT.name().to_owned()]),
            SettingKey::Assume => Some(Implementation::DEFAULT.map(|one| one.name().to_owned()).to_vec()),
            SettingKey::Exclude
            | SettingKey::ImportPath
            | SettingKey::Fixtures
            | SettingKey::Layout
            | SettingKey::Against
            | SettingKey::Since
            | SettingKey::Group
            | SettingKey::Baseline => None,
        }
    }

    /// Whether its value is a list.
    pub(super) fn is_list(self) -> bool {
        match self {
            SettingKey::Schemas | SettingKey::Exclude | SettingKey::ImportPath | SettingKey::Assume => true,
            SettingKey::Fixtures
            | SettingKey::Layout
            | SettingKey::Against
            | SettingKey::Level
            | SettingKey::FailOn
            | SettingKey::Since
            | SettingKey::Group
            | SettingKey::Baseline => false,
        }
    }
}

/// What one place says, in words.
#[derive(Clone, Default, Debug)]
pub(crate) struct Layer(BTreeMap<SettingKey, Vec<Stated<String>>>);

/// The meaning of words that can be said everywhere.
#[derive(Clone, Default, Debug)]
pub struct Plain {
    /// Directories of schemas.
    pub schemas: Option<Stated<Vec<PathBuf>>>,
    /// Globs of files below them that are not read, from the directory of the configuration.
    pub exclude: Option<Stated<Vec<String>>>,
    /// Directories in which the imports of IDL are looked for, if they are not beside the file that imports.
    pub import_path: Option<Stated<Vec<PathBuf>>>,
    /// The directory of fixtures.
    pub fixtures: Option<Stated<PathBuf>>,
    /// How paths say subject and version.
    pub layout: Option<Stated<Template>>,
    /// The revision that the schemas are compared with, where no flag names another.
    pub against: Option<Stated<String>>,
    /// What the newest version owes to older ones.
    pub level: Option<Stated<Level>>,
    /// From which severity on a finding fails the run.
    pub fail_on: Option<Stated<FailOn>>,
    /// Whose readers matter.
    pub assume: Option<Stated<Vec<Implementation>>>,
    /// From which version on pairs are gated.
    pub since: Option<Stated<Version>>,
    /// Across which versions nothing is gated.
    pub group: Option<Stated<Grouping>>,
    /// The known findings.
    pub baseline: Option<Stated<PathBuf>>,
}

impl Layer {
    /// Enters the words of a key; without any, nothing was said.
    pub(super) fn put(&mut self, key: SettingKey, words: Vec<Stated<String>>) {
        if !words.is_empty() {
            self.0.insert(key, words);
        }
    }

    pub(super) fn words(&self, key: SettingKey) -> Option<&[Stated<String>]> {
        self.0.get(&key).map(Vec::as_slice)
    }

    /// The meaning of the words, with paths that start at `directory`; for keys that are not set here, that of the layers
    /// below. A word without a meaning becomes a problem.
    pub(super) fn meaning(&self, directory: &Path, below: Plain, problems: &mut Vec<Problem>) -> Plain {
        let path = |word: &str| match word {
            "" => Err("this names no path; leave it out, or name one".to_owned()),
            word => Ok(directory.join(word)),
        };
        let fail_on = |word: &str| word.parse().map_err(|error| suggest(word, &FAIL_ON, error));
        Plain {
            schemas: self.list(SettingKey::Schemas, problems, path).or(below.schemas),
            exclude: self.globs(SettingKey::Exclude, problems).or(below.exclude),
            import_path: self.list(SettingKey::ImportPath, problems, path).or(below.import_path),
            fixtures: self.one(SettingKey::Fixtures, problems, path).or(below.fixtures),
            layout: self.one(SettingKey::Layout, problems, parsed).or(below.layout),
            against: self.one(SettingKey::Against, problems, revision).or(below.against),
            level: self.one(SettingKey::Level, problems, parsed).or(below.level),
            fail_on: self.one(SettingKey::FailOn, problems, fail_on).or(below.fail_on),
            assume: self.list(SettingKey::Assume, problems, assumed).or(below.assume),
            since: self.one(SettingKey::Since, problems, version).or(below.since),
            group: self.one(SettingKey::Group, problems, parsed).or(below.group),
            baseline: self.one(SettingKey::Baseline, problems, path).or(below.baseline),
        }
    }

    fn one<T>(
        &self,
        key: SettingKey,
        problems: &mut Vec<Problem>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Stated<T>> {
        let Stated { mut value, origin } = self.list(key, problems, read)?;
        Some(Stated { value: value.pop()?, origin })
    }

    fn globs(&self, key: SettingKey, problems: &mut Vec<Problem>) -> Option<Stated<Vec<String>>> {
        let words = self.words(key)?;
        if words.len() as u64 <= PATTERNS.most {
            return self.list(key, problems, glob);
        }
        let most = grouped(PATTERNS.most);
        let message =
            format!("there are more than {most} patterns, which is the limit; write fewer, as in \"{{a,b}}/**\"");
        problems.push(problem(&words.first()?.origin, message));
        None
    }

    fn list<T>(
        &self,
        key: SettingKey,
        problems: &mut Vec<Problem>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Stated<Vec<T>>> {
        let words = self.words(key)?;
        let mut read = |word: &Stated<String>| {
            read(&word.value).map_err(|message| problems.push(problem(&word.origin, message))).ok()
        };
        let value = words.iter().filter_map(&mut read).collect();
        Some(Stated { value, origin: words.first()?.origin.clone() })
    }
}

pub(super) const FAIL_ON: [&str; 4] = ["breaking", "dangerous", "safe", "never"];

/// The complaint with the word that was most likely meant.
pub(super) fn suggest(word: &str, words: &[&str], complaint: impl ToString) -> String {
    match nearest(word, words.iter().copied()) {
        Some(meant) => format!("{}; did you mean {meant}?", complaint.to_string()),
        None => complaint.to_string(),
    }
}

/// Whether nobody can see anything in a text.
pub(crate) fn says_nothing(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_hidden(character) || character == BLANK_PATTERN)
}

/// The pattern of braille without a dot, which is no space by its properties.
const BLANK_PATTERN: char = '\u{2800}';

fn glob(word: &str) -> Result<String, String> {
    Globs::new([word]).map(|_| word.to_owned()).map_err(|error| error.to_string())
}

fn revision(word: &str) -> Result<String, String> {
    match word.trim() {
        "registry:" => Err("this names no registry; write its name, such as registry:prod, or its URL".to_owned()),
        "" => Err("this names no revision; leave it out, or name a branch, such as origin/main".to_owned()),
        word => Ok(word.to_owned()),
    }
}

pub(super) fn version(word: &str) -> Result<Version, String> {
    Version::parse(word).ok_or_else(|| format!("\"{word}\" is no version; write it as in paths, such as v3 or 1.2"))
}

fn assumed(word: &str) -> Result<Implementation, String> {
    let words = Implementation::ALL.map(Implementation::name);
    let known = Implementation::ALL.into_iter().find(|one| one.name() == word);
    known.ok_or_else(|| suggest(word, &words, format!("\"{word}\" is not one of {}", words.join(", "))))
}

fn parsed<T: FromStr<Err: Display>>(word: &str) -> Result<T, String> {
    word.parse().map_err(|error: T::Err| error.to_string())
}

/// The problem of a word that comes from there.
pub(super) fn problem(origin: &SettingOrigin, message: String) -> Problem {
    match origin {
        SettingOrigin::File(place) => {
            Problem { file: Some(place.file.clone()), position: Some((place.line, place.column)), message }
        }
        SettingOrigin::Variable(name) => Problem::of_run(format!("{name}: {message}")),
        SettingOrigin::Flag(flag) => Problem::of_run(format!("{flag}: {message}")),
        SettingOrigin::Default | SettingOrigin::Unreadable => Problem::of_run(message),
    }
}
