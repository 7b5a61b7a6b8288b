//! Starts nginx before a registry: with TLS, passwords and client certificates, as proxies of companies have it. It needs nginx and
//! OpenSSL.

use std::fmt::Write;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::certificates::certificates;
use crate::server_process::ServerProcess;

/// `USER:PASSWORD`.
pub(super) const BASIC: &str = "reader:hunter2-of-nginx";

const PORTS: usize = 3;

/// The running nginx. It ends when it is dropped.
pub(super) struct Nginx {
    _process: ServerProcess,
    directory: TempDir,
    ports: [u16; PORTS],
}

impl Nginx {
    /// Starts it before a server.
    pub(super) fn before(upstream: SocketAddr) -> Nginx {
        let directory = tempfile::tempdir().expect("a directory");
        let at = directory.path();
        certificates(at);
        let (user, password) = BASIC.split_once(':').expect("it has both");
        fs::write(at.join("passwords"), format!("{user}:{{PLAIN}}{password}\n")).expect("a new file");
        // The shell ends it when its own input is closed, which the test holds.
        let script = "nginx -p . -c nginx.conf -e errors.log & read _; kill $!; wait";
        // Debian has it where only root looks.
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        loop {
            let ports = free_ports();
            fs::write(at.join("nginx.conf"), configuration(upstream, &ports)).expect("a new file");
            let mut shell = Command::new("sh");
            shell.args(["-c", script]).current_dir(at).env("PATH", &path);
            let mut process = ServerProcess::start(&mut shell);
            // nginx waits a while if somebody else has taken a port since.
            for _ in 0..600 {
                let is_there = |port: &u16| TcpStream::connect(("127.0.0.1", *port)).is_ok();
                if ports.iter().all(is_there) {
                    return Nginx { _process: process, directory, ports };
                }
                if process.has_ended() {
                    break;
                }
                thread::sleep(Duration::from_millis(20));
            }
            let errors = fs::read_to_string(at.join("errors.log")).unwrap_or_default();
            assert!(errors.contains("Address already in use"), "nginx (./ci/test installs what tests need): {errors}");
        }
    }

    /// The address that asks for a password.
    pub(super) fn basic(&self) -> String {
        self.url(0)
    }

    /// The address that asks for a client certificate.
    pub(super) fn mutual(&self) -> String {
        self.url(1)
    }

    /// The address whose certificate has expired.
    pub(super) fn expired(&self) -> String {
        self.url(2)
    }

    fn url(&self, at: usize) -> String {
        format!("https://127.0.0.1:{}", self.ports[at])
    }

    /// A file of the test's certificates: `ca.pem`, `other-ca.pem`, and of `client`, `other-client` and `expired-client` a
    /// certificate and a key (`client.pem`, `client-key.pem`).
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A text without what differs from run to run.
    pub(super) fn named(&self, text: impl ToString) -> String {
        let names = ["password", "certificate", "expired"];
        let named = text.to_string().replace(self.directory.path().to_str().expect("a plain name"), "[certificates]");
        let ports = self.ports.iter().zip(names);
        ports.fold(named, |text, (port, name)| text.replace(&format!("127.0.0.1:{port}"), &format!("{name}.example")))
    }
}

fn free_ports() -> [u16; PORTS] {
    let listeners = [(); PORTS].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("it is bound").port())
}

fn configuration(upstream: SocketAddr, ports: &[u16; PORTS]) -> String {
    // One process, so that nobody has to be ended but it, and files can be read whoever runs the tests.
    let mut text = "daemon off; master_process off; pid nginx.pid; events { worker_connections 64; }\n\
        http {\n  access_log off; server_tokens off; ssl_protocols TLSv1.2 TLSv1.3;\n"
        .to_owned();
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        writeln!(text, "  {kind}_temp_path {kind};").expect("memory");
    }
    let servers = [
        ("server", "auth_basic registry; auth_basic_user_file passwords;"),
        ("server", "ssl_client_certificate ca.pem; ssl_verify_client on;"),
        ("expired", ""),
    ];
    for (port, (certificate, demands)) in ports.iter().zip(servers) {
        writeln!(
            text,
            "  server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {certificate}.pem; ssl_certificate_key \
             {certificate}-key.pem; {demands}\n    location / {{ proxy_pass http://{upstream}; }} }}"
        )
        .expect("memory");
    }
    text + "}\n"
}
