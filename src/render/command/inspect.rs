//! What `avrocheck inspect` prints: the facts of each file, its schema, and what is wrong with it.

mod json;
mod layout;
#[cfg(test)]
mod tests;

pub(crate) use json::write;

use crate::history::known::KnownVersion;
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
        if look.detail != Detail::Quiet && (inspection.schema.is_some() || inspection.container.is_some()) {
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
    let kind = if inspection.container.is_some() { "container file" } else { "schema" };
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
    for (label, value) in rows {
        let line = format!("  {}{}", pad(label, VALUE), foreign(&value));
        text.push_str(&(wrap(&line, look.width, VALUE) + "\n"));
    }
    if let Some(schema) = &inspection.schema {
        let layout = layout::pretty(&schema.text, look.width.unwrap_or(ELSEWHERE) - 2);
        text.push('\n');
        text.extend(layout.lines().map(|line| format!("  {}\n", foreign(line))));
        if let (Ok(identity), None) = (&schema.identity, &inspection.container) {
            let form = foreign(&identity.canonical_form);
            text.push_str(&format!("\n  {}\n  {form}\n", look.bold("canonical form")));
        }
    }
    text
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

/// `movie_watch_event v1, v2 · other v1`.
pub(crate) fn versions(known: &[KnownVersion], look: Look) -> String {
    let mut text = String::new();
    let mut subject = None;
    for version in known {
        if subject == Some(&version.subject) {
            text.push_str(", ");
        } else {
            text.push_str(if subject.is_some() { look.dot() } else { "" });
            text.push_str(&format!("{} ", version.subject));
        }
        text.push_str(&version.version);
        subject = Some(&version.subject);
    }
    text
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
