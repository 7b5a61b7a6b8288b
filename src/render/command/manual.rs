//! Writes the parts of a man page that clap does not know: exit status, environment, files, examples.

use std::collections::HashMap;
use std::sync::LazyLock;

use clap_mangen::roff::{Inline, Roff, bold, roman};
use serde::Deserialize;

/// What the pages say beside the flags.
static MANUAL: LazyLock<Manual> =
    LazyLock::new(|| toml::from_str(include_str!("manual/pages.toml")).expect("tests read the pages"));

#[derive(Deserialize)]
struct Manual {
    /// Exit codes with their meanings, by what a run can come to.
    exit: HashMap<String, Vec<[String; 2]>>,
    page: Vec<Page>,
}

#[derive(Deserialize)]
struct Page {
    /// The command, without the program's name.
    command: String,
    exit: String,
    /// Whether the command reads the configuration and the environment.
    reads_settings: bool,
    /// Command lines, and what they do.
    examples: Vec<[String; 2]>,
}

/// The title line. It has no date, so that the same program always gives the same pages.
pub(crate) fn title(name: &str) -> String {
    let (title, program) = (name.to_uppercase(), concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")));
    format!(".TH {title} 1 \"\" \"{program}\" \"User Commands\"\n")
}

/// The sections after the flags, as roff. `variables` are the environment variables that override keys of the
/// configuration; `others` are the pages under SEE ALSO.
pub(crate) fn sections(command: &str, variables: &[String], others: &[String]) -> String {
    let mut roff = Roff::new();
    let page = page(command);
    roff.control("SH", ["EXIT STATUS"]);
    for [code, meaning] in &MANUAL.exit[&page.exit] {
        entry(&mut roff, code, meaning);
    }
    if page.reads_settings {
        environment(&mut roff, variables);
        roff.control("SH", ["FILES"]);
        entry(
            &mut roff,
            "avrocheck.toml",
            "the configuration; searched for from the schemas upwards to the root of the repository",
        );
        entry(&mut roff, "avrocheck-baseline.json", "known findings, written by `avrocheck baseline write`");
    }
    roff.control("SH", ["EXAMPLES"]);
    for [line, meaning] in &page.examples {
        entry(&mut roff, line, meaning);
    }
    if !others.is_empty() {
        roff.control("SH", ["SEE ALSO"]);
        roff.text(also(others));
    }
    roff.to_roff()
}

/// The command lines that the page of a command shows.
#[cfg(test)]
pub(crate) fn examples(command: &str) -> impl Iterator<Item = &'static str> {
    page(command).examples.iter().map(|[line, _]| line.as_str())
}

fn page(command: &str) -> &'static Page {
    let known = MANUAL.page.iter().find(|page| page.command == command);
    known.unwrap_or_else(|| panic!("`{command}` has no page"))
}

fn entry(roff: &mut Roff, term: &str, meaning: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text([roman(meaning)]);
}

fn environment(roff: &mut Roff, variables: &[String]) {
    roff.control("SH", ["ENVIRONMENT"]);
    roff.text([roman(
        "Flags override variables; variables override avrocheck.toml. Items of a list are separated by commas.",
    )]);
    for variable in variables {
        let key = variable.trim_start_matches("AVROCHECK_").to_ascii_lowercase();
        entry(roff, variable, &format!("the key {key} of avrocheck.toml"));
    }
    entry(roff, "AVROCHECK_CONFIG", "the same as --config");
    entry(
        roff,
        "AVROCHECK_TODAY",
        "a date such as 2027-03-31, used instead of today to decide whether a waiver has expired",
    );
    entry(roff, "NO_COLOR", "disables colours, unless --color is given");
}

fn also(others: &[String]) -> Vec<Inline> {
    let last = others.len() - 1;
    let name = |(at, name): (usize, &String)| [bold(name.as_str()), roman(if at == last { "(1)" } else { "(1), " })];
    others.iter().enumerate().flat_map(name).collect()
}
