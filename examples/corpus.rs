//! Writes a tree of made-up schemas to measure with: `cargo run --release --example corpus -- OUT SUBJECTS VERSIONS` makes
//! `OUT/s000/v00.avsc` and so on.

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, subjects, versions] = &arguments[..] else { return Err("usage: corpus OUT SUBJECTS VERSIONS".into()) };
    let (subjects, versions): (usize, usize) = (subjects.parse()?, versions.parse()?);
    for number in 0..subjects {
        let directory = PathBuf::from(out).join(format!("s{number:03}"));
        fs::create_dir_all(&directory)?;
        for (version, text) in corpus::subject(number, versions).into_iter().enumerate() {
            fs::write(directory.join(format!("v{version:02}.avsc")), text)?;
        }
    }
    Ok(())
}
