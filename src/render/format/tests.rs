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
use crate::render::summary::statistics;
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
        text: schema.to_string().into(),
        subject: HOSTILE.to_owned(),
        place: VersionPlace::Own(Version::parse(label).expect("a version")),
        references: Vec::new(),
    };
    let mut schemas: Vec<SchemaText> = [(&old, "v1"), (&new, "v2")].map(version).into();
    schemas.push(SchemaText { text: format!("{{\"{HOSTILE}").into(), ..version((&old, "v3")) });
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
        text: text.into(),
        subject: "x".to_owned(),
        place: VersionPlace::Own(Version::parse(label).expect("a version")),
        references: Vec::new(),
    };
    let schemas = [("v1", old), ("v2", new)].map(version).into();
    check(Input { schemas, ..Input::default() }, &Options::new(Policy::at(Level::DEFAULT)))
}

fn view(colour: Colour, width: Option<usize>) -> View<'static> {
    let look = Look { colour, width, detail: Detail::Verbose, ..Look::PLAIN };
    View { target: HOSTILE, look, all_matrices: true, diffs: true, statistics: false }
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
    let linked = View { look: Look { hyperlinks: true, colour: Colour::On, ..view.look }, ..view };
    let texts = [
        ("human", human::render(report, &view)),
        ("concise", concise::render(report, &view)),
        ("github", github::render(report, &view, &root)),
        ("azure", azure::render(report, &view, &root)),
        ("links", without_our_links(&human::render(report, &linked))),
        ("links of lint", without_our_links(&lint::render(report, &linked))),
        ("links of statistics", without_our_links(&statistics::render(report, &linked))),
        ("markdown", markdown::render(report, &view, markdown::COMMENT)),
        ("html", html::render(report, &view)),
        ("junit", junit::render(report)),
        ("diff", diff::render(report, view.look)),
        ("lint", lint::render(report, &view)),
    ];
    for (format, text) in &texts {
        let moves = |c: &char| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c);
        let before = |at: usize| &text[text[..at].rfind('\n').map_or(0, |line| line + 1)..at];
        let found = text.char_indices().find(|(_, c)| moves(c)).map(|(at, c)| (c, before(at)));
        assert_eq!(found, None, "{format}");
        assert!(!text.lines().any(|line| line.starts_with("::stop") || line.starts_with("## ")), "{format}:\n{text}");
    }
    let html = &texts.iter().find(|(format, _)| *format == "html").expect("it is in the list").1;
    assert!(!html.contains("<script>@") && !html.contains("</details><script>"), "{html}");
}

/// A text for terminals without colours, and without links to pages of rules. Each link ends where it should.
fn without_our_links(text: &str) -> String {
    const START: &str =
        concat!("\u{1b}]8;;", env!("CARGO_PKG_REPOSITORY"), "/blob/v", env!("CARGO_PKG_VERSION"), "/docs/rules.md#");
    const END: &str = "\u{1b}]8;;\u{1b}\\";
    let mut plain = String::new();
    for (at, piece) in text.split(START).enumerate() {
        if at == 0 {
            plain.push_str(piece);
            continue;
        }
        let (page, rest) = piece.split_once("\u{1b}\\").expect("an address ends");
        let (linked, after) = rest.split_once(END).expect("a link ends");
        assert!(
            page.starts_with("avc") && page.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            "{page}"
        );
        assert!(linked.len() < 20 && linked.contains("AVC"), "{linked}");
        plain.push_str(linked);
        plain.push_str(after);
    }
    without_colours(&plain)
}

fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    let is_code = |c: char| c.is_ascii_digit() || c == ';';
    parts.fold(first, |plain, part| plain + part.trim_start_matches(is_code).strip_prefix('m').expect("a colour"))
}

#[test]
fn rules_lead_to_their_pages_on_terminals_that_can() {
    let report = report();
    let plain = view(Colour::On, Some(80));
    let linked = View { look: Look { hyperlinks: true, ..plain.look }, ..plain };
    let link =
        "\u{1b}]8;;https://github.com/avrocheck/avrocheck/blob/v0.1.0/docs/rules.md#avc102-type-mismatch\u{1b}\\";
    assert!(human::render(&report, &linked).contains(link));
    assert_eq!(without_our_links(&human::render(&report, &linked)), without_colours(&human::render(&report, &plain)));
    for without in
        [plain, View { look: Look { colour: Colour::Off, ..linked.look }, ..linked }, linked.without_terminal()]
    {
        assert!(!human::render(&report, &without).contains("\u{1b}]8"), "{:?}", without.look);
    }
    // Every format but the one for people is for files.
    assert!(!html::render(&report, &linked).contains('\u{1b}'));
    assert!(!markdown::render(&report, &linked, markdown::COMMENT).contains('\u{1b}'));
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
