//! Checks that the rules are sound as a table, have cases, and are documented.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::render::command::explain;
use crate::render::rule_page;
use crate::render::text::style::Look;
use crate::rule::{RULES, Rule, find, nearest};

use super::support::{directories, root};

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
    assert_eq!(nearest("mising-defualt"), Some(find("AVC101").expect("there is such a rule")));
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
        assert!(is_sound, "{} is not the directory of a rule; name it <id>-<name>", directory.display());
    }
}

/// A new rule is four edits: its row, the arm that says what it is raised for, the arm of its words, and its case.
#[test]
fn a_rule_is_named_in_few_files() {
    let files = words_of_sources();
    let naming = |word: &str| -> Vec<&str> {
        files.iter().filter(|(_, words)| words.contains(word)).map(|(path, _)| path.as_str()).collect()
    };
    let mut crowded = Vec::new();
    for rule in RULES.iter() {
        let constant = rule.name.replace('-', "_").to_uppercase();
        let most = match constant.as_str() {
            // One is reported once for several pairs, the other one is looked for on demand.
            "DATA_DROPPED" | "MISSING_DOC" => 3,
            _ => 2,
        };
        let named = naming(&constant);
        assert!(!named.is_empty(), "{} is not a constant", constant);
        if named.len() > most {
            crowded.push(format!("{constant}: {named:?}"));
        }
    }
    let (_, causes) = files.iter().find(|(path, _)| path.ends_with("rule/of_cause.rs")).expect("there is such a file");
    let is_cause = |word: &&String| {
        let is_group = ["Cause::Hazard", "Cause::Portability"].contains(&word.as_str());
        let enums = ["Cause::", "Hazard::", "Portability::", "FaultKind::"];
        !is_group && enums.iter().any(|name| word.starts_with(name))
    };
    for cause in causes.iter().filter(is_cause) {
        // A rule and words; beyond that perhaps an example, a fix, a place in the preview.
        let most = if cause == "Hazard::DataDropped" { 5 } else { 4 };
        let named = naming(cause);
        if named.len() > most {
            crowded.push(format!("{cause}: {named:?}"));
        }
    }
    assert!(causes.iter().filter(is_cause).count() > 50, "the causes are found");
    assert!(crowded.is_empty(), "too many files name\n{}", crowded.join("\n"));
}

#[test]
fn documentation_is_up_to_date() {
    let path = root().join("docs/rules.md");
    let text = rule_page::markdown();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, text).expect("docs/rules.md can be written");
        return;
    }
    let is_up_to_date = read(&path) == text;
    assert!(is_up_to_date, "docs/rules.md differs from the rules; run UPDATE_DOCS=1 cargo test --lib rules");
}

#[test]
fn explanation_of_a_rule() {
    insta::assert_snapshot!(explain::explain(find("AVC101").expect("there is such a rule"), Look::PLAIN));
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

/// The identifiers in each file below `src`, with the paths in front of them; comments do not count.
fn words_of_sources() -> Vec<(String, BTreeSet<String>)> {
    let mut files = Vec::new();
    let mut directories = vec![root().join("src")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).expect("src can be listed") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                directories.extend((!path.ends_with("src/tests")).then_some(path));
                continue;
            }
            let text = read(&path);
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            let words = code.flat_map(|line| line.split(|c| !is_part(c)));
            let words = words.map(|word| word.trim_matches(':').trim_start_matches("rule::").to_owned());
            files.push((path.display().to_string(), words.collect()));
        }
    }
    files
}

/// The text of a file, empty if there is none.
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
