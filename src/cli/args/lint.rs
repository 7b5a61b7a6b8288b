//! The arguments of `avrocheck lint`.

use std::path::PathBuf;

use avrocheck::policy::FailOn;
use avrocheck::render::command::explain::unknown;
use avrocheck::rule::{self, Activation, Family, Rule};
use avrocheck::source::config::{Layer, SettingKey};
use clap::Args;

use super::destination::Format;
use super::settings::fail_on;

#[derive(Args, Debug)]
pub(crate) struct LintArgs {
    /// A directory of schemas, with versions or without, or schema files
    /// [default: those of avrocheck.toml, else "schemas"]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Also apply a rule that is off by default, such as AVC417 or missing-doc
    #[arg(long, value_name = "RULE", value_parser = optional_rule)]
    pub(crate) enable: Vec<&'static Rule>,
    /// From which severity on a finding fails the run [default: that of avrocheck.toml, else breaking]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

impl LintArgs {
    /// What they say of settings.
    pub(crate) fn layer(&self) -> Layer {
        Layer::default().with_flag(
            SettingKey::FailOn,
            "--fail-on",
            self.fail_on.map(|fail_on| fail_on.name().to_owned()),
        )
    }
}

/// A rule that is off unless it is asked for.
fn optional_rule(wanted: &str) -> Result<&'static Rule, String> {
    let Some(found) = rule::find(wanted) else {
        return Err(unknown(wanted));
    };
    match found.activation {
        Activation::OnDemand | Activation::Lint => Ok(found),
        Activation::Always if found.family == Family::Schema => Ok(found),
        Activation::Always => Err(format!("{} is about pairs of schemas; `avrocheck compat` applies it", found.id)),
    }
}
