//! Keeps the answers to questions that thousands may ask.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// What was found before, by what was asked.
#[derive(Debug)]
pub(super) struct Memory<Q, A>(Mutex<FxHashMap<Q, A>>);

impl<Q, A> Default for Memory<Q, A> {
    fn default() -> Memory<Q, A> {
        Memory(Mutex::default())
    }
}

impl<Q: Eq + Hash, A: Clone> Memory<Q, A> {
    /// The answer, which `find` finds the first time.
    pub(super) fn answer(&self, question: Q, find: impl FnOnce() -> A) -> A {
        // A thread that panicked has left what it found, or nothing.
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&question) {
            return found.clone();
        }
        let found = find();
        known().insert(question, found.clone());
        found
    }
}
