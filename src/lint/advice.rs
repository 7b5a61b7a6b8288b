//! Gives advice about the types of one file.

use rustc_hash::FxHashMap;

use crate::rule::{MISSING_DOC, Rule};
use avro_resolve::schema::fault::{Fault, FaultKind};
use avro_resolve::schema::model::{Document, Naming, Node, Record, Type};
use avro_resolve::schema::source::Span;

/// The advice, in the order of the text.
pub(crate) fn advice(document: &Document, enabled: &[&Rule]) -> Vec<Fault> {
    let defined = || document.nodes.iter().filter(|node| !node.is_of_message());
    let mut faults: Vec<Fault> = defined().flat_map(of_node).collect();
    faults.extend(colliding_names(document));
    if enabled.contains(&&MISSING_DOC) {
        faults.extend(defined().flat_map(without_doc));
    }
    faults.sort_by_key(|fault| fault.span);
    faults
}

fn of_node(node: &Node) -> Vec<Fault> {
    match &node.ty {
        Type::Union(branches) if branches.is_empty() => vec![Fault { kind: FaultKind::EmptyUnion, span: node.span }],
        Type::Enum(enumeration) if enumeration.symbols.is_empty() => {
            let name = enumeration.naming.name.to_string();
            vec![Fault { kind: FaultKind::EmptyEnum { name }, span: enumeration.naming.span }]
        }
        Type::Enum(enumeration) if enumeration.default.is_none() => {
            let name = enumeration.naming.name.short().to_owned();
            vec![Fault { kind: FaultKind::EnumWithoutDefault { name }, span: enumeration.naming.span }]
        }
        Type::Record(record) => {
            let bare = || record.fields.iter().filter(|field| field.default.is_none());
            let without_default = bare().next().map(|first| {
                let fields = bare().map(|field| field.name.to_string()).collect();
                Fault { kind: FaultKind::FieldsWithoutDefault { fields }, span: first.name_span }
            });
            without_default.into_iter().chain(colliding_fields(record)).collect()
        }
        Type::Primitive(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Union(_)
        | Type::Enum(_)
        | Type::Fixed(_)
        | Type::Reference(_) => Vec::new(),
    }
}

/// Aliases of fields that are also the name or an alias of another field.
fn colliding_fields(record: &Record) -> Vec<Fault> {
    let claims = record.fields.iter().enumerate().map(|(at, field)| Claim {
        owner: at,
        name: field.name.as_str(),
        aliases: field.aliases.iter().map(|alias| alias.as_str()).collect(),
        span: field.name_span,
    });
    collisions("field", claims.collect())
}

/// Aliases of types that are also the name or an alias of another type.
fn colliding_names(document: &Document) -> Vec<Fault> {
    let named = document.nodes.iter().enumerate().filter_map(|(at, node)| Some((at, node.naming()?)));
    let claims = named.map(|(at, naming)| {
        let Naming { name, aliases, .. } = naming;
        let aliases = aliases.iter().map(|alias| alias.full()).collect();
        Claim { owner: at, name: name.full(), aliases, span: naming.aliases_span.unwrap_or(naming.span) }
    });
    collisions("type", claims.collect())
}

/// The names of a field or type.
struct Claim<'a> {
    owner: usize,
    name: &'a str,
    aliases: Vec<&'a str>,
    span: Span,
}

fn collisions(what: &'static str, claims: Vec<Claim<'_>>) -> Vec<Fault> {
    // A name belongs to the type or field with that name; an alias that is not a name, to the first that has it.
    let mut owners: FxHashMap<&str, (usize, &str)> = FxHashMap::default();
    for claim in &claims {
        owners.entry(claim.name).or_insert((claim.owner, claim.name));
    }
    let mut faults = Vec::new();
    for claim in &claims {
        for alias in &claim.aliases {
            let (owner, other) = *owners.entry(alias).or_insert((claim.owner, claim.name));
            // Two definitions of one name are another mistake.
            if owner != claim.owner && other != claim.name {
                let (alias, other) = ((*alias).to_owned(), other.to_owned());
                faults.push(Fault { kind: FaultKind::CollidingAlias { what, alias, other }, span: claim.span });
            }
        }
    }
    faults
}

fn without_doc(node: &Node) -> Vec<Fault> {
    let missing = |what, name: &str, span| Fault { kind: FaultKind::MissingDoc { what, name: name.to_owned() }, span };
    let of_type = |what, naming: &Naming| naming.doc.is_none().then(|| missing(what, naming.name.short(), naming.span));
    match &node.ty {
        Type::Record(record) => {
            let fields = record.fields.iter().filter(|field| field.doc.is_none());
            let fields = fields.map(|field| missing("field", &field.name, field.name_span));
            of_type("record", &record.naming).into_iter().chain(fields).collect()
        }
        Type::Enum(enumeration) => of_type("enum", &enumeration.naming).into_iter().collect(),
        Type::Primitive(_) | Type::Array(_) | Type::Map(_) | Type::Union(_) | Type::Fixed(_) | Type::Reference(_) => {
            Vec::new()
        }
    }
}
