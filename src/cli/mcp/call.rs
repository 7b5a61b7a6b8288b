//! Does the work of tools, by the commands that they are.

use clap::{ArgMatches, Args, Command};
use serde_json::{Map, Value};

use super::tool::{APPLY, AgentTool, ToolWork};
use crate::check::Options;
use crate::cli::args::{CompatArgs, ExplainArgs, Global, ImpactArgs, PreviewArgs};
use crate::cli::fix::FixRequest;
use crate::cli::gate::{self, Request};
use crate::cli::output::{KeptOutput, Status, keep, print, refuse_all};
use crate::cli::{compat, impact, preview};
use crate::model::level::Level;
use crate::policy::Policy;
use crate::render::command::explain;
use crate::render::command::fixes::{self, FixesAre};
use crate::render::format::json;
use crate::rule::{self, RULES, Rule};

/// Where tools work.
pub(super) struct Workshop<'a> {
    pub(super) global: &'a Global,
    /// Whether files of schemas may be written.
    pub(super) may_write: bool,
}

/// What a tool answers.
pub(super) struct ToolAnswer {
    /// The report of the command, and remarks about it.
    pub(super) texts: Vec<String>,
    /// The report again, as a value.
    pub(super) report: Option<Value>,
    /// Whether the work could not be done.
    pub(super) is_error: bool,
}

impl Workshop<'_> {
    /// Does what a tool does.
    pub(super) fn call(&self, tool: &AgentTool, arguments: &Map<String, Value>) -> ToolAnswer {
        let apply = arguments.get(APPLY) == Some(&Value::Bool(true));
        let done = tool.words(arguments, self.may_write).and_then(|words| match tool.work {
            ToolWork::Check => self.check(words),
            ToolWork::Explain => explained(words),
            ToolWork::Preview => self.preview(words),
            ToolWork::Fixes => self.fixes(words, if apply { FixesAre::Written } else { FixesAre::Proposed }),
            ToolWork::Impact => self.impact(words),
        });
        done.unwrap_or_else(|message| ToolAnswer { texts: vec![message], report: None, is_error: true })
    }

    fn check(&self, words: Vec<String>) -> Result<ToolAnswer, String> {
        let args: CompatArgs = parsed(&["--format=json"], words)?;
        Ok(answered(|| compat::run(&args, self.global)))
    }

    fn preview(&self, words: Vec<String>) -> Result<ToolAnswer, String> {
        let args: PreviewArgs = parsed(&["--format=json"], words)?;
        Ok(answered(|| preview::run(&args, self.global)))
    }

    fn impact(&self, words: Vec<String>) -> Result<ToolAnswer, String> {
        let args: ImpactArgs = parsed(&["--format=json"], words)?;
        Ok(answered(|| impact::run(&args, self.global)))
    }

    fn fixes(&self, words: Vec<String>, are: FixesAre) -> Result<ToolAnswer, String> {
        let args: CompatArgs = parsed(&["--fix"], words)?;
        let fix = FixRequest { agreed: args.fixes.agreed(), dry_run: are == FixesAre::Proposed };
        let request = Request {
            options: Options::new(Policy::at(Level::DEFAULT)),
            fix: Some(fix),
            ..Request::of_findings(&args.paths, &args.flags, &args.earlier)
        };
        Ok(answered(|| {
            let gate = gate::check(request, self.global);
            let mut report = Vec::new();
            json::write(&gate.report, &mut report).expect("memory takes everything");
            let report = serde_json::from_slice(&report).expect("the report is JSON");
            print(Status::of(&gate.report), |mut out| fixes::write(&gate.repaired, are, report, &mut out))
        }))
    }
}

fn explained(words: Vec<String>) -> Result<ToolAnswer, String> {
    let args: ExplainArgs = parsed(&[], words)?;
    let unknown: Vec<String> =
        args.rules.iter().filter(|word| rule::find(word).is_none()).map(|word| explain::unknown(word)).collect();
    let named = args.rules.iter().filter_map(|word| rule::find(word));
    let rules: Vec<&Rule> = if args.rules.is_empty() { RULES.clone() } else { named.collect() };
    Ok(answered(|| match unknown.is_empty() {
        true => print(Status::Passed, |mut out| explain::json(&rules, &mut out)),
        false => refuse_all(&unknown),
    }))
}

/// The arguments of a command, as the command line has them.
fn parsed<A: Args>(own: &[&str], words: Vec<String>) -> Result<A, String> {
    let command = A::augment_args(Command::new("avrocheck").no_binary_name(true).disable_help_flag(true));
    let words = own.iter().map(|word| (*word).to_owned()).chain(words);
    let matches: Result<ArgMatches, clap::Error> = command.try_get_matches_from(words);
    matches.and_then(|matches| A::from_arg_matches(&matches)).map_err(|error| error.to_string().trim_end().to_owned())
}

/// Runs a command, and takes what it prints for the answer. What fails the check is an answer; what could not be checked is an error.
fn answered(run: impl FnOnce() -> Status) -> ToolAnswer {
    let (status, KeptOutput { results, remarks }) = keep(run);
    let report = serde_json::from_slice(&results).ok();
    let results = String::from_utf8(results).expect("all that commands print here is JSON");
    let texts = [results, remarks.concat()].map(|text| text.trim_end().to_owned());
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    ToolAnswer { texts: texts.collect(), report, is_error: status == Status::NotChecked }
}
