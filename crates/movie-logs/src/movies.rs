//! The recommendations of a request as a list of movies, and their text again.

use memchr::memmem;

use super::reason::Reason;

/// Separates movies, as the service writes it.
const SEPARATOR: &str = ", ";

/// The status of a request that has recommendations; the result of any other is the text of an error.
pub(super) const SUCCESS: i32 = 200;

/// The movies of a result, which commas and spaces separate, or commas alone where it has no space behind any. Of an empty one there are
/// none.
pub(super) fn split(result: &str) -> impl Iterator<Item = &str> + Clone {
    let separator = if has_spaces(result) { SEPARATOR } else { "," };
    let mut start = 0;
    let ends = memmem::find_iter(result.as_bytes(), separator.as_bytes()).chain([result.len()]);
    let movies = ends.map(move |end| &result[std::mem::replace(&mut start, end + separator.len())..end]);
    movies.filter(|_| !result.is_empty())
}

/// Demands that [`join`] of the movies is the result as it is written.
///
/// # Errors
/// If commas alone separate them.
pub(super) fn demand_spaces(result: &str) -> Result<(), Reason> {
    if result.contains(',') && !has_spaces(result) { Err(Reason::CommasAlone) } else { Ok(()) }
}

fn has_spaces(result: &str) -> bool {
    memmem::find(result.as_bytes(), SEPARATOR.as_bytes()).is_some()
}

/// The result that has these movies.
pub(super) fn join(movies: &[String]) -> String {
    movies.join(SEPARATOR)
}
