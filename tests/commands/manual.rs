//! Checks pages of the manual and completions with the programs that read them.

use std::fs;
use std::process::{Command, Output};

use crate::sandbox::Sandbox;

/// The output of a program, which has to be there and to succeed.
fn ask(program: &str, arguments: &[&str], sandbox: &Sandbox) -> Output {
    let output = Command::new(program).args(arguments).current_dir(sandbox.path("")).env("LC_ALL", "C.UTF-8").output();
    let output =
        output.unwrap_or_else(|error| panic!("{program} cannot be run: {error}; ./ci/test installs what tests need"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
    output
}

#[test]
fn every_command_has_a_page_without_faults() {
    let sandbox = Sandbox::new();
    let run = sandbox.run("man --out share/man1");
    assert_eq!(run.code, 0, "{run}");
    let entries = fs::read_dir(sandbox.path("share/man1")).expect("it is written");
    let names =
        entries.map(|entry| entry.expect("it can be listed").file_name().into_string().expect("names are plain"));
    let mut names: Vec<String> = names.collect();
    names.sort();
    insta::assert_snapshot!(names.join("\n"));
    for name in names {
        let page = ask("groff", &["-man", "-ww", "-z", &format!("share/man1/{name}")], &sandbox);
        assert_eq!(String::from_utf8_lossy(&page.stderr), "", "{name}");
        let text = fs::read_to_string(sandbox.path(&format!("share/man1/{name}"))).expect("it is a text");
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "\"EXIT STATUS\"", "EXAMPLES"] {
            assert!(text.contains(&format!(".SH {section}\n")), "{name} has no {section}");
        }
    }
}

#[test]
fn one_page_is_printed() {
    let sandbox = Sandbox::new();
    let page = sandbox.run("man config show").stdout;
    insta::assert_snapshot!(page.replace(env!("CARGO_PKG_VERSION"), "[version]"));
    assert!(sandbox.run("man").stdout.contains(".TH AVROCHECK 1"));
    insta::assert_snapshot!(sandbox.run("man compta").refusal());
    insta::assert_snapshot!(sandbox.run("man compat more").refusal());
    assert_eq!(sandbox.run("man --out a compat").code, 2);
    sandbox.write("file", "");
    assert_eq!(sandbox.run("man --out file").code, 2);
}

#[test]
fn completions_are_scripts_that_their_shells_take() {
    let sandbox = Sandbox::new();
    for (shell, check) in [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")] {
        let run = sandbox.run(&format!("completions {shell}"));
        assert_eq!(run.code, 0, "{run}");
        sandbox.write(shell, &run.stdout);
        ask(check, &["-n", shell], &sandbox);
    }
    for (shell, start) in [("powershell", "using namespace"), ("elvish", "use builtin")] {
        let script = sandbox.run(&format!("completions {shell}")).stdout;
        assert!(script.trim_start().starts_with(start) && script.contains("--level"), "{script}");
    }
    assert_eq!(sandbox.run("completions tcsh").code, 2);
}

#[test]
fn shells_complete_what_was_begun() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "fish"] {
        sandbox.write(shell, &sandbox.run(&format!("completions {shell}")).stdout);
    }
    let bash = |words: &str, count: usize| {
        let ask_bash = format!(
            "source ./bash; COMP_WORDS=({words}); COMP_CWORD={count}; _avrocheck avrocheck \"${{COMP_WORDS[{count}]}}\" \
             \"${{COMP_WORDS[{count}-1]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let output = ask("bash", &["-c", &ask_bash], &sandbox);
        String::from_utf8(output.stdout).expect("completions are UTF-8").trim().to_owned()
    };
    assert_eq!(bash("avrocheck compat --le", 2), "--level");
    assert_eq!(bash("avrocheck comp", 1), "compat completions");
    assert_eq!(bash("avrocheck init --ci ''", 3), "github gitlab pre-commit");
    // Levels, formats and rules have parsers of their own, and are known all the same.
    assert_eq!(bash("avrocheck compat --level FULL", 3), "FULL FULL_TRANSITIVE");
    assert_eq!(bash("avrocheck lint --format s", 3), "sarif");
    assert_eq!(bash("avrocheck lint --enable AVC417", 3), "AVC417");
    assert_eq!(bash("avrocheck lint --enable AVC101", 3), "", "lint cannot enable it");
    assert_eq!(bash("avrocheck explain AVC10", 2).split(' ').count(), 8);
    let fish = ask("fish", &["-c", "source ./fish; complete --do-complete 'avrocheck explain AVC101'"], &sandbox);
    assert_eq!(String::from_utf8_lossy(&fish.stdout), "AVC101\tmissing-default\n");
    let fish = ask("fish", &["-c", "source ./fish; complete --do-complete 'avrocheck compat --le'"], &sandbox);
    assert!(String::from_utf8_lossy(&fish.stdout).starts_with("--level\t"), "{fish:?}");
}
