//! Finds out whether the repository of a run lies where the one around it has files of its own: a submodule that a branch puts
//! in the place of a directory would answer for the revisions of the repository around it.

use gix::objs::tree::EntryKind;

use super::files::GitEntry;
use super::repository::Repository;
use super::revision::Revision;
use crate::model::path::typed;
use crate::source::config::find::{from_here, repository};
use crate::source::disk;

/// What says where submodules are from.
const MODULES: &str = ".gitmodules";

impl Repository {
    /// Why a revision of this repository cannot be trusted: the repository around it has, or had before the branch, something
    /// else in its place. Whoever names a repository means that one.
    pub(super) fn taken_from_around(&self, name: &str) -> Option<String> {
        let inner = self.work_tree.as_deref().filter(|_| !self.is_named)?;
        let root = repository(inner.parent()?)?;
        let around = Repository::open(Some(&root), inner).ok()?;
        let path = typed(inner.strip_prefix(&root).ok()?);
        let trunk = around.trunk().map(|trunk| trunk.reference);
        let names = std::iter::once(name.to_owned()).chain(trunk);
        let revisions = names.filter_map(|name| around.commit_id(&name).ok().map(|id| Revision::named(id, &name)));
        let differs = |revision: &Revision| around.had_another(revision, &path);
        let revision = revisions.into_iter().find(differs)?;
        Some(format!(
            "the repository of this run is at {}, where the repository around it has something else at {}, so that a branch could \
             have put its own revisions there; run at {}, or name the repository that is meant: GIT_DIR",
            typed(&from_here(inner)),
            revision.label,
            typed(&from_here(&root))
        ))
    }

    /// Whether a revision has files, or a submodule from elsewhere, at a path.
    fn had_another(&self, revision: &Revision, path: &str) -> bool {
        match self.kind_at(revision, path) {
            None => false,
            Some(EntryKind::Commit) => {
                let before = match self.entry(revision, MODULES) {
                    Ok(Some(GitEntry::File(blob))) => self.text(blob).ok(),
                    Ok(Some(GitEntry::Directory(_) | GitEntry::Closed(_)) | None) | Err(_) => None,
                };
                let now = self.on_disk(MODULES).and_then(|file| disk::text(&file).ok());
                origin_of(before.as_deref(), path) != origin_of(now.as_deref(), path)
            }
            Some(EntryKind::Tree | EntryKind::Blob | EntryKind::BlobExecutable | EntryKind::Link) => true,
        }
    }
}

/// Where the submodule at a path is from.
fn origin_of(modules: Option<&str>, path: &str) -> Option<String> {
    let modules = gix::config::File::try_from(modules?).ok()?;
    let mut sections = modules.sections_by_name("submodule").into_iter().flatten();
    let section =
        sections.find(|section| section.value("path").is_some_and(|value| value.as_slice() == path.as_bytes()))?;
    section.value("url").map(|url| url.to_string())
}
