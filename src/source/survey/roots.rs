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
const OF_TESTS: [&str; 14] = [
    "test",
    "tests",
    "testing",
    "testdata",
    "test-data",
    "test_data",
    "testfixtures",
    "test-resources",
    "integrationtest",
    "__tests__",
    "fixtures",
    "example",
    "examples",
    "docs",
];

/// The directories of schemas.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Roots {
    /// Each is in no other; the repository's root is empty.
    pub(super) roots: Vec<String>,
    /// The files that are meant. All of them are below a root.
    pub(super) files: Vec<String>,
    /// What is not to be looked at, by the name of its directory.
    pub(super) left_out: Vec<LeftOut>,
}

/// Finds them. `holds_nothing_else` says of a directory whether all schemas below it are among these files: whoever reads it
/// reads all of them. `namespace` is that of the type that a file defines.
pub(super) fn roots(
    files: &[String],
    namespace: impl Fn(&str) -> Option<String>,
    holds_nothing_else: impl Fn(&str) -> bool,
) -> Roots {
    let test_directory = |file: &&String| test_directory(file, &namespace);
    let (of_tests, of_use): (Vec<&String>, Vec<&String>) =
        files.iter().partition(|file| test_directory(file).is_some());
    let (mut of_use, of_tests) = if of_use.is_empty() { (of_tests, Vec::new()) } else { (of_use, of_tests) };
    let tests = of_tests.iter().filter_map(test_directory);
    let mut left_out: BTreeSet<LeftOut> =
        tests.map(|directory| LeftOut { directory, reason: LeftOutFor::Tests }).collect();
    let mut homes: BTreeSet<String> = of_use
        .iter()
        .map(|file| named_homes(file).find(|home| holds_nothing_else(home)).unwrap_or_else(|| home(file)))
        .collect();
    if homes.len() > 1 && homes.contains("") {
        let at_top = |file: &&&String| !file.contains('/');
        // Whatever is beside most of the schemas is checked with them.
        if of_use.iter().filter(at_top).count() * 2 > of_use.len() {
            homes = BTreeSet::from([String::new()]);
        } else {
            homes.remove("");
            of_use.retain(|file| homes.iter().any(|home| inside(file, home).is_some()));
            left_out.insert(LeftOut { directory: ".".to_owned(), reason: LeftOutFor::AtTheTop });
        }
    }
    let mut homes = without_nested(homes);
    join_neighbours(&mut homes, holds_nothing_else);
    let roots = without_nested(homes).into_iter().collect();
    let files = of_use.into_iter().cloned().collect();
    Roots { roots, files, left_out: left_out.into_iter().collect() }
}

/// The topmost directory above a file that is of tests or examples, by its name. The directories of a package are none: those
/// below `src/main`, and those that the namespace of the file repeats.
pub(super) fn test_directory(file: &str, namespace: impl Fn(&str) -> Option<String>) -> Option<String> {
    let directories = directories(file);
    let of_tests = directories.iter().position(|name| is_test_name(&name.to_ascii_lowercase()))?;
    let main = directories.windows(2).position(|pair| pair == ["src", "main"]);
    if main.is_some_and(|main| main < of_tests) {
        return None;
    }
    let package: Vec<String> = namespace(file).iter().flat_map(|name| name.split('.').map(str::to_owned)).collect();
    let is_package =
        !package.is_empty() && directories.ends_with(&package.iter().map(String::as_str).collect::<Vec<_>>());
    if is_package && directories.len() - package.len() <= of_tests {
        return None;
    }
    Some(directories[..=of_tests].join("/"))
}

fn is_test_name(name: &str) -> bool {
    OF_TESTS.contains(&name)
        || ["test-", "test_"].iter().any(|start| name.starts_with(start))
        || ["-test", "_test", "-tests", "_tests"].iter().any(|end| name.ends_with(end))
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

pub(super) fn without_nested(homes: BTreeSet<String>) -> BTreeSet<String> {
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
        let namespace = |file: &str| file.contains("com/acme").then(|| "com.acme.examples".to_owned());
        let Roots { roots, left_out, .. } = roots(&files, namespace, |directory| directory != "full");
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
            "src/main/avro without src/test"
        );
        assert_eq!(found(&["tests/schemas/v1/user.avsc"]), "tests/schemas");
        assert_eq!(found(&["src/main/avro/io/examples/A.avsc", "b/B.avsc"]), "b, src/main/avro");
        assert_eq!(found(&["b/B.avsc", "x/com/acme/examples/A.avsc"]), "b, x/com/acme/examples");
        assert_eq!(
            found(&["v10/avro/c.avsc", "v10/test/one/t.avsc", "v10/test/two/t.avsc"]),
            "v10/avro without v10/test"
        );
        assert_eq!(found(&["a.avsc", "b.avsc", "c.avsc", "models/d.avsc"]), "");
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
