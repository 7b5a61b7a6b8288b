//! Finds the subjects and versions of the files of one tree, and says which of them make no sense together.

use std::collections::{BTreeMap, HashMap};

use super::files::SourceFile;
use super::layout::{self, Layout, proposal};
use crate::model::input::{Problem, SchemaText, VersionPlace};
use crate::model::text::listed;
use crate::model::version::Version;

/// The ways to say versions.
pub(crate) const HOW_TO_NAME: &str = "schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc";

/// Finds the places of the files, which are sorted by name, below a root whose typed and real names are given, and drops
/// a file that claims the place of another.
pub(crate) fn arrange(
    files: Vec<SourceFile>,
    layout: &Layout,
    (root, real_root): (&str, &str),
    problems: &mut Vec<Problem>,
) -> Vec<SchemaText> {
    let mut placed = Vec::with_capacity(files.len());
    for SourceFile { relative, name, text } in files {
        match layout.locate(&relative, root, real_root) {
            Ok((subject, place)) => placed.push(SchemaText { name, text, subject, place, references: Vec::new() }),
            Err(ambiguous) => problems.push(Problem::of(name, ambiguous.to_string())),
        }
    }
    problems.extend(mixture(&placed, root));
    problems.extend(match layout.has_template() {
        false => no_version(&placed, layout, root, real_root),
        true => nothing_fits(&placed, root),
    });
    problems.extend(two_labels(&placed));
    without_rivals(placed, problems)
}

/// Version directories beside versions in file names: a file would be missing from one of the two histories.
fn mixture(placed: &[SchemaText], root: &str) -> Option<Problem> {
    let shared = placed.iter().find(|file| matches!(file.place, VersionPlace::Shared { .. }))?;
    let own = placed.iter().find(|file| matches!(file.place, VersionPlace::Own(_)))?;
    let message = format!(
        "{} has its version in a directory, {} in the file name; name all files in one way: {HOW_TO_NAME}",
        shared.name, own.name
    );
    Some(Problem::of(root, message))
}

fn no_version(placed: &[SchemaText], layout: &Layout, root: &str, real_root: &str) -> Option<Problem> {
    if placed.is_empty() || placed.iter().any(|file| file.place != VersionPlace::Unversioned) {
        return None;
    }
    let names: Vec<&str> = placed.iter().map(|file| file.name.as_str()).collect();
    let paths: Vec<String> = names.iter().map(|name| layout.configured_path(name)).collect();
    let template = || proposal::template(&layout.configured_path(root), &paths);
    let remedy = if layout::is_version_directory(real_root) {
        "give the directory that holds this version and the others, or several versions one after the other".to_owned()
    } else if let Some(template) = template() {
        format!(
            "if their names say versions in a way of their own, this says how, in avrocheck.toml: layout = \"{template}\"; if they \
             do not, compare with a git revision: --against REV"
        )
    } else {
        format!(
            "name them like {HOW_TO_NAME}, give two or more files or directories as versions, or compare with a git revision: --against REV"
        )
    };
    Some(Problem::of(root, format!("nothing here looks like a version: {}; {remedy}", listed(&names, 3, ", "))))
}

fn nothing_fits(placed: &[SchemaText], root: &str) -> Option<Problem> {
    let first = placed.first()?;
    if placed.iter().any(|file| file.place != VersionPlace::Unversioned) {
        return None;
    }
    let example = &first.name;
    let message = format!("no file fits the template in `layout`, such as {example}; it starts at the configuration");
    Some(Problem::of(root, message))
}

/// Directories such as `v1` and `01`, which would be one version.
fn two_labels(placed: &[SchemaText]) -> Vec<Problem> {
    let mut groups: BTreeMap<&str, BTreeMap<&Version, BTreeMap<&str, &str>>> = BTreeMap::new();
    for SchemaText { name, place, .. } in placed {
        if let VersionPlace::Shared { group, version } = place {
            let labels = groups.entry(group).or_default().entry(version).or_default();
            labels.entry(version.label()).or_insert(name);
        }
    }
    let versions = groups.into_values().flat_map(BTreeMap::into_values);
    let mut problems = Vec::new();
    for labels in versions {
        let mut labels = labels.into_iter();
        let first = labels.next().expect("a version is entered with its label");
        problems.extend(labels.map(|(label, name)| {
            let (first, first_name) = first;
            let message = format!(
                "the directories `{first}` ({first_name}) and `{label}` are the same version; merge them or rename one"
            );
            Problem::of(name, message)
        }));
    }
    problems
}

/// What the files before this one say about its subject.
struct SubjectClaim<'a> {
    group: Option<&'a str>,
    name: &'a str,
    versions: BTreeMap<&'a Version, &'a str>,
}

fn without_rivals(placed: Vec<SchemaText>, problems: &mut Vec<Problem>) -> Vec<SchemaText> {
    let mut claims: HashMap<&str, SubjectClaim> = HashMap::new();
    let mut is_rival = Vec::with_capacity(placed.len());
    for SchemaText { name, subject, place, .. } in &placed {
        let (group, version) = match place {
            VersionPlace::Shared { group, version } => (Some(group.as_str()), version),
            VersionPlace::Own(version) => (None, version),
            VersionPlace::Beside(_) | VersionPlace::Unversioned => {
                is_rival.push(false);
                continue;
            }
        };
        let name = name.as_str();
        let claim = claims.entry(subject).or_insert_with(|| SubjectClaim { group, name, versions: BTreeMap::new() });
        let message = if let Some(first) = claim.versions.get(version) {
            Some(format!("{first} is version `{version}` of `{subject}` too; keep one of the two"))
        } else if let (Some(ours), Some(theirs)) = (group, claim.group)
            && ours != theirs
        {
            let other = claim.name;
            Some(format!(
                "`{subject}` has its versions {} and, as in {other}, {}; move them together",
                directory(ours),
                directory(theirs)
            ))
        } else {
            claim.versions.insert(version, name);
            None
        };
        is_rival.push(message.is_some());
        problems.extend(message.map(|message| Problem::of(name, message)));
    }
    placed.into_iter().zip(is_rival).filter(|(_, is_rival)| !is_rival).map(|(file, _)| file).collect()
}

fn directory(group: &str) -> String {
    match group {
        "" => "at the top".to_owned(),
        group => format!("in `{group}`"),
    }
}
