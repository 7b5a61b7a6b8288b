//! Keeps what is built of other projects' artifacts in the user's directory for caches. It may be deleted at any time.

#![allow(dead_code)] // each test uses a part

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::package;

/// What is built of files of `tests/support`.
pub struct Kept<'a> {
    /// Names it, with its version.
    pub name: &'a str,
    /// A directory of `tests/support`, and the files of it that it is built of.
    pub sources: (&'a str, &'a [&'a str]),
}

impl Kept<'_> {
    /// Its directory. Unless it was built before of the same sources, `build` fills a new one, in which there is a copy of them in
    /// `sources`.
    pub fn home(&self, build: impl FnOnce(&Path)) -> PathBuf {
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
        let cache = cache.expect("XDG_CACHE_HOME or HOME is set").join("avrocheck");
        fs::create_dir_all(&cache).expect("a directory for caches");
        let home = cache.join(self.name);
        if !self.is_complete(&home) {
            // Complete or absent: it is built beside.
            let building = tempfile::tempdir_in(&cache).expect("a new directory");
            let built = building.path().join("built");
            for name in self.sources.1 {
                let copy = built.join("sources").join(name);
                fs::create_dir_all(copy.parent().expect("it is in a directory")).expect("a new directory");
                fs::copy(self.source(name), copy).expect("a file of this package");
            }
            build(&built);
            drop(fs::remove_dir_all(&home));
            if let Err(error) = fs::rename(&built, &home) {
                assert!(self.is_complete(&home), "{}: {error}", home.display());
            }
        }
        home
    }

    fn is_complete(&self, home: &Path) -> bool {
        // What is older was built from other sources.
        self.sources.1.iter().all(|name| match fs::read(home.join("sources").join(name)) {
            Ok(built_from) => built_from == fs::read(self.source(name)).expect("a file of this package"),
            Err(_) => false,
        })
    }

    fn source(&self, name: &str) -> PathBuf {
        package().join("tests/support").join(self.sources.0).join(name)
    }
}
