//! What `avrocheck inspect` prints: the facts of each file, its schema, and what is wrong with it.

mod json;
mod layout;
mod messages;
#[cfg(test)]
mod tests;
mod versions;

pub(crate) use json::write;
pub(crate) use versions::versions;

use crate::inspect::{ContainerFacts, Inspection, SchemaFacts};
use crate::model::text::{count, grouped, hex};
use crate::render::problem;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, wrap};
use crate::render::text::style::{Detail, Look};

/// Each file with its facts, then what is wrong with it; quietly, only what is wrong.
pub(crate) fn render(inspections: &[Inspection], look: Look) -> String {
    let mut text = String::new();
    for inspection in inspections {
        let is_known = inspection.schema.is_some() || inspection.container.is_some() || inspection.messages.is_some();
        if look.detail != Detail::Quiet && is_known {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&file(inspection, look));
        }
        text.extend(inspection.troubles.iter().map(|trouble| problem::line(&trouble.problem, look)));
    }
    text
}

fn file(inspection: &Inspection, look: Look) -> String {
    /// The column of values.
    const VALUE: usize = 14;
    let kind = match (&inspection.container, &inspection.messages) {
        (Some(_), _) => "container file",
        (None, Some(messages)) => messages::kind(messages.framing),
        (None, None) => "schema",
    };
    let mut text = format!("{}{}{kind}\n\n", look.bold(&foreign(&inspection.file)), look.dot());
    let mut rows = Vec::new();
    if let Some(schema) = &inspection.schema {
        rows.extend(schema_rows(schema, look));
    }
    if let Some(container) = &inspection.container {
        rows.extend(container_rows(container, inspection));
    }
    if let Some(schema) = &inspection.schema {
        rows.extend(fingerprint_rows(schema));
    }
    if let Some(messages) = &inspection.messages {
        rows.extend(messages::rows(messages, inspection.troubles.is_empty(), look));
    }
    for (label, value) in rows {
        let line = format!("  {}{}", pad(label, VALUE), foreign(&value));
        text.push_str(&(wrap(&line, look.width, VALUE) + "\n"));
    }
    for message_schema in inspection.messages.iter().flat_map(|messages| &messages.schemas) {
        if let Some(schema) = &message_schema.schema {
            text.push_str(&format!("\n  {}\n", look.bold(&messages::key(message_schema.key))));
            text.push_str(&schema_text(schema, look));
        }
    }
    if let Some(schema) = &inspection.schema {
        text.push('\n');
        text.push_str(&schema_text(schema, look));
        if let (Ok(identity), None) = (&schema.identity, &inspection.container) {
            let form = foreign(&identity.canonical_form);
            text.push_str(&format!("\n  {}\n  {form}\n", look.bold("canonical form")));
        }
    }
    text
}

fn schema_text(schema: &SchemaFacts, look: Look) -> String {
    let layout = layout::pretty(&schema.text, look.width.unwrap_or(ELSEWHERE) - 2);
    layout.lines().map(|line| format!("  {}\n", foreign(line))).collect()
}

/// The columns of a schema that is written to no terminal.
const ELSEWHERE: usize = 102;

fn schema_rows(schema: &SchemaFacts, look: Look) -> Vec<(&'static str, String)> {
    let known = match schema.identity.as_ref().map_or(&[][..], |identity| &identity.known) {
        [] => "none that is known".to_owned(),
        known => versions(known, look),
    };
    vec![("schema", format!("{} ({})", schema.name, count(schema.types, "named type"))), ("version", known)]
}

fn container_rows(container: &ContainerFacts, inspection: &Inspection) -> Vec<(&'static str, String)> {
    // Of a damaged file, these are the counts before the damage.
    let at_least = if inspection.troubles.is_empty() { "" } else { " before the damage" };
    let share = match container.data {
        0 => String::new(),
        data => {
            format!(", {:.1} % of {} decompressed", container.stored as f64 / data as f64 * 100.0, count(data, "byte"))
        }
    };
    let mut rows = vec![
        ("codec", container.header.codec.name().to_owned()),
        (
            "blocks",
            format!("{}{at_least}; the largest has {}", grouped(container.blocks), count(container.largest, "byte")),
        ),
        ("records", format!("{}{at_least}", grouped(container.records))),
        ("data", format!("{}{share}", count(container.stored, "byte"))),
        ("header", count(container.header.len, "byte")),
        ("sync marker", hex(&container.header.sync)),
    ];
    rows.extend(
        container
            .header
            .metadata
            .iter()
            .map(|(key, value)| ("metadata", format!("{} = {}", key.escape_debug(), value.escape_ascii()))),
    );
    rows
}

fn fingerprint_rows(schema: &SchemaFacts) -> Vec<(&'static str, String)> {
    let fingerprints = match &schema.identity {
        Ok(identity) => &identity.fingerprints,
        Err(twice) => return vec![("fingerprints", format!("none: {} is defined more than once", twice.name))],
    };
    vec![
        ("CRC-64-AVRO", format!("{} (as in single-object encoding)", hex(&fingerprints.rabin.to_le_bytes()))),
        ("MD5", hex(&fingerprints.md5)),
        ("SHA-256", hex(&fingerprints.sha256)),
    ]
}
