//! The flags that name git revisions to compare with.

use crate::source::against::{Earlier, ReadOptions};
use crate::source::config::REGISTRY_SCHEME;
use clap::Args;

use crate::model::shell::flag;

#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Git revisions")]
pub(crate) struct EarlierArgs {
    /// Compare with a git revision (a branch, a tag, a commit, HEAD~3); for a branch, its merge base with the current one. With
    /// registry:URL or registry:NAME, compare with the versions in a schema registry; may be given several times
    #[arg(long, value_name = "REV")]
    pub(crate) against: Vec<String>,
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
    /// The comparisons that are asked for, each for itself: with each revision, as far back as the flags say, and with each registry.
    pub(crate) fn comparisons(&self) -> Vec<EarlierArgs> {
        let (registries, revisions): (Vec<&String>, Vec<&String>) =
            self.against.iter().partition(|against| against.starts_with(REGISTRY_SCHEME));
        let with = |against: &&String| EarlierArgs { against: vec![(*against).clone()], ..self.clone() };
        let mut comparisons: Vec<EarlierArgs> = revisions.iter().map(with).collect();
        if revisions.is_empty() && (registries.is_empty() || self.last.is_some() || self.tags.is_some()) {
            comparisons.push(EarlierArgs { against: Vec::new(), ..self.clone() });
        }
        // What is about revisions is theirs, if there are any.
        let of_registry = if comparisons.is_empty() { self.clone() } else { EarlierArgs::default() };
        let with = |against: &&String| EarlierArgs { against: vec![(*against).clone()], ..of_registry.clone() };
        comparisons.extend(registries.iter().map(with));
        comparisons
    }

    /// What is to be read: schemas and fixtures, and what they are compared with, of one comparison.
    pub(crate) fn reading(&self) -> ReadOptions {
        let EarlierArgs { against, no_merge_base, last, tags, changed } = self;
        let against = against.first();
        let registry = against.and_then(|against| against.strip_prefix(REGISTRY_SCHEME)).map(str::to_owned);
        let against = against.filter(|_| registry.is_none());
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
        let EarlierArgs { against, no_merge_base, changed, .. } = self;
        if let [_, ..] = self.comparisons()[1..] {
            let message = "--against is given several times, or with --last or --tags beside a registry, which only `compat` takes";
            return Some(message.to_owned());
        }
        let registry = against.first().filter(|against| against.starts_with(REGISTRY_SCHEME))?;
        let flags = [("--no-merge-base", *no_merge_base), ("--changed", *changed)];
        let (flag, _) = flags.into_iter().find(|(_, is_given)| *is_given)?;
        Some(format!("{flag} is about git revisions, and --against {registry} is a registry; leave one of them out"))
    }

    /// What is compared with, in few words.
    pub(crate) fn described(&self) -> String {
        let EarlierArgs { against, last, tags, .. } = self;
        let against = against.iter().cloned();
        let last = last.map(|count| format!("--last {count}"));
        let tags = tags.as_ref().map(|pattern| flag("--tags", pattern));
        against.chain(last).chain(tags).collect::<Vec<_>>().join(" ")
    }

    /// The flags as they were given, as a shell takes them.
    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        let others = [
            self.no_merge_base.then(|| "--no-merge-base".to_owned()),
            self.last.map(|count| format!("--last {count}")),
            self.tags.as_ref().map(|pattern| flag("--tags", pattern)),
            self.changed.then(|| "--changed".to_owned()),
        ];
        self.against.iter().map(|against| flag("--against", against)).chain(others.into_iter().flatten())
    }
}
