//! Reads the keys of an `avrocheck.toml`, or reports the first that is unknown or has a wrong value.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::words::{Layer, SettingKey, problem};
use crate::model::input::Problem;
use crate::model::text::nearest;
use crate::policy::origin::{ConfigPlace, SettingOrigin, Stated};
use avro_resolve::schema::source::Source;

/// The version of the file's form that this program knows.
const VERSION: i64 = 1;

pub(super) type Word = Spanned<String>;

/// The keys. Every one is optional: a configuration may say as little as it likes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    #[serde(rename = "version")]
    _version: Option<i64>,
    #[serde(default, deserialize_with = "some_words")]
    schemas: Option<Vec<Word>>,
    #[serde(default, deserialize_with = "some_words")]
    exclude: Option<Vec<Word>>,
    #[serde(default, deserialize_with = "some_words")]
    import_path: Option<Vec<Word>>,
    fixtures: Option<Word>,
    layout: Option<Word>,
    against: Option<Word>,
    level: Option<Word>,
    fail_on: Option<Word>,
    #[serde(default, deserialize_with = "some_words")]
    assume: Option<Vec<Word>>,
    since: Option<Word>,
    group: Option<Word>,
    baseline: Option<Word>,
    #[serde(default)]
    pub(super) rules: BTreeMap<Word, Word>,
    #[serde(default, rename = "override")]
    pub(super) overrides: Vec<Spanned<OverrideKeys>>,
    #[serde(default)]
    pub(super) retired: Vec<Spanned<RetiredKeys>>,
    #[serde(default)]
    pub(super) subject: Vec<Spanned<SubjectKeys>>,
    #[serde(default)]
    pub(super) waive: Vec<Spanned<WaiveKeys>>,
    #[serde(default)]
    pub(super) registry: BTreeMap<Word, RegistryKeys>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OverrideKeys {
    #[serde(default, deserialize_with = "words")]
    pub(super) subjects: Vec<Word>,
    #[serde(default, deserialize_with = "words")]
    pub(super) paths: Vec<Word>,
    pub(super) level: Option<Word>,
    pub(super) fail_on: Option<Word>,
    pub(super) since: Option<Word>,
    #[serde(default)]
    pub(super) rules: BTreeMap<Word, Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetiredKeys {
    #[serde(deserialize_with = "words")]
    pub(super) versions: Vec<Word>,
    pub(super) reason: Word,
    #[serde(default, deserialize_with = "words")]
    pub(super) subjects: Vec<Word>,
    #[serde(default, deserialize_with = "words")]
    pub(super) paths: Vec<Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectKeys {
    pub(super) name: Word,
    #[serde(default, deserialize_with = "words")]
    pub(super) paths: Vec<Word>,
    #[serde(rename = "type")]
    pub(super) ty: Option<Word>,
    #[serde(default, deserialize_with = "words_or_none")]
    pub(super) former: Option<Vec<Word>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaiveKeys {
    pub(super) fingerprint: Word,
    pub(super) reason: Word,
    pub(super) expires: Option<Spanned<toml::Value>>,
    pub(super) subject: Option<Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegistryKeys {
    pub(super) url: Word,
    pub(super) naming: Option<Word>,
    pub(super) context: Option<Word>,
    #[serde(default)]
    pub(super) headers: BTreeMap<Word, Word>,
}

/// A list that says something. An empty one would mean nothing, or everything: nobody knows.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Word>, D::Error> {
    match words_or_none(deserializer)? {
        Some(words) if !words.is_empty() => Ok(words),
        Some(_) | None => Err(de::Error::custom("this list is empty; leave it out, or write something into it")),
    }
}

/// A list that may say that there is nothing.
fn words_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Word>>, D::Error> {
    let words = Vec::<Word>::deserialize(deserializer)?;
    match words.iter().all(|word| !word.get_ref().is_empty()) {
        true => Ok(Some(words)),
        false => Err(de::Error::custom("a word of this list is empty; leave it out")),
    }
}

fn some_words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Word>>, D::Error> {
    words(deserializer).map(Some)
}

/// The one key that every version of the form has.
#[derive(Deserialize)]
struct VersionKey {
    version: Option<Spanned<i64>>,
}

/// Reads the keys.
pub(super) fn parse(source: &Source) -> Result<Keys, Problem> {
    // Before all else: what a newer form means by its keys is not ours to judge.
    if let Ok(VersionKey { version: Some(version) }) = toml::from_str::<VersionKey>(&source.text)
        && *version.get_ref() != VERSION
    {
        let number = version.get_ref();
        let message = if *number > VERSION {
            format!("`version = {number}` was made for a newer avrocheck; this one knows version {VERSION}: update it")
        } else {
            format!("there is no `version = {number}`; write `version = {VERSION}`")
        };
        return Err(problem_at(source, version.span().start, message));
    }
    if let Err(error) = toml::from_str::<toml::Table>(&source.text) {
        let message = format!("this is not valid TOML: {}", error.message());
        return Err(problem_at(source, error.span().map_or(0, |span| span.start), message));
    }
    toml::from_str(&source.text).map_err(|error| explain(source, &error))
}

impl Keys {
    /// The keys that flags and variables can set, too.
    pub(super) fn layer(&self, source: &Source) -> Layer {
        let list = |words: &Option<Vec<Word>>| words.iter().flatten().map(|word| stated(source, word)).collect();
        let one = |word: &Option<Word>| word.iter().map(|word| stated(source, word)).collect();
        let mut layer = Layer::default();
        layer.put(SettingKey::Schemas, list(&self.schemas));
        layer.put(SettingKey::Exclude, list(&self.exclude));
        layer.put(SettingKey::ImportPath, list(&self.import_path));
        layer.put(SettingKey::Fixtures, one(&self.fixtures));
        layer.put(SettingKey::Layout, one(&self.layout));
        layer.put(SettingKey::Against, one(&self.against));
        layer.put(SettingKey::Level, one(&self.level));
        layer.put(SettingKey::FailOn, one(&self.fail_on));
        layer.put(SettingKey::Assume, list(&self.assume));
        layer.put(SettingKey::Since, one(&self.since));
        layer.put(SettingKey::Group, one(&self.group));
        layer.put(SettingKey::Baseline, one(&self.baseline));
        layer
    }
}

/// The parser's complaint with its place, and with a suggestion where a key is unknown.
pub(in crate::source) fn explain(source: &Source, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let mut message = error.message().replace("expected i64", "expected a whole number");
    // Serde names the keys that it expected between backticks; it knows them at every depth.
    if let Some((_, expected)) =
        message.split_once("unknown field ").and_then(|(_, rest)| rest.split_once(", expected"))
    {
        let key = source.text.get(span.clone()).unwrap_or_default();
        let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let keys = known.join(", ");
        message = match nearest(key, known.iter().copied()) {
            Some(meant) => format!("unknown key `{key}`; did you mean `{meant}`? The keys are {keys}"),
            None => format!("unknown key `{key}`; the keys here are {keys}"),
        };
    } else if let Some(key) = message.strip_prefix("missing field ") {
        message = format!("{key} is missing here; add it");
    } else if message == "invalid type: map, expected a sequence" {
        message = "this is one table, and there can be several; write it with two brackets: [[…]]".to_owned();
    } else if message.ends_with("expected a sequence") {
        message += "; write it in brackets: [\"…\"]";
    }
    problem_at(source, span.start, message)
}

/// A word with its place.
pub(super) fn stated(source: &Source, word: &Word) -> Stated<String> {
    Stated { value: word.get_ref().clone(), origin: origin(source, word.span().start) }
}

pub(super) fn origin(source: &Source, offset: usize) -> SettingOrigin {
    let place = source.position(offset.min(source.text.len()) as u32);
    SettingOrigin::File(ConfigPlace { file: source.name.clone(), line: place.line, column: place.column })
}

pub(in crate::source) fn problem_at(source: &Source, offset: usize, message: String) -> Problem {
    problem(&origin(source, offset), message)
}
