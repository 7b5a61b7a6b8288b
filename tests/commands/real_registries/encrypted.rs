//! Reads a registry behind nginx: by TLS, with passwords and client certificates. The registry is a fake that others maintain.

use std::fs;

use super::nginx::{BASIC, Nginx};
use crate::fake_registry::FakeRegistry;
use crate::sandbox::{Run, Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;

/// The end of a variable's name, and its value.
type Variable = (&'static str, String);

#[test]
fn a_fake_behind_nginx_is_read_with_the_right_credentials_and_errors_say_what_is_wrong_with_others() {
    let registry = FakeRegistry::start();
    registry.register("users-value", &record("User", &[ID]), &[]);
    let nginx = Nginx::before(registry.address());
    let sandbox = Sandbox::of([("schemas/users.avsc", &record("User", &[ID]))]);
    let file = |name: &str| nginx.file(name).to_str().expect("a plain name").to_owned();
    let (ca, other_ca) = ([("CA", file("ca.pem"))], [("CA", file("other-ca.pem"))]);
    let basic = |pair: &str| [ca[0].clone(), ("BASIC", pair.to_owned())];
    let client = |name: &str| {
        [ca[0].clone(), ("CERTIFICATE", file(&format!("{name}.pem"))), ("KEY", file(&format!("{name}-key.pem")))]
    };
    let (password, certificate, expired) = (nginx.basic(), nginx.mutual(), nginx.expired());
    let cases: [(&str, &str, &[Variable]); 13] = [
        ("the right password", &password, &basic(BASIC)),
        ("a wrong password", &password, &basic("reader:hunter2-of-somebody-else")),
        ("no password", &password, &ca),
        ("a token instead of a password", &password, &[ca[0].clone(), ("TOKEN", "hunter2-as-token".to_owned())]),
        ("an authority that is not the server's", &password, &other_ca),
        ("no authority", &password, &[]),
        ("the right certificate", &certificate, &client("client")),
        ("no client certificate", &certificate, &ca),
        ("a client certificate of another authority", &certificate, &client("other-client")),
        ("a client certificate that has expired", &certificate, &client("expired-client")),
        ("a key that is not the certificate's", &certificate, &{
            [ca[0].clone(), ("CERTIFICATE", file("client.pem")), ("KEY", file("server-key.pem"))]
        }),
        ("a server's certificate that has expired", &expired, &ca),
        ("http instead of https", &password.replace("https", "http"), &ca),
    ];
    let mut shown = String::new();
    for (name, url, variables) in cases {
        let lines = [
            format!("registry pull {url} --out history"),
            format!("registry drift schemas {url}"),
            format!("registry check {url} users-value@1 --verbose"),
            format!("compat schemas --against registry:{url} --format json"),
        ];
        let runs = lines.map(|line| {
            let variables = variables.iter().map(|(name, value)| format!("AVROCHECK_REGISTRY_{name}={value} "));
            let run = sandbox.run(&format!("{}{line}", variables.collect::<String>()));
            demand_no_secret(&nginx, &Run { line, ..run.clone() });
            run
        });
        let codes: Vec<i32> = runs.iter().map(|run| run.code).collect();
        shown += &format!("# {name}: exit codes {codes:?}\n{}{}\n", runs[0].stdout, runs[0].stderr);
        let is_right = name.starts_with("the right");
        assert_eq!(codes, if is_right { [0; 4] } else { [2; 4] }, "{name}: {}", runs[0]);
    }
    insta::assert_snapshot!("encrypted", nginx.named(shown));
}

/// Nothing that a run prints contains a password, as it is or as it is sent, or a part of a key.
fn demand_no_secret(nginx: &Nginx, run: &Run) {
    let text = run.to_string();
    // `reader:hunter2` in the form of HTTP Basic.
    let mut secrets = vec!["hunter2".to_owned(), "cmVhZGVyOmh1bnRlcj".to_owned()];
    for key in ["client-key.pem", "other-client-key.pem", "server-key.pem"] {
        let key = fs::read_to_string(nginx.file(key)).expect("a key");
        secrets.extend(key.lines().filter(|line| !line.starts_with("---")).map(str::to_owned));
    }
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret} is in: {text}");
    }
}
