//! Runs avrocheck over pairs of schemas whose verdicts other implementations recorded, and explains every difference:
//! `cargo run -p avro-resolve --example conformance -- FILE.jsonl…`
//!
//! Each line of a file is a JSON object with `writer`, `reader` and `id`, and what is known of the pair: `expected_avrocheck`
//! (`verdict`, `kinds`), and Java's `can_read` and `parse_error` in `java` or `java_1_12_1`. Exit code 1 if a difference has no
//! known reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use avro_resolve::resolution::locate::{self, Cause};
use avro_resolve::resolution::{Action, FailureKind, PairId, Resolution, SymbolAction, Verdict};
use avro_resolve::schema::fault::{Fault, FaultKind};
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use serde_json::Value as Json;

fn main() -> io::Result<ExitCode> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let mut out = io::stdout().lock();
    if files.is_empty() {
        writeln!(out, "usage: cargo run -p avro-resolve --example conformance -- FILE.jsonl…")?;
        return Ok(ExitCode::from(2));
    }
    let mut has_news = false;
    for file in &files {
        let text = std::fs::read_to_string(file)?;
        let mut tally = Tally::default();
        for (number, line) in (1..).zip(text.lines()) {
            let row: Json = serde_json::from_str(line)?;
            let id = row["id"].as_str().map_or_else(|| format!("line {number}"), str::to_owned);
            for difference in compare(&row) {
                match difference.reason {
                    Some(reason) => *tally.explained.entry(reason).or_default() += 1,
                    None => {
                        tally.unexplained += 1;
                        writeln!(out, "{id}: {}", difference.what)?;
                        writeln!(out, "  writer {}\n  reader {}", row["writer"], row["reader"])?;
                    }
                }
            }
            tally.pairs += 1;
        }
        has_news |= tally.unexplained > 0;
        writeln!(out, "{file}: {tally}")?;
    }
    Ok(if has_news { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

#[derive(Default)]
struct Tally {
    pairs: usize,
    explained: BTreeMap<Reason, usize>,
    unexplained: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pairs, {} unexplained differences", self.pairs, self.unexplained)?;
        for (reason, count) in &self.explained {
            write!(f, "; {count} × {reason}")?;
        }
        Ok(())
    }
}

struct Difference {
    what: String,
    reason: Option<Reason>,
}

/// Why an answer differs, and is right all the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    DecimalScale,
    AmbiguousAlias,
    InvalidDefault,
    BrokenBranch,
    OptimisticMemo,
    RepeatedDefinition,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::DecimalScale => "decimal scale: the specification lets them not match, Java ignores it",
            Reason::AmbiguousAlias => "ambiguous alias: Java's checker throws, direct names decide here",
            Reason::InvalidDefault => "invalid default: counts as absent here",
            Reason::BrokenBranch => "broken branch: Java's checker takes any branch, data go into one",
            Reason::OptimisticMemo => "optimistic memo: Java's checker believes its own assumption",
            Reason::RepeatedDefinition => "a type defined twice in the same words is clear here",
        })
    }
}

fn compare(row: &Json) -> Vec<Difference> {
    let java = row.get("java").or_else(|| row.get("java_1_12_1")).unwrap_or(&Json::Null);
    let ours = match Ours::new(&row["writer"], &row["reader"]) {
        Ok(ours) => ours,
        Err(faults) => return unparsed(&faults, row, java),
    };
    let mut differences = Vec::new();
    if let Some(expected) = row.get("expected_avrocheck")
        && ours.answer() != Answer::of(expected)
    {
        let reason = if expected.is_null() {
            ours.has_fault(|kind| matches!(kind, FaultKind::RepeatedDefinition { .. }))
                .then_some(Reason::RepeatedDefinition)
        } else {
            ours.has_invalid_default().then_some(Reason::InvalidDefault)
        };
        differences.push(Difference { what: format!("{:?}, expected {expected}", ours.answer()), reason });
    }
    if let Some(can_read) = java["can_read"].as_bool() {
        let verdict = ours.resolution.verdict(ours.pair);
        if (verdict == Verdict::Compatible) != can_read {
            let what = format!("{}, Java {can_read} {}", verdict.name(), java["checker_threw"]);
            differences.push(Difference { what, reason: ours.why_java_says(can_read) });
        }
    }
    differences
}

/// What does not parse here must not parse in Java.
fn unparsed(faults: &[Fault], row: &Json, java: &Json) -> Vec<Difference> {
    let is_refused = java["parse_error"].is_string() || java.is_null();
    if is_refused && row.get("expected_avrocheck").is_none_or(Json::is_null) {
        return Vec::new();
    }
    let faults: Vec<String> = faults.iter().map(|fault| fault.kind.to_string()).collect();
    vec![Difference { what: format!("does not parse: {}", faults.join("; ")), reason: None }]
}

/// A verdict, and the kinds of the failing places.
#[derive(PartialEq, Eq, Debug)]
struct Answer {
    verdict: String,
    kinds: BTreeSet<String>,
}

impl Answer {
    fn of(expected: &Json) -> Answer {
        let kinds = expected["kinds"].as_array().into_iter().flatten();
        Answer {
            verdict: expected["verdict"].as_str().unwrap_or_default().to_owned(),
            kinds: kinds.filter_map(Json::as_str).map(str::to_owned).collect(),
        }
    }
}

struct Ours {
    shapes: Shapes,
    writer: LinkedSchema,
    reader: LinkedSchema,
    resolution: Resolution,
    pair: PairId,
}

impl Ours {
    fn new(writer: &Json, reader: &Json) -> Result<Ours, Vec<Fault>> {
        let mut shapes = Shapes::default();
        let writer = LinkedSchema::parse("writer", &writer.to_string(), &mut shapes)?;
        let reader = LinkedSchema::parse("reader", &reader.to_string(), &mut shapes)?;
        let mut resolution = Resolution::default();
        let pair = resolution.resolve(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
        Ok(Ours { shapes, writer, reader, resolution, pair })
    }

    fn causes(&self) -> Vec<Cause> {
        let (writer, reader) = (WriterSchema(&self.writer), ReaderSchema(&self.reader));
        let found = locate::locate(&self.shapes, &self.resolution, self.pair, writer, reader);
        found.found.into_iter().map(|found| found.cause).collect()
    }

    fn answer(&self) -> Answer {
        let kinds = self.causes().into_iter().filter_map(|cause| cause.kind());
        Answer {
            verdict: self.resolution.verdict(self.pair).name().to_owned(),
            kinds: kinds.map(|kind| kind.java_name().to_owned()).collect(),
        }
    }

    fn has_fault(&self, is_it: impl Fn(&FaultKind) -> bool) -> bool {
        [&self.writer, &self.reader].into_iter().any(|schema| {
            let links = &schema.links;
            let of_files = links.files.iter().flat_map(|&file| &links.library.document(file).faults);
            of_files.chain(schema.faults.iter().map(|fault| &fault.fault)).any(|fault| is_it(&fault.kind))
        })
    }

    fn has_invalid_default(&self) -> bool {
        self.has_fault(|kind| matches!(kind, FaultKind::InvalidDefault { .. } | FaultKind::InvalidEnumDefault { .. }))
    }

    /// The first of Java's habits that leads to Java's answer.
    fn why_java_says(&self, can_read: bool) -> Option<Reason> {
        if !can_read {
            let is_it = |cause: &Cause| matches!(cause, Cause::AmbiguousAlias { .. });
            return self.causes().iter().any(is_it).then_some(Reason::AmbiguousAlias);
        }
        let mut habits = Vec::new();
        for habit in [Reason::DecimalScale, Reason::BrokenBranch, Reason::OptimisticMemo] {
            habits.push(habit);
            if JavasChecker::new(self, &habits).can_read() {
                return Some(habit);
            }
        }
        self.has_invalid_default().then_some(Reason::InvalidDefault)
    }
}

/// Our table, judged with some of the habits of Java's `SchemaCompatibility`.
struct JavasChecker<'a> {
    shapes: &'a Shapes,
    resolution: Resolution,
    root: PairId,
    habits: &'a [Reason],
    /// What is known, or assumed, of a pair.
    known: BTreeMap<PairId, bool>,
}

impl<'a> JavasChecker<'a> {
    fn new(ours: &'a Ours, habits: &'a [Reason]) -> JavasChecker<'a> {
        let (resolution, root) = (ours.resolution.clone(), ours.pair);
        JavasChecker { shapes: &ours.shapes, resolution, root, habits, known: BTreeMap::new() }
    }

    fn can_read(mut self) -> bool {
        if self.habits.contains(&Reason::OptimisticMemo) {
            return self.visit(self.root);
        }
        // Without it: assume the best of every pair, and go over all of them until nothing has to be taken back.
        self.visit(self.root);
        self.known.values_mut().for_each(|known| *known = true);
        loop {
            let before = self.known.clone();
            for &pair in before.keys() {
                let judged = self.judge(pair);
                self.known.insert(pair, judged);
            }
            if self.known == before {
                return self.known[&self.root];
            }
        }
    }

    fn visit(&mut self, pair: PairId) -> bool {
        if let Some(&known) = self.known.get(&pair) {
            return known;
        }
        self.known.insert(pair, true);
        let judged = self.judge(pair);
        self.known.insert(pair, judged);
        judged
    }

    fn judge(&mut self, id: PairId) -> bool {
        let pair = self.resolution.pair(id).clone();
        let form = |shape| &self.shapes.get(shape).form;
        if let (false, Form::Union(branches)) = (matches!(form(pair.writer), Form::Union(_)), form(pair.reader))
            && self.habits.contains(&Reason::BrokenBranch)
        {
            return branches.iter().any(|&branch| {
                let inner = self.resolution.resolve_shapes(self.shapes, pair.writer, branch);
                self.visit(inner)
            });
        }
        match &pair.action {
            Action::Same | Action::OtherPrecision | Action::Promote(_) => true,
            Action::Fail(FailureKind::DecimalScaleMismatch) => self.habits.contains(&Reason::DecimalScale),
            Action::Fail(FailureKind::NameMismatch) => {
                self.look_inside(pair.writer, pair.reader);
                false
            }
            Action::Fail(_) => false,
            Action::Enum(symbols) => !symbols.contains(&SymbolAction::Missing),
            Action::Array(inner) | Action::Map(inner) => self.visit(*inner),
            Action::WriterUnion(branches) => branches.iter().all(|&branch| self.visit(branch)),
            Action::Record(record) => {
                let mut taken = record.takers.iter().flat_map(|takers| takers.iter());
                record.missing.is_empty() && taken.all(|field| self.visit(field.pair))
            }
            Action::ReaderUnion { inner, .. } => self.visit(*inner),
        }
    }

    /// Java compares the fields of records of different names too: what it assumes meanwhile stays.
    fn look_inside(&mut self, writer: ShapeId, reader: ShapeId) {
        if let (Form::Record(writer), Form::Record(reader)) =
            (&self.shapes.get(writer).form, &self.shapes.get(reader).form)
        {
            for field in &reader.fields {
                if let Some(written) = writer.fields.iter().find(|written| written.name == field.name) {
                    let pair = self.resolution.resolve_shapes(self.shapes, written.shape, field.shape);
                    self.visit(pair);
                }
            }
        }
    }
}
