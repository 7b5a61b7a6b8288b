//! The arguments of commands that read, show and edit settings.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use avrocheck::finding::fingerprint::Fingerprint;
use avrocheck::model::date::Date;
use avrocheck::model::level::Level;
use avrocheck::policy::FailOn;
use avrocheck::rule::Implementation;
use avrocheck::source::config::{Layer, SettingKey};

use super::destination::Format;
use super::earlier::EarlierArgs;

/// Settings that hold for this run, whatever the environment and the configuration say.
#[derive(Args, Debug)]
pub(crate) struct SettingFlags {
    /// What the newest version owes to older ones: NONE, BACKWARD, FORWARD or FULL, or with _TRANSITIVE
    /// [default: that of avrocheck.toml, else BACKWARD_TRANSITIVE]
    #[arg(long, value_parser = str::parse::<Level>)]
    level: Option<Level>,
    /// From which severity on a finding fails the run [default: that of avrocheck.toml, else breaking]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    /// Whose readers matter: decides how bad it is that implementations differ (AVC3xx) [default: that of
    /// avrocheck.toml, else java,confluent]
    #[arg(long, value_name = "WHO", value_delimiter = ',', value_parser = implementation())]
    assume: Vec<String>,
    /// Where the fixture records are [default: the directory "fixtures" beside the schemas]
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
    /// Report only what this file, which `avrocheck baseline write` makes, does not have
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

impl SettingFlags {
    /// What they say.
    pub(crate) fn layer(&self) -> Layer {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
        Layer::default()
            .with_flag(SettingKey::Level, "--level", self.level.map(|level| level.name().to_owned()))
            .with_flag(SettingKey::FailOn, "--fail-on", self.fail_on.map(|fail_on| fail_on.name().to_owned()))
            .with_flag(SettingKey::Assume, "--assume", self.assume.iter().cloned())
            .with_flag(SettingKey::Fixtures, "--fixtures", path(&self.fixtures))
            .with_flag(SettingKey::Baseline, "--baseline", path(&self.baseline))
    }
}

#[derive(Args, Debug)]
pub(crate) struct WaiveArgs {
    /// The finding: the 12 digits that reports show
    #[arg(value_parser = str::parse::<Fingerprint>)]
    pub(crate) fingerprint: Fingerprint,
    /// Why it may pass
    #[arg(long, value_name = "TEXT", value_parser = said)]
    pub(crate) reason: String,
    /// The last day on which it may, such as 2027-03-31 [default: none, it may until the waiver is removed]
    #[arg(long, value_name = "DATE", value_parser = str::parse::<Date>)]
    pub(crate) expires: Option<Date>,
    /// Only in this subject [default: wherever the finding is]
    #[arg(long, value_name = "NAME")]
    pub(crate) subject: Option<String>,
    /// The schemas that have the finding [default: those of avrocheck.toml, else "schemas"]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
    #[command(flatten)]
    pub(crate) earlier: EarlierArgs,
}

#[derive(Subcommand, Debug)]
pub(crate) enum BaselineCommand {
    /// Write down all that is found now, so that --baseline reports only what is new
    Write(BaselineWriteArgs),
}

#[derive(Args, Debug)]
pub(crate) struct BaselineWriteArgs {
    /// The schemas [default: those of avrocheck.toml, else "schemas"]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The file; one that is there is replaced [default: that of avrocheck.toml, else avrocheck-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
    #[command(flatten)]
    pub(crate) earlier: EarlierArgs,
}

#[derive(Subcommand, Debug)]
pub(crate) enum ConfigCommand {
    /// Show each setting in force, and whether a flag, a variable, a line of avrocheck.toml or nobody says so
    Show(ConfigShowArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ConfigShowArgs {
    /// From where the configuration is looked for, upwards [default: as `compat` does]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How to show it
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
        .map(|word| word.parse().expect("each of them is a word for it"))
}

/// A reason that is one.
fn said(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() {
        return Err("says nothing; those who come later will want to know why");
    }
    Ok(text.to_owned())
}
