//! Selects subjects and files by globs.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::model::path::{inside, join, normal};

#[cfg(test)]
mod tests;

/// Patterns as a user wrote them: `*` stays within one part of a path, `**` crosses parts.
#[derive(Clone, Default, Debug)]
pub struct Globs {
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
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let refuse =
                |error: globset::Error| InvalidGlob { pattern: pattern.to_owned(), cause: error.kind().to_string() };
            let pattern_alone = pattern.trim_start_matches("./"); // Not a path: `**` and `{a,b}` stay as they are.
            set.add(GlobBuilder::new(pattern_alone).literal_separator(true).build().map_err(refuse)?);
        }
        let set =
            set.build().map_err(|error| InvalidGlob { pattern: String::new(), cause: error.kind().to_string() })?;
        Ok(Globs { set })
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

impl Selection {
    /// Whether it is about the subject whose newest file has this path from the directory of the configuration.
    pub fn has(&self, subject: Option<&str>, path: &str) -> bool {
        match self {
            Selection::All => true,
            Selection::Some { subjects, paths } => {
                subject.is_some_and(|subject| subjects.match_name(subject)) || paths.match_name(path)
            }
        }
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
