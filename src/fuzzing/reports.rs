//! Feeds two versions of a schema, a configuration and records: the check and the lint, fixes, and all formats of the report.

use super::texts::{are_mistakes_of_users, parts, render};
use crate::check::{Options, check};
use crate::lint::lint;
use crate::lint::mend::{LintScope, mend, offer};
use crate::model::date::Date;
use crate::repair::{Agreed, repair};
use crate::rule::RULES;
use crate::source::config::Settings;
use crate::source::files::SourceTree;
use crate::source::memory::input_of;

pub(super) fn reports(data: &[u8]) {
    let Some(parts) = parts(data) else { return };
    let [older, newer, rest @ ..] = &parts[..] else { return };
    let settings = rest.first().map_or_else(Settings::default, |text| Settings::of_text("avrocheck.toml", text));
    let schemas = SourceTree::in_memory("schemas", [("v1/user.avsc", *older), ("v2/user.avsc", *newer)]);
    let fixtures = rest.get(1).map(|records| SourceTree::in_memory("fixtures", [("v1/user.jsonl", *records)]));
    let mut input = input_of(schemas, fixtures, &settings);
    input.problems.extend(settings.problems.iter().cloned());
    let policy = settings.policy(Date::EARLIEST, None);
    let options = Options { as_confluent: true, previews: true, ..Options::new(policy) };

    let report = check(input.clone(), &options);
    are_mistakes_of_users(&report.problems);
    render(&report);
    let mut report = lint(input.clone(), None, &RULES, &options.policy);
    are_mistakes_of_users(&report.problems);
    let scope = LintScope { only: None, enabled: &RULES, policy: &options.policy };
    offer(&input, &mut report, scope);
    render(&report);
    let all = Agreed { all: true, ..Agreed::default() };
    if let Some(mended) = mend(&input, &report, scope, &all) {
        assert!(mended.report.problems.is_empty() && !mended.files.is_empty(), "a fix mends");
        render(&mended.report);
    }
    repair(&mut input, &options, &all);
}
