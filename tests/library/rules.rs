//! The rules are sound as a table, have cases, and are documented.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use avrocheck::render::command::explain;
use avrocheck::render::text::style::Look;
use avrocheck::rule::{MISSING_DEFAULT, RULES, Rule, find, nearest};

use crate::support::{directories, root};

#[test]
fn ids_are_sorted_and_unique() {
    assert!(RULES.is_sorted_by(|a, b| a.id < b.id), "the ids must rise");
    for rule in RULES.iter() {
        let number = rule.id.strip_prefix("AVC").expect("every id starts with AVC");
        assert!(number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()), "{}", rule.id);
    }
}

#[test]
fn names_are_unique_kebab_case() {
    let names: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len(), "two rules have one name");
    for name in names {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        assert!(name.split('-').all(is_word), "{name} is not kebab-case");
    }
}

#[test]
fn texts_are_sentences() {
    for rule in RULES.iter() {
        for text in [rule.summary, rule.why, rule.remedy] {
            assert!(text.ends_with('.') && !text.contains("  ") && !text.contains('\n'), "{}: {text}", rule.id);
        }
    }
}

#[test]
fn rules_are_found_by_id_and_name() {
    for &rule in RULES.iter() {
        assert_eq!(find(rule.id), Some(rule));
        assert_eq!(find(&rule.id.to_lowercase()), Some(rule));
        assert_eq!(find(rule.name), Some(rule));
    }
    assert_eq!(find("AVC999"), None);
    assert_eq!(nearest("mising-defualt"), Some(&MISSING_DEFAULT));
    assert_eq!(nearest("nosuch"), None);
}

#[test]
fn every_rule_has_cases_and_its_example_is_one() {
    for rule in RULES.iter() {
        let cases = directories(&directory_of_cases(rule));
        let files = rule.example.files;
        let is_example = |case: &PathBuf| files.iter().all(|file| read(&case.join(file.path)) == file.text);
        assert!(cases.iter().any(is_example), "the example of {} is none of its cases", rule.id);
    }
}

#[test]
fn every_case_has_a_rule() {
    let known: BTreeSet<_> = RULES.iter().map(|rule| directory_of_cases(rule)).collect();
    for directory in directories(&root().join("tests/cases")) {
        let is_of_rule = directory.file_name().is_some_and(|name| name.to_string_lossy().starts_with("AVC"));
        let is_sound = known.contains(&directory) == is_of_rule;
        assert!(is_sound, "{} is no rule's directory; it is to be named <id>-<name>", directory.display());
    }
}

#[test]
fn documentation_is_up_to_date() {
    let path = root().join("docs/rules.md");
    let text = explain::markdown();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, text).expect("docs/rules.md can be written");
        return;
    }
    let is_up_to_date = read(&path) == text;
    assert!(is_up_to_date, "docs/rules.md differs from the rules; run UPDATE_DOCS=1 cargo test --test library rules");
}

#[test]
fn explanation_of_a_rule() {
    insta::assert_snapshot!(explain::explain(&MISSING_DEFAULT, Look::PLAIN));
}

#[test]
fn explanation_of_a_rule_between_files() {
    let rule = find("conflicting-definitions").expect("there is such a rule");
    insta::assert_snapshot!(explain::explain(rule, Look::PLAIN));
}

#[test]
fn list_of_rules() {
    insta::assert_snapshot!(explain::list(Look::PLAIN));
}

fn directory_of_cases(rule: &Rule) -> PathBuf {
    root().join("tests/cases").join(format!("{}-{}", rule.id, rule.name))
}

/// The text of a file, empty if there is none.
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
