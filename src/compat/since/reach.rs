//! What changed in, the files that may reach it out, without parsing most of the others: whoever uses a type names it.

use memchr::{memchr_iter, memmem};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::compat::history::History;
use crate::schema::model::{Document, FileId, Type};
use crate::schema::name::{Name, is_valid_part};
use crate::schema::parse::parse;

/// The files that use a type which is defined in `changed` files, or in files that do so in turn, the changed files
/// themselves, and the files that define such a type too beside a file that is `fresh`; `None` if that cannot be said so
/// simply. A few files more than reach a change are no harm.
pub(super) fn may_reach(
    history: &History,
    changed: FxHashSet<FileId>,
    fresh: &FxHashSet<FileId>,
) -> Option<FxHashSet<FileId>> {
    let mut names = Names::default();
    for &file in &changed {
        names.add(&parse(&history.sources[file].text).ok()?)?;
    }
    let editions: FxHashSet<_> = fresh.iter().filter_map(|&file| history.edition(file)).collect();
    let is_beside = |file: FileId| history.edition(file).is_some_and(|edition| editions.contains(&edition));
    let (mut found, mut beside) = (changed, FxHashSet::default());
    loop {
        let others = (0..history.unversioned.end).into_par_iter().filter(|file| !found.contains(file));
        let uses = others.filter_map(|file| {
            let text = &history.sources[file].text;
            match names.mention(text)? {
                Mention::Definition if is_beside(file) => Some((file, Some(Use::Definition))),
                Mention::Definition => None,
                Mention::Other => match parse(text) {
                    Ok(document) if names.are_used_by(&document) => Some((file, Some(Use::Reference(document)))),
                    Ok(_) if is_beside(file) => Some((file, Some(Use::Definition))),
                    Ok(_) => None,
                    Err(_) => Some((file, None)),
                },
            }
        });
        let uses: Vec<(FileId, Option<Use>)> = uses.collect();
        let mut has_more = false;
        for (file, used) in uses {
            match used? {
                Use::Reference(document) => {
                    names.add(&document)?;
                    found.insert(file);
                    has_more = true;
                }
                Use::Definition => {
                    beside.insert(file);
                }
            }
        }
        if !has_more {
            found.extend(beside);
            return Some(found);
        }
    }
}

/// What a file has to do with types of others.
enum Use {
    /// It refers to one.
    Reference(Document),
    /// It defines one of the same name.
    Definition,
}

/// The names of types that may differ from what they were.
#[derive(Default)]
struct Names {
    full: FxHashSet<Name>,
    short: FxHashSet<String>,
}

/// How a text has one of the names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mention {
    /// As the value of a `name` alone, which refers to nothing.
    Definition,
    /// Otherwise, as far as can be seen without parsing.
    Other,
}

impl Names {
    /// Adds what a file defines; `None` if a name may be spelt in ways that are not looked for.
    fn add(&mut self, document: &Document) -> Option<()> {
        for name in document.definitions.keys() {
            if !is_valid_part(name.short()) {
                return None;
            }
            self.short.insert(name.short().to_owned());
            self.full.insert(name.clone());
        }
        Some(())
    }

    /// Whether a file refers to one of them.
    fn are_used_by(&self, document: &Document) -> bool {
        document.outside.iter().any(|&node| match &document.nodes[node as usize].ty {
            Type::Reference(reference) => {
                self.full.contains(&reference.name)
                    || reference.bare.as_ref().is_some_and(|bare| self.full.contains(bare))
            }
            _ => false,
        })
    }

    /// Whether a text has one of them as the last part of a string.
    fn mention(&self, text: &str) -> Option<Mention> {
        if memmem::find(text.as_bytes(), b"\\u").is_some() {
            // Letters may be spelt by their numbers.
            return Some(Mention::Other);
        }
        let mut mention = None;
        let mut before = 0;
        for quote in memchr_iter(b'"', text.as_bytes()) {
            // Every string lies between two quotes that follow each other, and so does other text, which is no name.
            let string = &text[before..quote];
            let start = std::mem::replace(&mut before, quote + 1);
            let last = string.rfind('.').map_or(string, |dot| &string[dot + 1..]);
            if self.short.contains(last) {
                if !is_after_name(&text[..start]) {
                    return Some(Mention::Other);
                }
                mention = Some(Mention::Definition);
            }
        }
        mention
    }
}

/// Whether a text ends in `"name": "`. On another line, it might be the end of a comment.
fn is_after_name(text: &str) -> bool {
    let blank = [' ', '\t'];
    let key = text.strip_suffix('"').and_then(|text| text.trim_end_matches(blank).strip_suffix(':'));
    key.is_some_and(|key| key.trim_end_matches(blank).ends_with("\"name\""))
}
