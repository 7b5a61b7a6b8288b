//! A check of texts, with the settings of a configuration.

use std::collections::BTreeMap;

use avrocheck::format::{self, View};
use avrocheck::{
    Agreed, CompatReport, Input, Level, Look, Options, Policy, Settings, SourceTree, check, input_of, repair,
};

/// What the directory of the schemas is called.
const DIRECTORY: &str = "schemas";

/// Schemas and how they are checked.
pub(crate) struct Run {
    input: Input,
    options: Options,
}

impl Run {
    /// The files are an object of texts by their paths below the directory.
    pub(crate) fn of(files: &str, configuration: &str) -> Run {
        let files: BTreeMap<String, String> = serde_json::from_str(files).expect("the page gives an object of texts");
        let settings = Settings::of_text("avrocheck.toml", configuration);
        let mut input = input_of(SourceTree::in_memory(DIRECTORY, files), None, &settings);
        input.problems.extend(settings.problems.iter().cloned());
        // Only waivers depend on the day.
        let today = Policy::at(Level::DEFAULT).today;
        let options = Options { as_confluent: true, ..Options::new(settings.policy(today, None)) };
        Run { input, options }
    }

    fn checked(self) -> CompatReport {
        check(self.input, &self.options)
    }

    pub(crate) fn report(self) -> String {
        let mut report = Vec::new();
        format::json::write(&self.checked(), &mut report).expect("memory takes everything");
        String::from_utf8(report).expect("JSON is UTF-8")
    }

    pub(crate) fn fixed(mut self) -> BTreeMap<String, String> {
        let repaired = repair(&mut self.input, &self.options, &Agreed { all: true, ..Agreed::default() });
        let path = |name: &str| name.strip_prefix(DIRECTORY).unwrap_or(name).trim_start_matches('/').to_owned();
        repaired.into_iter().map(|file| (path(&file.name), file.after)).collect()
    }

    pub(crate) fn description(self) -> String {
        let view = View { target: DIRECTORY, look: Look::PLAIN, all_matrices: false, diffs: false, statistics: false };
        format::human::render(&self.checked(), &view)
    }
}
