//! Names files by their path below the root of the repository, by which hosts and viewers look them up.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::model::path::{normal, typed};

/// From where the names of files count, and from where reports for hosts shall count them.
#[derive(Clone, Debug)]
pub struct Root {
    current: PathBuf,
    root: PathBuf,
    at_revisions: HashSet<String>,
}

impl Root {
    /// Names that are not absolute are below `current`; reports count from `root`, which is the repository's. Both are
    /// absolute.
    pub fn new(current: impl Into<PathBuf>, root: impl Into<PathBuf>) -> Root {
        Root { current: current.into(), root: root.into(), at_revisions: HashSet::new() }
    }

    /// The same root, where the files of these names are at revisions: `main:schemas/user.avsc`. Other names with a colon
    /// are paths.
    pub fn with_revisions(self, names: impl IntoIterator<Item = String>) -> Root {
        Root { at_revisions: names.into_iter().collect(), ..self }
    }

    /// The revision of a file, and its path there from the root on.
    pub(crate) fn at_revision<'a>(&self, name: &'a str) -> Option<(&'a str, &'a str)> {
        name.split_once(':').filter(|_| self.at_revisions.contains(name))
    }

    /// The path of a file from the root on, with `/` between its parts. Never absolute.
    pub(crate) fn path(&self, name: &str) -> String {
        let file = match self.at_revision(name) {
            Some((_, path)) => parts(&self.root.join(path)),
            None => parts(&self.current.join(name)),
        };
        let root = parts(&self.root);
        let shared = file.iter().zip(&root).take_while(|(file, root)| file == root).count();
        let up = std::iter::repeat_n("..", root.len() - shared);
        let down = file[shared..].iter().map(String::as_str);
        let path: Vec<&str> = up.chain(down).collect();
        if path.is_empty() { ".".to_owned() } else { path.join("/") }
    }

    /// The same as a relative reference (RFC 3986).
    pub(crate) fn uri(&self, name: &str) -> String {
        let mut uri = String::new();
        for byte in self.path(name).bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte.into()),
                _ => uri.push_str(&format!("%{byte:02X}")),
            }
        }
        uri
    }
}

/// The parts of a path between the slashes.
fn parts(path: &Path) -> Vec<String> {
    normal(&typed(path)).split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_root() {
        let root = Root::new("/home/shop/services", "/home/shop");
        let root = root.with_revisions(["origin/main:schemas/user.avsc".to_owned()]);
        let paths = [
            ("schemas/v1/user.avsc", "services/schemas/v1/user.avsc"),
            ("./schemas/../user.avsc", "services/user.avsc"),
            ("../schemas/user.avsc", "schemas/user.avsc"),
            ("/home/shop/schemas/user.avsc", "schemas/user.avsc"),
            ("/home/other/user.avsc", "../other/user.avsc"),
            ("..", "."),
            ("origin/main:schemas/user.avsc", "schemas/user.avsc"),
            ("schemas/v1/2024-01-01T00:00/user.avsc", "services/schemas/v1/2024-01-01T00:00/user.avsc"),
        ];
        for (name, path) in paths {
            assert_eq!(root.path(name), path);
        }
    }

    #[test]
    fn uris_are_relative_references() {
        let root = Root::new("/shop", "/shop").with_revisions(["HEAD:user.avsc".to_owned()]);
        assert_eq!(root.uri("a b/ü%#?.avsc"), "a%20b/%C3%BC%25%23%3F.avsc");
        assert_eq!(root.uri("a:b.avsc"), "a%3Ab.avsc");
        assert_eq!(root.uri("HEAD:user.avsc"), "user.avsc");
    }
}
