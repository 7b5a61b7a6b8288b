//! Keeps recursion over types and data within the stack.

/// Runs one level of a recursion over types or data, with more stack where it runs out: names may be chained as deep as
/// files are long.
#[inline]
pub fn deep<T>(level: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(64 * 1024, 2 * 1024 * 1024, level)
}
