//! Finds subjects that seem to go on under another name without saying so: nothing would be compared with their older versions.
//!
//! A version directory may hold only what changed, and a new subject may begin in any version. So a subject is complained about
//! only if it continues where another one stops: it defines the same type differently, or counts on from a version that is
//! nowhere. A subject that the configuration names is what the configuration says.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::config::Renaming;
use crate::model::input::{Input, Problem, SchemaText, VersionPlace};
use crate::model::path::parent;
use crate::model::version::Version;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse_as;
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::syntax::Syntax;

/// A problem for each such subject.
pub(crate) fn problems(input: &Input, renamings: &[Renaming]) -> Vec<Problem> {
    // Of schemas that are edited in place, files are followed through revisions.
    if input.past.as_ref().is_some_and(|past| !past.versions_are_releases) {
        return Vec::new();
    }
    let subjects = versions_of_subjects(input);
    let is_named = |subject: &str| renamings.iter().any(|renaming| renaming.name.value == subject);
    let new = new_files(input);
    let mut problems = without_version(&input.schemas, &subjects, is_named);
    problems.extend(same_types(&subjects, is_named, |file| new.contains(file.name.as_str())));
    if problems.is_empty() {
        problems.extend(lone_versions(&subjects, is_named));
    }
    problems
}

/// The names of the files that were not there in an earlier state, if there is one.
fn new_files(input: &Input) -> BTreeSet<&str> {
    let Some(past) = &input.past else { return BTreeSet::new() };
    let edited: BTreeSet<&str> = past.released.iter().filter_map(|released| released.now.as_deref()).collect();
    past.fresh.iter().map(String::as_str).filter(|name| !edited.contains(name)).collect()
}

fn versions_of_subjects(input: &Input) -> Vec<VersionsOfSubject<'_>> {
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
    subjects.into_values().collect()
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

/// Subjects that begin after another has got its last file, and define its type otherwise, or say by an alias that they do.
fn same_types(
    subjects: &[VersionsOfSubject<'_>],
    is_named: impl Fn(&str) -> bool,
    is_new: impl Fn(&SchemaText) -> bool,
) -> Vec<Problem> {
    let mut groups: BTreeMap<Option<&str>, GroupSpan<'_>> = BTreeMap::new();
    for subject in subjects {
        let (first, last) = (subject.first.0, subject.last.0);
        let span = groups.entry(subject.group()).or_insert(GroupSpan { first, end: last });
        *span = GroupSpan { first: span.first.min(first), end: span.end.min(last) };
    }
    // A group of versions that counts on from another begins with a later version than a first one. What is new since an earlier
    // state may count on in any group.
    let counts_on = |subject: &VersionsOfSubject<'_>| {
        let is_start = subject.group().is_some() && groups[&subject.group()].first == subject.first.0;
        (is_start || is_new(subject.first.1)) && !subject.first.0.is_first()
    };
    let begins_late = |subject: &&VersionsOfSubject<'_>| {
        let is_late = *groups[&subject.group()].end < *subject.first.0 || counts_on(subject);
        is_late && !is_named(subject.subject())
    };
    let late: Vec<NamedSubject<'_>> = subjects.iter().filter(begins_late).filter_map(NamedSubject::of).collect();
    let mut problems = Vec::new();
    for old in subjects.iter().filter(|_| !late.is_empty()) {
        let continues = |new: &&NamedSubject<'_>| {
            let is_beside = new.subject.group() == old.group();
            *new.subject.first.0 > *old.last.0 && (is_beside || old.group().is_some() && counts_on(new.subject))
        };
        // Most files do not even contain the name.
        let mut like_it = late.iter().filter(continues).filter(|new| new.may_be(old)).peekable();
        let Some(name) = like_it.peek().and_then(|_| root_name(&old.last.1.name, &old.last.1.text)) else { continue };
        let other = like_it.find(|new| new.is_otherwise(old, &name));
        problems.extend(other.map(|new| same_type((old, &name), new)));
    }
    problems
}

/// The oldest version of a group, and the oldest of the last ones of its subjects.
struct GroupSpan<'a> {
    first: &'a Version,
    end: &'a Version,
}

/// A subject, and what its type is called and was called.
struct NamedSubject<'a> {
    subject: &'a VersionsOfSubject<'a>,
    names: RootNames,
}

impl<'a> NamedSubject<'a> {
    fn of(subject: &'a VersionsOfSubject<'a>) -> Option<NamedSubject<'a>> {
        Some(NamedSubject { subject, names: root_names(&subject.first.1.name, &subject.first.1.text)? })
    }

    /// Whether the text of another subject has one of the names at all.
    fn may_be(&self, old: &VersionsOfSubject<'_>) -> bool {
        let text = old.last.1.text.as_bytes();
        let RootNames { name, aliases } = &self.names;
        std::iter::once(name).chain(aliases).any(|name| memmem::find(text, name.short().as_bytes()).is_some())
    }

    /// Whether it defines the type of another subject, which has this name, otherwise, or says by an alias that it was called so.
    fn is_otherwise(&self, old: &VersionsOfSubject<'_>, old_name: &Name) -> bool {
        let is_same = self.names.name == *old_name;
        is_same && differ(self.subject.first.1, old.last.1) || !is_same && self.names.aliases.contains(old_name)
    }

    /// What it has in common with another subject, as the beginning of a sentence about its file.
    fn likeness(&self, old: &VersionsOfSubject<'_>, old_name: &Name) -> String {
        let (name, before) = (&self.names.name, &old.last.1.name);
        if name == old_name {
            format!("defines {}, which {before} defines otherwise", name.full())
        } else {
            format!("defines {} with the alias {}, which {before} defines", name.full(), old_name.full())
        }
    }

    fn remedy(&self, old: &VersionsOfSubject<'_>) -> String {
        let (from, to) = (old.subject(), self.subject.subject());
        format!(
            "if `{from}` goes on here: [[subject]] name = \"{to}\", former = [\"{from}\"] in avrocheck.toml; if they are two \
             subjects: [[subject]] name = \"{to}\", former = []"
        )
    }
}

fn same_type((old, name): (&VersionsOfSubject<'_>, &Name), new: &NamedSubject<'_>) -> Problem {
    let message = format!(
        "{}, and `{}` has no file from here on, so that the two would not be compared; {}",
        new.likeness(old, name),
        old.subject(),
        new.remedy(old)
    );
    Problem::of(&new.subject.first.1.name, message)
}

/// A remark on each subject that is new since an earlier state, and whose type another subject has under this name or under its
/// alias. Nothing proves that it goes on from there, but somebody should know that the two are not compared.
#[cfg(feature = "cli")]
pub(crate) fn remarks(input: &Input, renamings: &[Renaming]) -> Vec<String> {
    let subjects = versions_of_subjects(input);
    let files = new_files(input);
    let is_new = |subject: &&VersionsOfSubject<'_>| files.contains(subject.first.1.name.as_str());
    let is_named = |subject: &str| renamings.iter().any(|renaming| renaming.name.value == subject);
    let new = subjects.iter().filter(is_new).filter(|subject| !is_named(subject.subject()));
    let new: Vec<NamedSubject<'_>> = new.filter_map(NamedSubject::of).collect();
    let old = subjects.iter().filter(|subject| !new.is_empty() && !is_new(subject));
    let old: Vec<(&VersionsOfSubject<'_>, Name)> =
        old.filter_map(|subject| Some((subject, root_name(&subject.last.1.name, &subject.last.1.text)?))).collect();
    let remark = |new: &NamedSubject<'_>| {
        let (old, name) = old.iter().find(|(old, name)| new.may_be(old) && new.is_otherwise(old, name))?;
        Some(format!(
            "{} {}: `{}` counts as new, and the two are not compared; {}",
            new.subject.first.1.name,
            new.likeness(old, name),
            new.subject.subject(),
            new.remedy(old)
        ))
    };
    new.iter().filter_map(remark).collect()
}

/// Files without a version that define otherwise the type of a subject with versions below their directory: an archive of what the
/// file was, under another name.
fn without_version(
    files: &[SchemaText],
    subjects: &[VersionsOfSubject<'_>],
    is_named: impl Fn(&str) -> bool,
) -> Vec<Problem> {
    let names: BTreeSet<&str> = subjects.iter().map(VersionsOfSubject::subject).collect();
    let is_open = |file: &&SchemaText| {
        file.place == VersionPlace::Unversioned && !names.contains(&*file.subject) && !is_named(&file.subject)
    };
    let open: Vec<&SchemaText> = files.iter().filter(|_| !subjects.is_empty()).filter(is_open).collect();
    let archives = subjects.iter().filter(|old| !open.is_empty() && old.first.0.is_first());
    let archives: BTreeMap<Name, &VersionsOfSubject<'_>> =
        archives.filter_map(|old| Some((root_name(&old.last.1.name, &old.last.1.text)?, old))).collect();
    let problem = |file: &&SchemaText| {
        let old = archives.get(&root_name(&file.name, &file.text)?)?;
        let (version, archived, name) = (old.last.0, &old.last.1.name, &file.subject);
        let is_below = parent(archived)?.strip_prefix(parent(&file.name)?)?.starts_with('/');
        (is_below && differ(file, old.last.1)).then(|| {
            let message = format!(
                "has no version, and {archived} is version `{version}` of `{}`, with which it would not be compared; give it the \
                 next version in its path, as {archived} has one, or [[subject]] name = \"{name}\", former = [] in \
                 avrocheck.toml if it is another subject",
                old.subject()
            );
            Problem::of(&file.name, message)
        })
    };
    open.iter().filter_map(problem).collect()
}

/// Where each subject counts its own versions and none has two: one that does not begin with a first version.
fn lone_versions(subjects: &[VersionsOfSubject<'_>], is_named: impl Fn(&str) -> bool) -> Option<Problem> {
    let own = || subjects.iter().filter(|subject| matches!(subject.first.1.place, VersionPlace::Own(_)));
    let versions: BTreeSet<&Version> = own().map(|subject| subject.first.0).collect();
    if versions.len() < 2 || own().any(|subject| subject.first.0 != subject.last.0) {
        return None;
    }
    let (version, file) = own().find(|subject| !subject.first.0.is_first() && !is_named(subject.subject()))?.first;
    let message = format!(
        "is version `{version}` of `{0}`, which has no other version, and neither has any subject here, so that nothing would \
         be compared; if `{0}` goes on from another subject: [[subject]] name = \"{0}\", former = [\"…\"] in avrocheck.toml; if it \
         begins here: [[subject]] name = \"{0}\", former = []",
        file.subject
    );
    Some(Problem::of(&file.name, message))
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

/// What the type that a schema is about is called.
struct RootNames {
    name: Name,
    aliases: Vec<Name>,
}

fn root_names(file: &str, text: &str) -> Option<RootNames> {
    let document = parse_as(text.strip_prefix('\u{feff}').unwrap_or(text), Syntax::of(file)).ok()?;
    let naming = document.nodes[document.root as usize].naming()?;
    Some(RootNames { name: naming.name.clone(), aliases: naming.aliases.to_vec() })
}

/// The full name of the type that a schema is about.
pub(crate) fn root_name(file: &str, text: &str) -> Option<Name> {
    root_names(file, text).map(|names| names.name)
}

#[cfg(test)]
mod tests {
    use crate::source::config::Settings;
    use crate::source::files::SourceTree;
    use crate::source::memory::input_of;

    /// Files with their paths, the names of the records that they define, with aliases behind them, and the types of their fields.
    type Files = [(&'static str, &'static str, &'static str)];

    /// The files that are complained about.
    fn complaints(files: &Files, configuration: &str) -> String {
        let text = |name: &str, ty: &str| {
            let (name, alias) = name.split_once(", ").unwrap_or((name, ""));
            let aliases = if alias.is_empty() { String::new() } else { format!(r#""aliases": ["{alias}"], "#) };
            format!(r#"{{"type": "record", "name": "{name}", {aliases}"fields": [{{"name": "a", "type": "{ty}"}}]}}"#)
        };
        let files = files.iter().map(|(path, name, ty)| (*path, text(name, ty)));
        let settings = Settings::of_text("avrocheck.toml", configuration);
        assert_eq!(settings.problems, []);
        let input = input_of(SourceTree::in_memory("schemas", files), None, &settings);
        input.problems.into_iter().filter_map(|problem| problem.file).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn good_trees_are_left_alone() {
        let trees: [&Files; 17] = [
            // Sparse directories: what is not there is unchanged.
            &[("v1/user.avsc", "x.User", "int"), ("v2/order.avsc", "x.Order", "int")],
            &[("v1/a.avsc", "x.A", "int"), ("v2/b.avsc", "x.B", "int"), ("v3/a.avsc", "x.A", "long")],
            // The same type under two names, unchanged.
            &[("v1/user.avsc", "x.User", "int"), ("v2/users.avsc", "x.User", "int")],
            // One type for several subjects, all of which are there.
            &[("v1/a.avsc", "x.E", "int"), ("v2/a.avsc", "x.E", "int"), ("v2/b.avsc", "x.E", "long")],
            // A subject that went on after the other began.
            &[("v1/a.avsc", "x.E", "int"), ("v2/b.avsc", "x.E", "long"), ("v3/a.avsc", "x.E", "int")],
            // Namesakes in other namespaces, and in other groups of versions, each with a first version.
            &[("v1/a.avsc", "x.User", "int"), ("v2/b.avsc", "y.User", "long")],
            &[("one/v1/a.avsc", "x.User", "int"), ("two/v1/b.avsc", "x.User", "long")],
            &[("one/v1/a.avsc", "x.User", "int"), ("two/v1/c.avsc", "x.C", "int"), ("two/v2/b.avsc", "x.User", "long")],
            &[("one/2024-01-01/a.avsc", "x.User", "int"), ("two/2024-05-01/b.avsc", "x.User", "long")],
            // An alias of nobody's name, and one of a subject that goes on beside it.
            &[("v1/a.avsc", "x.A", "int"), ("v2/b.avsc", "x.B, x.C", "long")],
            &[("v1/a.avsc", "x.A", "int"), ("v2/a.avsc", "x.A", "int"), ("v2/b.avsc", "x.B, x.A", "long")],
            // Young subjects that count their own versions.
            &[("user-v1.avsc", "x.User", "int"), ("order-v1.avsc", "x.Order", "int")],
            &[("user-v0.1.avsc", "x.User", "int"), ("order-v1.0.avsc", "x.Order", "int")],
            &[("user/2024-01-01.avsc", "x.User", "int"), ("order/2024-05-01.avsc", "x.Order", "int")],
            // A copy without a version, and a type that versions share.
            &[("user.avsc", "x.User", "int"), ("user-v1.avsc", "x.User", "int"), ("user-v2.avsc", "x.User", "int")],
            &[("common/e.avsc", "x.E", "int"), ("v1/a.avsc", "x.A", "int"), ("v2/a.avsc", "x.A", "int")],
            // One subject is compared.
            &[("a-v1.avsc", "x.A", "int"), ("a-v2.avsc", "x.A", "int"), ("b-v3.avsc", "x.B", "int")],
        ];
        for tree in trees {
            assert_eq!(complaints(tree, ""), "", "{tree:?}");
        }
    }

    #[test]
    fn files_without_a_version_above_an_archive_of_their_type_are_found() {
        let archive: &Files =
            &[("o/o.avsc", "x.O", "long"), ("o/old/v1.avsc", "x.O", "int"), ("o/old/v2.avsc", "x.O", "int")];
        assert_eq!(complaints(archive, ""), "schemas/o/o.avsc");
        assert_eq!(complaints(archive, "[[subject]]\nname = \"o/o\"\nformer = []\n"), "");
        let good: [&Files; 3] = [
            // One subject, compared.
            &[("order.avsc", "x.O", "long"), ("order/v1.avsc", "x.O", "int")],
            // Not an archive of it, and one that begins after it.
            &[("a/o.avsc", "x.O", "long"), ("b/old/v1.avsc", "x.O", "int"), ("b/old/v2.avsc", "x.O", "int")],
            &[("o/o.avsc", "x.O", "long"), ("o/new/v2.avsc", "x.O", "int"), ("o/new/v3.avsc", "x.O", "int")],
        ];
        for tree in good {
            assert_eq!(complaints(tree, ""), "", "{tree:?}");
        }
    }

    #[test]
    fn subjects_that_go_on_elsewhere_are_found() {
        let trees: [(&Files, &str); 10] = [
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
            // In another group of versions, which counts on.
            (
                &[("one/v1/user.avsc", "x.User", "int"), ("two/v2/user.avsc", "x.User", "string")],
                "schemas/two/v2/user.avsc",
            ),
            (
                &[
                    ("one/v1/user.avsc", "x.User", "int"),
                    ("one/v2/other.avsc", "x.Other", "int"),
                    ("three/v3/user.avsc", "x.User", "string"),
                ],
                "schemas/three/v3/user.avsc",
            ),
            // Under an alias, while the old file stays.
            (
                &[("v1/user.avsc", "x.User", "int"), ("v2/person.avsc", "x.Person, x.User", "string")],
                "schemas/v2/person.avsc",
            ),
            (
                &[("one/v1/user.avsc", "x.User", "int"), ("two/v2/person.avsc", "x.Person, x.User", "int")],
                "schemas/two/v2/person.avsc",
            ),
            (
                &[
                    ("user-v1.avsc", "x.User", "int"),
                    ("a-v1.avsc", "x.A", "int"),
                    ("a-v2.avsc", "x.A", "int"),
                    ("person-v2.avsc", "x.Person, x.User", "int"),
                ],
                "schemas/person-v2.avsc",
            ),
        ];
        for (tree, file) in trees {
            assert_eq!(complaints(tree, ""), file, "{tree:?}");
            let name =
                file.trim_start_matches("schemas/").trim_end_matches(".avsc").replace("v2/", "").replace("v3/", "");
            let name = name.trim_end_matches("-v2").trim_end_matches("/1.1");
            let named = format!("[[subject]]\nname = \"{name}\"\npaths = [\"{file}\"]\n");
            assert_eq!(complaints(tree, &named), "", "{tree:?}");
        }
        let tree = [("v1/user.avsc", "x.User", "int"), ("v2/users.avsc", "x.User", "string")];
        assert_eq!(complaints(&tree, "[[subject]]\nname = \"users\"\nformer = [\"user\"]\n"), "");
    }
}
