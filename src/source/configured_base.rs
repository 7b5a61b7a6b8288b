//! Finds the revision that the key `against` of a configuration means.
//!
//! A branch may not choose what it is compared with: what the configuration says where the branch began counts more than what the
//! branch says.

use std::path::Path;

use super::against::Earlier;
use super::config::{REGISTRY_SCHEME, Settings};
use super::git::{GitEntry, Repository, Revision};
use crate::model::input::Problem;
use crate::policy::origin::{SettingOrigin, Stated};

/// What to compare with.
pub(crate) struct ConfiguredBase {
    pub(crate) against: ConfiguredAgainst,
    /// A remark, if that is not what the configuration of the working tree says.
    pub(crate) note: Option<String>,
}

/// A revision or a registry.
pub(crate) enum ConfiguredAgainst {
    Revision(Earlier),
    /// A URL, or a name of the configuration.
    Registry(String),
}

/// What the settings compare with; `None` if they do not say.
///
/// # Errors
/// There is no such revision, or it is the current commit: nothing would be compared.
pub(crate) fn find(settings: &Settings) -> Result<Option<ConfiguredBase>, Problem> {
    let stated = settings.plain.against.as_ref();
    let is_of_branch = stated.is_none_or(|stated| matches!(stated.origin, SettingOrigin::File(_)));
    let may_be_overruled = is_of_branch && settings.revision.is_none();
    let opened = Repository::open(settings.repository.as_deref(), Path::new("."));
    let opened = opened.and_then(|repository| Ok((repository.revision("HEAD")?, repository)));
    let (head, repository) = match (opened, stated) {
        (Ok(opened), _) => opened,
        (Err(_), None) => return Ok(None),
        (Err(problem), Some(Stated { value, .. })) => match value.strip_prefix(REGISTRY_SCHEME) {
            Some(registry) => return Ok(Some(of_registry(registry, None))),
            None => return Err(problem),
        },
    };
    let before = if may_be_overruled { before(settings, &repository, &head) } else { None };
    let (name, note) = match (stated, before) {
        (None, None) => return Ok(None),
        (Some(Stated { value, .. }), None) => (value.clone(), None),
        (Some(Stated { value, .. }), Some((name, _))) if name == *value => (name, None),
        (stated, Some((name, label))) => {
            let here = stated.map_or("is missing".to_owned(), |stated| format!("is {}", stated.value));
            let note = format!("`against` {here} in the configuration here, and {name} at {label}, which counts");
            (name, Some(note))
        }
    };
    if let Some(registry) = name.strip_prefix(REGISTRY_SCHEME) {
        return Ok(Some(of_registry(registry, note)));
    }
    let tip = repository.revision(&name)?;
    let (base, _) = repository.merge_base(&tip, &head)?;
    if base.is_same_commit(&head) {
        let message = format!(
            "`against` is {name}, which has all commits of this branch, so that nothing would be compared; commit on a branch \
             of its own, or compare the files with the last commit: --against HEAD"
        );
        return Err(match stated.and_then(Stated::place) {
            Some(place) => {
                Problem { file: Some(place.file.clone()), position: Some((place.line, place.column)), message }
            }
            None => Problem::of_run(message),
        });
    }
    let against = ConfiguredAgainst::Revision(Earlier::Revision { name, merge_base: true });
    Ok(Some(ConfiguredBase { against, note }))
}

fn of_registry(name: &str, note: Option<String>) -> ConfiguredBase {
    ConfiguredBase { against: ConfiguredAgainst::Registry(name.to_owned()), note }
}

/// What the configuration said where the branch left the default branch, or else where it left what it names, and the label
/// of that revision.
fn before(settings: &Settings, repository: &Repository, head: &Revision) -> Option<(String, String)> {
    let at = |name: &str| {
        let (said, label) = at_merge_base(settings, repository, head, name)?;
        Some((said.plain.against?.value, label))
    };
    let trunk = repository.trunk().and_then(|trunk| at(&trunk.reference));
    trunk.or_else(|| at(&settings.plain.against.as_ref()?.value))
}

/// The configuration where the current branch left another, and the label of that revision.
fn at_merge_base(
    settings: &Settings,
    repository: &Repository,
    head: &Revision,
    name: &str,
) -> Option<(Settings, String)> {
    let (file, _) = settings.file.as_ref()?;
    let file = repository.inside(file).ok()?;
    let (base, _) = repository.merge_base(&repository.revision(name).ok()?, head).ok()?;
    let Ok(Some(GitEntry::File(blob))) = repository.entry(&base, &file) else { return None };
    Some((Settings::of_text(&file, &repository.text(blob).ok()?), base.label))
}

/// The configuration that nobody who only proposes changes can have written: where the current branch left the default branch of
/// the remote. Branches of this clone do not count, whatever they are called.
pub(crate) fn trusted(settings: &Settings) -> Option<Settings> {
    let repository = Repository::open(settings.repository.as_deref(), Path::new(".")).ok()?;
    let head = repository.revision("HEAD").ok()?;
    let trunk = repository.trunk().filter(|trunk| trunk.reference != trunk.name)?;
    let (said, _) = at_merge_base(settings, &repository, &head, &format!("refs/remotes/{}", trunk.reference))?;
    said.problems.is_empty().then_some(said)
}
