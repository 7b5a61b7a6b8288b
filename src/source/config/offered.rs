//! Lists what may be written into a configuration, for editors that complete it.

use super::words::{FAIL_ON, SettingKey};
use crate::model::level::Level;
use crate::rule::{Implementation, RULES};

/// The tables, as their headers are written, with the keys of each; those of the file itself first.
pub(crate) const TABLES: [(&str, &[&str]); 6] = [
    ("[rules]", &[]),
    ("[[override]]", &["subjects", "paths", "level", "fail_on", "since", "rules"]),
    ("[[retired]]", &["versions", "reason", "subjects", "paths"]),
    ("[[subject]]", &["name", "paths", "former"]),
    ("[[waive]]", &["fingerprint", "reason", "expires", "subject"]),
    ("[registry.NAME]", &["url", "naming", "context", "headers"]),
];

/// The keys of the file itself.
pub(crate) fn top_keys() -> Vec<&'static str> {
    std::iter::once("version").chain(SettingKey::ALL.map(SettingKey::name)).collect()
}

/// The rules, as keys of `[rules]`, with what they are about.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.id, rule.name))
}

/// The words that a key may have as its value, if it has certain words.
pub(crate) fn values(table: &str, key: &str) -> Vec<&'static str> {
    match (table, key) {
        ("[rules]", _) => vec!["breaking", "dangerous", "safe", "off"],
        (_, "level") => Level::ALL.map(Level::name).to_vec(),
        (_, "fail_on") => FAIL_ON.to_vec(),
        (_, "assume") => Implementation::ALL.map(Implementation::name).to_vec(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::config::settings::Contents;
    use avro_resolve::schema::source::Source;

    /// What is wrong with a configuration.
    fn complaint(text: &str) -> String {
        let read = Contents::parse(Path::new(""), &Source::new("avrocheck.toml", text));
        read.err().into_iter().flatten().map(|problem| problem.message).collect()
    }

    #[test]
    fn what_is_offered_is_known() {
        for (table, keys) in std::iter::once(("", &top_keys()[..])).chain(TABLES) {
            for key in keys {
                let said = complaint(&format!("{table}\n{key} = 0\n"));
                assert!(!said.contains("unknown"), "{table} {key}: {said}");
            }
        }
        assert!(complaint("nonsense = 0").contains("unknown"), "{}", complaint("nonsense = 0"));
        for (table, key) in [("", "level"), ("", "fail_on"), ("[rules]", "AVC101")] {
            for value in values(table, key) {
                assert_eq!(complaint(&format!("{table}\n{key} = \"{value}\"\n")), "");
            }
        }
    }
}
