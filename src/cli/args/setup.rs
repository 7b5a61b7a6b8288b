//! The arguments of commands that set avrocheck up: in a repository, in a shell, in the manual.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use avrocheck::render::command::init::pipeline::Host;

#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// The directories of schemas [default: wherever there are some in the repository]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Also write what runs the gate there; beside an avrocheck.toml that is there already, this alone
    #[arg(long, value_name = "HOST")]
    pub(crate) ci: Option<Ci>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Ci {
    /// A workflow: .github/workflows/avrocheck.yml
    Github,
    /// A pipeline: .gitlab-ci.yml
    Gitlab,
    /// A hook: .pre-commit-config.yaml
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
    /// The command whose page to print, such as `compat` or `config show` [default: the program's own page]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub(crate) command: Vec<String>,
    /// Write all pages into this directory instead: avrocheck.1, avrocheck-compat.1 and so on
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}
