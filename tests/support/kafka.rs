//! Starts Apache Kafka. It needs Maven and a JDK; what Maven has fetched is kept in the user's directory for caches, and may be
//! deleted at any time.

#![allow(dead_code)] // each test uses a part

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::certificates::certificates;
use crate::kept::Kept;
use crate::python::run;
use crate::server_process::ServerProcess;

const SOURCES: [&str; 3] = ["log4j2.properties", "pom.xml", "server.properties"];

/// The user of ports that ask for a password, and her password.
pub const USER: [&str; 2] = ["alice", "alice-secret"];

/// A port of a broker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Port {
    /// Anyone may come.
    Plain,
    /// With TLS.
    Tls,
    /// With TLS, and a certificate of the client.
    Mutual,
    /// With a user and a password.
    Password,
    /// With TLS, a user and a password.
    Both,
}

const PORTS: [(&str, Option<Port>); 6] = [
    ("CONTROLLER", None),
    ("PLAIN", Some(Port::Plain)),
    ("TLS", Some(Port::Tls)),
    ("MUTUAL", Some(Port::Mutual)),
    ("PASSWORD", Some(Port::Password)),
    ("BOTH", Some(Port::Both)),
];

/// A broker with its topics. It ends when it is dropped.
pub struct Broker {
    process: Option<ServerProcess>,
    directory: TempDir,
    home: PathBuf,
    ports: [u16; PORTS.len()],
}

impl Broker {
    /// That of all tests of a program, which have topics and groups of their own in it.
    pub fn shared() -> &'static Broker {
        static BROKER: OnceLock<Broker> = OnceLock::new();
        BROKER.get_or_init(Broker::start)
    }

    /// One of its own, for tests that kill it.
    pub fn start() -> Broker {
        static HOME: OnceLock<PathBuf> = OnceLock::new();
        Broker::start_with(HOME.get_or_init(home), SHARED_ARCHIVE, "KILL")
    }

    fn start_with(home: &Path, option: &'static str, signal: &'static str) -> Broker {
        let directory = tempfile::tempdir().expect("a directory");
        let at = directory.path();
        certificates(at);
        let keystore =
            ["server-key.pem", "server.pem"].map(|name| fs::read_to_string(at.join(name)).expect("it was made"));
        fs::write(at.join("keystore.pem"), keystore.concat()).expect("a new file");
        fs::create_dir_all(at.join("data").join(METADATA)).expect("a new directory");
        for name in FORMATTED {
            fs::copy(home.join(name), at.join(name)).expect("it was made");
        }
        let mut broker = Broker { process: None, ports: [0; PORTS.len()], home: home.to_owned(), directory };
        loop {
            broker.ports = free_ports();
            let properties = properties(broker.directory.path(), &broker.ports);
            fs::write(broker.directory.path().join("server.properties"), properties).expect("a file");
            match broker.serve(option, signal) {
                Ok(()) => return broker,
                // Somebody else has taken a port since.
                Err(log) => assert!(log.contains("Address already in use"), "{log}"),
            }
        }
    }

    /// The address of one of its ports.
    pub fn address(&self, port: Port) -> String {
        let at = PORTS.iter().position(|(_, named)| *named == Some(port)).expect("all of them are there");
        format!("127.0.0.1:{}", self.ports[at])
    }

    /// A file of its certificates: `ca.pem`, `client.pem`, `client-key.pem`, `other-ca.pem` …
    pub fn file(&self, name: &str) -> String {
        self.directory.path().join(name).to_str().expect("a plain name").to_owned()
    }

    /// It dies at once.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// It comes back with its topics, at the same addresses.
    pub fn restart(&mut self) {
        self.kill();
        self.serve(SHARED_ARCHIVE, "KILL").unwrap_or_else(|log| panic!("{log}"));
    }

    /// Starts it. It ends by a signal.
    ///
    /// # Errors
    /// It has ended by itself: its log.
    fn serve(&mut self, option: &str, signal: &str) -> Result<(), String> {
        let (home, log) = (&self.home, self.directory.path().join("broker.log"));
        let mut shell = Command::new("sh");
        // The shell ends it when its own input is closed, which the test holds.
        let script = format!("\"$@\" > {} 2>&1 & read _; kill -s {signal} $!; wait", log.display());
        shell.args(["-c", &script, "sh", "java"]).args(java(home)).args([option, "kafka.Kafka"]);
        shell.arg(self.directory.path().join("server.properties")).current_dir(home);
        drop(fs::remove_file(&log));
        let process = self.process.insert(ServerProcess::start(&mut shell));
        // Two minutes are enough for any machine.
        for _ in 0..6_000 {
            let text = fs::read_to_string(&log).unwrap_or_default();
            if text.contains("Kafka Server started") {
                return Ok(());
            }
            if process.has_ended() || text.contains("Address already in use") || text.contains("Exiting Kafka") {
                return Err(text);
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(fs::read_to_string(&log).unwrap_or_default())
    }
}

const METADATA: &str = "__cluster_metadata-0";
const FORMATTED: [&str; 2] =
    ["data/meta.properties", "data/__cluster_metadata-0/00000000000000000000-0000000000.checkpoint"];
const SHARED_ARCHIVE: &str = "-XX:SharedArchiveFile=classes.jsa";

/// The arguments of a JVM that starts quickly. The order of the jars is that in which the archive of classes was made.
fn java(home: &Path) -> Vec<String> {
    let jars = fs::read_dir(home.join("lib")).expect("Maven has made it");
    let name = |jar: std::io::Result<fs::DirEntry>| jar.expect("it can be listed").file_name();
    let mut jars: Vec<String> = jars.map(|jar| format!("lib/{}", name(jar).to_str().expect("a plain name"))).collect();
    jars.sort();
    let quick = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"];
    let mut arguments: Vec<String> = quick.map(str::to_owned).into();
    arguments.push("-Dlog4j2.configurationFile=sources/log4j2.properties".to_owned());
    arguments.extend(["-cp".to_owned(), jars.join(":")]);
    arguments
}

fn properties(directory: &Path, ports: &[u16; PORTS.len()]) -> String {
    let template =
        include_str!("kafka/server.properties").replace("@DIRECTORY@", directory.to_str().expect("a plain name"));
    let ports = PORTS.iter().zip(ports);
    ports.fold(template, |text, ((name, _), port)| text.replace(&format!("@{name}@"), &port.to_string()))
}

fn free_ports() -> [u16; PORTS.len()] {
    let listeners = [(); PORTS.len()].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("it is bound").port())
}

/// The directory of what was fetched and made: jars, a formatted directory with users, and an archive of classes.
fn home() -> PathBuf {
    let kept = Kept { name: "kafka-4.4.0", sources: ("kafka", &SOURCES) };
    kept.home(|built| {
        let mut maven = Command::new("mvn");
        maven.args(["--batch-mode", "--quiet", "dependency:copy-dependencies", "-DincludeScope=runtime"]);
        maven.arg(format!("-DoutputDirectory={}", built.join("lib").display()));
        run(maven.current_dir(built.join("sources")));
        let server = built.join("server.properties");
        fs::write(&server, properties(built, &free_ports())).expect("a new file");
        let mut format = Command::new("java");
        format.args(java(built)).args(["kafka.tools.StorageTool", "format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c"]);
        format.arg(server);
        for mechanism in ["SCRAM-SHA-256", "SCRAM-SHA-512"] {
            let [user, password] = USER;
            format.args(["--add-scram", &format!("{mechanism}=[name={user},password={password}]")]);
        }
        run(format.current_dir(built));
        // The classes that it loads are kept in a form that is read faster.
        drop(Broker::start_with(built, "-XX:ArchiveClassesAtExit=classes.jsa", "TERM"));
    })
}
