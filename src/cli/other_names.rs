//! Suggests a command for what it is called in other programs: buf, Confluent's plugin and registry, avro-tools, linters.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What others call each command.
const OTHER_NAMES: [(&str, &[&str]); 9] = [
    (
        "compat",
        &[
            "backward",
            "breaking",
            "check",
            "compatibility",
            "compatible",
            "evolve",
            "gate",
            "test",
            "test-compatibility",
            "test-local-compatibility",
            "validate",
            "verify",
        ],
    ),
    ("lint", &["format", "style"]),
    ("diff", &["changes", "compare"]),
    ("explain", &["rule", "rules"]),
    ("serialize", &["encode", "fromjson"]),
    ("deserialize", &["cat", "decode", "head", "tojson", "totext"]),
    ("inspect", &["count", "describe", "fingerprint", "getmeta", "getschema", "info", "show"]),
    ("waive", &["allow", "exempt", "ignore", "suppress"]),
    ("init", &["config-init", "new", "setup"]),
];

/// The error for a command that is not one, with the command that was probably meant.
pub(super) fn with_own_name(mut error: Error) -> Error {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    let known = OTHER_NAMES.iter().find(|(_, others)| others.contains(&typed.to_ascii_lowercase().as_str()));
    if let (ErrorKind::InvalidSubcommand, Some((own, _))) = (error.kind(), known) {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![(*own).to_owned()]));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::{CommandFactory, Parser};

    #[test]
    fn names_of_others_lead_to_commands() {
        let commands = Cli::command();
        for (own, others) in OTHER_NAMES {
            assert!(commands.find_subcommand(own).is_some(), "{own}");
            for other in others {
                let error = Cli::try_parse_from(["avrocheck", other]).expect_err("it is no command of ours");
                let text = with_own_name(error).to_string();
                assert!(text.contains(&format!("similar subcommand exists: '{own}'")), "{other}: {text}");
            }
        }
    }

    #[test]
    fn other_words_keep_their_own_suggestion() {
        let error = Cli::try_parse_from(["avrocheck", "compta"]).expect_err("it is no command");
        assert!(with_own_name(error).to_string().contains("'compat'"));
    }
}
