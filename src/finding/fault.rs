//! Makes findings of the mistakes inside schema files.

use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::fault::{Fault, FileFault};
use avro_resolve::schema::link::{Conflict, Library};
use avro_resolve::schema::model::{Field, FileId, Type};
use rustc_hash::FxHashSet;

use super::{Finding, FindingKind};
use crate::history::LinkedSubject;
use crate::rule::{self, Severity};

/// The mistakes in the files that a subject reaches. What only older versions reach was released, and so were the files
/// that `is_released` says.
pub(crate) fn of_subject(
    linked: &LinkedSubject,
    library: &Library,
    is_released: impl Fn(FileId) -> bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = FxHashSet::default();
    for (age, version) in linked.versions.iter().rev().enumerate() {
        for &file in version.schema.links.files.iter().filter(|file| seen.insert(**file)) {
            let of_file = library.document(file).faults.iter().cloned().map(|fault| FileFault { file, fault });
            let of_schema = version.schema.faults.iter().filter(|fault| fault.file == file).cloned();
            let is_released = age > 0 || is_released(file);
            findings.extend(of_file.chain(of_schema).map(|fault| {
                let finding = of_fault(library, &fault);
                if is_released { released(finding) } else { finding }
            }));
        }
    }
    findings
}

/// The finding for a fault that does not keep its schema from being understood.
pub(crate) fn of_fault(library: &Library, fault: &FileFault) -> Finding {
    in_context(fault, context_at(library, fault.file, fault.fault.span.start))
}

/// The finding for two definitions of one name.
pub(crate) fn of_conflict(conflict: &Conflict) -> Finding {
    let finding = in_context(&conflict.fault, Context::default());
    if conflict.is_past { released(finding) } else { finding }
}

/// What was released cannot be changed any more, so that its findings are at most safe.
fn released(finding: Finding) -> Finding {
    let default_severity = finding.default_severity.min(Severity::Safe);
    Finding { default_severity, is_released: true, ..finding }
}

fn in_context(FileFault { file, fault }: &FileFault, Context { anchor, field, pointer }: Context) -> Finding {
    let Fault { kind, span } = fault;
    let (rule, detail) = rule::of_fault(kind).expect("a file that cannot be understood takes no part");
    Finding {
        path: pointer.clone(),
        reader: Some(Place { file: *file, span: *span, pointer }),
        ..Finding::new(rule, FindingKind::Fault(kind.clone()), (&anchor, &field), &detail)
    }
}

/// Where a fault is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Context {
    /// The full name of the innermost named type around it.
    anchor: String,
    /// The field of that type, if it is in one.
    field: String,
    /// JSON Pointer of the innermost type or field around it.
    pointer: String,
}

/// What is around a byte of a file.
fn context_at(library: &Library, file: u32, offset: u32) -> Context {
    let document = library.document(file);
    // Nodes are in the order of the text, parents before children: the innermost type around is the last one that starts
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
