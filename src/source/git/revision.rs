//! Finds the commit that a branch, a tag or an expression names, and what two branches have in common.

use std::collections::HashSet;

use gix::ObjectId;
use gix::object::Kind;

use super::open::one_line;
use super::repository::Repository;
use crate::model::input::Problem;
use crate::model::limits::GIT_TAG_CHAIN;
use crate::model::text::nearest;

/// A commit, and what it is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Revision {
    pub(super) id: ObjectId,
    /// What a version out of it is called: `main@1a2b3c4`.
    pub(crate) label: String,
    /// What its files are called, up to the colon: `main` in `main:schemas/user.avsc`.
    pub(crate) prefix: String,
}

/// Digits of a commit's number that are shown.
const SHOWN: usize = 7;

impl Revision {
    /// A commit by a name.
    pub(super) fn named(id: ObjectId, name: &str) -> Revision {
        Revision { id, label: label(name, id), prefix: name.to_owned() }
    }

    /// Whether this is the same commit, by whatever name.
    pub(crate) fn is_same_commit(&self, other: &Revision) -> bool {
        self.id == other.id
    }
}

impl Repository {
    /// The commit that is meant by a branch, a tag, a number, or an expression such as `HEAD~3`.
    ///
    /// # Errors
    /// Nothing is called so, or what is cannot be read; with what may have been meant, or what to fetch.
    pub(crate) fn revision(&self, name: &str) -> Result<Revision, Problem> {
        let shown = if name.is_empty() { "``" } else { name };
        let failed = |message: String| Problem::of(shown.to_owned(), message);
        if let Some(message) = self.two_meanings(name).or_else(|| self.taken_from_around(name)) {
            return Err(failed(message));
        }
        let id = self.timed(|| self.commit_id(name)).map_err(failed)?;
        Ok(Revision::named(id, name))
    }

    /// Whether a name is that of a revision, if only of one that is refused.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.timed(|| self.commit_id(name)).is_ok() || !self.namesakes(beginning(name)).is_empty()
    }

    /// What both commits come from: where the branch of the second left the first; with a remark if there are several such
    /// places.
    ///
    /// # Errors
    /// They have no common history, or not in this clone.
    pub(crate) fn merge_base(&self, of: &Revision, and: &Revision) -> Result<(Revision, Option<String>), Problem> {
        let failed = |message: String| Err(Problem::of(of.prefix.clone(), message));
        let bases = match self.timed(|| self.bases(of.id, and.id)) {
            Ok(bases) => bases,
            Err(error) => return failed(format!("its history cannot be read ({error}); check it: `git fsck`")),
        };
        let Some(base) = bases.first().copied() else {
            return failed(if self.is_shallow() {
                format!(
                    "this clone is shallow and lacks the commit where {} left it; run `{}`, or compare with its tip: \
                     --no-merge-base",
                    and.prefix,
                    self.fetch_history(&of.prefix)
                )
            } else {
                format!("has no commit in common with {}; compare with its tip: --no-merge-base", and.prefix)
            });
        };
        if base == of.id {
            return Ok((of.clone(), None));
        }
        let prefix = short(base);
        if base != and.id && self.timed(|| self.may_hide_more([of.id, and.id], base)) {
            return failed(format!(
                "this clone is shallow, and {} may have left it later than at {prefix}; run `{}`, or compare with its tip: \
                 --no-merge-base",
                and.prefix,
                self.fetch_history(&of.prefix)
            ));
        }
        let several = (bases.len() > 1).then(|| {
            let others: Vec<String> = bases[1..].iter().map(|base| short(*base)).collect();
            format!(
                "{} and {} were merged into each other, so that their branches began in several places: {prefix} is \
                 compared with, and not {}; `--against {} --no-merge-base` takes another",
                of.prefix,
                and.prefix,
                others.join(", "),
                others.first().map_or("", String::as_str)
            )
        });
        Ok((Revision { id: base, label: format!("{}@{prefix}", of.prefix), prefix }, several))
    }

    fn bases(&self, one: ObjectId, two: ObjectId) -> Result<Vec<ObjectId>, String> {
        let found = self.git.merge_bases_many(one, &[two]).map_err(|error| one_line(&error))?;
        Ok(found.into_iter().map(gix::Id::detach).collect())
    }

    /// Whether a better base may lie before the history of a shallow clone. It would come from after this one, and so from
    /// what is cut off at a commit that does. What cannot be walked through may hide anything.
    fn may_hide_more(&self, tips: [ObjectId; 2], base: ObjectId) -> bool {
        let ends = match self.git.shallow_commits() {
            Ok(Some(ends)) => ends,
            Ok(None) => return false,
            Err(_) => return true,
        };
        let Ok(walk) = self.git.rev_walk(tips).with_hidden([base]).all() else { return true };
        let ends: HashSet<ObjectId> = ends.iter().copied().collect();
        let mut since_base = walk.map(|commit| commit.ok().filter(|_| self.budget.commits.spend(1).is_ok()));
        since_base.any(|commit| commit.is_none_or(|commit| ends.contains(&commit.id)))
    }

    pub(super) fn commit_id(&self, name: &str) -> Result<ObjectId, String> {
        let upstream = self.local_upstream(name);
        let found = match self.git.rev_parse_single(upstream.as_deref().unwrap_or(name)) {
            Ok(found) => found,
            Err(error) => return Err(self.unknown(name, &error)),
        };
        let id = found.detach();
        let object = match found.object() {
            Ok(object) => object,
            Err(error) if !self.git.has_object(id) => return Err(self.unknown(name, &error)),
            Err(error) => return Err(self.unreadable_object(id, &error)),
        };
        let object = self.behind_tags(object)?;
        match object.kind {
            Kind::Commit => Ok(object.id),
            kind => Err(format!("is a {kind}, not a commit; give a branch, a tag or a commit")),
        }
    }

    /// What a tag names, also through other tags. (Where a tag is damaged, the library's own way there panics.)
    fn behind_tags<'r>(&'r self, mut object: gix::Object<'r>) -> Result<gix::Object<'r>, String> {
        let mut tags = 0;
        while object.kind == Kind::Tag {
            let damaged = || format!("the tag {} is damaged; check the repository: `git fsck`", object.id);
            let target = object.to_tag_ref_iter().target_id().map_err(|_| damaged())?;
            tags += 1;
            if tags > GIT_TAG_CHAIN.most {
                let most = GIT_TAG_CHAIN.most;
                return Err(format!("leads through more than {most} tags; give a branch or a commit"));
            }
            object = self.git.find_object(target).map_err(|error| self.unreadable_object(target, &error))?;
        }
        Ok(object)
    }

    /// Whether a name means a tree or a file, also through tags.
    pub(super) fn names_content(&self, name: &str) -> bool {
        let object = self.git.rev_parse_single(name).ok().and_then(|id| id.object().ok());
        let peeled = object.and_then(|object| self.behind_tags(object).ok());
        peeled.is_some_and(|object| matches!(object.kind, Kind::Tree | Kind::Blob))
    }

    /// The branch that `@{u}` means where a branch follows another of the same repository.
    fn local_upstream(&self, name: &str) -> Option<String> {
        let branch = ["@{u}", "@{upstream}"].iter().find_map(|end| name.strip_suffix(end))?;
        let branch = match branch {
            "" | "HEAD" => self.git.head_name().ok()??.shorten().to_string(),
            branch => branch.to_owned(),
        };
        let config = self.git.config_snapshot();
        let value = |key: &str| config.string(format!("branch.{branch}.{key}").as_str()).map(|value| value.to_string());
        value("remote").filter(|remote| remote == ".").and_then(|_| value("merge"))
    }

    /// A remark where a name is that of a branch and of a tag of the same commit.
    pub(crate) fn ambiguity(&self, name: &str) -> Option<String> {
        matches!(self.namesakes(name)[..], [("tags", _), ("heads", _), ..]).then(|| {
            format!("`{name}` is a tag and a branch, and the tag is taken, as git does; `heads/{name}` is the branch")
        })
    }

    /// Why a name is refused: whoever may name a branch or a tag could put another commit in the place of the one that is
    /// meant.
    fn two_meanings(&self, name: &str) -> Option<String> {
        let name = beginning(name);
        let known = self.namesakes(name);
        let (first, id) = known.first()?;
        if let Some((second, _)) = known.iter().find(|(_, other)| other != id) {
            return Some(format!(
                "is the name of two different commits; write `refs/{first}/{name}` or `refs/{second}/{name}`"
            ));
        }
        let other = self.commits_that_begin_with(hexadecimal(name)?).into_iter().find(|other| other != id)?;
        let kind = if *first == "tags" { "a tag" } else { "a branch" };
        Some(format!(
            "is {kind}, and the beginning of another commit's number; write `refs/{first}/{name}` or `{other}`"
        ))
    }

    /// The commits whose numbers begin with these digits, also through tags.
    fn commits_that_begin_with(&self, digits: &str) -> Vec<ObjectId> {
        let Ok(prefix) = gix::hash::Prefix::from_hex(digits) else { return Vec::new() };
        let mut found = HashSet::new();
        let only = self.git.objects.lookup_prefix(prefix, Some(&mut found));
        let only = only.ok().flatten().and_then(Result::ok);
        let objects = found.into_iter().chain(only).filter_map(|id| self.git.find_object(id).ok());
        let commits = objects.filter_map(|object| self.behind_tags(object).ok());
        let mut commits: Vec<ObjectId> =
            commits.filter(|object| object.kind == Kind::Commit).map(|object| object.id).collect();
        commits.sort_unstable();
        commits
    }

    /// The tag and the branches of a name, in the order in which git looks for them, with their commits.
    fn namesakes(&self, name: &str) -> Vec<(&'static str, ObjectId)> {
        if name.is_empty() || name.starts_with("refs/") {
            return Vec::new();
        }
        let of_kind = |kind: &'static str| {
            let mut reference = self.git.try_find_reference(format!("refs/{kind}/{name}").as_str()).ok()??;
            let object = reference.follow_to_object().ok()?.object().ok()?;
            Some((kind, self.behind_tags(object).ok()?.id))
        };
        ["tags", "heads", "remotes"].into_iter().filter_map(of_kind).collect()
    }

    /// Why there is no commit to start from.
    fn no_head(&self) -> Option<String> {
        match self.git.head() {
            Ok(head) if head.is_unborn() && self.names().is_empty() => {
                Some("there is no commit in this repository yet".to_owned())
            }
            Ok(head) if head.is_unborn() => Some(
                "the branch that is checked out has no commit yet; compare with the tip of another: --no-merge-base"
                    .to_owned(),
            ),
            Ok(_) => self.git.head_id().err().map(|error| format!("cannot be read: {}", one_line(&error))),
            Err(error) => Some(format!("cannot be read: {}", one_line(&error))),
        }
    }

    /// Why nothing is called so: a slip of the pen, a shallow clone, or a history that ends before.
    fn unknown(&self, name: &str, error: &gix::Error) -> String {
        if name.is_empty() || name.starts_with('-') {
            return "is no revision; give a branch, a tag or a commit".to_owned();
        }
        if let Some(message) = self.no_head().filter(|_| name.starts_with("HEAD") || name.starts_with('@')) {
            return message;
        }
        if let Some((one, other)) = name.split_once("..").filter(|_| !name.contains("^{")) {
            let other = other.trim_start_matches('.');
            return format!("is a range, and one revision is needed: `{one}` or `{other}`");
        }
        let start = name.find(['~', '^', '@', ':']).filter(|at| *at > 0).map_or(name, |at| &name[..at]);
        if start != name && self.git.rev_parse_single(start).is_ok() {
            return if self.is_shallow() {
                format!("this clone is shallow, and its history ends before; run `{}`", self.fetch_history(start))
            } else if name[start.len()..].starts_with("@{")
                && !name[start.len()..].contains(|c: char| c.is_ascii_digit())
            {
                format!(
                    "the branch `{start}` follows no other; `git branch --set-upstream-to=origin/main {start}` sets one"
                )
            } else if name[start.len()..].contains('^') {
                format!("`{start}` is known, but there is no `{name}`: that commit has fewer parents")
            } else {
                format!("`{start}` is known, but there is no `{name}`: its history does not reach so far")
            };
        }
        if error.to_string().contains("mbiguous") {
            return format!("{}; give more of it", one_line(error));
        }
        let names = self.names();
        if names.iter().any(|known| known == start) {
            return format!("what `{start}` names is not in this clone; {}", self.fetch_revision(start));
        }
        let branches = names.iter().map(String::as_str).filter(|name| !name.ends_with("/HEAD"));
        let fetch = self.fetch_revision(start);
        match nearest(start, branches) {
            // What a shallow clone, or any, has of a remote is a choice; what was typed may well be right.
            Some(near) if self.is_shallow() || self.is_of_remote(start) => {
                format!("no revision is called `{start}` in this clone, but `{near}` is; {fetch}")
            }
            Some(near) => format!("no revision is called `{start}`; did you mean `{near}`?"),
            None => format!("no revision is called `{start}` in this clone; {fetch}"),
        }
    }

    /// The names of all branches and tags.
    fn names(&self) -> Vec<String> {
        let references = self.git.references().ok();
        let all = references.as_ref().and_then(|references| references.all().ok());
        let mut names: Vec<String> = all
            .into_iter()
            .flatten()
            .filter_map(|reference| Some(reference.ok()?.name().shorten().to_string()))
            .collect();
        // `main` is nearer to `mian` than any remote's branch, which has the remote's name in front.
        let unqualified: Vec<String> =
            names.iter().filter_map(|name| Some(name.split_once('/')?.1.to_owned())).collect();
        names.extend(unqualified.into_iter().filter(|name| self.git.rev_parse_single(name.as_str()).is_ok()));
        names.sort();
        names
    }

    pub(super) fn is_shallow(&self) -> bool {
        self.git.is_shallow().unwrap_or(false)
    }
}

/// The name with which an expression begins: `main` of `main~3`.
fn beginning(name: &str) -> &str {
    &name[..name.find(['~', '^', '@', ':']).unwrap_or(name.len())]
}

/// The digits of a commit's number in a name that is its beginning, alone or as in `v1.2-3-g1a2b3c4`; git takes no fewer than
/// four.
fn hexadecimal(name: &str) -> Option<&str> {
    let digits = name.rsplit_once("-g").map_or(name, |(_, digits)| digits);
    (digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(digits)
}

/// `main@1a2b3c4`; a number alone needs no name.
fn label(name: &str, id: ObjectId) -> String {
    let short = short(id);
    let is_number = name.len() >= 4 && id.to_string().starts_with(&name.to_ascii_lowercase());
    if is_number { short } else { format!("{name}@{short}") }
}

pub(super) fn short(id: ObjectId) -> String {
    id.to_hex_with_len(SHOWN).to_string()
}
