//! Says whether Java's parser refuses a schema, and the Confluent registry with it (measured: Apache Avro Java 1.12.1).

use crate::schema::LinkedSchema;
use crate::schema::fault::FaultKind;
use crate::schema::primitive::Primitive;

/// What the parser says, in short; `None` if it accepts the schema. (Whether it accepts an invalid default depends on a setting.)
pub(super) fn refusal(schema: &LinkedSchema) -> Option<String> {
    let library = &schema.links.library;
    let mut faults: Vec<_> = schema
        .links
        .files
        .iter()
        .flat_map(|&file| library.document(file).faults.iter().map(move |fault| (file, fault.span, &fault.kind)))
        .collect();
    faults.sort_by_key(|(file, span, _)| (*file, *span));
    faults.into_iter().find_map(|(_, _, kind)| message(kind))
}

fn message(kind: &FaultKind) -> Option<String> {
    Some(match kind {
        FaultKind::InvalidName { name, .. } if Primitive::from_name(name).is_some() => {
            format!("Schemas may not be named after primitives: {name}")
        }
        FaultKind::InvalidName { name, .. } => name.split('.').find_map(illegal)?,
        FaultKind::InvalidTypeAlias { alias } => alias.rsplit('.').next().and_then(illegal)?,
        FaultKind::LeadingDot { name, is_reference: true, .. } => format!("Undefined schema: {name}"),
        FaultKind::UnusableAliases => "aliases not an array".to_owned(),
        FaultKind::UnusableAttribute { attribute: "order", refused_by, .. } if refused_by.contains("Java") => {
            "No enum constant org.apache.avro.Schema.Field.Order".to_owned()
        }
        FaultKind::RecursiveDefault { .. } => "Schema fields not set yet".to_owned(),
        FaultKind::WrappedType => "No type".to_owned(),
        FaultKind::DuplicateField { field } => format!("Duplicate field {field}"),
        FaultKind::DuplicateBranch { branch } => format!("Duplicate in union:{branch}"),
        FaultKind::NestedUnion => "Nested union".to_owned(),
        FaultKind::DuplicateSymbol { symbol } => format!("Duplicate enum symbol: {symbol}"),
        FaultKind::InvalidEnumDefault { symbol } => format!("The Enum Default: {symbol} is not in the enum symbol set"),
        FaultKind::LaxJson { what, .. } => format!("JsonParseException: {what}"),
        _ => return None,
    })
}

/// What Java says of a name that it does not accept. It knows the letters and digits of all alphabets.
fn illegal(part: &str) -> Option<String> {
    let mut letters = part.chars();
    match letters.next() {
        None => Some("Empty name".to_owned()),
        Some(first) if !(first.is_alphabetic() || first == '_') => Some(format!("Illegal initial character: {part}")),
        Some(_) if letters.any(|c| !(c.is_alphanumeric() || c == '_')) => Some(format!("Illegal character in: {part}")),
        Some(_) => None,
    }
}
