//! Makes git repositories whose commits always have the same ids. They are written without the command `git`, which not every
//! machine has.

#![allow(dead_code)] // each test uses a part

use std::fs;
use std::ops::Deref;
use std::path::Path;

use gix::objs::{Kind, Write};

use crate::sandbox::Sandbox;

const WHO: &str = "Ada <ada@example.org> 1700000000 +0000";

/// A repository with a work tree, removed after the test.
pub(crate) struct Repository {
    sandbox: Sandbox,
    git: gix::Repository,
}

impl Deref for Repository {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl Repository {
    /// An empty one, on the branch `main`.
    pub(crate) fn new() -> Repository {
        let sandbox = Sandbox::new();
        fs::remove_dir(sandbox.path(".git")).expect("an empty directory");
        let git = gix::init(sandbox.path("")).expect("a new repository");
        let repository = Repository { sandbox, git };
        repository.switch("main");
        repository
    }

    /// With these files, committed.
    pub(crate) fn of<const N: usize>(files: [(&str, &str); N]) -> Repository {
        let repository = Repository::new();
        files.iter().for_each(|(path, text)| repository.write(path, text));
        repository.commit();
        repository
    }

    /// Goes to a branch, which need not exist, and leaves the files as they are.
    pub(crate) fn switch(&self, branch: &str) {
        self.write(".git/HEAD", format!("ref: refs/heads/{branch}\n"));
    }

    /// Makes a branch or a tag here: `heads/feature`, `tags/v1`, `remotes/origin/main`.
    pub(crate) fn name(&self, name: &str, commit: &str) {
        self.write(&format!(".git/refs/{name}"), format!("{commit}\n"));
    }

    /// Makes a branch here and goes to it.
    pub(crate) fn branch(&self, name: &str) {
        self.name(&format!("heads/{name}"), &self.head());
        self.switch(name);
    }

    /// The number of the commit that the current branch is at.
    pub(crate) fn head(&self) -> String {
        self.git.head_id().expect("there is a commit").to_string()
    }

    /// Commits all files on the current branch.
    pub(crate) fn commit(&self) -> String {
        let parents: Vec<String> = self.git.head_id().ok().map(|id| id.to_string()).into_iter().collect();
        self.commit_on(&parents)
    }

    /// Commits all files on the current branch, after these commits.
    pub(crate) fn commit_on(&self, parents: &[String]) -> String {
        let tree = self.tree(&self.path("")).expect("there are files");
        let parents: String = parents.iter().map(|parent| format!("parent {parent}\n")).collect();
        let text = format!("tree {tree}\n{parents}author {WHO}\ncommitter {WHO}\n\nA change\n");
        let id = self.object(Kind::Commit, text.as_bytes()).to_string();
        let head = fs::read_to_string(self.path(".git/HEAD")).expect("there is a HEAD");
        let branch = head.trim_end().strip_prefix("ref: refs/").expect("a branch is checked out");
        self.name(branch, &id);
        id
    }

    /// Notes in git's index what the current commit has, with what the disk says of each file now.
    pub(crate) fn note_in_index(&self) {
        let tree = self.git.head_tree_id().expect("there is a commit");
        let mut index = self.git.index_from_tree(&tree).expect("a tree of the test");
        let paths: Vec<_> = index.entries().iter().map(|entry| entry.path(&index).to_string()).collect();
        for (entry, path) in index.entries_mut().iter_mut().zip(paths) {
            let on_disk = gix::index::fs::Metadata::from_path_no_follow(&self.path(&path)).expect("a file of the test");
            entry.stat = gix::index::entry::Stat::from_fs(&on_disk).expect("a time after 1970");
        }
        index.write(gix::index::write::Options::default()).expect("a new index");
    }

    fn tree(&self, directory: &Path) -> Option<gix::ObjectId> {
        let entries = fs::read_dir(directory).expect("a directory of the test");
        let mut rows: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for path in entries.map(|entry| entry.expect("an entry of the test").path()) {
            let name = path.file_name().expect("an entry has a name").as_encoded_bytes().to_vec();
            // Directories are sorted as if their names ended in a slash.
            let (mode, id, key) = if path.is_symlink() {
                let target = fs::read_link(&path).expect("a link of the test");
                let target = target.to_str().expect("the test's names are plain");
                ("120000", self.object(Kind::Blob, target.as_bytes()), name.clone())
            } else if path.is_dir() {
                if name == b".git" {
                    continue;
                }
                if path.join(".git").exists() {
                    let submodule = gix::open(&path).expect("a repository of the test");
                    let id = submodule.head_id().expect("there is a commit");
                    let row = [b"160000 ", &name[..], b"\0", id.as_bytes()].concat();
                    rows.push(([&name[..], b"/"].concat(), row));
                    continue;
                }
                let Some(id) = self.tree(&path) else { continue };
                ("40000", id, [&name[..], b"/"].concat())
            } else {
                let content = fs::read(&path).expect("a file of the test");
                ("100644", self.object(Kind::Blob, &content), name.clone())
            };
            let row = [mode.as_bytes(), b" ", &name[..], b"\0", id.as_bytes()].concat();
            rows.push((key, row));
        }
        rows.sort();
        let content: Vec<u8> = rows.into_iter().flat_map(|(_, row)| row).collect();
        if content.is_empty() { None } else { Some(self.object(Kind::Tree, &content)) }
    }

    fn object(&self, kind: Kind, content: &[u8]) -> gix::ObjectId {
        self.git.objects.write_buf(kind, content).expect("a new object")
    }

    /// Makes a tree of entries: their modes, names and ids.
    pub(crate) fn tree_of(&self, entries: &[(&str, &str, &str)]) -> String {
        let row = |(mode, name, id): &(&str, &str, &str)| {
            let id = gix::ObjectId::from_hex(id.as_bytes()).expect("an id");
            [mode.as_bytes(), b" ", name.as_bytes(), b"\0", id.as_bytes()].concat()
        };
        self.object(Kind::Tree, &entries.iter().flat_map(row).collect::<Vec<u8>>()).to_string()
    }

    /// Commits a tree on a branch, after the commit that is checked out, and leaves files and branch as they are.
    pub(crate) fn commit_tree(&self, branch: &str, tree: &str) -> String {
        let text = format!("tree {tree}\nparent {}\nauthor {WHO}\ncommitter {WHO}\n\nA change\n", self.head());
        let id = self.object(Kind::Commit, text.as_bytes()).to_string();
        self.name(&format!("heads/{branch}"), &id);
        id
    }

    /// Removes files and directories of the work tree.
    pub(crate) fn remove(&self, relative: &str) {
        let path = self.path(relative);
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.unwrap_or_else(|error| panic!("{relative}: {error}"));
    }

    /// Removes a file of the last commit as a sparse checkout does, which notes it in the index.
    pub(crate) fn leave_out(&self, relative: &str) {
        let tree = self.git.head_tree_id().expect("there is a commit");
        let state =
            gix::index::State::from_tree(&tree, &self.git.objects, Default::default()).expect("a tree of the test");
        let known = self.git.index_or_empty().expect("an index");
        let skipped = gix::index::entry::Flags::SKIP_WORKTREE;
        let mut index = gix::index::File::from_state(state, self.git.index_path());
        let (entries, paths) = index.entries_mut_and_pathbacking();
        for entry in entries {
            let path = entry.path_in(paths);
            let was = known.entry_by_path(path).is_some_and(|entry| entry.flags.contains(skipped));
            if was || path == relative {
                entry.flags.insert(skipped | gix::index::entry::Flags::EXTENDED);
            }
        }
        index.write(Default::default()).expect("a new index");
        self.remove(relative);
    }

    /// Removes the object with this number, as if it had never been fetched.
    pub(crate) fn forget(&self, id: &str) {
        let (directory, file) = id.split_at(2);
        self.remove(&format!(".git/objects/{directory}/{file}"));
    }

    /// The number that a file of this text has.
    pub(crate) fn number_of_file(&self, text: &str) -> String {
        self.object(Kind::Blob, text.as_bytes()).to_string()
    }

    /// The number of the commit before.
    pub(crate) fn parent_of(&self, commit: &str) -> String {
        let parent = self.git.rev_parse_single(format!("{commit}^").as_str()).expect("a commit of the test");
        parent.to_string()
    }
}
