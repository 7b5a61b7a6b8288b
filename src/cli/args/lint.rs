//! The arguments of `avrocheck lint`.

use std::path::PathBuf;

use avrocheck::compat::rule::{self, Activation, Rule};
use clap::Args;

use super::{FailOnArg, Format};

#[derive(Args, Debug)]
pub(crate) struct LintArgs {
    /// A directory of schemas, with versions or without, or schema files
    #[arg(value_name = "PATH", default_value = "schemas")]
    pub(crate) paths: Vec<PathBuf>,
    /// Also apply a rule that is off by default, such as AVC417 or missing-doc
    #[arg(long, value_name = "RULE", value_parser = optional_rule)]
    pub(crate) enable: Vec<&'static Rule>,
    /// From which severity on a finding fails the run
    #[arg(long, value_name = "SEVERITY", default_value = "breaking")]
    pub(crate) fail_on: FailOnArg,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

/// A rule that is off unless it is asked for.
fn optional_rule(wanted: &str) -> Result<&'static Rule, String> {
    let Some(found) = rule::find(wanted) else {
        let nearest = rule::nearest(wanted);
        return Err(format!("no rule \"{wanted}\"; did you mean {} ({})?", nearest.id, nearest.name));
    };
    match found.activation() {
        Activation::OnDemand | Activation::Lint => Ok(found),
        Activation::Always if found.id.starts_with("AVC4") => Ok(found),
        Activation::Always => Err(format!("{} is about pairs of schemas; `avrocheck compat` applies it", found.id)),
    }
}
