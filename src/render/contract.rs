//! What the JSON contracts have in common.

use serde::Serialize;

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
    pub(crate) message: &'a str,
}

impl<'a> From<&'a Problem> for ErrorJson<'a> {
    fn from(problem: &'a Problem) -> ErrorJson<'a> {
        let (line, column) = problem.position.unzip();
        ErrorJson { file: problem.file.as_deref(), line, column, message: &problem.message }
    }
}

/// A contract on many lines, with a line feed.
pub(crate) fn pretty(contract: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(contract).expect("structs of texts and numbers are JSON");
    text.push('\n');
    text
}
