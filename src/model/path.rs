//! Handles paths as text: prints them for reports, joins them, and compares them.
//!
//! Everywhere but at the edge to the disk a path is text whose parts are separated by `/`, on every system. A name in a
//! report is such a path as a user would type it in the current directory, or `REV:path` for a file of a git revision.

use std::path::{Component, Path};

use avro_resolve::schema::syntax::Syntax;

/// A path of the system as a user would type it: without `.` parts and without a slash at the end. `..` stays, because a
/// symbolic link may stand before it.
pub(crate) fn typed(path: &Path) -> String {
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

/// The path without empty parts, `.` parts and, where a part stands before them, `..` parts. The current directory is empty.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// The path of something below a directory, whose name may be empty or `.` for the one that paths start at. A name that ends
/// in a colon is the root of a git revision.
pub(crate) fn join(directory: &str, below: &str) -> String {
    match directory {
        "" | "." => below.to_owned(),
        _ if directory.ends_with(['/', ':']) => format!("{directory}{below}"),
        _ => format!("{directory}/{below}"),
    }
}

/// The path from a directory to something that is it, which is empty, or that lies below it; `None` for anything else. An
/// empty directory holds all.
pub(crate) fn inside<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    match directory {
        "" | "." => Some(path),
        _ => {
            let rest = path.strip_prefix(directory)?;
            if rest.is_empty() || directory.ends_with(['/', ':']) { Some(rest) } else { rest.strip_prefix('/') }
        }
    }
}

/// The directory that holds a path; of a path of one part the empty one, which itself lies in none.
pub(crate) fn parent(path: &str) -> Option<&str> {
    if path.is_empty() { None } else { Some(path.rsplit_once('/').map_or("", |(directory, _)| directory)) }
}

/// A path from a repository's root, as sentences say it.
#[cfg(feature = "cli")]
pub(crate) fn in_words(path: &str) -> &str {
    if path.is_empty() { "the root of the repository" } else { path }
}

/// The directory that holds both of two paths.
#[cfg(feature = "cli")]
pub(crate) fn common_directory(one: &str, other: &str) -> String {
    let parts = one.split('/').zip(other.split('/')).take_while(|(a, b)| a == b);
    parts.map(|(part, _)| part).collect::<Vec<_>>().join("/")
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path without the extension of its last part.
pub(crate) fn without_extension(path: &str) -> &str {
    let name = file_name(path);
    match name.rfind('.') {
        None | Some(0) => path,
        Some(dot) => &path[..path.len() - name.len() + dot],
    }
}

/// What files end in that hold schemas: JSON, IDL, protocols.
pub(crate) const SCHEMA_EXTENSIONS: [&str; 3] = ["avsc", "avdl", "avpr"];

/// Whether a file holds schemas, by its name.
pub(crate) fn is_schema_file(path: &str) -> bool {
    SCHEMA_EXTENSIONS.iter().any(|extension| has_extension(path, extension))
}

/// The subject of a schema file: its path without extension; of one with many types, what their subjects begin with (`api#`).
pub(crate) fn subject_of(path: &str) -> String {
    format!("{}{}", without_extension(path), before_type(path))
}

/// What stands between the path of a file and a type in it.
pub(crate) fn before_type(path: &str) -> &'static str {
    match Syntax::of(path) {
        Syntax::Schema => "",
        Syntax::Protocol | Syntax::Idl => "#",
    }
}

/// What stands before the type in the name of a subject, if it is one of a file with many types: `api#` of `api#x.Order`.
pub(crate) fn path_of_type(subject: &str) -> &str {
    subject.find('#').map_or("", |end| &subject[..=end])
}

/// Whether a path ends in a dot and `extension`, in any case.
pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    let dot = path.len().wrapping_sub(extension.len() + 1);
    path.as_bytes().get(dot) == Some(&b'.') && path.as_bytes()[dot + 1..].eq_ignore_ascii_case(extension.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_form() {
        let forms = [("a/b", "a/b"), ("./a//b/", "a/b"), ("a/./b/..", "a/b/.."), (".", "."), ("", "."), ("/", "/")];
        for (path, name) in forms {
            assert_eq!(typed(Path::new(path)), name);
        }
        let normal_forms = [
            ("./a//b/", "a/b"),
            ("a/../b", "b"),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/a/./b", "/a/b"),
            (".", ""),
            ("/a/..", "/"),
        ];
        for (path, name) in normal_forms {
            assert_eq!(normal(path), name);
        }
    }

    #[test]
    fn joined_paths_come_apart() {
        for (directory, below, whole) in
            [("a", "b/c", "a/b/c"), (".", "b", "b"), ("", "b", "b"), ("/", "b", "/b"), ("main:", "b", "main:b")]
        {
            assert_eq!(join(directory, below), whole);
            assert_eq!(inside(whole, directory), Some(below));
        }
        assert_eq!(inside("ab", "a"), None);
        assert_eq!(inside("a", "a"), Some(""));
        assert_eq!([parent("a/b"), parent("a"), parent("")], [Some("a"), Some(""), None]);
    }

    #[test]
    fn extensions_are_of_the_last_part() {
        for (path, without) in [("a.b/c", "a.b/c"), ("a/c.avsc", "a/c"), (".hidden", ".hidden"), ("a/.x", "a/.x")] {
            assert_eq!(without_extension(path), without);
        }
        assert!(has_extension("a.AVSC", "avsc") && !has_extension("avsc", "avsc"));
    }
}
