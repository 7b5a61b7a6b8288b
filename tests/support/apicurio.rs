//! Starts Apicurio Registry. It needs Maven and a JDK, which build it once from the artifacts that its project publishes; what was
//! built is kept in the user's directory for caches, and may be deleted at any time.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::confluent_server::ConfluentServer;
use crate::kept::Kept;
use crate::python::run;

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

/// The directory of what was built.
fn home() -> PathBuf {
    let kept = Kept { name: "apicurio-2.4.2", sources: ("apicurio", &SOURCES) };
    kept.home(|built| {
        let sources = built.join("sources");
        run(Command::new("mvn").args(["--batch-mode", "--quiet", "package"]).current_dir(&sources));
        for name in ["apicurio-runner.jar", "lib"] {
            fs::rename(sources.join("target").join(name), built.join(name)).expect("Maven has made it");
        }
        fs::remove_dir_all(sources.join("target")).expect("Maven has made it");
        // The classes that it loads are kept in a form that is read faster.
        let first = Apicurio::start_with(built, &format!("-XX:ArchiveClassesAtExit={ARCHIVE}"));
        first.set_global_level("BACKWARD");
        first.register("first", r#"{"type": "record", "name": "First", "fields": []}"#, &[]);
        first.register("second", r#"{"type": "array", "items": "First"}"#, &[("First", "first", 1)]);
    })
}
