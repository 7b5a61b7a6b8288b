//! Reads many things with a bounded number of threads.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Applies `read` to each item, with `most` threads. The results are in the order of the items. After an error no further item is
/// begun, and the error of the first item that has one is returned.
pub(crate) fn each<T: Sync, R: Send, E: Send>(
    items: &[T],
    most: usize,
    read: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let (next, has_failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let results: Mutex<Vec<(usize, Result<R, E>)>> = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        while !has_failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            let result = read(item);
            if result.is_err() {
                has_failed.store(true, Ordering::Relaxed);
            }
            results.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    match most.min(items.len()) {
        0 | 1 => work(),
        threads => thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        }),
    }
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<u32> = (0..1_000).collect();
        for most in [0, 1, 3, 64] {
            assert_eq!(
                each(&items, most, |item| Ok::<u32, ()>(item * 2)),
                Ok(items.iter().map(|item| item * 2).collect())
            );
        }
    }

    #[test]
    fn an_error_ends_the_reading() {
        let begun = AtomicUsize::new(0);
        let items: Vec<u32> = (0..10_000).collect();
        let result = each(&items, 2, |item| {
            begun.fetch_add(1, Ordering::Relaxed);
            if *item < 5 { Ok(()) } else { Err(*item) }
        });
        assert!(matches!(result, Err(5 | 6)), "{result:?}");
        assert!(begun.load(Ordering::Relaxed) < 10, "the rest is not begun");
    }
}
