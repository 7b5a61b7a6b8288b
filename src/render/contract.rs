//! What the JSON contracts have in common.

use serde::Serialize;

use crate::finding::Finding;
use crate::model::input::Problem;
use crate::render::words::{self, Sides};
use crate::rule::Severity;

/// A report of one of the commands, after the version of its contract and the program that wrote it.
#[derive(Serialize)]
pub(crate) struct Contract<R: Serialize> {
    schema_version: u32,
    tool: Tool,
    #[serde(flatten)]
    report: R,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl<R: Serialize> Contract<R> {
    pub(crate) fn new(schema_version: u32, report: R) -> Contract<R> {
        let tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
        Contract { schema_version, tool, report }
    }
}

/// The part of a finding that does not depend on versions.
#[derive(Serialize)]
pub(crate) struct FindingHeadJson<'a> {
    pub(crate) rule: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: Option<&'static str>,
    pub(crate) severity: &'static str,
    pub(crate) message: String,
    pub(crate) path: &'a str,
}

impl<'a> FindingHeadJson<'a> {
    pub(crate) fn new(finding: &'a Finding, severity: Severity, sides: Sides<'_>) -> FindingHeadJson<'a> {
        FindingHeadJson {
            rule: finding.rule.id,
            name: finding.rule.name,
            kind: finding.failure_kind().map(|kind| kind.java_name()),
            severity: severity.name(),
            message: words::message(finding, sides),
            path: &finding.path,
        }
    }
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
