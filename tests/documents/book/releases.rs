//! Checks that the documentation names the releases as they are: versions, the action's inputs, hooks, the template.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::checkout::Checkout;
use super::markdown::Page;
use super::{assert_none, package, pages};

/// What is written before a version of ours.
const BEFORE_VERSIONS: [&str; 5] = ["avrocheck@v", "rev: v", "avrocheck-v", "avrocheck/raw/v", "releases/tag/v"];

#[test]
fn versions_are_the_one_of_this_package() {
    let mut wrong = Vec::new();
    for page in pages() {
        for (line, text) in page.text.lines().enumerate() {
            let named = BEFORE_VERSIONS.iter().flat_map(|before| text.split(before).skip(1));
            let other = named.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let other = other.filter(|rest| !rest.starts_with(env!("CARGO_PKG_VERSION")));
            wrong.extend(
                other.map(|_| format!("{}: this is {}: {text}", page.place(line + 1), env!("CARGO_PKG_VERSION"))),
            );
        }
    }
    // The changelog speaks of all of them.
    wrong.retain(|place| !place.starts_with("CHANGELOG.md"));
    assert_none(&wrong);
}

#[test]
fn the_inputs_of_the_action_are_those_of_its_page() {
    let action = read("action.yml");
    let inputs = action.split("\ninputs:\n").nth(1).and_then(|rest| rest.split("\nruns:").next());
    let inputs = inputs.expect("the action has inputs").lines();
    let inputs =
        inputs.filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':')).filter(|name| !name.starts_with(' '));
    let recipes = Page::read(Path::new("docs/ci.md"));
    let table = recipes.text.split("| input | default | what |").nth(1).expect("the page has a table of inputs");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let shown = rows.filter_map(|row| row.split('`').nth(1));
    assert_eq!(shown.collect::<BTreeSet<_>>(), inputs.collect::<BTreeSet<_>>());
}

#[test]
fn hooks_and_templates_are_there() {
    let hooks = read(".pre-commit-hooks.yaml");
    let mut wrong = Vec::new();
    for page in pages() {
        for (line, text) in page.text.lines().enumerate() {
            let hook = text.split("id: avrocheck").nth(1).map(|rest| rest.split('`').next().unwrap_or_default());
            if let Some(rest) = hook.filter(|rest| !hooks.contains(&format!("- id: avrocheck{rest}\n"))) {
                wrong.push(format!("{}: there is no hook avrocheck{rest}", page.place(line + 1)));
            }
            let file = text.split("avrocheck/raw/v").nth(1).and_then(|rest| rest.split_once('/'));
            if let Some((_, path)) = file.filter(|(_, path)| !package().join(path.trim()).is_file()) {
                wrong.push(format!("{}: there is no {path}", page.place(line + 1)));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn recipes_are_what_init_writes() {
    let recipes = Page::read(Path::new("docs/ci.md"));
    let shown: Vec<String> = recipes.blocks.iter().map(|block| without_comments(&block.text)).collect();
    let checkout = Checkout::new();
    for (host, file) in [
        ("github", ".github/workflows/avrocheck.yml"),
        ("gitlab", ".gitlab-ci.yml"),
        ("pre-commit", ".pre-commit-config.yaml"),
    ] {
        let output = checkout.command("avrocheck").args(["init", "--ci", host]).output().expect("the program runs");
        assert!(output.status.success(), "init --ci {host}: {}", String::from_utf8_lossy(&output.stderr));
        let written = fs::read_to_string(checkout.directory().join(file)).expect("init writes it");
        let written = without_comments(&written);
        assert!(shown.contains(&written), "docs/ci.md does not show what `init --ci {host}` writes:\n{written}");
    }
}

fn without_comments(yaml: &str) -> String {
    let lines = yaml.lines().map(|line| line.split(" #").next().unwrap_or_default().trim_end());
    lines
        .filter(|line| !line.is_empty() && !line.trim_start().starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn read(name: &str) -> String {
    fs::read_to_string(package().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
