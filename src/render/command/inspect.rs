//! What there is to say about files in, text for people out.

mod json;
mod layout;
#[cfg(test)]
mod tests;

pub use json::write;

use std::fmt::Write;

use colored::Colorize;

use crate::history::known::KnownVersion;
use crate::inspect::{ContainerFacts, Inspection, SchemaFacts};
use crate::render::part::look::{Detail, Look, pad};
use crate::render::part::phrase::{count, grouped};
use crate::render::part::problem;

/// Each file with its facts, then what is wrong with it; quietly, only what is wrong.
pub fn render(inspections: &[Inspection], look: Look) -> String {
    let mut text = String::new();
    for inspection in inspections {
        if look.detail != Detail::Quiet && (inspection.schema.is_some() || inspection.container.is_some()) {
            if !text.is_empty() {
                text.push('\n');
            }
            file(&mut text, inspection, look);
        }
        inspection.troubles.iter().for_each(|trouble| text.push_str(&problem::line(&trouble.problem)));
    }
    text
}

fn file(text: &mut String, inspection: &Inspection, look: Look) {
    let kind = if inspection.container.is_some() { "container file" } else { "schema" };
    writeln!(text, "{}{}{kind}\n", inspection.file.bold(), look.dot()).expect(TAKES_EVERYTHING);
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
        writeln!(text, "  {}  {value}", pad(&label, LABEL)).expect(TAKES_EVERYTHING);
    }
    if let Some(schema) = &inspection.schema {
        text.push('\n');
        layout::pretty(&schema.text).lines().for_each(|line| {
            writeln!(text, "  {line}").expect(TAKES_EVERYTHING);
        });
        if let (Ok(identity), None) = (&schema.identity, &inspection.container) {
            writeln!(text, "\n  {}\n  {}", "canonical form".bold(), identity.canonical_form).expect(TAKES_EVERYTHING);
        }
    }
}

/// The width of the widest label.
const LABEL: usize = 12;

fn schema_rows(schema: &SchemaFacts, look: Look) -> Vec<(String, String)> {
    let known = match schema.identity.as_ref().map_or(&[][..], |identity| &identity.known) {
        [] => "none that is known".to_owned(),
        known => versions(known, look),
    };
    vec![row("schema", format!("{} ({})", schema.name, count(schema.types, "named type"))), row("version", known)]
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

fn container_rows(container: &ContainerFacts, inspection: &Inspection) -> Vec<(String, String)> {
    // Of a damaged file this is what stands in front of the damage.
    let at_least = if inspection.troubles.is_empty() { "" } else { " in front of the damage" };
    let number = |number: u64| grouped(number);
    let share = match container.data {
        0 => String::new(),
        data => format!(", {:.1} % of {} decompressed", container.stored as f64 / data as f64 * 100.0, bytes(data)),
    };
    let mut rows = vec![
        row("codec", container.header.codec.name().to_owned()),
        row("blocks", format!("{}{at_least}; the largest has {}", number(container.blocks), bytes(container.largest))),
        row("records", format!("{}{at_least}", number(container.records))),
        row("data", format!("{}{share}", bytes(container.stored))),
        row("header", bytes(container.header.len)),
        row("sync marker", hex(&container.header.sync)),
    ];
    rows.extend(
        container
            .header
            .metadata
            .iter()
            .map(|(key, value)| row("metadata", format!("{} = {}", key.escape_debug(), value.escape_ascii()))),
    );
    rows
}

fn fingerprint_rows(schema: &SchemaFacts) -> Vec<(String, String)> {
    let fingerprints = match &schema.identity {
        Ok(identity) => &identity.fingerprints,
        Err(twice) => return vec![row("fingerprints", format!("none: {} is defined more than once", twice.name))],
    };
    vec![
        row("CRC-64-AVRO", format!("{} (as in single-object encoding)", hex(&fingerprints.rabin.to_le_bytes()))),
        row("MD5", hex(&fingerprints.md5)),
        row("SHA-256", hex(&fingerprints.sha256)),
    ]
}

fn row(label: &str, value: String) -> (String, String) {
    (label.to_owned(), value)
}

fn bytes(number: u64) -> String {
    if number == 1 { "1 byte".to_owned() } else { format!("{} bytes", grouped(number)) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const TAKES_EVERYTHING: &str = "a String takes everything";
