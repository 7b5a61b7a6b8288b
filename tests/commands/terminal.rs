//! Checks what only a terminal is sent, with the pseudo-terminals of Python.

use std::process::Command;

use crate::sandbox::{Sandbox, record};

/// Runs a line on a terminal, and returns what the terminal got.
fn on_terminal(sandbox: &Sandbox, line: &str, variables: &[(&str, &str)]) -> String {
    let program = "import pty, sys; pty.spawn(sys.argv[1:])";
    let mut terminal = Command::new("python3");
    terminal.args(["-c", program, env!("CARGO_BIN_EXE_avrocheck")]).args(line.split(' ')).current_dir(sandbox.path(""));
    terminal.env_clear().env("PATH", std::env::var_os("PATH").expect("there is one")).env("LANG", "C.UTF-8");
    let output =
        terminal.envs(variables.iter().copied()).output().expect("python3 (./ci/test installs what tests need)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("all that is printed is UTF-8")
}

#[test]
fn ids_of_rules_lead_to_their_pages() {
    const LINK: &str =
        "\u{1b}]8;;https://github.com/avrocheck/avrocheck/blob/v0.1.0/docs/rules.md#avc101-missing-default\u{1b}\\";
    let sandbox = Sandbox::new();
    sandbox.write("schemas/v1/user.avsc", record("User", &[]));
    sandbox.write("schemas/v2/user.avsc", record("User", &[r#"{"name": "n", "type": "int"}"#]));
    let able = [("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm"), ("TERM_PROGRAM_VERSION", "20240203-1")];
    for line in ["compat", "compat --statistics", "explain AVC101", "explain"] {
        assert!(on_terminal(&sandbox, line, &able).contains(LINK), "{line}");
    }
    // A terminal that cannot, or that shall have no colours, gets none; nor does what is no terminal.
    let unable = [("TERM", "xterm"), ("TERM_PROGRAM", "Apple_Terminal")];
    assert!(!on_terminal(&sandbox, "compat", &unable).contains("\u{1b}]8"));
    assert!(on_terminal(&sandbox, "compat", &unable).contains("\u{1b}["), "but colours");
    assert!(!on_terminal(&sandbox, "compat --color never", &able).contains("\u{1b}]8"));
    let mut piped = sandbox.command("compat --color always");
    let piped = piped.envs(able).env("FORCE_HYPERLINK", "1").output().expect("the program runs");
    let piped = String::from_utf8(piped.stdout).expect("all that is printed is UTF-8");
    assert!(piped.contains("\u{1b}[") && !piped.contains("\u{1b}]8"), "{piped}");
}
