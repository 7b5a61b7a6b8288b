//! Runs pieces of shell in one shell, one after the other, and keeps the output and the exit code of each.

use std::fs;
use std::process::Stdio;

use super::checkout::Checkout;

/// A line that no program prints.
const MARK: &str = "\u{1}documents:";

/// Before the first piece. The exit code of a piece stays in `$?` for the next one.
const BEFORE: &str = "exec </dev/null 2>&1
documents_mark() { local code=$?; printf '\\n\\001documents:%s %s\\n' \"$1\" \"$code\"; return \"$code\"; }
";

pub enum Piece<'a> {
    /// One command, as someone types it.
    Command(&'a str),
    /// Commands that all have to succeed.
    Script(&'a str),
}

#[derive(Clone)]
pub struct Shown {
    pub text: String,
    pub code: i32,
    /// The first command of a script that failed.
    pub failed: Option<String>,
}

/// None for pieces that the shell did not come to.
pub fn run(pieces: &[Piece], checkout: &Checkout, variables: &[(&str, &str)]) -> Vec<Option<Shown>> {
    let mut script = BEFORE.to_owned();
    for (at, piece) in pieces.iter().enumerate() {
        script.push_str(&match piece {
            Piece::Command(text) => format!("{}\ndocuments_mark {at}\n", text.trim_end()),
            Piece::Script(text) => {
                let trap = format!("printf \"\\n\\001documents:{at} failed %s\\n\" \"$BASH_COMMAND\"");
                format!("trap '{trap}' ERR\n{}\ndocuments_mark {at}\ntrap - ERR\n", text.trim_end())
            }
        });
    }
    let file = checkout.home().join(".session.sh");
    fs::write(&file, script).expect("there is room for files");
    let mut shell = checkout.command("bash");
    shell.args(["--norc", "--noprofile"]).arg(file).envs(variables.iter().copied()).stdin(Stdio::null());
    let output = shell.output().expect("bash (./ci/test installs what tests need)");
    let home = checkout.home().to_str().expect("a plain name");
    let text = String::from_utf8(output.stdout).expect("all that is printed is UTF-8").replace(home, "/home/ada");
    let all = shown(&text, pieces.len());
    assert!(all.iter().any(Option::is_some) || pieces.is_empty(), "the shell did nothing: {text}");
    all
}

fn shown(text: &str, pieces: usize) -> Vec<Option<Shown>> {
    let mut all = vec![None; pieces];
    let mut failed = None;
    let mark = format!("\n{MARK}");
    let mut parts = text.split(mark.as_str());
    let mut printed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (mark, rest) = part.split_once('\n').expect("a mark is a line");
        let (at, code) = mark.split_once(' ').expect("a mark has a number and a code");
        if let Some(command) = code.strip_prefix("failed ") {
            failed.get_or_insert_with(|| command.to_owned());
            printed.push_str(rest);
            continue;
        }
        let at: usize = at.parse().expect("a mark has a number");
        let code = code.parse().expect("a mark has a code");
        all[at] = Some(Shown { text: std::mem::replace(&mut printed, rest.to_owned()), code, failed: failed.take() });
    }
    all
}
