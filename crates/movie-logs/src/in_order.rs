//! Puts the results of workers in the order of their numbers.

use std::sync::{Condvar, Mutex, PoisonError};

/// A thing that numbered pieces of work are done to in order.
pub(super) struct InOrder<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    thing: T,
    next: u64,
    is_broken: bool,
}

/// Breaks the line if its thread ends in a panic: others would wait for ever.
pub(super) struct BreakOnPanic<'t, T>(&'t InOrder<T>);

impl<T> InOrder<T> {
    pub(super) fn new(thing: T) -> InOrder<T> {
        InOrder { state: Mutex::new(State { thing, next: 0, is_broken: false }), changed: Condvar::new() }
    }

    /// Announces a worker.
    pub(super) fn enter(&self) -> BreakOnPanic<'_, T> {
        BreakOnPanic(self)
    }

    /// Waits until all numbers before `number` are done, and does it. `None` if the line is broken, as any error breaks it.
    pub(super) fn at<R, E>(&self, number: u64, work: impl FnOnce(&mut T) -> Result<R, E>) -> Option<Result<R, E>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_waiting = |state: &mut State<T>| state.next != number && !state.is_broken;
        let mut state = self.changed.wait_while(state, is_waiting).unwrap_or_else(PoisonError::into_inner);
        if state.is_broken {
            return None;
        }
        let result = work(&mut state.thing);
        state.next += 1;
        state.is_broken = result.is_err();
        self.changed.notify_all();
        Some(result)
    }

    /// Ends all waiting.
    pub(super) fn break_off(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_broken = true;
        self.changed.notify_all();
    }

    pub(super) fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).thing
    }
}

impl<T> Drop for BreakOnPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.break_off();
        }
    }
}
