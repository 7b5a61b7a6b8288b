//! Makes exceptions of errors.

use avro_resolve::foreign::foreign;
use avrocheck::Problem;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// The exceptions, which are defined in Python.
#[derive(Clone, Copy)]
pub(crate) enum Exception {
    Schema,
    Data,
    File,
}

impl Exception {
    /// An exception with its place, as far as there is one.
    pub(crate) fn at(self, py: Python<'_>, message: &str, file: Option<&str>, position: Option<(u32, u32)>) -> PyErr {
        let make = || -> PyResult<PyErr> {
            static CLASSES: [PyOnceLock<Py<PyType>>; 3] = [const { PyOnceLock::new() }; 3];
            let (slot, name) = match self {
                Exception::Schema => (0, "SchemaError"),
                Exception::Data => (1, "DataError"),
                Exception::File => (2, "FileError"),
            };
            let class = CLASSES[slot].import(py, "avrocheck.errors", name)?;
            let (line, column) = position.unzip();
            let file = file.map(foreign);
            Ok(PyErr::from_value(class.call1((message, file, line, column))?))
        };
        make().unwrap_or_else(|error| error)
    }

    /// The first of several problems, with the messages of all of them.
    pub(crate) fn of_problems(self, py: Python<'_>, problems: &[Problem]) -> PyErr {
        let messages: Vec<String> = problems.iter().map(|problem| foreign(&problem.message).into_owned()).collect();
        let first = problems.first();
        let file = first.and_then(|problem| problem.file.as_deref());
        self.at(py, &messages.join("\n"), file, first.and_then(|problem| problem.position))
    }
}
