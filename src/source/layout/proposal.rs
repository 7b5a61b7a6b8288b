//! Finds a template that fits paths whose names alone do not tell that they say versions.

use std::collections::{BTreeMap, BTreeSet};

use super::template::Template;
use crate::model::input::VersionPlace;
use crate::model::path::{join, without_extension};
use crate::model::version::Version;

/// Ways to name files, below the directory of schemas. The first that fits is taken.
const TEMPLATES: [&str; 15] = [
    "v{major}/v{minor}/{subject}.avsc",
    "{subject}/v{major}/v{minor}.avsc",
    "{subject}/{major}/{minor}.avsc",
    "{subject}Rev{version}.avsc",
    "{subject}_rev{version}.avsc",
    "{subject}V{version}.avsc",
    "{subject}v{version}.avsc",
    "{subject}-{version}.avsc",
    "{subject}_{version}.avsc",
    "{subject}.{version}.avsc",
    "{subject}Version{version}.avsc",
    "V{version}__{subject}.avsc",
    "V{version}_{subject}.avsc",
    "v{version}_{subject}.avsc",
    "v{version}-{subject}.avsc",
];

/// The way to name files that is most often chance.
const BARE_NUMBER: &str = "{subject}{version}.avsc";

/// Ways to name files that repeat the version of the directory which they are in.
#[cfg(feature = "cli")]
const REPEATING: [&str; 5] = [
    "{subject}v{version}.avsc",
    "{subject}-{version}.avsc",
    "{subject}_{version}.avsc",
    "{subject}.{version}.avsc",
    "{subject}{version}.avsc",
];

/// A template for files below the directory `root`; all paths start at the configuration.
pub(crate) fn template(root: &str, files: &[String]) -> Option<String> {
    let bare = Some(join(root, BARE_NUMBER));
    template_with(root, files, |_| true).or_else(|| bare.filter(|template| fits(template, files, |_| true)))
}

/// The same, where the files of each subject, by their places in the list, have to be versions of one schema.
pub(crate) fn template_with(root: &str, files: &[String], are_versions: impl Fn(&[usize]) -> bool) -> Option<String> {
    let templates = TEMPLATES.into_iter().map(|template| join(root, template));
    templates.into_iter().find(|template| fits(template, files, &are_versions))
}

/// A template for files in version directories below `root` that repeat the version; all paths start at the configuration.
#[cfg(feature = "cli")]
pub(crate) fn repeating_template(root: &str, files: &[String]) -> Option<String> {
    let directories = ["v{version}", "{version}"].into_iter();
    let templates = directories.flat_map(|directory| REPEATING.map(|file| join(root, &join(directory, file))));
    templates.into_iter().find(|template| fits(template, files, |_| true))
}

/// Whether every file fits the template, and some subject has several versions by it: one could be chance.
fn fits(template: &str, files: &[String], are_versions: impl Fn(&[usize]) -> bool) -> bool {
    let Ok(template) = template.parse::<Template>() else { return false };
    let mut versions: BTreeMap<String, (BTreeSet<Version>, Vec<usize>)> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let Some((subject, VersionPlace::Shared { version, .. } | VersionPlace::Own(version))) =
            template.locate(without_extension(file))
        else {
            return false;
        };
        let known = versions.entry(subject).or_default();
        known.1.push(at);
        if !known.0.insert(version) {
            return false;
        }
    }
    versions.values().any(|(versions, _)| versions.len() > 1) && versions.values().all(|(_, files)| are_versions(files))
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::{repeating_template, template};

    #[test]
    fn repeated_versions_are_found() {
        let found = |files: &[&str]| {
            let files: Vec<String> = files.iter().map(|file| format!("s/{file}.avsc")).collect();
            repeating_template("s", &files).unwrap_or_else(|| "none".to_owned())
        };
        assert_eq!(found(&["v1/Alert1", "v2/Alert2"]), "s/v{version}/{subject}{version}.avsc");
        assert_eq!(found(&["v1/alertv1", "v2/alertv2", "v1/userv1"]), "s/v{version}/{subject}v{version}.avsc");
        assert_eq!(found(&["1.0/alert-1.0", "1.1/alert-1.1"]), "s/{version}/{subject}-{version}.avsc");
        assert_eq!(found(&["v1/alert", "v2/alarm"]), "none");
    }

    #[test]
    fn ways_to_say_versions_are_found() {
        let found = |files: &[&str]| {
            let files: Vec<String> = files.iter().map(|file| format!("s/{file}.avsc")).collect();
            template("s", &files).unwrap_or_else(|| "none".to_owned())
        };
        assert_eq!(found(&["UserV1", "UserV10", "UserV2"]), "s/{subject}V{version}.avsc");
        assert_eq!(found(&["a/userv1", "a/userv2", "a/orderv1"]), "s/{subject}v{version}.avsc");
        assert_eq!(found(&["orderRev1", "orderRev2"]), "s/{subject}Rev{version}.avsc");
        assert_eq!(found(&["order_rev1", "order_rev2"]), "s/{subject}_rev{version}.avsc");
        assert_eq!(found(&["user-1", "user-2"]), "s/{subject}-{version}.avsc");
        assert_eq!(found(&["user_1.0", "user_1.1"]), "s/{subject}_{version}.avsc");
        assert_eq!(found(&["v1/v0/user", "v1/v1/user"]), "s/v{major}/v{minor}/{subject}.avsc");
        assert_eq!(found(&["user/1/0", "user/1/1"]), "s/{subject}/{major}/{minor}.avsc");
        assert_eq!(found(&["UserVersion1", "UserVersion2"]), "s/{subject}Version{version}.avsc");
        assert_eq!(found(&["V1__User", "V2__User", "V1__Order"]), "s/V{version}__{subject}.avsc");
        assert_eq!(found(&["v1_user", "v1.1_user"]), "s/v{version}_{subject}.avsc");
        assert_eq!(found(&["User1", "User2", "User10"]), "s/{subject}{version}.avsc");
        // One version of each is chance, and so is a file that has none.
        assert_eq!(found(&["UserV1", "OrderV1"]), "none");
        assert_eq!(found(&["user-1", "user-2", "common"]), "none");
    }
}
