//! The flags that name git revisions to compare with.

use crate::source::against::{Earlier, ReadOptions};
use crate::source::registry::schema::SCHEME;
use clap::Args;

use crate::model::shell::flag;

#[derive(Args, Default, Debug)]
#[command(next_help_heading = "Git revisions")]
pub(crate) struct EarlierArgs {
    /// Compare with a git revision (a branch, a tag, a commit, HEAD~3); for a branch, its merge base with the current one. With
    /// registry:URL or registry:NAME, compare with the versions in a schema registry
    #[arg(long, value_name = "REV")]
    pub(crate) against: Option<String>,
    /// With --against: compare with the revision itself, not with the merge base
    #[arg(long, requires = "against")]
    pub(crate) no_merge_base: bool,
    /// Compare with the last N revisions that changed the schemas; with --against, those up to that revision
    #[arg(long, value_name = "N", conflicts_with = "tags", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) last: Option<u32>,
    /// Compare with the tags that match a pattern such as 'v*', sorted by version; with --against, also with that revision
    #[arg(long, value_name = "PATTERN")]
    pub(crate) tags: Option<String>,
    /// Check only subjects that depend on a changed file
    #[arg(long)]
    pub(crate) changed: bool,
}

impl EarlierArgs {
    /// What is to be read: schemas and fixtures, and what they are compared with.
    pub(crate) fn reading(&self) -> ReadOptions {
        let EarlierArgs { against, no_merge_base, last, tags, changed } = self;
        let registry = against.as_deref().and_then(|against| against.strip_prefix(SCHEME)).map(str::to_owned);
        let against = against.as_ref().filter(|_| registry.is_none());
        let merge_base = !no_merge_base;
        let revision = against.map(|name| Earlier::Revision { name: name.clone(), merge_base });
        let last = last.map(|count| Earlier::Last(count as usize));
        let tags = tags.as_ref().map(|pattern| Earlier::Tags(pattern.clone()));
        let history = last.or(tags);
        let (earlier, history) = if revision.is_some() { (revision, history) } else { (history, None) };
        ReadOptions { earlier, history, registry, only_changed: *changed, with_fixtures: true }
    }

    /// Why these flags do not go together.
    pub(crate) fn conflict(&self) -> Option<String> {
        let EarlierArgs { against, no_merge_base, last, tags, changed } = self;
        let registry = against.as_ref().filter(|against| against.starts_with(SCHEME))?;
        let flags = [
            ("--no-merge-base", *no_merge_base),
            ("--last", last.is_some()),
            ("--tags", tags.is_some()),
            ("--changed", *changed),
        ];
        let (flag, _) = flags.into_iter().find(|(_, is_given)| *is_given)?;
        Some(format!("{flag} is about git revisions, and --against {registry} is a registry; leave one of them out"))
    }

    /// The flags as they were given, as a shell takes them.
    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        [
            self.against.as_ref().map(|revision| flag("--against", revision)),
            self.no_merge_base.then(|| "--no-merge-base".to_owned()),
            self.last.map(|count| format!("--last {count}")),
            self.tags.as_ref().map(|pattern| flag("--tags", pattern)),
            self.changed.then(|| "--changed".to_owned()),
        ]
        .into_iter()
        .flatten()
    }
}
