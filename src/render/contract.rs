//! What the JSON contracts have in common.

use std::io::{self, Write};

use serde::Serialize;

use crate::history::known::KnownVersion;
use crate::model::input::Problem;

/// The program that wrote a report.
#[derive(Serialize)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// This program.
    pub(crate) const THIS: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// Something that could not be checked.
#[derive(Serialize)]
pub(crate) struct ErrorJson<'a> {
    pub(crate) file: Option<&'a str>,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<u32>,
    /// Where in a container file, for commands that read them.
    #[serde(flatten)]
    pub(crate) within: Option<WithinFileJson>,
    pub(crate) message: &'a str,
}

/// The block of a container file, and its offset in bytes.
#[derive(Default, Serialize)]
pub(crate) struct WithinFileJson {
    pub(crate) block: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl<'a> From<&'a Problem> for ErrorJson<'a> {
    fn from(problem: &'a Problem) -> ErrorJson<'a> {
        let (line, column) = problem.position.unzip();
        ErrorJson { file: problem.file.as_deref(), line, column, within: None, message: &problem.message }
    }
}

/// A version of the repository's schemas.
#[derive(Serialize)]
pub(crate) struct VersionJson<'a> {
    subject: &'a str,
    version: &'a str,
}

impl<'a> From<&'a KnownVersion> for VersionJson<'a> {
    fn from(known: &'a KnownVersion) -> VersionJson<'a> {
        VersionJson { subject: &known.subject, version: &known.version }
    }
}

/// Writes a contract on one line, with a line feed.
pub(crate) fn write_line(contract: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, contract)?;
    out.write_all(b"\n")
}

/// A contract on many lines, with a line feed.
pub(crate) fn pretty(contract: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(contract).expect("structs of texts and numbers are JSON");
    text.push('\n');
    text
}
