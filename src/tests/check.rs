//! Checks made-up histories: the run ends, and its round trips contradict no verdict.

use crate::check::{Options, check};
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::Policy;
use crate::render::format::View;
use crate::render::format::human::render;
use crate::render::text::style::{Detail, Look};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::support::strategies::{broken_schemas, cases, pairs, schemas};

proptest! {
    #![proptest_config(cases(300))]

    /// Round trips contradict no verdict: the check would say so.
    #[test]
    fn the_whole_check_finds_no_contradiction(
        first in prop_oneof![schemas(), broken_schemas()],
        (second, third) in pairs(),
    ) {
        let version = |(schema, label): (&Json, &str)| SchemaText {
            name: format!("{label}.avsc"),
            text: schema.to_string().into(),
            subject: "subject".to_owned(),
            place: VersionPlace::Own(Version::parse(label).expect("a version")),
            references: Vec::new(),
        };
        let schemas = [(&first, "v1"), (&second, "v2"), (&third, "v3")].map(version).into();
        let input = Input { schemas, ..Input::default() };
        let options = Options::new(Policy::at(Level::DEFAULT));
        let report = check(input, &options);
        let is_ours = |problem: &&crate::model::input::Problem| problem.message.starts_with("internal error");
        prop_assert_eq!(report.problems.iter().find(is_ours), None, "\n{}\n{}\n{}", first, second, third);
        let view = View {
            target: "schemas",
            look: Look { detail: Detail::Verbose, ..Look::PLAIN },
            all_matrices: true,
            diffs: true,
            statistics: false,
        };
        prop_assert!(!render(&report, &view).is_empty());
    }
}
