//! Drives the language server: by scripts, by made-up sessions, and by real editors. This is a target of its own because of what it
//! needs: Neovim, Emacs, Python, Node and a
//! browser.
#![allow(missing_docs, unreachable_pub)]

mod bad_input;
mod client;
mod laws;
mod real;
mod script;
mod vscode;

#[path = "../support/kept.rs"]
mod kept;
#[path = "../support/python.rs"]
mod python;
#[path = "../support/repository.rs"]
mod repository;
#[path = "../support/sandbox.rs"]
mod sandbox;

use std::fs;
use std::path::PathBuf;

use repository::Repository;
use sandbox::{Sandbox, package};

#[test]
fn sessions_go_as_recorded() {
    let cases = directories("tests/editors/cases");
    assert!(!cases.is_empty());
    for case in cases {
        let answered = match case.join("before").is_dir() {
            true => {
                let repository = Repository::new();
                repository.copy(&case.join("before"), "");
                repository.commit();
                repository.branch("feature");
                repository.copy(&case.join("after"), "");
                repository.commit();
                script::run(&case, &repository)
            }
            false => {
                let sandbox = Sandbox::new();
                sandbox.copy(&case, "");
                script::run(&case, &sandbox)
            }
        };
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("session", answered));
    }
}

/// The directories in a directory of this package.
fn directories(path: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(package().join(path)).expect("a directory of this package");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("its entries can be read").path()).collect();
    paths.retain(|path| path.is_dir());
    paths.sort();
    paths
}
