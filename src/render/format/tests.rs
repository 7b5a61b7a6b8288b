//! Tests that names and values from users cannot break a report.

use serde_json::json;

use crate::check::{Options, check};
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::Policy;
use crate::render::command::{diff, lint};
use crate::render::format::*;
use crate::render::location::Root;
use crate::render::text::layout::width;
use crate::render::text::style::{Colour, Detail};
use crate::report::CompatReport;

/// Ends lines, commands, blocks of code and elements, moves the cursor, reverses the direction of writing, mentions people.
const HOSTILE: &str =
    "A\n\n## ok\n::stop-commands::x\n\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}\u{202e}\u{200b}```</details><script>@octocat";

fn report() -> CompatReport {
    let field = |name: &str, ty: &str| json!({"name": name, "type": ty, "doc": HOSTILE});
    let symbols = |symbols: &[&str]| {
        let ty = json!({"type": "enum", "name": "E", "symbols": symbols});
        json!({"name": "e", "type": ty})
    };
    let record = |fields| json!({"type": "record", "name": "R", "fields": fields});
    let old = record(json!([field("a", "int"), field(HOSTILE, "string"), symbols(&["A", HOSTILE])]));
    let new = record(json!([field("a", "string"), field(&format!("{HOSTILE}2"), "int"), symbols(&["A"])]));
    let version = |(schema, label): (&serde_json::Value, &str)| SchemaText {
        name: format!("{label}/{HOSTILE}.avsc"),
        text: schema.to_string(),
        subject: HOSTILE.to_owned(),
        place: VersionPlace::Own(Version::parse(label).expect("a version")),
    };
    let mut schemas: Vec<SchemaText> = [(&old, "v1"), (&new, "v2")].map(version).into();
    schemas.push(SchemaText { text: format!("{{\"{HOSTILE}"), ..version((&old, "v3")) });
    let options = Options { previews: true, as_confluent: true, ..Options::new(Policy::at(Level::DEFAULT)) };
    check(Input { schemas, ..Input::default() }, &options)
}

/// Found by a fuzzer: names with controls, alone and in what cannot be understood.
const FUZZED: [[&str; 2]; 3] = [
    [
        "{\"type\":\t\"fixed\", \"n;ame\": \"Money\", \"size\": 2}",
        r#"{"type": "fixed", "name": "Mone@y\u0000", "size": 2}"#,
    ],
    [r#"{"type": "fixed", "name": "\u0000\u0000\u0000Py", "namespace": "a.b", "size": 16}"#, "\"string\"1"],
    ["[\"str\\u0018ing\", \"null\"]", "\"string\""],
];

fn fuzzed([old, new]: [&str; 2]) -> CompatReport {
    let version = |(label, text): (&str, &str)| SchemaText {
        name: format!("{label}/x.avsc"),
        text: text.to_owned(),
        subject: "x".to_owned(),
        place: VersionPlace::Own(Version::parse(label).expect("a version")),
    };
    let schemas = [("v1", old), ("v2", new)].map(version).into();
    check(Input { schemas, ..Input::default() }, &Options::new(Policy::at(Level::DEFAULT)))
}

fn view(colour: Colour, width: Option<usize>) -> View<'static> {
    let look = Look { colour, width, detail: Detail::Verbose, ..Look::PLAIN };
    View { target: HOSTILE, look, all_matrices: true, diffs: true }
}

#[test]
fn no_name_takes_over_a_report() {
    // As text of JSON, and as bytes that JSON does not allow.
    let raw = FUZZED.map(|pair| pair.map(|text| text.replace("\\u0000", "\0").replace("\\u0018", "\u{18}")));
    let fuzzed = FUZZED.into_iter().map(fuzzed).chain(raw.iter().map(|[old, new]| self::fuzzed([old, new])));
    for report in [report()].into_iter().chain(fuzzed) {
        nothing_acts(&report);
    }
}

fn nothing_acts(report: &CompatReport) {
    let view = view(Colour::Off, None);
    let root = Root::new("/", "/");
    let texts = [
        ("human", human::render(report, &view)),
        ("concise", concise::render(report, &view)),
        ("github", github::render(report, &view, &root)),
        ("markdown", markdown::render(report, &view, markdown::COMMENT)),
        ("html", html::render(report, &view)),
        ("junit", junit::render(report)),
        ("diff", diff::render(report, view.look)),
        ("lint", lint::render(report, view.look)),
    ];
    for (format, text) in &texts {
        let moves = |c: &char| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c);
        let before = |at: usize| &text[text[..at].rfind('\n').map_or(0, |line| line + 1)..at];
        let found = text.char_indices().find(|(_, c)| moves(c)).map(|(at, c)| (c, before(at)));
        assert_eq!(found, None, "{format}");
        assert!(!text.lines().any(|line| line.starts_with("::stop") || line.starts_with("## ")), "{format}:\n{text}");
    }
    let html = &texts[4].1;
    assert!(!html.contains("<script>@") && !html.contains("</details><script>"), "{html}");
}

#[test]
fn lines_end_where_the_terminal_does() {
    let (report, view) = (report(), view(Colour::Off, Some(80)));
    let mut is_patch = false;
    for line in human::render(&report, &view).lines() {
        // What is to be pasted or applied stays in one piece.
        is_patch = (is_patch || line.starts_with("patch: ")) && !line.is_empty();
        if is_patch || line.contains(": ") && line.contains(" avrocheck ") {
            continue;
        }
        let words = line.trim_start().split(' ').filter(|word| !word.is_empty()).count();
        // Source lines are cut by their renderer, and a word alone may be longer.
        let is_source =
            line.contains(" | ") || line.contains("-->") || line.starts_with(['+', '-', ' ']) && line.contains("```");
        assert!(width(line) <= 80 || words <= 2 || is_source, "{} columns: {line}", width(line));
    }
}
