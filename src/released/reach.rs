//! Finds the files that may depend on a changed one, without parsing most of the others: a file that uses a type names it.

use memchr::{memchr2_iter, memmem};
use rustc_hash::FxHashSet;

use crate::history::History;
use crate::model::threads::*;
use avro_resolve::schema::model::{Document, FileId, Type};
use avro_resolve::schema::name::{Name, is_valid_part};
use avro_resolve::schema::parse::parse_source;
use avro_resolve::schema::syntax::Syntax;

/// The `changed` files; those that use a type of theirs, directly or through others; and those that define such a type too, in
/// the version of a `fresh` file. `None` if names alone cannot tell. A few files too many do no harm.
pub(crate) fn may_reach(
    history: &History,
    changed: FxHashSet<FileId>,
    fresh: &FxHashSet<FileId>,
) -> Option<FxHashSet<FileId>> {
    let mut names = Names::default();
    for &file in &changed {
        names.add(&parse_source(&history.sources[file]).ok()?)?;
    }
    let editions: FxHashSet<_> = fresh.iter().filter_map(|&file| history.edition(file)).collect();
    let is_beside = |file: FileId| history.edition(file).is_some_and(|edition| editions.contains(&edition));
    let (mut found, mut beside) = (changed, FxHashSet::default());
    loop {
        let others = (0..history.unversioned.end).into_par_iter().filter(|file| !found.contains(file));
        let uses = others.filter_map(|file| {
            let source = &history.sources[file];
            let mention = match source.syntax() {
                Syntax::Schema | Syntax::Protocol => names.mention(&source.text)?,
                // Names are no strings there.
                Syntax::Idl => Mention::Other,
            };
            match mention {
                Mention::Definition if is_beside(file) => Some((file, Some(Use::Definition))),
                Mention::Definition => None,
                Mention::Other => match parse_source(source) {
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

/// How a file uses types of others.
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
    /// The bits of the short names' lengths; all beyond have the last one.
    lengths: u64,
}

/// How a text contains one of the names.
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
            self.lengths |= length_bit(name.short());
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
        let mut start = 0;
        // Every string ends before a quote, and its last part begins after a dot or a quote. So does other text, which is not
        // a name.
        for end in memchr2_iter(b'"', b'.', text.as_bytes()) {
            let part = &text[std::mem::replace(&mut start, end + 1)..end];
            let may_be_one = text.as_bytes()[end] == b'"' && self.lengths & length_bit(part) != 0;
            if may_be_one && self.short.contains(part) {
                if !is_value_of_name(&text[..end]) {
                    return Some(Mention::Other);
                }
                mention = Some(Mention::Definition);
            }
        }
        mention
    }
}

fn length_bit(name: &str) -> u64 {
    1 << name.len().min(63)
}

/// Whether the string that a text ends in follows `"name":` on the same line. On another line, that might be a comment.
fn is_value_of_name(text: &str) -> bool {
    let blank = [' ', '\t'];
    let before = text.rfind('"').map(|quote| text[..quote].trim_end_matches(blank));
    let key = before.and_then(|before| before.strip_suffix(':'));
    key.is_some_and(|key| key.trim_end_matches(blank).ends_with("\"name\""))
}
