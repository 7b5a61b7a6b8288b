//! Files that went and files that came in, which of them are the same under another path out.

use std::collections::BTreeMap;

use super::super::git::BlobId;
use crate::schema::name::Name;
use crate::schema::parse::parse;

/// A file that went or came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved<'a> {
    pub(super) path: &'a str,
    pub(super) blob: BlobId,
}

/// The pairs of paths, old and new: those that differ by case alone, those of the same content, and those of the same root
/// type, where there is one candidate on each side; of several, the one that keeps its file name. `text` reads a content.
pub(super) fn renames(
    gone: &[Moved<'_>],
    come: &[Moved<'_>],
    text: impl Fn(&Moved<'_>) -> Option<String>,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let (mut gone, mut come) = (gone.to_vec(), come.to_vec());
    let mut look = |key: &dyn Fn(&Moved<'_>) -> Option<String>| {
        if !gone.is_empty() && !come.is_empty() {
            pair_up(&gone, &come, key, &mut found);
            (gone, come) = (left(&gone, found.keys()), left(&come, found.values()));
        }
    };
    let content = |moved: &Moved<'_>| format!("{:?}", moved.blob);
    let name = |moved: &Moved<'_>| root_name(&text(moved)?).map(|name| name.to_string());
    let with_file_name = |moved: &Moved<'_>, key: String| format!("{key} {}", file_name(moved.path));
    look(&|moved| Some(moved.path.to_lowercase()));
    look(&|moved| Some(with_file_name(moved, content(moved))));
    look(&|moved| Some(content(moved)));
    look(&|moved| Some(with_file_name(moved, name(moved)?)));
    look(&|moved| name(moved));
    found
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn left<'a, 'b>(moved: &[Moved<'a>], paired: impl Iterator<Item = &'b String>) -> Vec<Moved<'a>> {
    let paired: std::collections::BTreeSet<&str> = paired.map(String::as_str).collect();
    moved.iter().filter(|moved| !paired.contains(moved.path)).copied().collect()
}

fn pair_up(
    gone: &[Moved<'_>],
    come: &[Moved<'_>],
    key: &dyn Fn(&Moved<'_>) -> Option<String>,
    found: &mut BTreeMap<String, String>,
) {
    let mut sides: BTreeMap<String, [Vec<&str>; 2]> = BTreeMap::new();
    for (side, files) in [gone, come].into_iter().enumerate() {
        for moved in files {
            if let Some(key) = key(moved) {
                sides.entry(key).or_default()[side].push(moved.path);
            }
        }
    }
    for paths in sides.into_values() {
        if let [old, new] = &paths
            && let ([old], [new]) = (&old[..], &new[..])
        {
            found.insert((*old).to_owned(), (*new).to_owned());
        }
    }
}

/// The full name of the type that a schema is about.
pub(super) fn root_name(text: &str) -> Option<Name> {
    let document = parse(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    document.nodes[document.root as usize].naming().map(|naming| naming.name.clone())
}
