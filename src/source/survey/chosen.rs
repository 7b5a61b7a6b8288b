//! Chooses the schema files of a repository that are to be checked, and keeps the reasons why others are not.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::arrangements::{arrangement, numbered, other_layout};
use super::roots::{Roots, roots, test_directory, without_nested};
use crate::adopt::{Arrangement, Excluded, ExcludedFor, LeftOut, LeftOutFor, Premises, Trunk};
use crate::history::defined::definitions;
use crate::model::input::Problem;
use crate::model::path::{common_directory, inside, is_schema_file, join, parent, typed};
use crate::source::arrangement::HOW_TO_NAME;
use crate::source::config::find::from_here;
use crate::source::uncompared::root_name;
use crate::source::{disk, globs, ignored};

/// What tools build or fetch. Most of it is ignored by version control, too.
const BUILT: [&str; 8] = ["build", "dist", "node_modules", "out", "target", "vendor", "venv", "__pycache__"];

/// The files that are to be checked, by paths from the root of the repository.
pub(super) struct Chosen {
    /// The real root of the repository.
    root: PathBuf,
    /// The directories of schemas; each is in no other.
    roots: Vec<String>,
    files: BTreeSet<String>,
    left_out: Vec<LeftOut>,
    /// Why files are not checked, where it is not for the name of their directory.
    reasons: BTreeMap<String, ExcludedFor>,
    /// The files that define each type; read once somebody asks.
    definers: Option<HashMap<String, Vec<String>>>,
    /// The texts that were read.
    texts: RefCell<HashMap<String, Option<String>>>,
}

impl Chosen {
    /// Those that a repository has.
    ///
    /// # Errors
    /// There are none.
    pub(super) fn found(root: &Path) -> Result<Chosen, Problem> {
        let all = disk::own_files(root, &BUILT)?;
        let files: Vec<String> = all.into_iter().filter(|file| is_schema_file(file)).collect();
        if files.is_empty() {
            return Err(nothing_found(root));
        }
        // Thousands of files have the same few directories above them.
        let answers: RefCell<HashMap<String, bool>> = RefCell::default();
        let compare = |directory: &str| {
            let known = files.iter().filter(|file| inside(file, directory).is_some());
            known.count() == files_in(root, directory).len()
        };
        let holds_nothing_else =
            |directory: &str| *answers.borrow_mut().entry(directory.to_owned()).or_insert_with(|| compare(directory));
        let empty = Chosen::in_directories(root, Roots::default());
        let roots = roots(&files, |file| empty.namespace(file), holds_nothing_else);
        Ok(Chosen::in_directories(root, roots))
    }

    /// Those below directories.
    pub(super) fn in_directories(root: &Path, Roots { roots, files, left_out }: Roots) -> Chosen {
        let (root, files) = (root.to_owned(), files.into_iter().collect());
        let (reasons, texts) = (BTreeMap::new(), RefCell::default());
        Chosen { root, roots, files, left_out, reasons, definers: None, texts }
    }

    /// Leaves out what says versions in another way than most, and numbers that are no versions.
    ///
    /// # Errors
    /// Nothing is left.
    pub(super) fn leave_out_minorities(&mut self) -> Result<(), Problem> {
        let first = self.files.first().cloned().unwrap_or_default();
        for root in self.roots.clone() {
            let files = self.files_below(&root);
            let numbered = numbered(&root, &files, |file| self.type_of(file));
            let files: Vec<String> = files.into_iter().filter(|file| !numbered.contains(file)).collect();
            self.exclude(numbered, &ExcludedFor::Numbered);
            self.exclude(other_layout(&root, &files), &ExcludedFor::OtherLayout);
        }
        let files = &self.files;
        self.roots.retain(|root| files.iter().any(|file| inside(file, root).is_some()));
        if self.roots.is_empty() {
            let message = "names of files here are numbers, but their types differ, so that they are no versions of one schema; \
                           name each file after its type";
            return Err(Problem::of(typed(&from_here(&self.root.join(first))), message));
        }
        let is_in_place = |root: &String| self.arrangement(root) == Arrangement::InPlace;
        let (in_place, versioned): (Vec<String>, Vec<String>) = self.roots.iter().cloned().partition(is_in_place);
        let count = |roots: &[String]| roots.iter().map(|root| self.files_below(root).len()).sum::<usize>();
        let (roots, others, reason) = match count(&in_place) > count(&versioned) {
            true => (in_place, versioned, LeftOutFor::Versions),
            false => (versioned, in_place, LeftOutFor::NoVersions),
        };
        if roots.is_empty() {
            return Ok(());
        }
        self.files.retain(|file| roots.iter().any(|root| inside(file, root).is_some()));
        self.left_out.extend(others.into_iter().map(|name| LeftOut { directory: or_dot(name), reason }));
        self.roots = roots;
        Ok(())
    }

    /// Does something about problems of a check: looks for types in other directories, or leaves files out. Returns whether there
    /// is something left to check, and all problems were those of single files.
    pub(super) fn settle(&mut self, problems: &[Problem]) -> bool {
        let names: HashMap<String, String> =
            self.files.iter().map(|file| (typed(&from_here(&self.root.join(file))), file.clone())).collect();
        let mut of_files: BTreeMap<String, &Problem> = BTreeMap::new();
        for problem in problems {
            let Some(file) = problem.file.as_ref().and_then(|name| names.get(name)) else { return false };
            of_files.entry(file.clone()).or_insert(problem);
        }
        let mut has_moved = false;
        let mut unknown = Vec::new();
        for (file, problem) in of_files {
            match problem.unknown_type() {
                Some(name) if self.take_in(&file, name) => has_moved = true,
                Some(_) => unknown.push((file, problem)),
                None => self.exclude([file], &ExcludedFor::Broken(problem.message.clone())),
            }
        }
        // What is found elsewhere may define what the others need.
        for (file, problem) in unknown.into_iter().filter(|_| !has_moved) {
            self.exclude([file], &ExcludedFor::Broken(problem.message.clone()));
        }
        let files = &self.files;
        self.roots.retain(|root| files.iter().any(|file| inside(file, root).is_some()));
        !self.roots.is_empty()
    }

    /// Takes in the file that defines a type which another one uses: the root becomes the directory that holds both.
    fn take_in(&mut self, user: &str, name: &str) -> bool {
        let Some(root) = self.roots.iter().find(|root| inside(user, root).is_some()).cloned() else { return false };
        let definers = self.definers().get(name).cloned().unwrap_or_default();
        let is_usable = |file: &&String| {
            !self.reasons.contains_key(*file)
                && inside(file, &root).is_none()
                && (test_directory(file, |file| self.namespace(file)).is_none() || self.files.contains(*file))
        };
        let nearest = |file: &&String| common_directory(&root, file).len();
        let Some(definer) = definers.iter().filter(is_usable).max_by_key(nearest).cloned() else { return false };
        let around = common_directory(&root, parent(&definer).unwrap_or_default());
        self.files.insert(definer);
        // What is beside it is meant, too, now that it is below a root.
        let is_meant = |file: &String| {
            inside(file, &around).is_some()
                && !self.reasons.contains_key(file)
                && test_directory(file, |file| self.namespace(file)).is_none()
        };
        let beside: Vec<String> = own_schemas(&self.root).into_iter().filter(is_meant).collect();
        self.files.extend(beside);
        let roots = self.roots.iter().cloned().chain([around]).collect();
        self.roots = without_nested(roots).into_iter().collect();
        true
    }

    /// What is to be written.
    pub(super) fn premises(&self, trunk: Trunk) -> Premises {
        let arrangement = self.roots.first().map_or(Arrangement::InPlace, |root| self.arrangement(root));
        // A template names one directory.
        let arrangement = match arrangement {
            Arrangement::Template(_) if self.roots.len() > 1 => Arrangement::Directories,
            other => other,
        };
        let example = self.roots.iter().find_map(|root| self.files_below(root).pop()).unwrap_or_default();
        let directories: Vec<String> = self.roots.iter().map(|root| or_dot(root.clone())).collect();
        let roots = globs::shortened(&directories, &self.root);
        let (left_out, excluded) = (self.left_out.clone(), self.excluded());
        // What is inside of a root is excluded there.
        let is_outside = |left: &LeftOut| {
            !self.roots.iter().any(|root| inside(&left.directory, root).is_some() && left.directory != ".")
        };
        let left_out = left_out.into_iter().filter(is_outside).collect();
        Premises { directories, roots, arrangement, example, left_out, excluded, trunk }
    }

    /// Globs of all that a check would find below the roots, and that is not chosen.
    fn excluded(&self) -> Vec<Excluded> {
        let mut patterns: BTreeMap<String, ExcludedFor> = BTreeMap::new();
        for root in &self.roots {
            for file in files_in(&self.root, root).into_iter().filter(|file| !self.files.contains(file)) {
                let reason = match self.reasons.get(&file) {
                    Some(reason) => reason.clone(),
                    None if test_directory(&file, |file| self.namespace(file)).is_some() => ExcludedFor::Tests,
                    None => ExcludedFor::Built,
                };
                let pattern = match reason {
                    ExcludedFor::Tests | ExcludedFor::Built => self.directory_of_nothing_else(root, &file),
                    ExcludedFor::OtherLayout | ExcludedFor::Numbered | ExcludedFor::Broken(_) => None,
                };
                let pattern = pattern.map_or_else(|| escaped(&file), |directory| format!("{}/**", escaped(&directory)));
                patterns.entry(pattern).or_insert(reason);
            }
        }
        patterns.into_iter().map(|(pattern, reason)| Excluded { pattern, reason }).collect()
    }

    /// The topmost directory above a file that has no chosen file.
    fn directory_of_nothing_else(&self, root: &str, file: &str) -> Option<String> {
        let has_chosen = |directory: &str| {
            let below = format!("{directory}/");
            self.files.range(below.clone()..).next().is_some_and(|chosen| chosen.starts_with(&below))
        };
        let start = if root.is_empty() { 0 } else { root.len() + 1 };
        let ends = file[start..].match_indices('/').map(|(at, _)| &file[..start + at]);
        ends.map(str::to_owned).find(|directory| !has_chosen(directory))
    }

    fn arrangement(&self, root: &str) -> Arrangement {
        arrangement(root, &self.files_below(root), |file| self.type_of(file))
    }

    fn files_below(&self, root: &str) -> Vec<String> {
        self.files.iter().filter(|file| inside(file, root).is_some()).cloned().collect()
    }

    fn exclude(&mut self, files: impl IntoIterator<Item = String>, reason: &ExcludedFor) {
        for file in files {
            self.files.remove(&file);
            self.reasons.insert(file, reason.clone());
        }
    }

    /// The files that define each type, of all that the repository has.
    fn definers(&mut self) -> &HashMap<String, Vec<String>> {
        if self.definers.is_none() {
            let mut definers: HashMap<String, Vec<String>> = HashMap::new();
            for file in own_schemas(&self.root) {
                let text = self.text(&file).unwrap_or_default();
                for name in definitions(&file, &text) {
                    definers.entry(name.to_string()).or_default().push(file.clone());
                }
            }
            self.definers = Some(definers);
        }
        self.definers.get_or_insert_default()
    }

    /// The name of the type that a file defines, without its namespace.
    fn type_of(&self, file: &str) -> Option<String> {
        Some(root_name(file, &self.text(file)?)?.short().to_owned())
    }

    fn namespace(&self, file: &str) -> Option<String> {
        let name = root_name(file, &self.text(file)?)?.to_string();
        Some(name.rsplit_once('.')?.0.to_owned())
    }

    fn text(&self, file: &str) -> Option<String> {
        let read = || disk::text(&self.root.join(file)).ok();
        self.texts.borrow_mut().entry(file.to_owned()).or_insert_with(read).clone()
    }
}

/// The schema files below a directory as a check finds them, from the root and sorted.
pub(super) fn files_in(root: &Path, directory: &str) -> Vec<String> {
    ignored::schema_paths(&root.join(directory)).into_iter().map(|file| join(directory, &file)).collect()
}

/// The schema files of a repository that are its own, from its root.
fn own_schemas(root: &Path) -> Vec<String> {
    let files = disk::own_files(root, &BUILT).unwrap_or_default();
    files.into_iter().filter(|file| is_schema_file(file)).collect()
}

fn nothing_found(root: &Path) -> Problem {
    let cause = format!(
        "no file here ends in .avsc, .avdl or .avpr (not looked at is what git ignores, what is hidden, and {}); lay schemas out like \
             {HOW_TO_NAME}, or say where they are: `avrocheck init PATH`",
        BUILT.join(", ")
    );
    Problem::of(typed(&from_here(root)), format!("no schema found: {cause}"))
}

/// A path as a glob that means it alone.
fn escaped(path: &str) -> String {
    let escape = |c: char| if "*?[]{}".contains(c) { format!("[{c}]") } else { c.to_string() };
    path.chars().map(escape).collect()
}

fn or_dot(name: String) -> String {
    if name.is_empty() { ".".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_glob_that_means_it_alone() {
        assert_eq!(escaped("a/b{c}*.avsc"), "a/b[{]c[}][*].avsc");
    }
}
