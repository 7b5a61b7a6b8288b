//! Selects subjects and files by globs.

use std::collections::BTreeSet;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::model::path::{inside, join, normal};

#[cfg(test)]
mod tests;

/// Patterns as a user wrote them: `*` stays within one part of a path, `**` crosses parts.
#[derive(Clone, Default, Debug)]
pub struct Globs {
    globs: Vec<Glob>,
    set: GlobSet,
}

/// A pattern that is not a glob.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{pattern}\" is not a glob: {cause}; `*` means a part of a path, `**` for any number of parts")]
pub struct InvalidGlob {
    pattern: String,
    cause: String,
}

impl Globs {
    /// Reads patterns.
    ///
    /// # Errors
    /// The first that is not a glob.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Globs, InvalidGlob> {
        let mut globs = Vec::new();
        for pattern in patterns {
            let refuse =
                |error: globset::Error| InvalidGlob { pattern: pattern.to_owned(), cause: error.kind().to_string() };
            let pattern_alone = pattern.trim_start_matches("./"); // Not a path: `**` and `{a,b}` stay as they are.
            globs.push(GlobBuilder::new(pattern_alone).literal_separator(true).build().map_err(refuse)?);
        }
        let refuse = |error: globset::Error| InvalidGlob { pattern: String::new(), cause: error.kind().to_string() };
        Ok(Globs { set: set(&globs).map_err(refuse)?, globs })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Whether one of them matches a path, or a directory above it.
    pub fn match_path_or_parent(&self, path: &str) -> bool {
        let above = path.match_indices('/').map(|(end, _)| &path[..end]);
        !self.is_empty() && above.chain([path]).any(|part| self.set.is_match(part))
    }

    /// Whether one of them matches.
    pub fn match_name(&self, name: &str) -> bool {
        self.set.is_match(name)
    }
}

/// Which subjects a part of a policy is about: those with such a name, and those whose newest file has such a path.
#[derive(Clone, Debug)]
pub enum Selection {
    /// All of them.
    All,
    /// These.
    Some {
        /// By name.
        subjects: Globs,
        /// By path, from the directory of the configuration.
        paths: Globs,
    },
}

impl Default for Selection {
    fn default() -> Selection {
        Selection::Some { subjects: Globs::default(), paths: Globs::default() }
    }
}

fn set<'a>(globs: impl IntoIterator<Item = &'a Glob>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(glob.clone());
    }
    set.build()
}

/// Many selections, and one search that finds those which are about a subject: thousands of them, tried one after the other for each of
/// thousands of subjects, would take long.
#[derive(Clone, Default, Debug)]
pub(crate) struct Selections {
    all: BTreeSet<usize>,
    subjects: NumberedGlobs,
    paths: NumberedGlobs,
}

/// The patterns of many selections, and for each the number of its selection.
#[derive(Clone, Default, Debug)]
struct NumberedGlobs {
    set: GlobSet,
    numbers: Vec<usize>,
}

impl Selections {
    /// Numbers selections from 0 on.
    pub(crate) fn new<'a>(selections: impl Iterator<Item = &'a Selection>) -> Selections {
        let (mut all, mut by_subject, mut by_path) = (BTreeSet::new(), Vec::new(), Vec::new());
        for (number, selection) in selections.enumerate() {
            match selection {
                Selection::All => {
                    all.insert(number);
                }
                Selection::Some { subjects, paths } => {
                    by_subject.extend(subjects.globs.iter().map(|glob| (number, glob)));
                    by_path.extend(paths.globs.iter().map(|glob| (number, glob)));
                }
            }
        }
        Selections { all, subjects: NumberedGlobs::new(&by_subject), paths: NumberedGlobs::new(&by_path) }
    }

    /// The numbers of those that are about the subject whose newest file has this path from the directory of the configuration, in
    /// ascending order.
    pub(crate) fn about(&self, subject: Option<&str>, path: &str) -> BTreeSet<usize> {
        let of_subject = subject.into_iter().flat_map(|subject| self.subjects.matching(subject));
        self.all.iter().copied().chain(of_subject).chain(self.paths.matching(path)).collect()
    }
}

impl NumberedGlobs {
    fn new(globs: &[(usize, &Glob)]) -> NumberedGlobs {
        let set = set(globs.iter().map(|(_, glob)| *glob)).expect("each is in a set already");
        NumberedGlobs { set, numbers: globs.iter().map(|(number, _)| *number).collect() }
    }

    fn matching(&self, name: &str) -> impl Iterator<Item = usize> {
        self.set.matches(name).into_iter().map(|at| self.numbers[at])
    }
}

/// The directories at which paths start: those in reports at the current directory, those in a configuration at its own.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Base {
    /// The configuration's directory, separated by `/`.
    pub directory: String,
    /// The current directory, likewise.
    pub here: String,
}

impl Base {
    /// The file as the configuration would write it.
    pub fn relative(&self, name: &str) -> String {
        let plain = if name.starts_with('/') { normal(name) } else { normal(&join(&self.here, name)) };
        match inside(&plain, &self.directory) {
            Some(below) if !below.is_empty() => below.to_owned(),
            Some(_) | None => plain,
        }
    }
}
