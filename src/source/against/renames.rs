//! Finds out which of the files that went and came are the same under another path.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use similar::TextDiff;

use crate::model::path::file_name;
use crate::source::git::BlobId;
use crate::source::uncompared::root_name;

/// A file that went or came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved<'a> {
    pub(super) path: &'a str,
    pub(super) blob: BlobId,
}

/// The pairs of paths, old and new: those that differ by case alone, those of the same content, and those of the same root
/// type, where there is one candidate on each side; of several, the one that keeps its file name; and last those that hardly
/// differ, unless another one is as much alike. `text` reads a content.
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
    let name = |moved: &Moved<'_>| root_name(moved.path, &text(moved)?).map(|name| name.to_string());
    let with_file_name = |moved: &Moved<'_>, key: String| format!("{key} {}", file_name(moved.path));
    look(&|moved| Some(moved.path.to_lowercase()));
    look(&|moved| Some(with_file_name(moved, content(moved))));
    look(&|moved| Some(content(moved)));
    look(&|moved| Some(with_file_name(moved, name(moved)?)));
    look(&|moved| name(moved));
    pair_up_alike(&gone, &come, text, &mut found);
    found
}

/// What has another name, too, but hardly another word, is the same file: nobody writes a schema anew so.
fn pair_up_alike(
    gone: &[Moved<'_>],
    come: &[Moved<'_>],
    text: impl Fn(&Moved<'_>) -> Option<String>,
    found: &mut BTreeMap<String, String>,
) {
    /// The share of words that are the same.
    const ALIKE: f32 = 0.9;
    /// Comparing takes time: of more pairs than this, and of longer texts, none is looked at.
    const MOST_PAIRS: usize = 1 << 10;
    const LONGEST: usize = 1 << 16;

    if gone.len() * come.len() > MOST_PAIRS {
        return;
    }
    let read = |moved: &[Moved<'_>]| -> Vec<(String, String)> {
        let texts = moved.iter().filter_map(|moved| Some((moved.path.to_owned(), text(moved)?)));
        texts.filter(|(_, text)| text.len() <= LONGEST).collect()
    };
    let (gone, come) = (read(gone), read(come));
    let mut pairs: Vec<(f32, &String, &String)> = Vec::new();
    for (old, before) in &gone {
        for (new, after) in &come {
            let ratio = TextDiff::from_words(before.as_str(), after.as_str()).ratio();
            pairs.extend((ratio >= ALIKE).then_some((ratio, old, new)));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut as_alike: FxHashMap<(u32, &String), usize> = FxHashMap::default();
    for &(ratio, old, new) in &pairs {
        for path in [old, new] {
            *as_alike.entry((ratio.to_bits(), path)).or_default() += 1;
        }
    }
    let is_tied = |&(ratio, old, new): &(f32, &String, &String)| {
        [old, new].iter().any(|path| as_alike[&(ratio.to_bits(), *path)] > 1)
    };
    for &(_, old, new) in pairs.iter().filter(|pair| !is_tied(pair)) {
        if !found.contains_key(old) && !found.values().any(|taken| taken == new) {
            found.insert(old.clone(), new.clone());
        }
    }
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
