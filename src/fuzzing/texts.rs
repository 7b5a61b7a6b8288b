//! Renders a report in every format, and holds each text to what its readers rely on.

use serde_json::Value;

use crate::model::input::Problem;
use crate::render::command::{diff, lint};
use crate::render::format::{View, azure, concise, github, gitlab, html, human, json, junit, markdown, rdjson, sarif};
use crate::render::location::Root;
use crate::render::problem;
use crate::render::summary::statistics;
use crate::render::text::style::{Detail, Look};
use crate::report::CompatReport;

/// The parts of an input, which lines of three hyphens separate.
pub(super) fn parts(data: &[u8]) -> Option<Vec<&str>> {
    Some(std::str::from_utf8(data).ok()?.split("\n---\n").collect())
}

/// Renders a report in every format.
pub(super) fn render(report: &CompatReport) {
    let root = Root::new("/work", "/work");
    let look = Look { detail: Detail::Verbose, width: Some(80), ..Look::PLAIN };
    let view = View { target: "schemas", look, all_matrices: true, diffs: true, statistics: false };
    for (format, text) in [
        ("human", human::render(report, &view)),
        ("human, without a terminal", human::render(report, &View { look: Look::PLAIN, ..view })),
        ("concise", concise::render(report, &view)),
        ("github", github::render(report, &view, &root)),
        ("azure", azure::render(report, &view, &root)),
        ("markdown", markdown::render(report, &view, markdown::COMMENT)),
        ("html", html::render(report, &view)),
        ("junit", junit::render(report)),
        ("diff", diff::render(report, look)),
        ("lint", lint::render(report, &view)),
        ("statistics", statistics::render(report, &view)),
    ] {
        is_harmless(format, &text);
    }
    is_json("sarif", &sarif::render(report, &view, &root));
    is_json("rdjson", &rdjson::render(report, &view, &root));
    is_json("gitlab", &gitlab::render(report, &view, &root));
    let mut text = Vec::new();
    json::write(report, &mut text).expect("memory can be written");
    is_json("json", std::str::from_utf8(&text).expect("JSON is text"));
}

/// No character of a text acts on a terminal, except that lines end.
#[track_caller]
pub(super) fn is_harmless(what: &str, text: &str) {
    let found = text.char_indices().find(|(_, c)| c.is_control() && *c != '\n');
    if let Some((at, character)) = found {
        let line = text[..at].rfind('\n').map_or(0, |line| line + 1);
        panic!("{what} has {character:?} in {:?}", &text[line..at]);
    }
}

/// A text is JSON, and has no control character of ASCII but the ends of lines, as JSON requires.
#[track_caller]
pub(super) fn is_json(what: &str, text: &str) {
    let parsed = serde_json::from_str::<Value>(text);
    parsed.unwrap_or_else(|error| panic!("{what} is not JSON: {error}"));
    let found = text.bytes().find(|byte| *byte < b' ' && *byte != b'\n');
    assert_eq!(found, None, "{what}");
}

/// Problems can be printed, and none says that data and a verdict contradict each other.
#[track_caller]
pub(super) fn are_mistakes_of_users(problems: &[Problem]) {
    for found in problems {
        is_harmless("a problem", &problem::line(found, Look::PLAIN));
        assert!(!found.message.is_empty(), "{found:?}");
        assert!(!found.message.starts_with("internal error"), "{found:?}");
    }
}
