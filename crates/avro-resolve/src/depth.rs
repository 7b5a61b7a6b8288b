//! Keeps recursion over types and data within the stack.
//!
//! With the feature `stack`, the stack grows where it runs out, and only data have a limit. Without it, schemas and data that
//! are nested deeper than a few hundred levels are refused.

/// Levels of recursion that the stack holds.
pub(crate) const DEEPEST: u32 = if cfg!(feature = "stack") { u32::MAX } else { 256 };

/// So many levels, or fewer if the stack does not hold them.
pub(crate) const fn at_most(levels: u32) -> u32 {
    if levels < DEEPEST { levels } else { DEEPEST }
}

/// Runs one level of a recursion over types or data, with more stack where it runs out: names may be chained as deep as
/// files are long.
#[inline]
pub fn deep<T>(level: impl FnOnce() -> T) -> T {
    #[cfg(feature = "stack")]
    return stacker::maybe_grow(64 * 1024, 2 * 1024 * 1024, level);
    #[cfg(not(feature = "stack"))]
    level()
}
