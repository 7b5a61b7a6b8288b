//! Runs the command line.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command line with these arguments, of which the first is the name of the program, and returns the exit code. Ends the
/// process where the arguments make no sense, or ask for help.
#[pyfunction]
pub(crate) fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| avrocheck::run_with(arguments))
}
