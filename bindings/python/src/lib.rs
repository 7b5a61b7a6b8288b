//! The extension `avrocheck._native` of the Python package: what the libraries do, for the classes that are written in Python.
//!
//! The unsafe code here is what pyo3 generates.

mod check;
mod command;
mod error;
mod read;
mod resolution;

use pyo3::prelude::*;

/// Schemas are many small pieces: the system's allocator would take a quarter of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<resolution::Schema>()?;
    module.add_class::<resolution::Resolution>()?;
    module.add_class::<read::Records>()?;
    module.add_function(wrap_pyfunction!(check::check, module)?)?;
    module.add_function(wrap_pyfunction!(command::run, module)?)
}
