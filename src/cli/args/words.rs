//! Tells completions which words a value can be, where the value has a parser of its own.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error, ValueEnum};

use crate::model::level::Level;
use crate::render::command::explain::unknown;
use crate::rule::{self, Activation, Family, RULES, Rule};

use super::destination::{Destination, ReportFormat};

/// A parser, and the words that it is known to take. Others may do, too.
#[derive(Clone)]
pub(crate) struct WithWords<P> {
    parser: P,
    words: Vec<PossibleValue>,
}

impl<P: TypedValueParser> TypedValueParser for WithWords<P> {
    type Value = P::Value;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<P::Value, Error> {
        self.parser.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.words.iter().cloned()))
    }
}

/// A compatibility level.
pub(super) fn level() -> impl TypedValueParser<Value = Level> {
    WithWords { parser: str::parse::<Level>, words: Level::ALL.map(|level| PossibleValue::new(level.name())).into() }
}

/// A report format, and where the report goes.
pub(super) fn destination() -> impl TypedValueParser<Value = Destination> {
    let formats = ReportFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    WithWords { parser: str::parse::<Destination>, words: formats.collect() }
}

/// What the user calls a rule, which may be wrong.
pub(super) fn rule_word() -> impl TypedValueParser<Value = String> {
    let words = RULES.iter().map(|rule| PossibleValue::new(rule.id).help(rule.name));
    WithWords { parser: clap::builder::StringValueParser::new(), words: words.collect() }
}

/// A rule that `lint` can enable.
pub(super) fn lint_rule() -> impl TypedValueParser<Value = &'static Rule> {
    let rules = RULES.iter().filter(|rule| is_optional(rule));
    let words = rules.map(|rule| PossibleValue::new(rule.id).help(rule.name));
    WithWords { parser: optional_rule, words: words.collect() }
}

/// Accepts the rules that `lint` can enable.
fn optional_rule(wanted: &str) -> Result<&'static Rule, String> {
    let Some(found) = rule::find(wanted) else {
        return Err(unknown(wanted));
    };
    if is_optional(found) {
        return Ok(found);
    }
    Err(format!("{} is about pairs of schemas; `avrocheck compat` applies it", found.id))
}

fn is_optional(rule: &Rule) -> bool {
    match rule.activation {
        Activation::OnDemand | Activation::Lint | Activation::Advice => true,
        Activation::Always => rule.family == Family::Schema,
        Activation::Assumed => false,
    }
}
