//! Finds the directories that a configuration should name as those of a repository's schemas.

use std::collections::{BTreeMap, BTreeSet};

use crate::adopt::{LeftOut, LeftOutFor};
use crate::model::input::VersionPlace;
use crate::model::path::{file_name, inside, parent, without_extension};
use crate::model::version::Version;
use crate::source::layout::locate;

/// What people call a directory of schemas.
const NAMES: [&str; 4] = ["schemas", "schema", "avro", "avsc"];

/// What people call directories of schemas that nobody reads data with.
const OF_TESTS: [&str; 8] = ["test", "tests", "testdata", "test-data", "fixtures", "example", "examples", "docs"];

/// The directories of schemas.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Roots {
    /// Each is in no other; the repository's root is empty.
    pub(super) roots: Vec<String>,
    /// What is not to be looked at, by the name of its directory.
    pub(super) left_out: Vec<LeftOut>,
}

/// Finds them. `holds_nothing_else` says of a directory whether all schemas below it are among these files: whoever reads it
/// reads all of them.
pub(super) fn roots(files: &[String], holds_nothing_else: impl Fn(&str) -> bool) -> Roots {
    let (of_tests, of_use): (Vec<&String>, Vec<&String>) = files.iter().partition(|file| is_of_tests(file));
    let (of_use, of_tests) = if of_use.is_empty() { (of_tests, Vec::new()) } else { (of_use, of_tests) };
    let mut left_out: BTreeSet<LeftOut> =
        of_tests.iter().map(|file| LeftOut { directory: home(file), reason: LeftOutFor::Tests }).collect();
    let mut homes: BTreeSet<String> = of_use
        .iter()
        .map(|file| named_homes(file).find(|home| holds_nothing_else(home)).unwrap_or_else(|| home(file)))
        .collect();
    if homes.len() > 1 && homes.remove("") {
        left_out.insert(LeftOut { directory: ".".to_owned(), reason: LeftOutFor::AtTheTop });
    }
    let mut homes = without_nested(homes);
    join_neighbours(&mut homes, holds_nothing_else);
    Roots { roots: without_nested(homes).into_iter().collect(), left_out: left_out.into_iter().collect() }
}

fn is_of_tests(file: &str) -> bool {
    directories(file).iter().any(|name| OF_TESTS.contains(&name.to_ascii_lowercase().as_str()))
}

fn directories(file: &str) -> Vec<&str> {
    parent(file).filter(|above| !above.is_empty()).map(|above| above.split('/').collect()).unwrap_or_default()
}

/// The directories above the file that are called after schemas, the topmost first: they hold all, whatever lies between.
fn named_homes(file: &str) -> impl Iterator<Item = String> {
    let directories = directories(file);
    let is_name = move |at: &usize| NAMES.contains(&directories[*at].to_ascii_lowercase().as_str());
    let count = file.matches('/').count();
    let end = move |at: usize| file.match_indices('/').nth(at).map_or(file.len(), |(end, _)| end);
    (0..count).filter(is_name).map(move |at| file[..end(at)].to_owned())
}

/// The directory above the file that its versions and its subject lie in.
fn home(file: &str) -> String {
    let directories = directories(file);
    match locate(file, "") {
        Ok((_, VersionPlace::Shared { group, .. })) => group,
        // A subject's own directory is no place for others.
        Ok((_, VersionPlace::Own(_))) if is_version(file) && directories.len() > 1 => {
            directories[..directories.len() - 1].join("/")
        }
        Ok((_, VersionPlace::Own(_) | VersionPlace::Beside(_) | VersionPlace::Unversioned)) | Err(_) => {
            directories.join("/")
        }
    }
}

fn is_version(file: &str) -> bool {
    Version::parse(without_extension(file_name(file))).is_some()
}

fn without_nested(homes: BTreeSet<String>) -> BTreeSet<String> {
    let is_nested = |home: &String| homes.iter().any(|other| other != home && inside(home, other).is_some());
    homes.iter().filter(|home| !is_nested(home)).cloned().collect()
}

/// Puts the directory around two or more in their place, if that changes nothing today: a new neighbour will be found there.
fn join_neighbours(homes: &mut BTreeSet<String>, holds_nothing_else: impl Fn(&str) -> bool) {
    let mut neighbours: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for home in homes.iter() {
        if let Some((around, name)) = home.rsplit_once('/')
            && !NAMES.contains(&name.to_ascii_lowercase().as_str())
        {
            neighbours.entry(around.to_owned()).or_default().push(home.clone());
        }
    }
    for (around, of_it) in neighbours {
        if of_it.len() > 1 && holds_nothing_else(&around) {
            homes.retain(|home| !of_it.contains(home));
            homes.insert(around);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[&str]) -> String {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let Roots { roots, left_out } = roots(&files, |directory| directory != "full");
        let left_out: Vec<&str> = left_out.iter().map(|left_out| left_out.directory.as_str()).collect();
        let left_out = if left_out.is_empty() { String::new() } else { format!(" without {}", left_out.join(", ")) };
        roots.join(", ") + &left_out
    }

    #[test]
    fn directories_of_schemas_are_found() {
        assert_eq!(found(&["schemas/v1/user.avsc", "schemas/v2/user.avsc"]), "schemas");
        assert_eq!(found(&["schemas/orders/v1/order.avsc", "schemas/billing/v1/invoice.avsc"]), "schemas");
        assert_eq!(
            found(&["src/main/avro/com/acme/User.avsc", "src/test/avro/T.avsc"]),
            "src/main/avro without src/test/avro"
        );
        assert_eq!(found(&["tests/schemas/v1/user.avsc"]), "tests/schemas");
        assert_eq!(found(&["a/schemas/v1/x.avsc", "b/schemas/v1/x.avsc"]), "a/schemas, b/schemas");
        assert_eq!(found(&["events/orders/v1/x.avsc", "events/billing/v1/x.avsc"]), "events");
        assert_eq!(found(&["schema/full/v1/x.avsc"]), "schema");
        assert_eq!(found(&["full/orders/v1/x.avsc", "full/billing/v1/x.avsc"]), "full/billing, full/orders");
        assert_eq!(found(&["events/user/v1.avsc", "events/user/v2.avsc"]), "events");
        assert_eq!(found(&["user/v1.avsc", "user/v2.avsc"]), "user");
        assert_eq!(found(&["models/user-v1.avsc", "old.avsc"]), "models without .");
        assert_eq!(found(&["v1/user.avsc", "v2/user.avsc", "examples/a.avsc"]), " without examples");
        assert_eq!(found(&["events/7/4/x.avsc", "events/7/5/x.avsc"]), "events");
    }
}
