//! Reads what the tables of a configuration mean.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use toml::Spanned;

use super::keys::{Keys, OverrideKeys, RetiredKeys, SubjectKeys, WaiveKeys, Word, origin, problem_at, stated};
use super::registries::{self, NamedRegistry};
use super::words::{FAIL_ON, says_nothing, suggest, version};
use crate::model::date::Date;
use crate::model::input::Problem;
use crate::model::limits::PATTERNS;
use crate::model::text::grouped;
use crate::policy::Waiver;
use crate::policy::globs::{Globs, Selection};
use crate::policy::origin::Stated;
use crate::policy::{Override, Retired, RuleSetting};
use crate::rule::{self, Rule};
use avro_resolve::schema::source::Source;

/// What only the file can say.
#[derive(Clone, Default, Debug)]
pub(super) struct Tables {
    pub(super) treatments: Vec<(&'static Rule, RuleSetting)>,
    pub(super) overrides: Vec<Stated<Override>>,
    pub(super) retired: Vec<Stated<Retired>>,
    pub(super) waivers: Vec<Arc<Stated<Waiver>>>,
    pub(super) renamings: Vec<Renaming>,
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the command line asks registries"))]
    pub(super) registries: Vec<NamedRegistry>,
}

/// What a subject is called, and what it was called before.
#[derive(Clone, Debug)]
pub(crate) struct Renaming {
    /// Its name, as in a registry.
    pub(crate) name: Stated<String>,
    /// The files that are its versions, from the directory of the configuration.
    pub(crate) paths: Globs,
    /// The type of these files that it is, by its full name; without one it is all that a file is about.
    pub(crate) ty: Option<String>,
    /// Subjects that go on under this name.
    pub(crate) former: Vec<String>,
    /// Whether it is said to have no former name: however much it is like another subject, it does not go on from there.
    pub(crate) is_new: bool,
}

impl Renaming {
    /// Whether a subject of this name, with the file at this path from the directory of the configuration, is meant.
    #[cfg(feature = "cli")]
    pub(crate) fn is_about(&self, subject: &str, path: &str) -> bool {
        self.paths.match_name(path) || self.former.iter().any(|former| former == subject)
    }
}

/// Reads the tables; all that makes no sense becomes a problem.
pub(super) fn tables(keys: &Keys, source: &Source, problems: &mut Vec<Problem>) -> Tables {
    let mut reader = Reader { source, problems, patterns: Some(PATTERNS.most) };
    let mut waivers = Vec::new();
    let mut seen = HashSet::new();
    for keys in &keys.waive {
        let Some(waiver) = reader.waiver(keys.get_ref()) else { continue };
        if !seen.insert((waiver.fingerprint, waiver.subject.clone())) {
            reader.complain(&keys.get_ref().fingerprint, "this is waived twice; keep one of the two");
        }
        waivers.push(Arc::new(Stated { value: waiver, origin: origin(source, keys.span().start) }));
    }
    Tables {
        treatments: reader.treatments(&keys.rules),
        overrides: keys.overrides.iter().map(|keys| reader.special(keys)).collect(),
        retired: keys.retired.iter().map(|keys| reader.retired(keys)).collect(),
        renamings: keys.subject.iter().map(|keys| reader.renaming(keys)).collect(),
        registries: registries::registries(&keys.registry, source, reader.problems),
        waivers,
    }
}

/// How many words are searched for the one that was meant.
const SEARCHES: usize = 50;

struct Reader<'a> {
    source: &'a Source,
    /// How many more patterns there may be, until there are too many.
    patterns: Option<u64>,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn complain<T>(&mut self, word: &Spanned<T>, message: impl ToString) {
        self.problems.push(problem_at(self.source, word.span().start, message.to_string()));
    }

    /// The meaning of a word; what means nothing is complained about.
    fn read<T, E: ToString>(&mut self, word: &Word, read: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        read(word.get_ref()).map_err(|error| self.complain(word, error)).ok()
    }

    /// A text that says something.
    fn said(&mut self, word: &Word, what: &str) -> String {
        if says_nothing(word.get_ref()) {
            self.complain(word, format!("{what} says nothing; those who come later will want to know"));
        }
        word.get_ref().clone()
    }

    fn treatments(&mut self, rules: &BTreeMap<Word, Word>) -> Vec<(&'static Rule, RuleSetting)> {
        let mut treatments: Vec<(&'static Rule, RuleSetting)> = Vec::new();
        for (name, severity) in rules {
            let count = self.problems.len();
            let known = self.read(name, |name| {
                // Nobody reads the suggestions of thousands.
                let near = if count < SEARCHES { rule::nearest(name) } else { None };
                rule::find(name).ok_or_else(|| match near {
                    Some(Rule { id, name: meant, .. }) => {
                        format!("unknown rule `{name}`; did you mean {id} ({meant})? `avrocheck explain` lists all")
                    }
                    None => format!("unknown rule `{name}`; `avrocheck explain` lists all"),
                })
            });
            let words = ["breaking", "dangerous", "safe", "off"];
            let treatment =
                self.read(severity, |word| word.parse::<RuleSetting>().map_err(|e| suggest(word, &words, e)));
            if let Some((rule, treatment)) = known.zip(treatment) {
                if treatments.iter().any(|(known, _)| *known == rule) {
                    self.complain(name, format!("{} is set twice, by its id and by its name; keep one", rule.id));
                }
                treatments.push((rule, treatment));
            }
        }
        treatments
    }

    fn globs(&mut self, patterns: &[Word]) -> Globs {
        // What is too much is said once.
        let Some(left) = self.patterns else { return Globs::default() };
        self.patterns = left.checked_sub(patterns.len() as u64);
        if self.patterns.is_none() {
            let most = grouped(PATTERNS.most);
            let message =
                format!("the configuration has more than {most} patterns, which is the limit; write fewer, as in");
            self.complain(&patterns[0], format!("{message} \"{{a,b}}/**\""));
            return Globs::default();
        }
        for pattern in patterns {
            self.read(pattern, |pattern| Globs::new([pattern]));
        }
        Globs::new(patterns.iter().map(|pattern| pattern.get_ref().as_str())).unwrap_or_default()
    }

    fn selection(&mut self, subjects: &[Word], paths: &[Word]) -> Selection {
        Selection::Some { subjects: self.globs(subjects), paths: self.globs(paths) }
    }

    fn special(&mut self, table: &Spanned<OverrideKeys>) -> Stated<Override> {
        let keys = table.get_ref();
        if keys.subjects.is_empty() && keys.paths.is_empty() {
            self.complain(table, "this is about nothing; give `subjects` or `paths`");
        }
        let fail_on = |word: &str| word.parse().map_err(|error| suggest(word, &FAIL_ON, error));
        let value = Override {
            selection: self.selection(&keys.subjects, &keys.paths),
            level: keys.level.as_ref().and_then(|word| self.read(word, str::parse)),
            fail_on: keys.fail_on.as_ref().and_then(|word| self.read(word, fail_on)),
            since: keys.since.as_ref().and_then(|word| self.read(word, version)),
            rule_settings: self.treatments(&keys.rules),
        };
        Stated { value, origin: origin(self.source, table.span().start) }
    }

    fn retired(&mut self, table: &Spanned<RetiredKeys>) -> Stated<Retired> {
        let keys = table.get_ref();
        let selection = match keys.subjects.is_empty() && keys.paths.is_empty() {
            true => Selection::All,
            false => self.selection(&keys.subjects, &keys.paths),
        };
        let versions = keys.versions.iter().filter_map(|word| self.read(word, version)).collect();
        let value = Retired { selection, versions, reason: self.said(&keys.reason, "the reason") };
        Stated { value, origin: origin(self.source, table.span().start) }
    }

    fn renaming(&mut self, table: &Spanned<SubjectKeys>) -> Renaming {
        let keys = table.get_ref();
        if keys.paths.is_empty() && keys.former.is_none() {
            self.complain(
                table,
                "this names nothing; give `paths`, or `former` names, of which a new schema has none: []",
            );
        }
        self.said(&keys.name, "the name");
        let former = keys.former.iter().flatten().map(|word| word.get_ref().clone()).collect();
        let is_new = keys.former.as_ref().is_some_and(Vec::is_empty);
        let ty = keys.ty.as_ref().and_then(|word| self.read(word, full_name));
        if let Some(word) = &keys.ty
            && keys.paths.is_empty()
        {
            self.complain(word, "this type is of no file; give `paths`");
        }
        Renaming { name: stated(self.source, &keys.name), paths: self.globs(&keys.paths), ty, former, is_new }
    }

    fn waiver(&mut self, keys: &WaiveKeys) -> Option<Waiver> {
        let reason = self.said(&keys.reason, "the reason");
        let subject = keys.subject.as_ref().map(|word| self.said(word, "the subject"));
        let expires = keys
            .expires
            .as_ref()
            .and_then(|expires| date(expires.get_ref()).map_err(|error| self.complain(expires, error)).ok());
        let fingerprint = self.read(&keys.fingerprint, str::parse)?;
        Some(Waiver { fingerprint, reason, expires, subject })
    }
}

fn full_name(word: &str) -> Result<String, String> {
    match word.split('.').all(|part| !part.is_empty()) {
        true => Ok(word.to_owned()),
        false => Err(format!("\"{word}\" is no full name of a type; write it with its namespace, such as shop.Order")),
    }
}

/// A day, with quotes or without.
fn date(value: &toml::Value) -> Result<Date, String> {
    let refuse = || format!("{value} is not a date; write year, month and day, such as 2027-03-31");
    match value {
        toml::Value::Datetime(time) if time.time.is_none() && time.offset.is_none() => {
            let date = time.date.ok_or_else(refuse)?;
            Date::new(date.year, date.month, date.day).ok_or_else(refuse)
        }
        toml::Value::String(text) => text.parse().map_err(|_| refuse()),
        _ => Err(refuse()),
    }
}
