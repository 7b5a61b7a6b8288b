//! Writes the text of an `avrocheck.toml` that fits what was found of a repository.

use crate::adopt::level::{Ground, LevelChoice, Refusal};
use crate::adopt::{Arrangement, Excluded, Premises};
use crate::model::text::on_one_line;
use crate::render::command::init::{excluded_for, gate, how, over, promise};
use crate::render::text::foreign::foreign;

/// The text: only what is not so anyway, and why.
pub(crate) fn render(premises: &Premises, choice: &LevelChoice) -> String {
    let (home, version) = (env!("CARGO_PKG_REPOSITORY"), env!("CARGO_PKG_VERSION"));
    let mut text = format!(
        "# Settings of avrocheck. This command checks the schemas: {}\n\
         # All keys: {home}/blob/v{version}/docs/configuration.md\n\
         version = 1\n\n\
         # Where schemas are: {}, as in {}.\n\
         schemas = [{}]\n",
        gate(premises),
        how(&premises.arrangement),
        foreign(&premises.example),
        premises.roots.iter().map(|root| quoted(root)).collect::<Vec<_>>().join(", ")
    );
    text += &excluded(premises);
    if premises.is_in_place() {
        let reference = quoted(&premises.trunk.reference);
        text += &format!("\n# A branch is compared with the commit where it left this one.\nagainst = {reference}\n");
    }
    if let Arrangement::Template(template) = &premises.arrangement {
        text += &format!("\n# How paths say subject and version.\nlayout = {}\n", quoted(template));
    }
    text + &format!(
        "\n# {}.\n# {}\nlevel = {}\n",
        promise(choice.level),
        why(premises, choice),
        quoted(choice.level.name())
    )
}

/// What is not read, each with its reason.
fn excluded(premises: &Premises) -> String {
    if premises.excluded.is_empty() {
        return String::new();
    }
    let line = |Excluded { pattern, reason }: &Excluded| {
        format!("  # {}\n  {},\n", foreign(&on_one_line(&excluded_for(reason))), quoted(pattern))
    };
    let lines: String = premises.excluded.iter().map(line).collect();
    format!("\n# What is not checked, and why.\nexclude = [\n{lines}]\n")
}

/// A word as TOML has it.
fn quoted(word: &str) -> String {
    toml::Value::from(word).to_string()
}

fn why(premises: &Premises, choice: &LevelChoice) -> String {
    let over = over(premises);
    match choice.ground {
        Ground::NothingToCompare => "The default, as there was nothing to compare yet.".to_owned(),
        Ground::PastBreaks => {
            "The default. Past revisions break it, and are not gated: what changes now is.".to_owned()
        }
        Ground::NonePasses => {
            "The default, though no level passed when this was written: `avrocheck baseline write` notes old sins, [[retired]]\n# leaves out versions whose data are gone."
                .to_owned()
        }
        Ground::Passes if choice.refused.is_empty() => {
            format!("The strictest level there is; everything keeps it {over}.")
        }
        Ground::Passes => {
            let refused: Vec<&str> = choice.refused.iter().map(|Refusal { level, .. }| level.name()).collect();
            format!("The strictest level that everything keeps {over}, unlike {}.", refused.join(", "))
        }
    }
}
