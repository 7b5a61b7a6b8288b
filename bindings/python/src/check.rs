//! Checks two schemas as two versions of a subject.

use std::str::FromStr;

use avrocheck::format::{View, human, json};
use avrocheck::{Level, Look, Options, Policy, SettingOrigin, Settings, SourceTree, Stated, input_of};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::error::Exception;

/// Checks whether a new schema is compatible with an old one. Returns whether it is, and the report as JSON and as text for
/// people.
#[pyfunction]
pub(crate) fn check(py: Python<'_>, old: &str, new: &str, level: &str) -> PyResult<(bool, String, String)> {
    let level: Level =
        level.parse().map_err(|error: <Level as FromStr>::Err| PyValueError::new_err(error.to_string()))?;
    let report = py.detach(|| {
        let files = [("v1/schema.avsc", old), ("v2/schema.avsc", new)];
        let schemas = SourceTree::in_memory("schemas", files);
        let origin = if level == Level::DEFAULT { SettingOrigin::Default } else { SettingOrigin::Flag("level") };
        let policy = Policy { level: Stated { value: level, origin }, ..Policy::at(level) };
        avrocheck::check(input_of(schemas, None, &Settings::default()), &Options::new(policy))
    });
    if !report.problems.is_empty() {
        return Err(Exception::Schema.of_problems(py, &report.problems));
    }
    let view = View { target: "schemas", look: Look::PLAIN, all_matrices: false, diffs: false, statistics: false };
    let mut text = Vec::new();
    json::write(&report, &mut text)?;
    let is_compatible = report.failures().next().is_none();
    Ok((is_compatible, String::from_utf8_lossy(&text).into_owned(), human::render(&report, &view)))
}
