//! Feeds names of files, which say subjects and versions, and a template that says how.

use super::texts::{are_mistakes_of_users, parts, render};
use crate::check::{Options, check};
use crate::model::date::Date;
use crate::source::config::Settings;
use crate::source::files::SourceTree;
use crate::source::memory::input_of;

/// More files than these only cost time.
const MOST: usize = 8;

/// The parts are the paths of schemas, one a line, and of fixtures, and a configuration.
pub(super) fn paths(data: &[u8]) {
    let Some(parts) = parts(data) else { return };
    let paths = |part: usize| parts.get(part).into_iter().flat_map(|text| text.lines()).take(MOST);
    let settings = parts.get(2).map_or_else(Settings::default, |text| Settings::of_text("avrocheck.toml", text));
    let mut texts = ["\"int\"", "\"long\"", "\"string\""].into_iter().cycle();
    let schemas = paths(0).map(|path| (path, texts.next().unwrap_or_default()));
    let schemas = SourceTree::in_memory("schemas", schemas);
    let fixtures = SourceTree::in_memory("fixtures", paths(1).map(|path| (path, "1\n\"a\"\n")));
    let mut input = input_of(schemas, Some(fixtures), &settings);
    input.problems.extend(settings.problems.iter().cloned());
    let report = check(input, &Options::new(settings.policy(Date::EARLIEST, None)));
    are_mistakes_of_users(&report.problems);
    render(&report);
}
