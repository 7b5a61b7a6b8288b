//! Records what became of translated data: which places are defaulted, dropped or changed.

use std::collections::{BTreeMap, BTreeSet};

use super::observer::{Change, Observer, Step};
use crate::data::pointer::{self, Way};

/// What became of one datum or many. Paths are like JSON Pointers, with `[]` for every index and `{}` for every key:
/// `/lines/[]/price`, `/labels/{}/x`.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The reader's fields that took their default.
    pub defaulted: BTreeSet<String>,
    /// The writer's fields that no field of the reader took.
    pub dropped: BTreeSet<String>,
    /// What does not mean the same any more, by its path.
    pub changes: BTreeMap<String, Changed>,
    /// How many values were read.
    pub steps: u64,
    way: Way,
}

/// An example of what changed at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The first datum that changed, as it was written.
    pub before: String,
    /// The same as it is read.
    pub after: String,
    /// How many changed.
    pub count: u64,
}

impl Trace {
    /// Adds what another trace has seen, after what this one has: of the same data, or of a field of them.
    pub(super) fn absorb_part(&mut self, field: Option<&str>, other: &Trace) {
        let place = |path: &String| {
            let mut whole = String::new();
            field.into_iter().for_each(|field| pointer::push(&mut whole, field));
            whole + path
        };
        self.defaulted.extend(other.defaulted.iter().map(place));
        self.dropped.extend(other.dropped.iter().map(place));
        for (path, changed) in &other.changes {
            let known = self.changes.entry(place(path));
            known.and_modify(|known| known.count += changed.count).or_insert_with(|| changed.clone());
        }
    }

    /// Whether every datum so far means the same to the reader, and nothing was added or left out.
    pub fn is_empty(&self) -> bool {
        self.defaulted.is_empty() && self.dropped.is_empty() && self.changes.is_empty()
    }
}

impl Observer for Trace {
    fn enter(&mut self, step: Step<'_>) {
        self.steps += 1;
        self.way.enter(step.general());
    }

    fn leave(&mut self) {
        self.way.leave();
    }

    fn defaulted(&mut self, field: &str, values: u64) {
        self.steps += values;
        note(&mut self.defaulted, &mut self.way.path, field);
    }

    fn dropped(&mut self, field: &str) {
        note(&mut self.dropped, &mut self.way.path, field);
    }

    fn changed<'c>(&mut self, change: impl FnOnce() -> Option<Change<'c>>) {
        let Some(change) = change() else { return };
        match self.changes.get_mut(&self.way.path) {
            Some(known) => known.count += 1,
            None => {
                let (before, after) = (change.before().into_owned(), change.after().into_owned());
                self.changes.insert(self.way.path.clone(), Changed { before, after, count: 1 });
            }
        }
    }
}

/// Notes a field of the record at `path`.
fn note(paths: &mut BTreeSet<String>, path: &mut String, field: &str) {
    let length = path.len();
    pointer::push(path, field);
    if !paths.contains(path.as_str()) {
        paths.insert(path.clone());
    }
    path.truncate(length);
}
