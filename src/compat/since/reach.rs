//! What changed in, the subjects that may reach it out, without parsing the others: whoever uses a type names it.

use memchr::memmem;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::compat::history::History;
use crate::schema::model::FileId;
use crate::schema::parse::parse;

/// With more names than this, parsing everything is as fast as looking for them.
const MOST_NAMES: usize = 64;

/// The files that name a type which is defined in `changed` files, or in files that do so in turn, and the changed files
/// themselves; `None` if that cannot be said so simply. A few files more than reach a change are no harm.
pub(super) fn may_reach(history: &History, changed: FxHashSet<FileId>) -> Option<FxHashSet<FileId>> {
    let mut names: FxHashSet<String> = FxHashSet::default();
    let mut new_files: Vec<FileId> = changed.iter().copied().collect();
    let mut found = changed;
    while !new_files.is_empty() {
        let mut new_names = Vec::new();
        for file in new_files {
            let document = parse(&history.sources[file].text).ok()?;
            let defined = document.definitions.keys().map(|name| name.short().to_owned());
            new_names.extend(defined.filter(|name| names.insert(name.clone())));
        }
        if names.len() > MOST_NAMES {
            return None;
        }
        let finders: Vec<_> = new_names.iter().map(|name| memmem::Finder::new(name.as_bytes())).collect();
        let names_one = |file: &FileId| {
            let text = history.sources[*file].text.as_bytes();
            // A name may be spelt with escapes.
            !finders.is_empty()
                && (finders.iter().any(|finder| finder.find(text).is_some()) || memmem::find(text, b"\\u").is_some())
        };
        let others = (0..history.unversioned.end).into_par_iter().filter(|file| !found.contains(file));
        new_files = others.filter(names_one).collect();
        found.extend(new_files.iter().copied());
    }
    Some(found)
}
