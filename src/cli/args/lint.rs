//! The arguments of `avrocheck lint`.

use std::path::PathBuf;

use crate::policy::FailOn;
use crate::render::command::explain::unknown;
use crate::rule::{self, Activation, Family, Rule};
use crate::source::config::{Layer, SettingKey};
use clap::Args;

use super::destination::Format;
use super::settings::fail_on;

#[derive(Args, Debug)]
pub(crate) struct LintArgs {
    /// Directories of schemas, or schema files [default: `schemas` in avrocheck.toml, else "schemas"]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Enable a rule that is off by default, such as AVC417 or missing-doc
    #[arg(long, value_name = "RULE", value_parser = optional_rule)]
    pub(crate) enable: Vec<&'static Rule>,
    /// The lowest severity that fails the run [default: `fail_on` in avrocheck.toml, else breaking]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

impl LintArgs {
    /// The settings that the flags give.
    pub(crate) fn layer(&self) -> Layer {
        Layer::default().with_flag(
            SettingKey::FailOn,
            "--fail-on",
            self.fail_on.map(|fail_on| fail_on.name().to_owned()),
        )
    }
}

/// Accepts the rules that `lint` can enable.
fn optional_rule(wanted: &str) -> Result<&'static Rule, String> {
    let Some(found) = rule::find(wanted) else {
        return Err(unknown(wanted));
    };
    match found.activation {
        Activation::OnDemand | Activation::Lint | Activation::Advice => Ok(found),
        Activation::Always if found.family == Family::Schema => Ok(found),
        Activation::Always => Err(format!("{} is about pairs of schemas; `avrocheck compat` applies it", found.id)),
    }
}
