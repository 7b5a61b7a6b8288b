//! The arguments of commands that edit schemas.

use clap::Args;

use super::unsafe_fix::{UnsafeFix, agreed};
use crate::repair::Agreed;

/// Which fixes to make.
#[derive(Args, Default, Debug)]
pub(crate) struct FixFlags {
    /// Apply the fixes that need no decision to the files of the newest version, and show the edits
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix: also apply the best fix of these findings, which needs a decision: fingerprints, rules, or `all`; commas
    /// separate several
    #[arg(long, value_name = "FINDING", requires = "fix", value_delimiter = ',', value_parser = str::parse::<UnsafeFix>)]
    unsafe_fixes: Vec<UnsafeFix>,
    /// With --fix: show the edits as a unified diff, and change no file
    #[arg(long, requires = "fix")]
    pub(crate) dry_run: bool,
}

impl FixFlags {
    /// The fixes that a human has agreed to.
    pub(crate) fn agreed(&self) -> Agreed {
        agreed(&self.unsafe_fixes)
    }
}
