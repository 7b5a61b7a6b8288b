//! Notable actions and faults in, findings out: data for reports, each with its rule, its places and a fingerprint.

pub mod fingerprint;

use std::sync::Arc;

use crate::evidence::example::Example;
use crate::policy::judgement::Disposition;
use crate::released::Event;
use crate::rule::{self, Rule, RuleMatch, Severity};
use avro_resolve::proof::Witness;
use avro_resolve::resolution::PairId;
use avro_resolve::resolution::locate::{Cause, Notable, PathStepId, Place};
use avro_resolve::schema::Schema;
use avro_resolve::schema::fault::{Fault, FaultKind};
use avro_resolve::schema::link::{Conflict, FileFault, Library};
use avro_resolve::schema::model::{Field, Type};
use fingerprint::Fingerprint;

/// Something to report.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that it falls under.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// What it is about.
    pub kind: FindingKind,
    /// JSON Pointer (RFC 6901) from the reader's root; empty at the root.
    pub path: String,
    /// The same by names, such as `lines[].price`; empty at the root.
    pub trail: String,
    /// The place in the writer's text.
    pub writer: Option<Place>,
    /// The place in the reader's text; for a fault, the place of the fault.
    pub reader: Option<Place>,
    /// What stays the same when files are reformatted, renamed or given new versions.
    pub fingerprint: Fingerprint,
    /// How many of the user's own records run into it; `None` where there are none.
    pub fixture_hits: Option<Hits>,
    /// The entry of the table that raised it.
    pub pair: Option<PairId>,
    /// The last turn of the way there, among those of the walk that found it.
    pub turn: Option<PathStepId>,
    /// A datum that fails for this very cause, or why there is none; `None` where nothing fails, or nobody looked.
    pub witness: Option<Witness>,
    /// Of a hazard: a telling datum before and after.
    pub example: Option<Arc<Example>>,
    /// What the policy says of it; it is judged last of all.
    pub standing: Disposition,
}

/// What a finding is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FindingKind {
    /// A place where a reader differs from a writer.
    Difference(Cause),
    /// A mistake in one file.
    Fault(FaultKind),
    /// Something that happened to versions, and not between two of them.
    Event(Event),
    /// The apache-avro crate reads some records differently, and how it reads the first of them.
    SecondOpinion {
        /// What it does, in a few words of data.
        difference: String,
        /// How many records it reads differently.
        records: usize,
        /// How many it was asked about.
        asked: usize,
    },
}

impl Finding {
    /// What a rule says of a matter, as severe as the rule, at no place yet.
    pub(crate) fn new(rule: &'static Rule, kind: FindingKind, fingerprint: Fingerprint) -> Finding {
        Finding {
            rule,
            severity: rule.default_severity(),
            kind,
            path: String::new(),
            trail: String::new(),
            writer: None,
            reader: None,
            fingerprint,
            fixture_hits: None,
            pair: None,
            turn: None,
            witness: None,
            example: None,
            standing: Disposition::Fails,
        }
    }
}

/// How many of the user's own records run into a finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hits {
    /// Records that fail for this very cause.
    pub hit: usize,
    /// Records of the writer's version.
    pub of: usize,
}

impl From<Notable> for Finding {
    fn from(found: Notable) -> Finding {
        let RuleMatch { rule, detail } = rule::of_cause(&found.cause);
        let (anchor, way) = &found.anchor;
        let anchor = anchor.as_ref().map_or("", |name| name.full());
        let fingerprint = Fingerprint::new(rule, anchor, way, &detail);
        Finding {
            path: found.path,
            trail: found.trail,
            writer: Some(found.writer),
            reader: Some(found.reader),
            pair: Some(found.pair),
            turn: found.turn,
            ..Finding::new(rule, FindingKind::Difference(found.cause), fingerprint)
        }
    }
}

/// Whether a file's version can still be mended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Age {
    /// It is in force in the newest version.
    Newest,
    /// It was released before.
    Older,
}

/// Where a fault is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Context {
    /// The full name of the innermost named type around it.
    pub anchor: String,
    /// The field of that type, if it is in one.
    pub field: String,
    /// JSON Pointer of the innermost type or field around it.
    pub pointer: String,
}

/// The finding for a fault that leaves its schema clear. What was released cannot be mended any more: in older versions it
/// is safe.
pub fn of_fault(FileFault { file, fault }: &FileFault, context_at: Context, age: Age) -> Finding {
    let Fault { kind, span } = fault;
    let RuleMatch { rule, detail } = rule::of_fault(kind).expect("a file that cannot be understood takes no part");
    let severity = match age {
        Age::Newest => rule.default_severity(),
        Age::Older => rule.default_severity().min(Severity::Safe),
    };
    let Context { anchor, field, pointer } = context_at;
    let fingerprint = Fingerprint::new(rule, &anchor, &field, &detail);
    let trail = [anchor, field].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
    Finding {
        severity,
        path: pointer.clone(),
        trail,
        reader: Some(Place { file: *file, span: *span, pointer }),
        ..Finding::new(rule, FindingKind::Fault(kind.clone()), fingerprint)
    }
}

/// The finding for two definitions of one name.
pub fn of_conflict(conflict: &Conflict) -> Finding {
    let age = if conflict.is_past { Age::Older } else { Age::Newest };
    of_fault(&conflict.fault, Context::default(), age)
}

/// The finding for a pair whose records the apache-avro crate reads differently.
pub fn of_second_opinion(
    writer: &Schema,
    reader: &Schema,
    difference: String,
    records: usize,
    asked: usize,
) -> Finding {
    let rule = &rule::APACHE_AVRO_DIFFERS;
    let place = |schema: &Schema| {
        let root = schema.links.root;
        Place { file: root.file, span: schema.links.node(root).mark(), pointer: String::new() }
    };
    let root = reader.links.node(reader.links.follow(reader.links.root));
    let anchor = root.naming().map_or("", |naming| naming.name.full());
    let fingerprint = Fingerprint::new(rule, anchor, "", "");
    let kind = FindingKind::SecondOpinion { difference, records, asked };
    Finding { writer: Some(place(writer)), reader: Some(place(reader)), ..Finding::new(rule, kind, fingerprint) }
}

/// What is around a byte of a file.
pub(crate) fn context_at(library: &Library, file: u32, offset: u32) -> Context {
    let document = library.document(file);
    // Nodes stand in the order of the text, parents before children: the innermost type around is the last one that starts
    // before, or one of its parents.
    let before = document.nodes.partition_point(|node| node.span.start <= offset);
    let mut innermost = before.saturating_sub(1) as u32;
    while document.nodes[innermost as usize].span.end <= offset && innermost != document.root {
        innermost = document.nodes[innermost as usize].step.parent;
    }
    let mut at = innermost;
    let anchor = loop {
        let node = &document.nodes[at as usize];
        if node.naming().is_some() {
            break node;
        }
        if node.step.parent == at {
            return Context { pointer: document.pointer(innermost), ..Context::default() };
        }
        at = node.step.parent;
    };
    let mut field = None;
    if let Type::Record(record) = &anchor.ty {
        let is_around = |field: &&Field| field.span.start <= offset && offset < field.span.end;
        field = record.fields.iter().position(|field| is_around(&field)).map(|at| (at, &record.fields[at]));
    }
    let mut pointer = document.pointer(innermost);
    if let Some((number, _)) = field.filter(|_| at == innermost) {
        pointer.push_str(&format!("/fields/{number}"));
    }
    let anchor = anchor.naming().map(|naming| naming.name.to_string()).unwrap_or_default();
    Context { anchor, field: field.map(|(_, field)| field.name.to_string()).unwrap_or_default(), pointer }
}
