//! The arguments of commands that read, show and edit settings.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use crate::finding::fingerprint::Fingerprint;
use crate::model::date::Date;
use crate::model::level::Level;
use crate::model::shell::{flag, path};
use crate::policy::FailOn;
use crate::rule::Implementation;
use crate::source::config::{Layer, SettingKey, says_nothing};

use super::destination::Format;
use super::earlier::EarlierArgs;
use super::words::level;

/// Settings of this run; they override the environment and the configuration.
#[derive(Args, Clone, Default, Debug)]
pub(crate) struct SettingFlags {
    /// The compatibility level: NONE, or BACKWARD, FORWARD or FULL, each also with _TRANSITIVE
    /// [default: `level` in avrocheck.toml, else BACKWARD_TRANSITIVE]
    #[arg(long, value_parser = level(), hide_possible_values = true)]
    level: Option<Level>,
    /// The lowest severity that fails the run [default: `fail_on` in avrocheck.toml, else breaking]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    /// The implementations that read your data; sets the severity of portability rules (AVC3xx) [default: `assume` in
    /// avrocheck.toml, else java,confluent]
    #[arg(long, value_name = "WHO", value_delimiter = ',', value_parser = implementation())]
    assume: Vec<String>,
    /// The directory of the fixtures [default: "fixtures" beside the schemas]
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
    /// Report only findings that are not in this baseline, a file of `avrocheck baseline write`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

impl SettingFlags {
    /// The settings that the flags give.
    pub(crate) fn layer(&self) -> Layer {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
        Layer::default()
            .with_flag(SettingKey::Level, "--level", self.level.map(|level| level.name().to_owned()))
            .with_flag(SettingKey::FailOn, "--fail-on", self.fail_on.map(|fail_on| fail_on.name().to_owned()))
            .with_flag(SettingKey::Assume, "--assume", self.assume.iter().cloned())
            .with_flag(SettingKey::Fixtures, "--fixtures", path(&self.fixtures))
            .with_flag(SettingKey::Baseline, "--baseline", path(&self.baseline))
    }

    /// The same without a baseline.
    pub(crate) fn without_baseline(&self) -> SettingFlags {
        SettingFlags { baseline: None, ..self.clone() }
    }

    /// The flags as they were given, as a shell takes them.
    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        let assume = (!self.assume.is_empty()).then(|| flag("--assume", &self.assume.join(",")));
        [
            self.level.map(|level| flag("--level", level.name())),
            self.fail_on.map(|fail_on| flag("--fail-on", fail_on.name())),
            assume,
            self.fixtures.as_ref().map(|directory| flag("--fixtures", &path(directory))),
            self.baseline.as_ref().map(|file| flag("--baseline", &path(file))),
        ]
        .into_iter()
        .flatten()
    }
}

#[derive(Args, Debug)]
pub(crate) struct WaiveArgs {
    /// The finding's fingerprint: 12 hexadecimal digits, shown in reports
    #[arg(value_parser = str::parse::<Fingerprint>)]
    pub(crate) fingerprint: Fingerprint,
    /// Why the finding is accepted
    #[arg(long, value_name = "TEXT", value_parser = said)]
    pub(crate) reason: String,
    /// The last day of the waiver, such as 2027-03-31 [default: no expiry]
    #[arg(long, value_name = "DATE", value_parser = str::parse::<Date>)]
    pub(crate) expires: Option<Date>,
    /// Waive it only in this subject [default: in every subject]
    #[arg(long, value_name = "NAME")]
    pub(crate) subject: Option<String>,
    #[arg(value_name = "PATH", help = concat!("The schemas that have the finding ", default_schemas!()))]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
    #[command(flatten)]
    pub(crate) earlier: EarlierArgs,
}

#[derive(Subcommand, Debug)]
pub(crate) enum BaselineCommand {
    /// Write all current findings to a baseline file
    Write(BaselineWriteArgs),
}

#[derive(Args, Debug)]
pub(crate) struct BaselineWriteArgs {
    #[arg(value_name = "PATH", help = concat!("The schemas ", default_schemas!()))]
    pub(crate) paths: Vec<PathBuf>,
    /// The baseline file; an existing one is replaced [default: `baseline` in avrocheck.toml, else
    /// avrocheck-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
    #[command(flatten)]
    pub(crate) earlier: EarlierArgs,
}

#[derive(Subcommand, Debug)]
pub(crate) enum ConfigCommand {
    /// Show the effective settings and where each comes from
    Show(ConfigShowArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ConfigShowArgs {
    /// Where the search for avrocheck.toml starts; it goes upwards [default: the same as for `compat`]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
}

fn implementation() -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(Implementation::ALL.map(Implementation::name))
}

pub(super) fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(["breaking", "dangerous", "safe", "never"])
        .map(|word| word.parse().expect("each of them is a severity or never"))
}

/// Refuses an empty reason.
fn said(text: &str) -> Result<String, &'static str> {
    if says_nothing(text) || ["…", "..."].contains(&text.trim()) {
        return Err("the reason is missing; say why the finding is accepted");
    }
    Ok(text.to_owned())
}
