//! Writes the text of the file that runs the gate in a pipeline.

use crate::adopt::{Arrangement, Premises};
use crate::render::command::init::pre_commit;

/// What runs the gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Host {
    /// A workflow of GitHub.
    Github,
    /// A pipeline of GitLab.
    Gitlab,
    /// The hooks of pre-commit.
    PreCommit,
}

/// What becomes of the file of a pipeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Pipeline {
    /// There was none: this is its text.
    New(String),
    /// It goes on with this text, in which all that it had stands.
    Extended(String),
    /// It is for people to edit: these lines belong into it.
    ByHand(String),
    /// It runs the gate already, or may.
    Present,
}

impl Host {
    /// All of them.
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
            Host::Gitlab => ".gitlab-ci.yml",
            Host::PreCommit => ".pre-commit-config.yaml",
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
    let push = match premises.arrangement {
        // After a merge there is nothing left to compare with.
        Arrangement::InPlace => String::new(),
        Arrangement::Directories | Arrangement::Files | Arrangement::Stems | Arrangement::Template(_) => {
            format!("  push:\n    branches: [{}]\n", quoted(&premises.trunk.name))
        }
    };
    with_version(include_str!("github.yml")).replace("{push}\n", &format!("{push}\n"))
}

fn gitlab(premises: &Premises) -> String {
    let include = with_version(include_str!("gitlab.yml"));
    match premises.arrangement {
        Arrangement::InPlace => include + include_str!("gitlab-in-place.yml"),
        Arrangement::Directories | Arrangement::Files | Arrangement::Stems | Arrangement::Template(_) => include,
    }
}

fn hook() -> String {
    with_version(include_str!("pre-commit.yml"))
}

fn with_version(template: &str) -> String {
    template.replace("{version}", env!("CARGO_PKG_VERSION"))
}

/// A word that means in YAML what it says.
fn quoted(word: &str) -> String {
    serde_json::to_string(word).expect("words are JSON")
}
