//! Finds out how the paths of schema files say versions.

use std::collections::{BTreeMap, BTreeSet};

use crate::adopt::Arrangement;
use crate::model::input::VersionPlace;
use crate::model::path::{file_name, inside, without_extension};
use crate::model::version::Version;
use crate::source::layout::{Ambiguous, locate, proposal};

/// How the paths of these files say versions; they start at the repository's root, and all are below the directory `root`.
/// `type_of` is the name of the type that a file defines.
pub(super) fn arrangement(root: &str, files: &[String], type_of: impl Fn(&str) -> Option<String>) -> Arrangement {
    let numbered = numbered(root, files, &type_of);
    let files: Vec<String> = files.iter().filter(|file| !numbered.contains(*file)).cloned().collect();
    let places: Vec<NamedPlace> = files.iter().map(|file| place(root, file)).collect();
    let is_clear = |place: &NamedPlace| match place {
        Ok((subject, VersionPlace::Shared { .. })) => Version::parse(file_name(subject)).is_none(),
        Ok((_, VersionPlace::Own(_))) => true,
        Ok((_, VersionPlace::Beside(_) | VersionPlace::Unversioned)) | Err(_) => false,
    };
    if !places.iter().any(is_clear) {
        let are_versions = |at: &[usize]| are_of_one_type(at.iter().map(|at| type_of(&files[*at])));
        if let Some(template) = proposal::template_with(root, &files, are_versions) {
            return Arrangement::Template(template);
        }
    }
    let is_versioned = |place: &NamedPlace| !matches!(place, Ok((_, VersionPlace::Unversioned)));
    let versioned = places.iter().filter(|place| is_versioned(place)).count();
    if versioned * 2 < files.len() {
        return Arrangement::InPlace;
    }
    // Where files say versions in two ways, most of them count.
    let shared = places.iter().filter(|place| is_shared(place)).count();
    let own = places.iter().zip(&files).filter(|(place, _)| matches!(place, Ok((_, VersionPlace::Own(_)))));
    let (own, bare): (usize, usize) = own.fold((0, 0), |(own, bare), (_, file)| {
        (own + 1, bare + usize::from(Version::parse(without_extension(file_name(file))).is_some()))
    });
    match (shared, own) {
        (0, 0) => Arrangement::InPlace,
        (shared, own) if shared >= own => Arrangement::Directories,
        (_, own) if bare * 2 >= own => Arrangement::Files,
        _ => Arrangement::Stems,
    }
}

/// Files that say versions in another way than most of those below the directory.
pub(super) fn other_layout(root: &str, files: &[String]) -> Vec<String> {
    let is_of = |wanted: fn(&NamedPlace) -> bool| {
        files.iter().filter(|file| wanted(&place(root, file))).cloned().collect::<Vec<String>>()
    };
    let (shared, own) = (is_of(is_shared), is_of(|place| matches!(place, Ok((_, VersionPlace::Own(_))))));
    match (shared.len(), own.len()) {
        (0, _) | (_, 0) => Vec::new(),
        (shared_count, own_count) if shared_count > own_count => own,
        (shared_count, own_count) if shared_count < own_count => shared,
        // Nobody knows which are meant.
        _ => Vec::new(),
    }
}

/// Files whose names are numbers and whose types are not the same: they are no versions.
pub(super) fn numbered(root: &str, files: &[String], type_of: impl Fn(&str) -> Option<String>) -> BTreeSet<String> {
    let mut by_subject: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for file in files {
        if let Ok((subject, VersionPlace::Own(version))) = place(root, file)
            && version.label() == without_extension(file_name(file))
            && version.label().bytes().all(|byte| byte.is_ascii_digit())
        {
            by_subject.entry(subject).or_default().push(file);
        }
    }
    let differ = |files: &Vec<&String>| !are_versions_of_one_type(files.iter().map(|file| type_of(file)));
    by_subject.into_values().filter(differ).flatten().cloned().collect()
}

/// Whether these names of types are one, but for numbers at their ends. What has no name is like everything.
fn are_of_one_type(names: impl Iterator<Item = Option<String>>) -> bool {
    are_one(names, |name| {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        name.strip_suffix(['v', 'V']).unwrap_or(name)
    })
}

/// The same, where only what says that it is a version may differ: a bare number at the end makes another type.
fn are_versions_of_one_type(names: impl Iterator<Item = Option<String>>) -> bool {
    are_one(names, |name| {
        let start = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        let before = ["Version", "V", "v"].into_iter().find_map(|word| start.strip_suffix(word));
        before.filter(|_| start.len() < name.len()).map_or(name, |before| before.trim_end_matches('_'))
    })
}

fn are_one(names: impl Iterator<Item = Option<String>>, shortened: impl Fn(&str) -> &str) -> bool {
    names.flatten().map(|name| shortened(&name).to_owned()).collect::<BTreeSet<String>>().len() < 2
}

fn place(root: &str, file: &str) -> NamedPlace {
    locate(inside(file, root).unwrap_or(file), file_name(root))
}

fn is_shared(place: &NamedPlace) -> bool {
    matches!(place, Ok((_, VersionPlace::Shared { .. })) | Err(_))
}

type NamedPlace = Result<(String, VersionPlace), Ambiguous>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_how_they_say_versions() {
        let found = |files: &[&str]| {
            let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
            let type_of = |file: &str| file.contains("part").then(|| file.to_owned());
            match arrangement("schemas", &files, type_of) {
                Arrangement::Template(template) => template,
                other => format!("{other:?}"),
            }
        };
        assert_eq!(found(&["schemas/v1/user.avsc"]), "Directories");
        assert_eq!(found(&["schemas/2024-05-01/user.avsc"]), "Directories");
        assert_eq!(found(&["schemas/user/7/4/user.avsc"]), "Directories");
        assert_eq!(found(&["schemas/common.avsc", "schemas/user/v1.avsc", "schemas/user/v2.avsc"]), "Files");
        assert_eq!(found(&["schemas/user-v1.avsc"]), "Stems");
        assert_eq!(found(&["schemas/user.avsc"]), "InPlace");
        assert_eq!(found(&["schemas/sha-256.avsc", "schemas/user.avsc"]), "InPlace");
        assert_eq!(found(&["schemas/user-1.avsc", "schemas/user-2.avsc"]), "schemas/{subject}-{version}.avsc");
        assert_eq!(found(&["schemas/a/user_1.0.avsc", "schemas/a/user_1.1.avsc"]), "schemas/{subject}_{version}.avsc");
        // Numbers of files whose types differ are no versions, and a few versions are not the layout of all.
        assert_eq!(found(&["schemas/part_a-1.avsc", "schemas/part_a-2.avsc"]), "InPlace");
        assert_eq!(found(&["schemas/part/1.avsc", "schemas/part/2.avsc"]), "InPlace");
        let one_type = |names: &[&str]| are_versions_of_one_type(names.iter().map(|name| Some((*name).to_owned())));
        assert!(one_type(&["User", "User"]) && one_type(&["UserV1", "User_v2", "UserVersion10", "User"]));
        assert!(!one_type(&["M1", "M2"]) && !one_type(&["Part1", "Part"]) && !one_type(&["Rev", "Re"]));
        assert_eq!(found(&["schemas/a.avsc", "schemas/b.avsc", "schemas/old/v1/c.avsc"]), "InPlace");
        let majors = ["schemas/v1/v0/user.avsc", "schemas/v1/v1/user.avsc"];
        assert_eq!(found(&majors), "schemas/v{major}/v{minor}/{subject}.avsc");
        assert_eq!(
            found(&["schemas/user/1/0.avsc", "schemas/user/1/1.avsc"]),
            "schemas/{subject}/{major}/{minor}.avsc"
        );
    }
}
