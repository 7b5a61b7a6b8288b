//! Runs work on all threads, or one after the other where there is only one, as in a browser.

#[cfg(feature = "threads")]
pub(crate) use rayon::prelude::*;

#[cfg(not(feature = "threads"))]
pub(crate) use sequential::*;

#[cfg(not(feature = "threads"))]
mod sequential {
    /// Like rayon's trait of that name, on one thread.
    pub(crate) trait IntoParallelIterator: IntoIterator + Sized {
        fn into_par_iter(self) -> Self::IntoIter {
            self.into_iter()
        }
    }

    impl<I: IntoIterator> IntoParallelIterator for I {}

    /// Like rayon's trait of that name, on one thread.
    pub(crate) trait IntoParallelRefIterator<T> {
        fn par_iter(&self) -> std::slice::Iter<'_, T>;
    }

    impl<T> IntoParallelRefIterator<T> for [T] {
        fn par_iter(&self) -> std::slice::Iter<'_, T> {
            self.iter()
        }
    }
}
