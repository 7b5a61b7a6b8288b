//! The arguments of `avrocheck lint`.

use std::path::PathBuf;

use crate::policy::FailOn;
use crate::rule::Rule;
use crate::source::config::{Layer, SettingKey};
use clap::Args;

use super::fix::FixFlags;
use super::reports::ReportFlags;
use super::settings::fail_on;
use super::words::lint_rule;

#[derive(Args, Debug)]
pub(crate) struct LintArgs {
    #[arg(value_name = "PATH", help = concat!(
        "Directories of schemas, schema files, or - for standard input ",
        default_schemas!()
    ))]
    pub(crate) paths: Vec<PathBuf>,
    /// Enable a rule that is off by default, such as AVC417 or missing-doc
    #[arg(long, value_name = "RULE", value_parser = lint_rule(), hide_possible_values = true)]
    pub(crate) enable: Vec<&'static Rule>,
    /// The lowest severity that fails the run [default: `fail_on` in avrocheck.toml, else breaking]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) fixes: FixFlags,
    #[command(flatten)]
    pub(crate) reports: ReportFlags,
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
