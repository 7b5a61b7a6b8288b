//! What a verdict shows with data, held against the plain interpreter, which shares no code with the resolution: witnesses fail with
//! their finding, covers take every way and can be read.

use std::collections::{BTreeMap, BTreeSet};

use crate::interpreter;
use crate::support::made_up;
use crate::support::strategies::cases;
use crate::support::{Two, assert_none, rows};
use avro_resolve::data::binary;
use avro_resolve::proof::{
    Absence, Budget, Cover, Exercised, Extent, Readings, Subject, Suspect, Trials, Witness, cover, success, witness,
};
use avro_resolve::resolution::locate::{Located, locate};
use avro_resolve::resolution::{Action, PairId, Promotion, SymbolAction, Verdict};
use avro_resolve::schema::shape::Form;
use avro_resolve::schema::value::Value;
use avro_resolve::schema::{ReaderSchema, WriterSchema};
use proptest::prelude::*;
use serde_json::Value as Json;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn verdicts_show_their_data(choices in proptest::collection::vec(any::<u8>(), 0..160)) {
        let (writer, reader) = made_up::pair(&choices);
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let complaints = Shown::of(&two).complaints(&two, &writer, &reader);
        prop_assert!(complaints.is_empty(), "{}\nwriter {writer}\nreader {reader}", complaints.join("\n"));
    }
}

/// Every recorded pair that does not always read has a witness, if any datum can fail; every one that does has a cover; and
/// nothing contradicts its verdict.
#[test]
fn every_recorded_pair_shows_its_data() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut complaints = Vec::new();
    for row in rows("edge.jsonl").into_iter().chain(rows("generated.jsonl")) {
        let Ok(two) = Two::of_json(&row["writer"], &row["reader"]) else { continue };
        let shown = Shown::of(&two);
        let of_row = shown.complaints(&two, &row["writer"], &row["reader"]);
        complaints.extend(of_row.into_iter().map(|complaint| format!("{}: {complaint}", row["id"])));
        let mut count = |what, number| *counts.entry(what).or_default() += number;
        let has_witness = !shown.witnesses.is_empty();
        match two.verdict() {
            Verdict::Compatible if shown.cover.is_empty() => count("compatible, without data", 1),
            Verdict::Compatible => count("compatible, covered", 1),
            Verdict::DataDependent | Verdict::Incompatible if has_witness => count("not compatible, with witnesses", 1),
            Verdict::DataDependent | Verdict::Incompatible => count("not compatible, no datum can fail", 1),
        }
        count("witnesses", shown.witnesses.len());
        count("covering data", shown.cover.len());
        count("successes", usize::from(shown.success.is_some()));
    }
    assert_none("contradictions", &complaints);
    let expected = [
        ("compatible, covered", 1_843),
        // Writers that no finite datum inhabits.
        ("compatible, without data", 3),
        ("covering data", 6_474),
        ("not compatible, no datum can fail", 5),
        ("not compatible, with witnesses", 1_282),
        ("successes", 390),
        ("witnesses", 1_525),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

/// What a pair shows.
#[derive(Default)]
struct Shown {
    witnesses: Vec<Box<[u8]>>,
    success: Option<Box<[u8]>>,
    cover: Vec<Box<[u8]>>,
    complaints: Vec<String>,
}

impl Shown {
    fn of(two: &Two) -> Shown {
        let subject = Subject { shapes: &two.shapes, resolution: &two.resolution };
        let readings = Readings::new(subject, [two.pair]);
        let mut budget = Budget::default();
        let mut trials = Trials::default();
        let mut shown = Shown::default();
        let (writer, reader) = (WriterSchema(&two.writer), ReaderSchema(&two.reader));
        let Located { found, paths: turns, .. } = locate(&two.shapes, &two.resolution, two.pair, writer, reader);
        for found in &found {
            let Some(suspect) = Suspect::new(&found.cause, found.pair, found.last_step) else { continue };
            match witness(&readings, two.pair, &suspect, &turns, &mut trials, &mut budget) {
                Ok(Witness::Datum(datum)) => shown.witnesses.push(datum),
                Ok(Witness::Absent(Absence::NoFiniteDatum)) => {}
                other => shown.complaints.push(format!("{}: {other:?}", found.trail)),
            }
        }
        if two.verdict() == Verdict::DataDependent {
            match success(&readings, two.pair, &mut budget) {
                Ok(Witness::Datum(datum)) => shown.success = Some(datum),
                other => shown.complaints.push(format!("success: {other:?}")),
            }
        }
        if two.verdict() == Verdict::Compatible {
            match cover(&readings, &mut Exercised::default(), two.pair, &mut budget) {
                Ok(Cover { data, extent: Extent::Whole }) => shown.cover = data,
                other => shown.complaints.push(format!("cover: {other:?}")),
            }
        }
        shown
    }

    /// What is wrong with the data, and which are missing.
    fn complaints(&self, two: &Two, writer: &Json, reader: &Json) -> Vec<String> {
        let mut complaints = self.complaints.clone();
        let plain = |schema| interpreter::Schema::parse(schema);
        if let (Ok(writer), Ok(reader)) = (plain(writer), plain(reader)) {
            let ours = |bytes: &[u8]| two.read(bytes).ok().map(|value| two.encode_read(&value));
            let plain = |bytes: &[u8]| interpreter::read(&writer, &reader, bytes).ok();
            let plain = |bytes: &[u8]| plain(bytes).map(|datum| interpreter::encode(&reader, &datum));
            for datum in &self.witnesses {
                if ours(datum).is_some() || plain(datum).is_some() {
                    complaints.push(format!("the witness {datum:?} can be read"));
                }
            }
            for datum in self.success.iter().chain(&self.cover) {
                if ours(datum).is_none() || ours(datum) != plain(datum) {
                    complaints.push(format!("{datum:?} cannot be read, or not by both"));
                }
            }
        }
        let can_fail = fails_on_data(two).contains(&two.pair);
        if can_fail == self.witnesses.is_empty() {
            complaints.push(format!("data can fail: {can_fail}, witnesses: {}", self.witnesses.len()));
        }
        let is_inhabited = two.shapes.is_inhabited(two.writer.root_shape());
        if two.verdict() == Verdict::Compatible && is_inhabited {
            let taken = Taken::by(two, &self.cover).choices;
            let missed: Vec<_> = reachable(two).difference(&taken).cloned().collect();
            if !missed.is_empty() {
                complaints.push(format!("not taken: {missed:?}"));
            }
        }
        complaints
    }
}

/// The pairs that some finite datum fails in.
fn fails_on_data(two: &Two) -> BTreeSet<PairId> {
    let all = pairs(two);
    let mut fails: BTreeSet<PairId> = BTreeSet::new();
    loop {
        let before = fails.len();
        for &id in &all {
            let pair = two.resolution.pair(id);
            let does = |part: &PairId| fails.contains(part);
            let can = match &pair.action {
                Action::Same | Action::OtherPrecision | Action::Promote(_) => false,
                Action::Fail(_) => true,
                Action::Enum(symbols) => symbols.contains(&SymbolAction::Missing),
                Action::Array(part) | Action::Map(part) | Action::ReaderUnion { inner: part, .. } => does(part),
                Action::WriterUnion(parts) => parts.iter().any(does),
                Action::Record(record) => {
                    let mut takers = record.takers.iter().flat_map(|takers| takers.iter());
                    !record.missing.is_empty() || takers.any(|taker| does(&taker.pair))
                }
            };
            if can && two.shapes.is_inhabited(pair.writer) {
                fails.insert(id);
            }
        }
        if fails.len() == before {
            return fails;
        }
    }
}

fn pairs(two: &Two) -> BTreeSet<PairId> {
    let mut all = BTreeSet::from([two.pair]);
    let mut open = vec![two.pair];
    while let Some(id) = open.pop() {
        two.resolution.pair(id).action.for_each_part(|part| {
            if all.insert(part) {
                open.push(part);
            }
        });
    }
    all
}

/// Something that a datum does in a pair.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Choice {
    Visit,
    Branch(usize),
    Symbol(u32),
    Empty,
    NotEmpty,
    Number(i64),
    Text(Vec<u8>),
    Bits(u32),
}

/// Every choice that data can make in a pair that cannot fail.
fn reachable(two: &Two) -> BTreeSet<(PairId, Choice)> {
    let mut choices = BTreeSet::new();
    let mut seen = BTreeSet::from([two.pair]);
    let mut open = vec![two.pair];
    let is_inhabited = |part: PairId| two.shapes.is_inhabited(two.resolution.pair(part).writer);
    while let Some(id) = open.pop() {
        let pair = two.resolution.pair(id);
        let mut add = |choice| {
            choices.insert((id, choice));
        };
        add(Choice::Visit);
        let numbers: &[i64] = match &pair.action {
            Action::Promote(Promotion::IntToFloat) => &[i32::MIN as i64, i32::MAX as i64, 1 << 24, (1 << 24) + 1],
            Action::Promote(Promotion::IntToLong | Promotion::IntToDouble) => &[i32::MIN as i64, i32::MAX as i64, 0],
            Action::Promote(Promotion::LongToFloat) => &[i64::MIN, i64::MAX, (1 << 24) + 1, (1 << 53) + 1],
            Action::Promote(Promotion::LongToDouble) => &[i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1],
            _ => &[],
        };
        numbers.iter().for_each(|&number| add(Choice::Number(number)));
        match &pair.action {
            Action::Enum(symbols) => (0..symbols.len()).for_each(|symbol| add(Choice::Symbol(symbol as u32))),
            Action::Array(part) | Action::Map(part) => {
                add(Choice::Empty);
                if is_inhabited(*part) {
                    add(Choice::NotEmpty);
                }
            }
            Action::WriterUnion(parts) => {
                let branches = parts.iter().enumerate().filter(|(_, part)| is_inhabited(**part));
                branches.for_each(|(branch, _)| add(Choice::Branch(branch)));
            }
            Action::Promote(Promotion::FloatToDouble) => {
                [f32::MIN, f32::MAX, -0.0].iter().for_each(|value| add(Choice::Bits(value.to_bits())));
            }
            Action::Promote(Promotion::BytesToString) if two.shapes.get(pair.writer).logical.is_none() => {
                add(Choice::Text(vec![]));
                add(Choice::Text(vec![0xff]));
            }
            _ => {}
        }
        pair.action.for_each_part(|part| {
            if is_inhabited(part) && seen.insert(part) {
                open.push(part);
            }
        });
    }
    choices
}

/// Follows data through a pair by the writer's side alone.
struct Taken<'a> {
    two: &'a Two,
    choices: BTreeSet<(PairId, Choice)>,
}

impl Taken<'_> {
    fn by<'a>(two: &'a Two, data: &[Box<[u8]>]) -> Taken<'a> {
        let mut taken = Taken { two, choices: BTreeSet::new() };
        for datum in data {
            let value = binary::decode(&two.shapes, two.writer.root_shape(), datum).expect("it is a datum");
            taken.follow(two.pair, &value);
        }
        taken
    }

    fn follow(&mut self, id: PairId, value: &Value) {
        let pair = self.two.resolution.pair(id);
        let mut add = |choice| {
            self.choices.insert((id, choice));
        };
        add(Choice::Visit);
        match value {
            Value::Int(number) => add(Choice::Number(i64::from(*number))),
            Value::Long(number) => add(Choice::Number(*number)),
            Value::Float(number) => add(Choice::Bits(number.to_bits())),
            Value::Bytes(bytes) => add(Choice::Text(bytes.clone())),
            Value::Enum(symbol) => add(Choice::Symbol(*symbol)),
            Value::Array(items) => add(if items.is_empty() { Choice::Empty } else { Choice::NotEmpty }),
            Value::Map(entries) => add(if entries.is_empty() { Choice::Empty } else { Choice::NotEmpty }),
            Value::Union(branch, _) => add(Choice::Branch(*branch as usize)),
            Value::Null
            | Value::Boolean(_)
            | Value::Double(_)
            | Value::String(_)
            | Value::Fixed(_)
            | Value::Record(_) => {}
        }
        match (&pair.action, value) {
            (Action::ReaderUnion { inner, .. }, value) => self.follow(*inner, value),
            (Action::WriterUnion(parts), Value::Union(branch, value)) => self.follow(parts[*branch as usize], value),
            (Action::Array(part), Value::Array(items)) => items.iter().for_each(|item| self.follow(*part, item)),
            (Action::Map(part), Value::Map(entries)) => entries.iter().for_each(|(_, item)| self.follow(*part, item)),
            (Action::Record(record), Value::Record(fields)) => {
                assert!(matches!(self.two.shapes.get(pair.writer).form, Form::Record(_)));
                for (field, takers) in fields.iter().zip(record.takers.iter()) {
                    takers.iter().for_each(|taker| self.follow(taker.pair, field));
                }
            }
            _ => {}
        }
    }
}
