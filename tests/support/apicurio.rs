//! Starts Apicurio Registry. It needs Maven and a JDK, which build it once from the artifacts that its project publishes; what was
//! built is kept in the user's directory for caches, and may be deleted at any time.

use std::env;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::confluent_server::ConfluentServer;
use crate::python::run;
use crate::sandbox::package;

const VERSION: &str = "2.4.2";
const ARCHIVE: &str = "classes.jsa";
const SOURCES: [&str; 4] = [
    "pom.xml",
    "src/main/java/avrocheck/test/Main.java",
    "src/main/java/avrocheck/test/NoSettings.java",
    "src/main/resources/application.properties",
];

/// The running registry. It ends when it is dropped.
pub(super) struct Apicurio(ConfluentServer);

impl Apicurio {
    /// Starts an empty one.
    pub(super) fn start() -> Apicurio {
        static HOME: OnceLock<PathBuf> = OnceLock::new();
        Apicurio::start_with(HOME.get_or_init(home), &format!("-XX:SharedArchiveFile={ARCHIVE}"))
    }

    fn start_with(home: &Path, option: &str) -> Apicurio {
        let mut java = Command::new("java");
        // It starts quickly, and never runs for long.
        java.args(["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable", option]);
        java.args(["-jar", "apicurio-runner.jar"]).current_dir(home);
        Apicurio(ConfluentServer::start(&mut java, "/apis/ccompat/v7"))
    }
}

impl Deref for Apicurio {
    type Target = ConfluentServer;

    fn deref(&self) -> &ConfluentServer {
        &self.0
    }
}

/// The directory of what was built, with the sources that it was built from.
fn home() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    let cache = cache.expect("XDG_CACHE_HOME or HOME is set").join("avrocheck");
    fs::create_dir_all(&cache).expect("a directory for caches");
    let home = cache.join(format!("apicurio-{VERSION}"));
    if !is_complete(&home) {
        // Complete or absent: it is built beside.
        let building = tempfile::tempdir_in(&cache).expect("a new directory");
        build(building.path());
        drop(fs::remove_dir_all(&home));
        if let Err(error) = fs::rename(building.path().join("built"), &home) {
            assert!(is_complete(&home), "{}: {error}", home.display());
        }
    }
    home
}

fn is_complete(home: &Path) -> bool {
    // What is older was built from other sources.
    SOURCES.iter().all(|name| match fs::read(home.join("sources").join(name)) {
        Ok(built_from) => built_from == fs::read(source(name)).expect("a file of this package"),
        Err(_) => false,
    })
}

fn source(name: &str) -> PathBuf {
    package().join("tests/support/apicurio").join(name)
}

/// Builds it in a directory, as `built`.
fn build(directory: &Path) {
    let (sources, built) = (directory.join("sources"), directory.join("built"));
    for name in SOURCES {
        let copy = sources.join(name);
        fs::create_dir_all(copy.parent().expect("it is in a directory")).expect("a new directory");
        fs::copy(source(name), copy).expect("a file of this package");
    }
    run(Command::new("mvn").args(["--batch-mode", "--quiet", "package"]).current_dir(&sources));
    fs::create_dir(&built).expect("a new directory");
    for name in ["apicurio-runner.jar", "lib"] {
        fs::rename(sources.join("target").join(name), built.join(name)).expect("Maven has made it");
    }
    fs::remove_dir_all(sources.join("target")).expect("Maven has made it");
    fs::rename(&sources, built.join("sources")).expect("the same directory");
    // The classes that it loads are kept in a form that is read faster.
    let first = Apicurio::start_with(&built, &format!("-XX:ArchiveClassesAtExit={ARCHIVE}"));
    first.set_global_level("BACKWARD");
    first.register("first", r#"{"type": "record", "name": "First", "fields": []}"#, &[]);
    first.register("second", r#"{"type": "array", "items": "First"}"#, &[("First", "first", 1)]);
}
