//! The arguments of `avrocheck init`, `avrocheck completions` and `avrocheck man`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use crate::render::command::init::pipeline::Host;

#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// The directories of schemas [default: all that are found in the repository]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Also create a CI workflow for this host; an existing avrocheck.toml is kept
    #[arg(long, value_name = "HOST")]
    pub(crate) ci: Option<Ci>,
    /// Show what would be written, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Ci {
    /// GitHub Actions: .github/workflows/avrocheck.yml
    Github,
    /// GitLab CI: .gitlab-ci.yml
    Gitlab,
    /// pre-commit: .pre-commit-config.yaml
    PreCommit,
}

impl Ci {
    pub(crate) fn host(self) -> Host {
        match self {
            Ci::Github => Host::Github,
            Ci::Gitlab => Host::Gitlab,
            Ci::PreCommit => Host::PreCommit,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    /// The command, such as `compat` or `config show` [default: the page of avrocheck itself]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub(crate) command: Vec<String>,
    /// Write all pages to this directory: avrocheck.1, avrocheck-compat.1 and so on
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}
