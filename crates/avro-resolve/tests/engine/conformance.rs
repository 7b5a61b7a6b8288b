//! Verdicts and data against what other implementations did (see tests/conformance/README.md), and against a plain
//! interpreter of the specification, which agrees without exception.

use std::collections::{BTreeMap, BTreeSet};

use crate::interpreter;
use crate::support::{Two, assert_none, from_hex, root, rows, sorted};
use avro_resolve::data::json::from_json;
use avro_resolve::data::{binary, sample};
use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::java::java_answer;
use avro_resolve::resolution::locate::{Cause, Fallback, Portability};
use avro_resolve::schema::{ReaderSchema, WriterSchema};
use serde::Deserialize;
use serde_json::Value as Json;

#[test]
fn verdicts_and_kinds_are_those_expected() {
    let mut known = Known::pairs(Against::Expected);
    let mut failures = Vec::new();
    for row in all_rows() {
        let expected = &row["expected_avrocheck"];
        let (ours, theirs) = match (two(&row), expected.is_null()) {
            (Err(_), true) => continue,
            (Err(error), false) => (error, expected.to_string()),
            (Ok(two), true) => (answer(&two), "no answer: it does not parse".to_owned()),
            (Ok(two), false) => {
                let kinds = expected["kinds"].as_array().expect("kinds").iter();
                let kinds: BTreeSet<&str> = kinds.map(|kind| kind.as_str().expect("kinds are text")).collect();
                let verdict = expected["verdict"].as_str().expect("a verdict");
                let alias = expected["ambiguous_alias"].as_bool().expect("ambiguous_alias");
                (answer(&two), describe(verdict, &kinds, alias))
            }
        };
        if known.is_news(id(&row), 0, ours != theirs) {
            failures.push(format!("{}: {ours}, expected {theirs}", id(&row)));
        }
    }
    failures.extend(known.stale());
    assert_none("pairs differ from expected_avrocheck", &failures);
}

#[test]
fn verdicts_are_those_of_javas_checker() {
    let mut known = Known::pairs(Against::JavaVerdict);
    let mut failures = Vec::new();
    for row in all_rows() {
        let Some(can_read) = row["java"]["can_read"].as_bool() else { continue };
        let ours = two(&row).map(|two| two.verdict());
        let differs = ours.as_ref().map(|verdict| *verdict == Verdict::Compatible) != Ok(can_read);
        if known.is_news(id(&row), 0, differs) {
            failures.push(format!("{}: {ours:?}, Java says {can_read}", id(&row)));
        }
    }
    failures.extend(known.stale());
    assert_none("verdicts differ from Java's", &failures);
}

/// The answer beside ours (`--as confluent`) is Java's own, to the letter.
#[test]
fn answers_as_java_are_those_of_javas_checker() {
    let mut failures = Vec::new();
    let mut answers = 0;
    for row in all_rows() {
        let java = &row["java"];
        let Some(can_read) = java["can_read"].as_bool() else { continue };
        answers += 1;
        let two = two(&row).expect("what Java parses is a schema");
        let ours = java_answer(WriterSchema(&two.writer), ReaderSchema(&two.reader), &mut u64::MAX.clone())
            .expect("there is room");
        let complaints = ours.complaints.iter().map(|found| [found.kind.java_name(), &found.location, &found.message]);
        let recorded = java["incompatibilities"].as_array().expect("a list");
        let text = |found: &Json, key: &str| found[key].as_str().expect("text").to_owned();
        let theirs = recorded.iter().map(|found| ["type", "location", "message"].map(|key| text(found, key)));
        let thrown = ours.thrown.as_deref().map(|message| format!("AvroRuntimeException: {message}"));
        // The recorded exception goes on with the whole schema, where ours names the record.
        let same_exception = match (&thrown, java["checker_threw"].as_str()) {
            (Some(ours), Some(theirs)) => ours.split(" schema ").next() == theirs.split(" schema ").next(),
            (ours, theirs) => ours.is_none() && theirs.is_none(),
        };
        if ours.is_compatible() != can_read || !complaints.clone().eq(theirs) || !same_exception {
            failures.push(format!("{}: {ours:?}, Java says {java}", id(&row)));
        }
    }
    assert_eq!(answers, 3_102, "every pair that Java parses has an answer");
    assert_none("answers differ from Java's", &failures);
}

#[test]
fn data_are_those_of_javas_decoder() {
    let mut known = Known::data();
    let mut failures = Vec::new();
    for row in rows("generated.jsonl") {
        let Ok(two) = two(&row) else { continue };
        for (index, datum) in row["data"].as_array().expect("data").iter().enumerate() {
            let written = from_hex(datum["writer_hex"].as_str().expect("writer_hex"));
            let ours = two.read(&written);
            let java = datum["reader_hex"].as_str().map(|hex| {
                let bytes = from_hex(hex);
                binary::decode(&two.shapes, two.reader.root_shape(), &bytes)
                    .expect("Java wrote a datum of the reader's")
            });
            let difference = match (&ours, java) {
                (Ok(ours), Some(java)) => (sorted(ours.clone()) != sorted(java)).then_some(Java::Otherwise),
                (Ok(_), None) => Some(Java::Fails),
                (Err(_), Some(_)) => Some(Java::Reads),
                (Err(_), None) => None,
            };
            for java in [Java::Otherwise, Java::Fails, Java::Reads] {
                let known = known.get_mut(&java).expect("all three are there");
                if known.is_news(id(&row), index, difference == Some(java)) {
                    failures.push(format!("{} datum {index}: Java {java:?}, ours is {ours:?}", id(&row)));
                }
            }
        }
    }
    failures.extend(known.values().flat_map(Known::stale));
    assert_none("data differ from Java's", &failures);
}

/// Where our verdict is `compatible` and Java's decoder failed all the same, a finding says so; and where a finding says
/// that it fails and it never did, there is a reason.
#[test]
fn failures_of_javas_decoder_are_foretold() {
    let (mut silent, mut false_alarms, mut foretold) = (Vec::new(), Vec::new(), 0);
    for row in all_rows() {
        let (Ok(two), false) = (two(&row), row["java"]["parse_error"].is_string()) else { continue };
        let data = row["data"].as_array().into_iter().chain(row["java"]["decoded"].as_array()).flatten();
        let failures: Vec<&str> = data.filter_map(|datum| datum["error"].as_str()).collect();
        let causes: Vec<String> = two
            .notable()
            .into_iter()
            .filter(|found| is_of_java(&found.cause))
            .map(|f| format!("{:?}", f.cause))
            .collect();
        match (two.verdict(), failures.is_empty(), causes.is_empty()) {
            (Verdict::Compatible, false, true) => silent.push(format!("{}: {}", id(&row), failures[0])),
            // Competing aliases make Java's checker throw, or its decoder read something else, if it does not fail.
            (Verdict::Compatible, true, false) if !two.has_ambiguous_alias() => {
                false_alarms.push(format!("{}: {}", id(&row), causes.join("; ")))
            }
            (Verdict::Compatible, false, false) => foretold += 1,
            _ => {}
        }
    }
    assert_none("pairs fail in Java, and nothing says so", &silent);
    assert_eq!(foretold, 14, "pairs that fail in Java although they are compatible");
    assert_none("pairs do not fail in Java, although a finding says so", &false_alarms);
}

/// What Java's decoder does with defaults of unions and with aliases: where it throws or reads something else, a finding says so,
/// and nowhere else.
#[test]
fn what_javas_decoder_does_with_aliases_and_defaults_is_foretold() {
    let (mut failures, mut counts) = (Vec::new(), BTreeMap::new());
    for row in rows("decoder.jsonl") {
        let two = two(&row).expect("what Java parses is a schema");
        assert_eq!(two.verdict(), Verdict::Compatible, "{}", id(&row));
        let causes = two.notable().into_iter().map(|found| found.cause);
        let causes: Vec<Cause> = causes.filter(|cause| is_of_java(cause) || is_read_otherwise(cause)).collect();
        let java = row["java"].as_str().expect("a word");
        *counts.entry(java.to_owned()).or_insert(0) += 1;
        // What is found may depend on the data, so that a pair with both kinds of places is recorded as either.
        if causes.is_empty() != (java == "same") {
            failures.push(format!("{}: Java {java}, foretold {causes:?}", id(&row)));
        }
    }
    assert_none("pairs are read otherwise than foretold", &failures);
    assert_eq!(counts, BTreeMap::from([("otherwise".into(), 133), ("same".into(), 310), ("throws".into(), 228)]));
}

/// Whether the place is one where Java's decoder reads another value.
fn is_read_otherwise(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::Portability(
            Portability::JavaAliases { .. }
                | Portability::JavaDefaultBranch { .. }
                | Portability::JavaAliasNamespace { .. }
        )
    )
}

/// Whether the place is one where Java's decoder fails.
fn is_of_java(cause: &Cause) -> bool {
    match cause {
        Cause::Portability(Portability::JavaAliases { outcome, .. }) => outcome.throws(),
        Cause::Portability(Portability::JavaAliasNamespace { fallback, .. }) => *fallback == Fallback::None,
        Cause::Portability(
            Portability::JavaUnionNamespace { .. }
            | Portability::JavaDefaultRewritten { .. }
            | Portability::JavaDefaultBranch { throws: true, .. }
            | Portability::JavaArrayDefault { .. },
        )
        | Cause::AmbiguousAlias { .. } => true,
        _ => false,
    }
}

#[test]
fn interpreter_agrees() {
    let mut failures = Vec::new();
    let mut data = 0;
    for row in all_rows() {
        let Ok(two) = two(&row) else { continue };
        let plain = |side: &str| interpreter::Schema::parse(&row[side]);
        let (writer, reader) = match (plain("writer"), plain("reader")) {
            (Ok(writer), Ok(reader)) => (writer, reader),
            // It has no opinion on redefinitions in the same words, which it does not tell from others.
            (Err(error), _) | (_, Err(error)) if error.ends_with("is defined twice") => continue,
            (Err(error), _) | (_, Err(error)) => {
                failures.push(format!("{}: the interpreter does not parse it: {error}", id(&row)));
                continue;
            }
        };
        let (ours, plain) = (two.verdict(), interpreter::verdict(&writer, &reader));
        if !same_verdict(ours, plain) {
            failures.push(format!("{}: {ours:?}, interpreter {plain:?}", id(&row)));
        }
        for (name, bytes) in data_of(&row, &two) {
            data += 1;
            let (ours, plain) = (two.read(&bytes), interpreter::read(&writer, &reader, &bytes));
            let agree = match (&ours, &plain) {
                (Ok(ours), Ok(plain)) => two.encode_read(ours) == interpreter::encode(&reader, plain),
                (Err(_), Err(_)) => true,
                (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
            };
            if !agree {
                failures.push(format!("{} {name}: {ours:?}, interpreter {plain:?}", id(&row)));
            }
        }
    }
    assert!(data > 15_000, "only {data} data were compared");
    assert_none("pairs or data differ from the interpreter", &failures);
}

/// The recorded data of a row, and some made up.
fn data_of(row: &Json, two: &Two) -> Vec<(String, Vec<u8>)> {
    const MADE_UP: usize = 3;
    let writer = two.writer.root_shape();
    let recorded = row["data"].as_array().expect("data").iter().enumerate().filter_map(|(index, datum)| {
        let bytes = match datum.get("writer_hex") {
            Some(hex) => from_hex(hex.as_str().expect("hexadecimal text")),
            None => two.encode_written(&from_json(&two.shapes, writer, datum).ok()?),
        };
        Some((format!("datum {index}"), bytes))
    });
    let made_up = sample::records(&two.shapes, writer, MADE_UP);
    let made_up = made_up.iter().enumerate().map(|(at, value)| (format!("made-up {at}"), two.encode_written(value)));
    recorded.chain(made_up).collect()
}

fn same_verdict(ours: Verdict, plain: interpreter::Verdict) -> bool {
    let plain = match plain {
        interpreter::Verdict::Compatible => Verdict::Compatible,
        interpreter::Verdict::DataDependent => Verdict::DataDependent,
        interpreter::Verdict::Incompatible => Verdict::Incompatible,
    };
    ours == plain
}

fn all_rows() -> impl Iterator<Item = Json> {
    rows("edge.jsonl").into_iter().chain(rows("generated.jsonl"))
}

fn id(row: &Json) -> &str {
    row["id"].as_str().expect("every row has an id")
}

fn two(row: &Json) -> Result<Two, String> {
    Two::of_json(&row["writer"], &row["reader"]).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(|fault| fault.kind.to_string()).collect();
        faults.join("; ")
    })
}

fn answer(two: &Two) -> String {
    describe(two.verdict().name(), &two.kinds(), two.has_ambiguous_alias())
}

fn describe(verdict: &str, kinds: &BTreeSet<&str>, has_ambiguous_alias: bool) -> String {
    format!("{verdict} {kinds:?}{}", if has_ambiguous_alias { ", ambiguous alias" } else { "" })
}

/// `tests/conformance/differences.toml`.
#[derive(Deserialize)]
struct Differences {
    difference: Vec<Difference>,
}

/// Answers that differ for one reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    against: Against,
    java: Option<Java>,
    class: String,
    reason: String,
    #[serde(default)]
    pairs: Vec<String>,
    #[serde(default)]
    data: BTreeMap<String, Vec<usize>>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Against {
    Expected,
    JavaVerdict,
    JavaData,
}

/// What Java's decoder does with a datum that is read differently here.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "kebab-case")]
enum Java {
    Fails,
    Reads,
    Otherwise,
}

/// The listed differences of one kind, by pair and datum (0 where the whole pair is meant), and which of them were met.
struct Known {
    classes: BTreeMap<(String, usize), String>,
    met: BTreeSet<(String, usize)>,
}

impl Known {
    fn pairs(against: Against) -> Known {
        Known::of(listed().into_iter().filter(|listed| listed.against == against))
    }

    fn data() -> BTreeMap<Java, Known> {
        let of = |java| Known::of(listed().into_iter().filter(|listed| listed.java == Some(java)));
        [Java::Fails, Java::Reads, Java::Otherwise].map(|java| (java, of(java))).into()
    }

    fn of(listed: impl Iterator<Item = Difference>) -> Known {
        let mut classes = BTreeMap::new();
        for Difference { class, pairs, data, .. } in listed {
            let pairs = pairs.into_iter().map(|id| (id, 0));
            let data = data.into_iter().flat_map(|(id, indices)| indices.into_iter().map(move |at| (id.clone(), at)));
            for place in pairs.chain(data) {
                let earlier = classes.insert(place.clone(), class.clone());
                assert_eq!(earlier, None, "{place:?} is listed twice");
            }
        }
        Known { classes, met: BTreeSet::new() }
    }

    /// Whether this is a difference, and not listed.
    fn is_news(&mut self, id: &str, index: usize, differs: bool) -> bool {
        let place = (id.to_owned(), index);
        let is_listed = self.classes.contains_key(&place);
        if differs && is_listed {
            self.met.insert(place);
        }
        differs && !is_listed
    }

    /// The entries that are no difference any more.
    fn stale(&self) -> Vec<String> {
        let unmet = self.classes.iter().filter(|(place, _)| !self.met.contains(place));
        unmet.map(|((id, index), class)| format!("{id} {index}: listed under {class}, and no difference")).collect()
    }
}

fn listed() -> Vec<Difference> {
    let text = crate::support::read(&root().join("tests/conformance/differences.toml"));
    let Differences { difference: listed } = toml::from_str(&text).expect("differences.toml is as described there");
    for entry in &listed {
        let is_of_data = entry.against == Against::JavaData;
        let is_whole = entry.java.is_some() == is_of_data
            && entry.pairs.is_empty() == is_of_data
            && entry.data.is_empty() != is_of_data
            && !entry.reason.is_empty();
        assert!(is_whole, "the entry of class {} against {:?} is not whole", entry.class, entry.pairs);
    }
    listed
}
