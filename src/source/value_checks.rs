//! Reads what the numbers of log lines are to be, from a file of TOML: a table for each kind of event, and in it a key for each number.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::config::{explain, problem_at};
use super::disk;
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::model::text::nearest;
use avro_resolve::foreign::foreign;
use avro_resolve::schema::source::Source;
use movie_logs::check::{Allowed, ValueCheck};
use movie_logs::event::Kind;

type CheckTables = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<CheckKeys>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckKeys {
    min: Option<i64>,
    max: Option<i64>,
    one_of: Option<Vec<i64>>,
}

/// Reads the checks of each kind of event, in the order of [`Kind::ALL`].
///
/// # Errors
/// The file cannot be read, or all that makes no sense in it.
pub(crate) fn read(file: &Path) -> Result<[Vec<ValueCheck>; 3], Vec<Problem>> {
    let name = typed(file);
    if !file.exists() {
        return Err(vec![disk::missing(file)]);
    }
    let text = disk::text(file).map_err(|message| vec![Problem::of(&name, message)])?;
    of_source(&Source::new(name, text))
}

fn of_source(source: &Source) -> Result<[Vec<ValueCheck>; 3], Vec<Problem>> {
    let at = |offset: usize, message: String| problem_at(source, offset, message);
    if let Err(error) = toml::from_str::<toml::Table>(&source.text) {
        let message = format!("this is not valid TOML: {}", error.message());
        return Err(vec![at(error.span().map_or(0, |span| span.start), message)]);
    }
    let tables: CheckTables = toml::from_str(&source.text).map_err(|error| vec![explained(source, &error)])?;
    let (mut checks, mut problems) = ([const { Vec::new() }; 3], Vec::new());
    for (event, numbers) in &tables {
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.record() == event.get_ref()) else {
            let message = unknown("there is no kind of event", event.get_ref(), &Kind::ALL.map(Kind::record));
            problems.push(at(event.span().start, message));
            continue;
        };
        for (field, keys) in numbers {
            let allowed = match allowed(keys.get_ref()) {
                Ok(allowed) => allowed,
                Err(message) => {
                    problems.push(at(keys.span().start, message));
                    continue;
                }
            };
            match ValueCheck::new(kind, field.get_ref(), allowed) {
                Some(check) => checks[kind.index()].push(check),
                None => {
                    let known: Vec<&str> = ValueCheck::fields(kind).collect();
                    let message = unknown(&format!("{} has no number", kind.record()), field.get_ref(), &known);
                    problems.push(at(field.span().start, message));
                }
            }
        }
    }
    problems.sort_by_key(|problem| problem.position);
    if problems.is_empty() { Ok(checks) } else { Err(problems) }
}

/// What is wrong with the form of the file.
fn explained(source: &Source, error: &toml::de::Error) -> Problem {
    let mut problem = explain(source, error);
    if problem.message.contains("expected a map") || problem.message.contains("expected struct") {
        problem.message += "; a rule is in the table of its kind of event: [MovieRatingEvent], and below it rating = { min = 1, max = 5 }";
    }
    problem
}

/// What a rule allows.
fn allowed(keys: &CheckKeys) -> Result<Allowed, String> {
    match (keys.min, keys.max, &keys.one_of) {
        (None, None, None) => Err("this allows every number; give `min`, `max` or `one_of`".to_owned()),
        (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
            Err("a range and a set are two rules; give `min` and `max`, or `one_of`".to_owned())
        }
        (None, None, Some(numbers)) if numbers.is_empty() => {
            Err("this allows no number; give `one_of` some, such as [200, 500]".to_owned())
        }
        (None, None, Some(numbers)) => Ok(Allowed::OneOf(numbers.clone())),
        (Some(min), Some(max), None) if min > max => {
            Err(format!("this allows no number: `min` {min} is above `max` {max}"))
        }
        (min, max, None) => Ok(Allowed::Range(min, max)),
    }
}

fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    let list = known.join(", ");
    match nearest(word, known.iter().copied()) {
        Some(meant) => format!("{what} {}; did you mean {meant}? Known are {list}", foreign(word)),
        None => format!("{what} {}; known are {list}", foreign(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let found = of_source(&Source::new("checks.toml", text)).err().unwrap_or_default();
        let place = |problem: &Problem| problem.position.map(|(line, column)| format!("{line}:{column}"));
        found.iter().map(|problem| format!("{} {}", place(problem).unwrap_or_default(), problem.message)).collect()
    }

    #[test]
    fn rules_are_ranges_and_sets() {
        let text = "[MovieRatingEvent]\nrating = { min = 1, max = 5 }\n[RecommendationRequest]\nstatus = { one_of = [200] }\n\
                    responseTime.max = 1000\n[MovieWatchEvent]\nminute = { min = 0 }\n";
        let checks = of_source(&Source::new("checks.toml", text)).expect("it makes sense");
        assert_eq!(checks.map(|checks| checks.len()), [2, 1, 1]);
    }

    #[test]
    fn what_makes_no_sense_is_said_with_its_place() {
        assert_eq!(problems(""), [""; 0]);
        assert_eq!(
            problems("[MovieRating]\n[MovieRatingEvent]\nratings = { min = 1 }\nuserId = { min = 1 }\nrating = {}"),
            [
                "1:2 there is no kind of event MovieRating; did you mean MovieRatingEvent? Known are RecommendationRequest, \
                 MovieWatchEvent, MovieRatingEvent",
                "3:1 MovieRatingEvent has no number ratings; did you mean rating? Known are rating",
                "4:1 MovieRatingEvent has no number userId; known are rating",
                "5:10 this allows every number; give `min`, `max` or `one_of`",
            ]
        );
        let of_rating = |rule: &str| problems(&format!("MovieRatingEvent.rating = {rule}"));
        assert_eq!(of_rating("{ min = 5, max = 1 }"), ["1:27 this allows no number: `min` 5 is above `max` 1"]);
        assert_eq!(
            of_rating("{ one_of = [] }"),
            ["1:27 this allows no number; give `one_of` some, such as [200, 500]"]
        );
        assert_eq!(
            of_rating("{ min = 1, one_of = [1] }"),
            ["1:27 a range and a set are two rules; give `min` and `max`, or `one_of`"]
        );
        assert_eq!(
            of_rating("{ mim = 1 }"),
            ["1:29 unknown key `mim`; did you mean `min`? The keys are min, max, one_of"]
        );
        assert!(
            of_rating("{ min = \"a\" }")[0].contains("expected a whole number"),
            "{:?}",
            of_rating("{ min = \"a\" }")
        );
        assert!(of_rating("{ min = ")[0].starts_with("1:"), "{:?}", of_rating("{ min = "));
        assert!(of_rating("3")[0].starts_with("1:27 "), "{:?}", of_rating("3"));
    }
}
