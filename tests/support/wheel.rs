//! Makes the wheel of the Python package as tests have it, not optimized.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::{python, run};

/// The wheel, alone in a directory. It calls cargo, which waits for locks.
pub fn wheel(out: &Path) -> PathBuf {
    if out.exists() {
        fs::remove_dir_all(out).expect("what an earlier run made");
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bindings = package.join("bindings/python");
    fs::copy(package.join("LICENSE"), bindings.join("LICENSE")).expect("a new file");
    let mut maturin = tool("maturin");
    maturin.args(["build", "--profile", "dev", "--quiet", "--locked", "--out"]).arg(out);
    run(maturin.current_dir(bindings).env("CARGO_TARGET_DIR", target()));
    only_file(out)
}

/// Installs a wheel into an environment that has what it needs.
pub fn install(wheel: &Path, python: &Path) {
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--force-reinstall"];
    run(Command::new(python).args(install).arg(wheel));
}

/// A program of the packages that make and install wheels.
pub fn tool(name: &str) -> Command {
    Command::new(python("wheel").parent().expect("Python lies in a directory").join(name))
}

/// The directory of everything that is compiled.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it lies in the target directory")
}

fn only_file(directory: &Path) -> PathBuf {
    let files = fs::read_dir(directory).expect("it was made").map(|file| file.expect("it can be listed").path());
    let files: Vec<PathBuf> = files.collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}
