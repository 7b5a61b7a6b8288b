//! Schemas and their resolution.

use avro_resolve::{ReadError, Verdict, resolve};
use pyo3::prelude::*;

use crate::error::Exception;

/// A parsed schema.
#[pyclass(frozen, module = "avrocheck._native")]
pub(crate) struct Schema(pub(crate) avro_resolve::Schema);

/// What a reader does with each part of a writer's data.
#[pyclass(frozen, module = "avrocheck._native")]
pub(crate) struct Resolution(avro_resolve::Resolved);

/// Kind, message, path; then line, column and JSON Pointer in the writer's text and in the reader's.
type FindingParts = (Option<&'static str>, String, String, (u32, u32, String), (u32, u32, String));

#[pymethods]
impl Schema {
    #[new]
    fn new(py: Python<'_>, text: &str, file: Option<&str>) -> PyResult<Schema> {
        py.detach(|| avro_resolve::Schema::parse(text)).map(Schema).map_err(|error| {
            let messages: Vec<&str> = error.faults.iter().map(|fault| fault.message.as_str()).collect();
            let place = error.faults.first().map(|fault| (fault.line, fault.column));
            Exception::Schema.at(py, &messages.join("\n"), file, place)
        })
    }

    #[getter]
    fn canonical_form(&self) -> String {
        self.0.canonical_form()
    }

    #[getter]
    fn fingerprint(&self) -> u64 {
        self.0.fingerprint()
    }

    /// Line, column and message of each.
    #[getter]
    fn warnings(&self) -> Vec<(u32, u32, String)> {
        self.0.warnings().into_iter().map(|warning| (warning.line, warning.column, warning.message)).collect()
    }
}

#[pymethods]
impl Resolution {
    #[new]
    fn new(py: Python<'_>, writer: PyRef<'_, Schema>, reader: PyRef<'_, Schema>) -> PyResult<Resolution> {
        let (writer, reader) = (&writer.0, &reader.0);
        let resolved = py.detach(|| resolve(writer, reader));
        if resolved.exceeds_limit() {
            let message = "the types of both schemas meet too often, so that not all was resolved";
            return Err(Exception::Schema.at(py, message, None, None));
        }
        Ok(Resolution(resolved))
    }

    #[getter]
    fn verdict(&self) -> &'static str {
        match self.0.verdict() {
            Verdict::Compatible => "compatible",
            Verdict::DataDependent => "data-dependent",
            Verdict::Incompatible => "incompatible",
        }
    }

    fn findings(&self, py: Python<'_>) -> Vec<FindingParts> {
        let findings = py.detach(|| self.0.findings());
        let place = |at: avro_resolve::Location| (at.line, at.column, at.pointer);
        let parts = |finding: avro_resolve::Finding| {
            let kind = finding.kind.map(avro_resolve::FailureKind::java_name);
            (kind, finding.message, finding.path, place(finding.writer), place(finding.reader))
        };
        findings.into_iter().map(parts).collect()
    }

    /// In Avro's binary encoding, and in its JSON encoding.
    fn witness(&self, py: Python<'_>) -> Option<(Vec<u8>, String)> {
        py.detach(|| self.0.witness()).map(|datum| (datum.bytes, datum.json))
    }

    fn read(&self, py: Python<'_>, data: &[u8]) -> PyResult<String> {
        py.detach(|| self.0.read(data)).map_err(|error| unreadable(py, &error))
    }

    fn read_json(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        py.detach(|| self.0.read_json(text)).map_err(|error| unreadable(py, &error))
    }
}

fn unreadable(py: Python<'_>, error: &ReadError) -> PyErr {
    Exception::Data.at(py, &error.to_string(), None, None)
}
