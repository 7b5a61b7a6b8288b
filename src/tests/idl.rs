//! Checks that findings in Avro IDL are where somebody wrote it, and that their fixes are IDL.

use avro_resolve::schema::edit::apply;

use crate::check::{Options, check};
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::level::{Direction, Level, Reach};
use crate::model::version::Version;
use crate::policy::Policy;

const FULL: Level = Level { direction: Direction::Full, reach: Reach::Transitive };

/// For each finding of two versions its rule, its line in the reader's file, and the lines that its first fix writes.
fn found(old: &str, new: &str) -> Vec<String> {
    let version = |label: &str, text: &str| SchemaText {
        name: format!("{label}.avdl"),
        text: text.into(),
        subject: "shop".to_owned(),
        place: VersionPlace::Own(Version::parse(label).expect("a version")),
        references: Vec::new(),
    };
    let input = Input { schemas: vec![version("v1", old), version("v2", new)], ..Input::default() };
    let report = check(input, &Options::new(Policy::at(FULL)));
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let fixes = &report.subjects[0].fixes.by_finding;
    let of_pairs = report.subjects[0].pairs.iter().flat_map(|pair| &pair.findings);
    let described = report.findings.iter().chain(of_pairs).map(|judged| {
        let finding = &judged.finding;
        let place = finding.reader.as_ref().expect("it is in the reader's file");
        let source = &report.sources[place.file];
        let at = source.position(place.span.start);
        let mended = fixes.get(&finding.fingerprint).and_then(|fixes| fixes.first()).map(|fix| {
            let after = apply(&report.sources[fix.file].text, &fix.edits);
            let changed: Vec<&str> =
                after.lines().filter(|line| !new.lines().any(|old| old == *line)).map(str::trim).collect();
            changed.join(" ")
        });
        format!("{} {}:{}:{} {}", finding.rule.id, source.name, at.line, at.column, mended.unwrap_or_default())
    });
    described.collect()
}

#[test]
fn findings_and_fixes_are_in_the_language_of_the_file() {
    let shop = |fields: &str, kinds: &str| {
        format!(
            "@namespace(\"org.shop\")\nprotocol Shop {{\n  record Order {{\n    string id;\n{fields}  }}\n  enum Kind {{ {kinds} }}\n}}\n"
        )
    };
    let plain = shop("", "A, B");
    let all = [
        found(&plain, &shop("    int count;\n    string? note;\n", "A, B")),
        found(&shop("    int count;\n", "A"), &shop("    union { null, int } count = null;\n", "A")),
        found(&shop("    Kind kind;\n", "A, B, C"), &shop("    Kind kind;\n", "A, B")),
        found(&shop("    string name;\n", "A"), &shop("    string title;\n", "A")),
        found(&shop("    int count = 1;\n", "A"), &plain),
        found(&plain, &shop("    int count = \"x\";\n    @logicalType(\"date\") string day = \"\";\n", "A, B")),
    ];
    insta::assert_debug_snapshot!(all);
}
