//! The name of a command in, what its manual page says beyond its flags out: exit status, environment, files, examples.

mod pages;

use clap_mangen::roff::{Inline, Roff, bold, roman};

use crate::model::text::count;
use pages::{PAGES, Page, Settings};

/// How a page begins: without a day, so that the same program has the same pages.
pub fn title(name: &str) -> String {
    let (title, program) = (name.to_uppercase(), concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")));
    format!(".TH {title} 1 \"\" \"{program}\" \"User Commands\"\n")
}

/// The sections that follow those about flags, as roff. `variables` are those of the environment that say what the
/// configuration can; `others` are the pages to see also.
pub fn sections(command: &str, variables: &[String], others: &[String]) -> String {
    let mut roff = Roff::new();
    let page = page(command);
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in page.exit.statuses() {
        entry(&mut roff, code, meaning);
    }
    if page.settings == Settings::Read {
        environment(&mut roff, variables);
        roff.control("SH", ["FILES"]);
        entry(
            &mut roff,
            "avrocheck.toml",
            "what a repository has agreed on; looked for beside the schemas and upwards, to the root of the repository",
        );
        entry(
            &mut roff,
            "avrocheck-baseline.json",
            "findings that are no news, where `avrocheck baseline write` puts them",
        );
    }
    roff.control("SH", ["EXAMPLES"]);
    for (line, meaning) in page.examples {
        entry(&mut roff, line, meaning);
    }
    if !others.is_empty() {
        roff.control("SH", ["SEE ALSO"]);
        roff.text(also(others));
    }
    roff.to_roff()
}

/// The command lines that the page of a command shows.
pub fn examples(command: &str) -> impl Iterator<Item = &'static str> {
    page(command).examples.iter().map(|(line, _)| *line)
}

fn page(command: &str) -> &'static Page {
    let known = PAGES.iter().find(|page| page.command == command);
    known.unwrap_or_else(|| panic!("`{command}` has no page among {}", count(PAGES.len(), "page")))
}

fn entry(roff: &mut Roff, term: &str, meaning: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text([roman(meaning)]);
}

fn environment(roff: &mut Roff, variables: &[String]) {
    roff.control("SH", ["ENVIRONMENT"]);
    roff.text([roman("Flags come before variables, variables before avrocheck.toml. Lists have commas between.")]);
    for variable in variables {
        let key = variable.trim_start_matches("AVROCHECK_").to_ascii_lowercase();
        entry(roff, variable, &format!("as the key {key} of avrocheck.toml"));
    }
    entry(roff, "AVROCHECK_CONFIG", "as --config");
    entry(roff, "AVROCHECK_TODAY", "the day on which waivers are judged, such as 2027-03-31, instead of today");
    entry(roff, "NO_COLOR", "no colours, unless --color asks for them");
}

fn also(others: &[String]) -> Vec<Inline> {
    let last = others.len() - 1;
    let name = |(at, name): (usize, &String)| [bold(name.as_str()), roman(if at == last { "(1)" } else { "(1), " })];
    others.iter().enumerate().flat_map(name).collect()
}
