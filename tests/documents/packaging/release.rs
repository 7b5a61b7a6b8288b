//! Makes a release of the program as it was just built, as installers download it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use tempfile::TempDir;

use super::tools::package;
use crate::python::run;

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The target whose archive a runner of this machine's kind takes, on a system that says it is Linux.
pub fn target() -> String {
    format!("{}-unknown-linux-musl", std::env::consts::ARCH)
}

/// The program that was just built, without the symbols that are most of it while it is not optimized.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stripped");
        fs::create_dir_all(&directory).expect("there is room for files");
        let program = directory.join("avrocheck");
        run(Command::new("strip").arg("-o").arg(&program).arg(env!("CARGO_BIN_EXE_avrocheck")));
        program
    })
}

/// Packs the program for a target, as the release workflow does.
pub fn pack(target: &str, out: &Path) -> PathBuf {
    let mut script = Command::new("python3");
    script.arg(package().join("ci/package.py")).args([VERSION, target]).arg(program()).arg(out);
    PathBuf::from(run(script.env("SOURCE_DATE_EPOCH", "1700000000")).trim_end())
}

/// The archive for a target, packed once in a run of the tests: the program is large while it is not optimized.
pub fn archive(target: &str) -> PathBuf {
    static PACKED: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("archives");
    let mut packed = PACKED.lock().expect("packing does not fail half-way");
    packed.entry(target.to_owned()).or_insert_with(|| pack(target, &out)).clone()
}

/// A place where releases lie, with one.
pub struct Releases(TempDir);

impl Releases {
    /// With a release for the target of this machine.
    pub fn new() -> Releases {
        let releases = Releases(tempfile::tempdir().expect("a directory for the test"));
        releases.add(&target());
        releases
    }

    /// Adds the archive for another target.
    pub fn add(&self, target: &str) {
        let archive = archive(target);
        fs::create_dir_all(self.directory()).expect("a new directory");
        fs::copy(&archive, self.directory().join(archive.file_name().expect("a file"))).expect("a new file");
        let sums = run(Command::new("sh").args(["-c", "sha256sum avrocheck-v*"]).current_dir(self.directory()));
        fs::write(self.sums(), sums).expect("a new file");
    }

    fn directory(&self) -> PathBuf {
        self.0.path().join(format!("v{VERSION}"))
    }

    pub fn sums(&self) -> PathBuf {
        self.directory().join("SHA256SUMS")
    }

    pub fn archive(&self) -> PathBuf {
        self.directory().join(format!("avrocheck-v{VERSION}-{}.tar.gz", target()))
    }

    pub fn url(&self) -> String {
        format!("file://{}", self.0.path().display())
    }

    /// Puts another archive in the place of the one for this machine, and into the list.
    pub fn replace(&self, archive: &[u8]) {
        fs::write(self.archive(), archive).expect("it can be written");
        let sums = run(Command::new("sh").args(["-c", "sha256sum avrocheck-v*"]).current_dir(self.directory()));
        fs::write(self.sums(), sums).expect("it can be written");
    }

    /// The SHA-256 of the archive for this machine.
    pub fn sha256(&self) -> String {
        run(Command::new("sha256sum").arg(self.archive()))[..64].to_owned()
    }

    /// Puts bytes behind the archive's own: it can still be unpacked, and is not what was released.
    pub fn tamper(&self) {
        let mut bytes = fs::read(self.archive()).expect("it was packed");
        bytes.extend_from_slice(b"and more");
        fs::write(self.archive(), bytes).expect("it can be written");
    }
}
