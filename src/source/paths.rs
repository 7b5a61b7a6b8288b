//! Paths in, what people read about them out: names as they would type them, and what they may have meant.

use std::path::{Component, Path};
use std::{fs, io};

use super::text::unreadable;
use crate::model::input::Problem;

/// The path as a user would type it: parts separated by `/`, without `.` parts and without a slash in the end.
pub(super) fn typed(path: &Path) -> String {
    let mut name = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => name.push('/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if !name.is_empty() && !name.ends_with('/') {
                    name.push('/');
                }
                name.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    if name.is_empty() { ".".to_owned() } else { name }
}

/// The name of a file below a directory whose name is `root`.
pub(super) fn below(root: &str, relative: &str) -> String {
    match root {
        "." => relative.to_owned(),
        _ if root.ends_with('/') => format!("{root}{relative}"),
        _ => format!("{root}/{relative}"),
    }
}

/// What a directory is really called: `.` and `schemas/../schemas` say nothing about that.
pub(super) fn real_name(directory: &Path) -> String {
    let real = fs::canonicalize(directory).ok();
    let name = real.as_deref().unwrap_or(directory).file_name();
    name.map_or_else(|| "schema".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Whether the name ends in a dot and `extension`, in any case.
pub(super) fn has_extension(name: &str, extension: &str) -> bool {
    let dot = name.len().wrapping_sub(extension.len() + 1);
    name.as_bytes().get(dot) == Some(&b'.') && name.as_bytes()[dot + 1..].eq_ignore_ascii_case(extension.as_bytes())
}

/// The word that was most likely meant, if one is near enough.
pub(super) fn nearest<'a>(wanted: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR_ENOUGH: f64 = 0.6;
    let rated = words.into_iter().map(|word| (strsim::normalized_damerau_levenshtein(wanted, word), word));
    let best = rated.filter(|(closeness, _)| *closeness >= NEAR_ENOUGH);
    best.max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.cmp(x))).map(|(_, word)| word)
}

/// What is wrong with a symbolic link to nothing.
pub(super) const DANGLING: &str = "this symbolic link leads nowhere; remove or mend it";

/// Says that nothing can be found at `path`, and what is there instead.
pub(super) fn missing(path: &Path) -> Problem {
    if path.is_symlink() {
        return problem(typed(path), DANGLING);
    }
    if let Err(error) = fs::metadata(path)
        && !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
    {
        return problem(typed(path), unreadable(&error));
    }
    // The first part that is not there is the one that is misspelt.
    let gap = path.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).last().unwrap_or(path);
    let directory = gap.parent().unwrap_or(Path::new(""));
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let siblings: Vec<String> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !gap.ends_with(name))
        .collect();
    let wanted = gap.file_name().unwrap_or_default().to_string_lossy();
    let mut message = "no such file or directory".to_owned();
    if gap != path {
        message += &format!(": `{}` does not exist", typed(gap));
    }
    match nearest(&wanted, siblings.iter().map(String::as_str)) {
        Some(sibling) => {
            let rest = path.strip_prefix(gap).unwrap_or(Path::new(""));
            let meant = directory.join(sibling).join(rest);
            message += &format!("; did you mean `{}`?", typed(&meant));
        }
        None if path.is_relative() => message += &format!("; paths are looked up from `{}`", here()),
        None => message += "; check the path",
    }
    problem(typed(path), message)
}

/// A problem of one file or directory.
pub(super) fn problem(file: String, message: impl Into<String>) -> Problem {
    Problem { file: Some(file), position: None, message: message.into() }
}

fn here() -> String {
    std::env::current_dir().map_or_else(|_| ".".to_owned(), |here| typed(&here))
}
