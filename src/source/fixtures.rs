//! Finds the fixture records of the versions of schemas that have been read.

use super::files::{SourceFile, SourceTree};
use super::layout::Layout;
use crate::model::input::{FixtureLayout, FixtureText, Input, Problem, RecordText, VersionPlace};
use crate::model::path::has_extension;
use crate::model::text::nearest;
use crate::model::version::Version;
pub(crate) use subjects::Stray;
use subjects::Subjects;

#[cfg(feature = "cli")]
pub(crate) mod at_revision;
#[cfg(feature = "cli")]
pub(crate) mod on_disk;
mod subjects;
#[cfg(all(test, feature = "cli"))]
mod tests;

/// What fixtures end in.
#[cfg(feature = "cli")]
pub(crate) const EXTENSIONS: [&str; 2] = ["jsonl", "json"];

/// Adds to schemas the fixtures of a tree that has been read, or that is held in memory. `locate` reads subject and version
/// off a path below the tree.
pub(crate) fn attach_tree(
    input: &mut Input,
    tree: SourceTree,
    locate: impl Fn(&str) -> Result<(String, Version), Stray>,
) {
    // Where schemas are missing for reasons of their own, a fixture without one proves nothing.
    let is_complete = input.problems.is_empty();
    let subjects = Subjects::of(&input.schemas);
    let (mut fixtures, mut strays) = (Vec::new(), Vec::new());
    for SourceFile { relative, name, text } in tree.files {
        let Some(layout) = layout_of(&relative) else { continue };
        match locate(&relative).and_then(|(subject, version)| subjects.find(subject, &version)) {
            Ok((subject, version)) => {
                fixtures.push(FixtureText {
                    records: RecordText { name, text: text.into_string(), layout },
                    subject,
                    version,
                });
            }
            Err(Stray::UnknownSubject(_) | Stray::UnknownVersion(_)) if !is_complete => {}
            Err(stray) => strays.push((name, stray)),
        }
    }
    let complaints = complaints(strays, &subjects);
    input.problems.extend(complaints);
    input.problems.extend(tree.problems);
    input.notes.extend(tree.notes);
    input.fixtures.extend(fixtures);
    input.problems.sort();
}

/// How records are set apart in a file of this name, if it holds fixtures.
pub(crate) fn layout_of(name: &str) -> Option<FixtureLayout> {
    let layouts = [("jsonl", FixtureLayout::Lines), ("json", FixtureLayout::Array)];
    layouts.into_iter().find(|(extension, _)| has_extension(name, extension)).map(|(_, layout)| layout)
}

/// Subject and version of a fixture whose path is like those of the schemas, whose root has these names.
pub(crate) fn mirrored(
    relative: &str,
    (root, real_root): (&str, &str),
    layout: &Layout,
) -> Result<(String, Version), Stray> {
    match layout.locate(relative, root, real_root) {
        Ok((subject, VersionPlace::Shared { version, .. } | VersionPlace::Own(version))) => Ok((subject, version)),
        Ok((path, VersionPlace::Beside(_) | VersionPlace::Unversioned)) => Err(match layout.has_template() {
            true => Stray::UnknownSubject(path),
            false => Stray::Misplaced(
                "names no version; name it like fixtures/v1/user.jsonl, fixtures/user/v1.jsonl or \
                 fixtures/user-v1.jsonl"
                    .to_owned(),
            ),
        }),
        Err(ambiguous) => Err(Stray::Misplaced(ambiguous.to_string())),
    }
}

fn complaints(strays: Vec<(String, Stray)>, subjects: &Subjects) -> Vec<Problem> {
    // Each search looks at every subject: thousands of strays must not look at thousands of subjects each.
    const SEARCHES: usize = 50;
    let mut searches = 0;
    let mut complain = |(name, stray): (String, Stray)| {
        let message = match stray {
            Stray::Misplaced(message) | Stray::UnknownVersion(message) => message,
            Stray::UnknownSubject(subject) => {
                searches += 1;
                let near = if searches <= SEARCHES { nearest(&subject, subjects.names()) } else { None };
                let remedy = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "rename it after a schema, or remove it".to_owned(),
                };
                format!("no schema has the subject `{subject}`; {remedy}")
            }
        };
        Problem::of(name, message)
    };
    strays.into_iter().map(&mut complain).collect()
}
