//! Decides whether two types match at the surface, and where each part of the data goes.

use super::datum::Datum;
use super::defaults::field_default;
use super::model::{Field, Id, Named, Schema, Type};

/// Whether data of type `writer` are of type `reader`, or promote to it.
pub(super) fn matches(writer: &Type, reader: &Type) -> bool {
    let names = match (writer.named(), reader.named()) {
        (Some(writer), Some(reader)) => same_name(writer, reader),
        _ => true,
    };
    (same_type(writer, reader) && names) || promotes(writer, reader)
}

/// The same type, size and scale, whatever the name.
fn same_type(writer: &Type, reader: &Type) -> bool {
    match (writer, reader) {
        (Type::Bytes { scale: w }, Type::Bytes { scale: r }) => same_scale(w, r),
        (Type::Fixed { size: ws, scale: w, .. }, Type::Fixed { size: rs, scale: r, .. }) => {
            ws == rs && same_scale(w, r)
        }
        (Type::Union(_), _) | (_, Type::Union(_)) => false,
        _ => std::mem::discriminant(writer) == std::mem::discriminant(reader),
    }
}

/// Only two decimals can differ; a decimal and plain bytes are the same type.
fn same_scale(writer: &Option<i64>, reader: &Option<i64>) -> bool {
    writer.is_none() || reader.is_none() || writer == reader
}

fn same_name(writer: &Named, reader: &Named) -> bool {
    writer.short() == reader.short() || reader.aliases.contains(&writer.full)
}

pub(super) fn promotes(writer: &Type, reader: &Type) -> bool {
    matches!(
        (writer, reader),
        (Type::Int, Type::Long | Type::Float | Type::Double)
            | (Type::Long, Type::Float | Type::Double)
            | (Type::Float, Type::Double)
            | (Type::String, Type::Bytes { .. })
            | (Type::Bytes { .. }, Type::String)
    )
}

/// The branch of a reader's union that takes data of type `writer`, which is no union itself.
pub(super) fn choose_branch(writer: &Type, reader: &Schema, branches: &[Id]) -> Option<usize> {
    let first = |takes: &dyn Fn(&Type) -> bool| branches.iter().position(|&branch| takes(&reader.types[branch]));
    match writer.named() {
        Some(name) => {
            let first_named = |takes: &dyn Fn(&Named) -> bool| {
                first(&|branch| same_type(writer, branch) && branch.named().is_some_and(takes))
            };
            first_named(&|branch| branch.full == name.full)
                .or_else(|| first_named(&|branch| branch.aliases.contains(&name.full)))
                .or_else(|| first_named(&|branch| branch.short() == name.short()))
        }
        // Decimals of one scale are best; but a decimal of another scale is still nearer than a promotion: bytes that
        // are a number must not turn into text because its scale changed. So they meet their own type, and fail there.
        None => first(&|branch| same_type(writer, branch))
            .or_else(|| first(&|branch| matches!((writer, branch), (Type::Bytes { .. }, Type::Bytes { .. }))))
            .or_else(|| first(&|branch| promotes(writer, branch))),
    }
}

/// Where a field of the reader's record comes from.
pub(super) enum Source {
    Writer(usize),
    Default(Datum),
    Missing,
}

/// The source of each field of the reader's record `record`.
pub(super) fn field_sources(writer: &[Field], reader: &Schema, record: Id) -> Vec<Source> {
    let Type::Record { fields, .. } = &reader.types[record] else { unreachable!("asked for the fields of no record") };
    let position = |name: &String| writer.iter().position(|field| field.name == *name);
    let taken_by_name = |name: &String| fields.iter().any(|field| field.name == *name);
    let source = |index: usize, field: &Field| {
        let by_name = position(&field.name);
        let by_alias = || field.aliases.iter().filter(|alias| !taken_by_name(alias)).find_map(position);
        match by_name.or_else(by_alias) {
            Some(writer) => Source::Writer(writer),
            None => field_default(reader, record, index).map_or(Source::Missing, Source::Default),
        }
    };
    fields.iter().enumerate().map(|(index, field)| source(index, field)).collect()
}
