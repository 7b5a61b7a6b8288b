//! Files that have been read, wherever they are from: a directory on disk, a git revision, or the memory of a caller.

use super::layout::Layout;
use crate::model::input::Problem;
use crate::model::path::{file_name, inside, is_schema_file, join};
use avro_resolve::schema::text::Text;

/// A file that has been read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceFile {
    /// Its path below the directory that was read, separated by `/`.
    pub relative: String,
    /// The name that reports print.
    pub name: String,
    /// Its content.
    pub text: Text,
}

/// The files below one directory.
#[derive(Clone, Default, Debug)]
pub struct SourceTree {
    /// The directory as reports print it.
    pub name: String,
    /// What the directory is really called: `.` says nothing about that.
    pub real_name: String,
    /// The files, sorted by name.
    pub files: Vec<SourceFile>,
    /// The names of files that are there and that nobody wanted to read.
    pub(crate) others: Vec<String>,
    /// How many files were left out as the layout has it.
    pub(crate) excluded: usize,
    /// The directories below this one.
    pub(crate) directories: Vec<String>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Remarks for people, such as a symbolic link that leads in a circle.
    pub(crate) notes: Vec<String>,
}

impl SourceTree {
    /// A directory in memory: its name, and texts by their paths below it, separated by `/`.
    pub fn in_memory<P, T>(name: &str, files: impl IntoIterator<Item = (P, T)>) -> SourceTree
    where
        P: Into<String>,
        T: Into<Text>,
    {
        let mut tree =
            SourceTree { name: name.to_owned(), real_name: file_name(name).to_owned(), ..SourceTree::default() };
        files.into_iter().for_each(|(relative, text)| tree.put(relative, text));
        tree
    }

    /// Puts a text in the place of a file, such as what an editor shows and has not saved.
    pub fn put(&mut self, relative: impl Into<String>, text: impl Into<Text>) {
        let (relative, text) = (relative.into(), text.into());
        let name = join(&self.name, &relative);
        self.problems.retain(|problem| problem.file.as_deref() != Some(&name));
        match self.files.binary_search_by(|file| file.name.cmp(&name)) {
            Ok(at) => self.files[at].text = text,
            Err(at) => self.files.insert(at, SourceFile { relative, name, text }),
        }
    }

    /// The tree without what the layout excludes.
    pub(crate) fn without_excluded(mut self, layout: &Layout) -> SourceTree {
        let before = self.files.len() + self.problems.len();
        self.files.retain(|file| !layout.excludes(&file.relative, &self.name));
        self.problems.retain(|problem| {
            let relative = problem.file.as_deref().and_then(|file| inside(file, &self.name));
            !relative.is_some_and(|relative| layout.excludes(relative, &self.name))
        });
        self.excluded = before - self.files.len() - self.problems.len();
        self
    }

    /// Only the files that hold schemas; the others are still known by name.
    pub(crate) fn with_schemas(mut self) -> SourceTree {
        let (files, others): (Vec<_>, Vec<_>) = self.files.into_iter().partition(|file| is_schema_file(&file.relative));
        self.files = files;
        self.others.extend(others.into_iter().map(|file| file.name));
        self
    }
}
