//! Reads the schema registries that a configuration names.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::keys::{RegistryKeys, Word, problem_at, stated};
use super::words::suggest;
use crate::model::input::Problem;
use crate::policy::origin::Stated;
use avro_resolve::schema::source::Source;

/// What a name of a registry begins with, where something else could stand there.
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the command line asks registries"))]
pub(crate) const REGISTRY_SCHEME: &str = "registry:";

/// A schema registry with a name.
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the command line asks registries"))]
#[derive(Clone, Debug)]
pub(crate) struct NamedRegistry {
    pub(crate) name: String,
    pub(crate) url: Stated<String>,
    /// How the subjects of local schemas are called there.
    pub(crate) naming: Option<SubjectNaming>,
    /// The context whose subjects are read.
    pub(crate) context: Option<String>,
    /// Further headers, each with the variable of the environment that has its value.
    pub(crate) headers: Vec<(String, String)>,
}

/// How the subjects of local schemas are called in a registry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum SubjectNaming {
    /// `orders-value`, after the file `orders.avsc`.
    Topic,
    /// `shop.Order`, after the record.
    Record,
    /// `orders-shop.Order`, after both.
    TopicRecord,
    /// A text with placeholders.
    Template(String),
}

impl SubjectNaming {
    /// Those that have a word of their own.
    pub(crate) const WORDS: [(&str, SubjectNaming); 3] = [
        ("topic", SubjectNaming::Topic),
        ("record", SubjectNaming::Record),
        ("topic-record", SubjectNaming::TopicRecord),
    ];
}

/// What a template may contain.
const PLACEHOLDERS: [&str; 5] = ["{file}", "{subject}", "{record}", "{name}", "{namespace}"];

impl FromStr for SubjectNaming {
    type Err = String;

    fn from_str(text: &str) -> Result<SubjectNaming, String> {
        if let Some((_, naming)) = SubjectNaming::WORDS.into_iter().find(|(word, _)| *word == text) {
            return Ok(naming);
        }
        let rest = PLACEHOLDERS.iter().fold(text.to_owned(), |rest, word| rest.replace(word, ""));
        if rest == text || rest.contains(['{', '}']) {
            let message = format!(
                "this is not topic, record, topic-record, or a template with some of {}, such as \"prod.{{subject}}\"",
                PLACEHOLDERS.join(", ")
            );
            return Err(suggest(text, &SubjectNaming::WORDS.map(|(word, _)| word), message));
        }
        Ok(SubjectNaming::Template(text.to_owned()))
    }
}

#[cfg(feature = "cli")]
impl NamedRegistry {
    /// Whether another configuration says the same of it.
    pub(crate) fn is_like(&self, other: &NamedRegistry) -> bool {
        let values = |one: &NamedRegistry| (one.url.value.clone(), one.naming.clone(), one.context.clone());
        values(self) == values(other) && self.headers == other.headers
    }

    /// What the names of this registry's variables begin with.
    pub(crate) fn prefix(&self) -> String {
        prefix(&self.name)
    }
}

fn prefix(name: &str) -> String {
    format!("AVROCHECK_REGISTRY_{}_", name.to_ascii_uppercase().replace('-', "_"))
}

/// Reads the tables; what makes no sense becomes a problem.
pub(super) fn registries(
    tables: &BTreeMap<Word, RegistryKeys>,
    source: &Source,
    problems: &mut Vec<Problem>,
) -> Vec<NamedRegistry> {
    let mut complain = |word: &Word, message: String| {
        problems.push(problem_at(source, word.span().start, message));
    };
    let mut registries = Vec::new();
    for (name, keys) in tables {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.get_ref().is_empty() || !name.get_ref().bytes().all(is_plain) {
            complain(name, "the name of a registry has small letters, digits and `-` alone, such as prod".to_owned());
        }
        if let Some(message) = refused(keys.url.get_ref()) {
            complain(&keys.url, message.to_owned());
        }
        if let Some(context) =
            keys.context.as_ref().filter(|context| !context.get_ref().trim_start_matches(':').starts_with('.'))
        {
            complain(context, "a context begins with a dot, such as .staging".to_owned());
        }
        let naming = keys
            .naming
            .as_ref()
            .and_then(|naming| naming.get_ref().parse().map_err(|message: String| complain(naming, message)).ok());
        let prefix = prefix(name.get_ref());
        for variable in keys.headers.values().filter(|variable| !variable.get_ref().starts_with(&prefix)) {
            let message = "this is to be a variable of the environment for this registry, which is sent to its server; its name begins with";
            complain(variable, format!("{message} {prefix}"));
        }
        let header = |(header, variable): (&Word, &Word)| (header.get_ref().clone(), variable.get_ref().clone());
        registries.push(NamedRegistry {
            name: name.get_ref().clone(),
            url: stated(source, &keys.url),
            naming,
            context: keys.context.as_ref().map(|context| context.get_ref().clone()),
            headers: keys.headers.iter().map(header).collect(),
        });
    }
    registries
}

/// Why a text is not the address of a registry. What may be a password in it is not repeated.
fn refused(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://").filter(|(_, rest)| !rest.is_empty()) else {
        return Some("this is not a URL such as https://registry.example.com:8081 or glue://eu-west-1/my-registry");
    };
    if !["http", "https", "glue"].contains(&scheme) {
        return Some("the scheme of a registry is http, https or glue");
    }
    rest.contains('@').then_some(
        "this contains a user or a password; remove them, and give them by a variable of the environment or a file",
    )
}
