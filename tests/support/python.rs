//! Sets up Python with packages of its own, for tests that ask other implementations. Where Python is missing, they fail and say
//! so.

#![allow(dead_code)] // each test uses a part

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

/// The interpreter of a virtual environment under `target/` that has what `tests/<name>/requirements.txt` asks for.
pub fn python(name: &str) -> PathBuf {
    // Tests of one program run side by side, and one of them makes it.
    static MAKING: Mutex<()> = Mutex::new(());
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name).join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).expect("the test says what it needs");
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = home.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return python;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "-r"];
    run(Command::new(&python).args(pip).arg(requirements));
    fs::write(stamp, wanted).expect("there is room for files");
    python
}

/// What a command prints; it has to succeed.
pub fn run(command: &mut Command) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match command.env("PYTHONUTF8", "1").output() {
        Err(error) => {
            panic!("{command:?} cannot be run: {error}; ./ci/test installs what tests need")
        }
        Ok(Output { status, stdout, stderr }) if !status.success() => {
            panic!("{command:?} fails:\n{}{}", text(&stdout), text(&stderr))
        }
        Ok(Output { stdout, .. }) => text(&stdout),
    }
}
