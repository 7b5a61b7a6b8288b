//! Finds out how the paths of schema files say versions.

use crate::adopt::Arrangement;
use crate::model::input::VersionPlace;
use crate::model::path::{file_name, inside, without_extension};
use crate::model::version::Version;
use crate::source::layout::{Ambiguous, locate, proposal};

/// How the paths of these files say versions; they start at the repository's root, and all are below the directory `root`.
pub(super) fn arrangement(root: &str, files: &[&String]) -> Arrangement {
    let places: Vec<NamedPlace> =
        files.iter().map(|file| locate(inside(file, root).unwrap_or(file), file_name(root))).collect();
    let is_clear = |place: &NamedPlace| match place {
        Ok((subject, VersionPlace::Shared { .. })) => Version::parse(file_name(subject)).is_none(),
        Ok((_, VersionPlace::Own(_))) => true,
        Ok((_, VersionPlace::Beside(_) | VersionPlace::Unversioned)) | Err(_) => false,
    };
    if !places.iter().any(is_clear) {
        let files: Vec<String> = files.iter().map(|file| (*file).clone()).collect();
        if let Some(template) = proposal::template(root, &files) {
            return Arrangement::Template(template);
        }
    }
    let versioned = places.into_iter().zip(files).find_map(|(place, file)| match place {
        Ok((_, VersionPlace::Shared { .. })) | Err(_) => Some(Arrangement::Directories),
        Ok((_, VersionPlace::Own(_))) if Version::parse(without_extension(file_name(file))).is_some() => {
            Some(Arrangement::Files)
        }
        Ok((_, VersionPlace::Own(_))) => Some(Arrangement::Stems),
        Ok((_, VersionPlace::Beside(_) | VersionPlace::Unversioned)) => None,
    });
    versioned.unwrap_or(Arrangement::InPlace)
}

type NamedPlace = Result<(String, VersionPlace), Ambiguous>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_how_they_say_versions() {
        let found = |files: &[&str]| {
            let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
            match arrangement("schemas", &files.iter().collect::<Vec<_>>()) {
                Arrangement::Template(template) => template,
                other => format!("{other:?}"),
            }
        };
        assert_eq!(found(&["schemas/v1/user.avsc"]), "Directories");
        assert_eq!(found(&["schemas/2024-05-01/user.avsc"]), "Directories");
        assert_eq!(found(&["schemas/user/7/4/user.avsc"]), "Directories");
        assert_eq!(found(&["schemas/common.avsc", "schemas/user/v1.avsc"]), "Files");
        assert_eq!(found(&["schemas/user-v1.avsc"]), "Stems");
        assert_eq!(found(&["schemas/user.avsc"]), "InPlace");
        assert_eq!(found(&["schemas/sha-256.avsc", "schemas/user.avsc"]), "InPlace");
        assert_eq!(found(&["schemas/user-1.avsc", "schemas/user-2.avsc"]), "schemas/{subject}-{version}.avsc");
        assert_eq!(found(&["schemas/a/user_1.0.avsc", "schemas/a/user_1.1.avsc"]), "schemas/{subject}_{version}.avsc");
        let majors = ["schemas/v1/v0/user.avsc", "schemas/v1/v1/user.avsc"];
        assert_eq!(found(&majors), "schemas/v{major}/v{minor}/{subject}.avsc");
        assert_eq!(
            found(&["schemas/user/1/0.avsc", "schemas/user/1/1.avsc"]),
            "schemas/{subject}/{major}/{minor}.avsc"
        );
    }
}
