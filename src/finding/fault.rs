//! Makes findings of the mistakes inside schema files.

use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::fault::{Fault, FileFault};
use avro_resolve::schema::link::{Conflict, Library};
use avro_resolve::schema::model::{Field, FileId, NodeId, Type};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

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
            let of_file = version.schema.faults_of_text(file).cloned().map(|fault| FileFault { file, fault });
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

fn in_context(fault: &FileFault, Context { anchor, field, pointer }: Context) -> Finding {
    let FileFault { file, fault: Fault { kind, span } } = fault;
    let (rule, detail) = rule::of_fault(kind).expect("a file that cannot be understood takes no part");
    Finding {
        path: pointer.clone(),
        reader: Some(Place { file: *file, span: *span, pointer }),
        ..Finding::new(rule, FindingKind::Fault(kind.clone()), (&anchor, &field), &detail)
    }
}

/// Where a fault is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Context {
    /// The full name of the innermost named type around it.
    pub(crate) anchor: String,
    /// The field of that type, if it is in one.
    pub(crate) field: String,
    /// JSON Pointer of the innermost type or field around it.
    pub(crate) pointer: SmolStr,
}

/// The types and the field around a byte of a file.
pub(crate) fn context_at(library: &Library, file: FileId, offset: u32) -> Context {
    let document = library.document(file);
    let node = |at: NodeId| &document.nodes[at as usize];
    let innermost = document.node_around(offset);
    let mut pointer = document.pointer(innermost);
    let mut around = document.nodes_around(innermost);
    let Some((at, anchor)) = around.find_map(|at| Some((at, document.full_name(at)?))) else {
        return Context { pointer, ..Context::default() };
    };
    let mut field = String::new();
    let is_around = |field: &Field| field.span.start <= offset && offset < field.span.end;
    if let Type::Record(record) = &node(at).ty
        && let Some(number) = record.fields.partition_point(|field| field.span.start <= offset).checked_sub(1)
        && is_around(&record.fields[number])
    {
        field = record.fields[number].name.to_string();
        if at == innermost {
            pointer = document.pointer_of_part(at, "/fields/", number as u32);
        }
    }
    Context { anchor, field, pointer }
}
