//! Says what to think of a registry that has none of the local subjects.

use std::collections::BTreeSet;

use super::local::{LocalSchemas, LocalSubject};
use super::naming::names;
use super::open::{OpenRegistry, problem};
use crate::model::input::Problem;
use crate::model::text::{listed, nearest};
use crate::source::config::SubjectNaming;

/// So many subjects are named.
const NAMED: usize = 5;

/// So many are compared with each that the registry has.
const COMPARED: usize = 50;

/// What was looked for, what there is instead, and by which naming it would be found, if by one. The registry is asked for some subjects
/// that it has, which fails if it is not there at all.
///
/// # Errors
/// It cannot be read.
pub(super) fn none_is_known(registry: &OpenRegistry, local: &LocalSchemas) -> Result<String, Problem> {
    let there = registry.reader.subjects().map_err(problem)?;
    let named = |naming: Option<&SubjectNaming>, local: &LocalSubject| {
        names(naming, &local.name, local.record.as_ref()).unwrap_or_default()
    };
    let looked_for: Vec<String> =
        local.subjects.iter().flat_map(|local| named(registry.naming.as_ref(), local)).collect();
    let known: BTreeSet<&String> = there.iter().collect();
    let by_other_naming = SubjectNaming::WORDS.into_iter().find_map(|(word, naming)| {
        let found =
            local.subjects.iter().flat_map(|local| named(Some(&naming), local)).find(|name| known.contains(name))?;
        Some(format!("naming = \"{word}\" would find `{found}`"))
    });
    let similar = || {
        let is_part = |name: &String| there.iter().find(|there| there.to_lowercase().contains(&name.to_lowercase()));
        let like = |name: &String| nearest(name, there.iter().map(String::as_str)).map(str::to_owned);
        let by_file = local.subjects.iter().flat_map(|local| named(None, local));
        let mut called = looked_for.iter().cloned().chain(by_file).take(COMPARED);
        let found = called.find_map(|name| is_part(&name).cloned().or_else(|| like(&name)))?;
        Some(format!("`{found}` is called much like one of them"))
    };
    let has = match there.len() {
        0 => "it has no subjects at all".to_owned(),
        _ => format!("it has {}", quoted(&there)),
    };
    let hint = by_other_naming.or_else(similar).map_or(String::new(), |hint| format!("{hint}; "));
    Ok(format!(
        "{} has none of the subjects, so that nothing is compared: looked for {}; {has}; {hint}if they are not all new, check the \
         address and the context, or how subjects are called: `naming` of the registry in avrocheck.toml",
        registry.name,
        quoted(&looked_for)
    ))
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    listed(&names, NAMED, ", ")
}
