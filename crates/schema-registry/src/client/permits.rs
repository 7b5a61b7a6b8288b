//! Bounds how many requests are sent at the same time, however many threads ask.

use std::sync::{Condvar, Mutex, PoisonError};

pub(crate) struct Permits {
    free: Mutex<usize>,
    is_returned: Condvar,
}

/// A request that may be sent, until it is dropped.
pub(crate) struct Permit<'p>(&'p Permits);

impl Permits {
    pub(crate) fn new(most: usize) -> Permits {
        Permits { free: Mutex::new(most.max(1)), is_returned: Condvar::new() }
    }

    /// Waits until fewer than the most requests are on their way.
    pub(crate) fn take(&self) -> Permit<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.is_returned.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Permit(self)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.is_returned.notify_one();
    }
}
