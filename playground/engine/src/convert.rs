//! Converts schemas between JSON and Avro IDL.

use avro_resolve::schema::convert::{Bundle, Converted, NormalJson};
use avro_resolve::schema::fault::{FaultKind, FileFault};
use avro_resolve::schema::model::Import;
use avro_resolve::schema::source::Source;
use serde::Serialize;

/// A text, or why there is none.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answer {
    Text(String),
    Error(String),
}

impl From<Result<String, String>> for Answer {
    fn from(made: Result<String, String>) -> Answer {
        made.map_or_else(Answer::Error, Answer::Text)
    }
}

/// A schema or a protocol as JSON (`json`) or as IDL (`idl`).
///
/// # Errors
/// The text cannot be understood, or the other language cannot say it.
pub(crate) fn convert(name: &str, text: &str, to: &str) -> Result<String, String> {
    let bundle = bundle(name, text);
    match (to, converted(&bundle)?) {
        ("idl", converted) => converted.to_idl().map_err(|error| error.to_string()),
        (_, Converted::Protocol(protocol)) => Ok(protocol.pretty()),
        (_, Converted::Schema(_) | Converted::Schemas(_)) => schema(&bundle).map(|schema| schema.pretty()),
    }
}

/// The one schema of IDL or of a protocol, as the JSON that it stands for.
///
/// # Errors
/// The text cannot be understood, or is about several types.
pub(crate) fn as_json(name: &str, text: &str) -> Result<String, String> {
    schema(&bundle(name, text)).map(|schema| schema.compact())
}

fn bundle(name: &str, text: &str) -> Bundle {
    let mut nowhere = |_: &str, Import { path, .. }: &Import| {
        Err(FaultKind::UnknownImport { path: path.clone(), looked_for: vec![path.clone()] })
    };
    Bundle::read(Source::new(name, text), &mut nowhere)
}

fn converted(bundle: &Bundle) -> Result<Converted, String> {
    bundle.convert().map_err(|faults| messages(&faults))
}

/// The one schema that a text is about.
fn schema(bundle: &Bundle) -> Result<NormalJson, String> {
    if let Converted::Schema(schema) = converted(bundle)? {
        return Ok(schema);
    }
    let document = bundle.files[0].document.as_ref().expect("it was converted");
    let names: Vec<_> = document.names_of_subjects().collect();
    match names[..] {
        [only] => {
            let schema = bundle.schema(only).map_err(|faults| messages(&faults))?;
            schema.ok_or_else(|| format!("defines no type {only}"))
        }
        [] => Err("defines no type".to_owned()),
        [..] => Err(format!("is about {} types; keep one of them, or say which is meant: `schema Name;`", names.len())),
    }
}

fn messages(faults: &[FileFault]) -> String {
    let messages: Vec<String> = faults.iter().map(|fault| fault.fault.kind.to_string()).collect();
    messages.join("\n")
}
