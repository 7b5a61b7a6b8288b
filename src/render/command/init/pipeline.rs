//! Writes the text of the file that runs the gate in a pipeline.

use crate::adopt::Premises;
use crate::model::json;
use crate::render::command::init::pre_commit;

/// What runs the gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Host {
    Github,
    Gitlab,
    PreCommit,
}

/// What becomes of the file of a pipeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Pipeline {
    /// There was none: this is its text.
    New(String),
    /// Its text with the gate added.
    Extended(String),
    /// It is for people to edit: these lines belong into it.
    ByHand(String),
    /// It runs the gate already, or may.
    Present,
}

impl Host {
    pub(crate) const ALL: [Host; 3] = [Host::Github, Host::Gitlab, Host::PreCommit];

    /// The word of the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Host::Github => "github",
            Host::Gitlab => "gitlab",
            Host::PreCommit => "pre-commit",
        }
    }

    /// Its file, from the repository's root.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Host::Github => ".github/workflows/avrocheck.yml",
            Host::Gitlab => ".gitlab-ci.yml",
            Host::PreCommit => ".pre-commit-config.yaml",
        }
    }

    /// What a repository has that uses it.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Host::Github => ".github",
            Host::Gitlab | Host::PreCommit => self.file(),
        }
    }
}

/// The file for a repository, which may have one.
pub(crate) fn pipeline(host: Host, premises: &Premises, existing: Option<&str>) -> Pipeline {
    match (host, existing) {
        (Host::Github, None) => Pipeline::New(github(premises)),
        (Host::Gitlab, None) => Pipeline::New(gitlab(premises)),
        (Host::PreCommit, None) => Pipeline::New(pre_commit::file(&hook())),
        (Host::Github, Some(_)) => Pipeline::Present,
        (Host::Gitlab | Host::PreCommit, Some(text)) if text.contains("avrocheck/avrocheck") => Pipeline::Present,
        (Host::Gitlab, Some(_)) => Pipeline::ByHand(gitlab(premises)),
        (Host::PreCommit, Some(text)) => match pre_commit::with(text, &hook()) {
            Some(extended) => Pipeline::Extended(extended),
            None => Pipeline::ByHand(pre_commit::file(&hook())),
        },
    }
}

fn github(premises: &Premises) -> String {
    // Of schemas that are edited in place, there is nothing left to compare with after a merge.
    let push = if premises.is_in_place() {
        String::new()
    } else {
        format!("  push:\n    branches: [{}]\n", quoted(&premises.trunk.name))
    };
    with_version(include_str!("github.yml")).replace("{push}\n", &format!("{push}\n"))
}

fn gitlab(premises: &Premises) -> String {
    let include = with_version(include_str!("gitlab.yml"));
    if premises.is_in_place() { include + include_str!("gitlab-in-place.yml") } else { include }
}

fn hook() -> String {
    with_version(include_str!("pre-commit.yml"))
}

fn with_version(template: &str) -> String {
    template.replace("{version}", env!("CARGO_PKG_VERSION"))
}

/// A word that means in YAML what it says.
fn quoted(word: &str) -> String {
    json::line(&word)
}
