//! Finds subjects that seem to go on under another name without saying so: nothing would be compared with their older versions.
//!
//! A version directory may hold only what changed, and a new subject may begin in any version. So a subject is complained about
//! only if it continues where another one stops: it defines the same type differently, or counts on from a version that is
//! nowhere. A subject that the configuration names is what the configuration says.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::config::Renaming;
use crate::model::input::{Input, Problem, SchemaText, VersionPlace};
use crate::model::version::Version;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse;
use avro_resolve::schema::shape::Shapes;

/// A problem for each such subject.
pub(crate) fn problems(input: &Input, renamings: &[Renaming]) -> Vec<Problem> {
    // Of schemas that are edited in place, files are followed through revisions.
    if input.past.as_ref().is_some_and(|past| !past.versions_are_releases) {
        return Vec::new();
    }
    let mut subjects: BTreeMap<&str, VersionsOfSubject<'_>> = BTreeMap::new();
    for file in &input.schemas {
        let Some(version) = file.place.version() else { continue };
        let known = subjects
            .entry(&file.subject)
            .or_insert(VersionsOfSubject { first: (version, file), last: (version, file) });
        if *version < *known.first.0 {
            known.first = (version, file);
        }
        if *version > *known.last.0 {
            known.last = (version, file);
        }
    }
    let is_named = |subject: &str| renamings.iter().any(|renaming| renaming.name.value == subject);
    let subjects: Vec<VersionsOfSubject<'_>> = subjects.into_values().collect();
    let mut problems = same_types(&subjects, is_named);
    if problems.is_empty() {
        problems.extend(lone_versions(&subjects, is_named));
    }
    problems
}

/// The oldest and the newest file of a subject.
struct VersionsOfSubject<'a> {
    first: (&'a Version, &'a SchemaText),
    last: (&'a Version, &'a SchemaText),
}

impl VersionsOfSubject<'_> {
    fn subject(&self) -> &str {
        &self.first.1.subject
    }

    /// The directory whose versions are counted together; `None` where each subject has its own.
    fn group(&self) -> Option<&str> {
        match &self.first.1.place {
            VersionPlace::Shared { group, .. } => Some(group),
            VersionPlace::Own(_) | VersionPlace::Beside(_) | VersionPlace::Unversioned => None,
        }
    }
}

/// Subjects that begin after another has got its last file, and define its type otherwise.
fn same_types(subjects: &[VersionsOfSubject<'_>], is_named: impl Fn(&str) -> bool) -> Vec<Problem> {
    let mut ends: BTreeMap<Option<&str>, &Version> = BTreeMap::new();
    for subject in subjects {
        let end = ends.entry(subject.group()).or_insert(subject.last.0);
        *end = (*end).min(subject.last.0);
    }
    let begins_late =
        |subject: &&VersionsOfSubject<'_>| *ends[&subject.group()] < *subject.first.0 && !is_named(subject.subject());
    let late = subjects.iter().filter(begins_late);
    let late: Vec<(Name, &VersionsOfSubject<'_>)> =
        late.filter_map(|subject| Some((root_name(&subject.first.1.text)?, subject))).collect();
    let mut problems = Vec::new();
    for old in subjects.iter().filter(|_| !late.is_empty()) {
        let text = &old.last.1.text;
        // Most files do not even contain the name.
        let mentions = |(name, _): &&(Name, _)| memmem::find(text.as_bytes(), name.short().as_bytes()).is_some();
        let continues = |new: &VersionsOfSubject<'_>| new.group() == old.group() && *new.first.0 > *old.last.0;
        let mut like_it = late.iter().filter(|(_, new)| continues(new)).filter(mentions).peekable();
        let Some(name) = like_it.peek().and_then(|_| root_name(text)) else { continue };
        let other = |(known, new): &&(Name, &VersionsOfSubject<'_>)| *known == name && differ(new.first.1, old.last.1);
        problems.extend(like_it.find(other).map(|(_, new)| same_type(&name, old, new)));
    }
    problems
}

fn same_type(name: &Name, old: &VersionsOfSubject<'_>, new: &VersionsOfSubject<'_>) -> Problem {
    let (from, to, before) = (old.subject(), new.subject(), &old.last.1.name);
    let message = format!(
        "defines {}, which {before} defines otherwise, and `{from}` has no file from here on, so that the two would not be \
         compared; if `{from}` goes on here: [[subject]] name = \"{to}\", former = [\"{from}\"] in avrocheck.toml; if they are \
         two subjects: [[subject]] name = \"{to}\", paths = [\"{}\"]",
        name.full(),
        new.first.1.name
    );
    Problem::of(&new.first.1.name, message)
}

/// Where each subject counts its own versions and none has two: one that does not begin with a first version.
fn lone_versions(subjects: &[VersionsOfSubject<'_>], is_named: impl Fn(&str) -> bool) -> Option<Problem> {
    let own = || subjects.iter().filter(|subject| matches!(subject.first.1.place, VersionPlace::Own(_)));
    let versions: BTreeSet<&Version> = own().map(|subject| subject.first.0).collect();
    if versions.len() < 2 || own().any(|subject| subject.first.0 != subject.last.0) {
        return None;
    }
    let (version, file) = own().find(|subject| !is_first(subject.first.0) && !is_named(subject.subject()))?.first;
    let message = format!(
        "is version `{version}` of `{0}`, which has no other version, and neither has any subject here, so that nothing would \
         be compared; if `{0}` goes on from another subject: [[subject]] name = \"{0}\", former = [\"…\"] in avrocheck.toml; if it \
         begins here: [[subject]] name = \"{0}\", paths = [\"{1}\"]",
        file.subject, file.name
    );
    Some(Problem::of(&file.name, message))
}

/// Whether a subject may begin so: with 0.x, 1 or 1.0, or with a date.
fn is_first(version: &Version) -> bool {
    /// From here on a number is a year.
    const YEAR: u64 = 1000;
    match version.numbers() {
        None => true,
        Some([first, rest @ ..]) => {
            *first == 0 || *first >= YEAR || (*first == 1 && rest.iter().all(|part| *part == 0))
        }
        Some([]) => true,
    }
}

/// Whether two files define different schemas.
fn differ(one: &SchemaText, other: &SchemaText) -> bool {
    let mut shapes = Shapes::default();
    let mut shape =
        |file: &SchemaText| LinkedSchema::parse(&file.name, &file.text, &mut shapes).ok().map(|s| s.root_shape());
    let without_space = |file: &SchemaText| file.text.split_whitespace().collect::<String>();
    match (shape(one), shape(other)) {
        (Some(one), Some(other)) => one != other,
        // They need types of other files.
        (None, _) | (_, None) => without_space(one) != without_space(other),
    }
}

/// The full name of the type that a schema is about.
pub(crate) fn root_name(text: &str) -> Option<Name> {
    let document = parse(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    document.nodes[document.root as usize].naming().map(|naming| naming.name.clone())
}

#[cfg(test)]
mod tests {
    use crate::source::config::Settings;
    use crate::source::files::SourceTree;
    use crate::source::memory::input_of;

    /// Files with their paths, the names of the records that they define, and the types of their fields.
    type Files = [(&'static str, &'static str, &'static str)];

    /// The files that are complained about.
    fn complaints(files: &Files, configuration: &str) -> String {
        let text = |name: &str, ty: &str| {
            format!(r#"{{"type": "record", "name": "{name}", "fields": [{{"name": "a", "type": "{ty}"}}]}}"#)
        };
        let files = files.iter().map(|(path, name, ty)| (*path, text(name, ty)));
        let settings = Settings::of_text("avrocheck.toml", configuration);
        assert_eq!(settings.problems, []);
        let input = input_of(SourceTree::in_memory("schemas", files), None, &settings);
        input.problems.into_iter().filter_map(|problem| problem.file).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn good_trees_are_left_alone() {
        let trees: [&Files; 11] = [
            // Sparse directories: what is not there is unchanged.
            &[("v1/user.avsc", "x.User", "int"), ("v2/order.avsc", "x.Order", "int")],
            &[("v1/a.avsc", "x.A", "int"), ("v2/b.avsc", "x.B", "int"), ("v3/a.avsc", "x.A", "long")],
            // The same type under two names, unchanged.
            &[("v1/user.avsc", "x.User", "int"), ("v2/users.avsc", "x.User", "int")],
            // One type for several subjects, all of which are there.
            &[("v1/a.avsc", "x.E", "int"), ("v2/a.avsc", "x.E", "int"), ("v2/b.avsc", "x.E", "long")],
            // A subject that went on after the other began.
            &[("v1/a.avsc", "x.E", "int"), ("v2/b.avsc", "x.E", "long"), ("v3/a.avsc", "x.E", "int")],
            // Namesakes in other namespaces, and in other groups of versions.
            &[("v1/a.avsc", "x.User", "int"), ("v2/b.avsc", "y.User", "long")],
            &[("one/v1/a.avsc", "x.User", "int"), ("two/v2/b.avsc", "x.User", "long")],
            // Young subjects that count their own versions.
            &[("user-v1.avsc", "x.User", "int"), ("order-v1.avsc", "x.Order", "int")],
            &[("user-v0.1.avsc", "x.User", "int"), ("order-v1.0.avsc", "x.Order", "int")],
            &[("user/2024-01-01.avsc", "x.User", "int"), ("order/2024-05-01.avsc", "x.Order", "int")],
            // One subject is compared.
            &[("a-v1.avsc", "x.A", "int"), ("a-v2.avsc", "x.A", "int"), ("b-v3.avsc", "x.B", "int")],
        ];
        for tree in trees {
            assert_eq!(complaints(tree, ""), "", "{tree:?}");
        }
    }

    #[test]
    fn subjects_that_go_on_elsewhere_are_found() {
        let trees: [(&Files, &str); 5] = [
            (&[("v1/user.avsc", "x.User", "int"), ("v2/users.avsc", "x.User", "string")], "schemas/v2/users.avsc"),
            (
                &[
                    ("v1/a.avsc", "x.A", "int"),
                    ("v2/a.avsc", "x.A", "int"),
                    ("v1/b.avsc", "x.B", "int"),
                    ("v2/c.avsc", "x.B", "long"),
                ],
                "schemas/v2/c.avsc",
            ),
            (&[("user-v1.avsc", "x.User", "int"), ("users-v2.avsc", "x.User", "string")], "schemas/users-v2.avsc"),
            (&[("user-v1.avsc", "x.User", "int"), ("users-v2.avsc", "x.Users", "string")], "schemas/users-v2.avsc"),
            (&[("user/1.0.avsc", "x.User", "int"), ("users/1.1.avsc", "x.Users", "string")], "schemas/users/1.1.avsc"),
        ];
        for (tree, file) in trees {
            assert_eq!(complaints(tree, ""), file, "{tree:?}");
            let name = file.trim_start_matches("schemas/").trim_start_matches("v2/").trim_end_matches(".avsc");
            let name = name.trim_end_matches("-v2").trim_end_matches("/1.1");
            let named = format!("[[subject]]\nname = \"{name}\"\npaths = [\"{file}\"]\n");
            assert_eq!(complaints(tree, &named), "", "{tree:?}");
        }
        let tree = [("v1/user.avsc", "x.User", "int"), ("v2/users.avsc", "x.User", "string")];
        assert_eq!(complaints(&tree, "[[subject]]\nname = \"users\"\nformer = [\"user\"]\n"), "");
    }
}
