//! Finds the units that are in a directory, and where the next one of each input starts.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, ErrorKind};
use std::path::Path;

use super::disk;
use crate::model::unit::{MANIFEST, Manifest, Stream, UNIT_VERSION, UnitFile, UnitName};
use avro_resolve::file::container::read_header;

/// The last unit of each input.
///
/// # Errors
/// If the directory cannot be read, or a last unit has no description or a strange one.
pub(crate) fn last_units(out: &Path) -> Result<BTreeMap<Stream, Manifest>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", out.display());
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(format!("{}: is a file, and a directory is needed; name another", out.display()));
        }
        Err(error) => return Err(failed(error)),
    };
    let mut starts: BTreeMap<Stream, u64> = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let Some(unit) = UnitName::parse(&entry.file_name().to_string_lossy()) else { continue };
        if entry.file_type().map_err(failed)?.is_dir() {
            let last = starts.entry(unit.stream).or_insert(unit.start);
            *last = unit.start.max(*last);
        }
    }
    let read = |(stream, start): (Stream, u64)| {
        let unit = UnitName { stream, start };
        let described = manifest(&out.join(unit.to_string()))?;
        Ok((unit.stream, described))
    };
    starts.into_iter().map(read).collect()
}

/// Reads the description of a unit.
///
/// # Errors
/// If there is none, or it is of another version or none at all.
pub(crate) fn manifest(unit: &Path) -> Result<Manifest, String> {
    let path = unit.join(MANIFEST);
    let remedy = "it says where the next unit starts; if it is lost, take the unit away and its range is read again, or name \
                  another directory";
    let wrong = |what: String| format!("{}: {what}; {remedy}", path.display());
    let text = disk::text(&path).map_err(wrong)?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| {
        let what = "it does not describe a unit";
        format!("{}:{}:{}: {what}; {remedy}", path.display(), error.line(), error.column())
    })?;
    if manifest.unit_version != UNIT_VERSION {
        let version = manifest.unit_version;
        return Err(wrong(format!("it has version {version}, and {UNIT_VERSION} is known; use a newer avrocheck")));
    }
    if manifest.end < manifest.start {
        return Err(wrong("it ends before it starts".to_owned()));
    }
    Ok(manifest)
}

/// The writer's schemas of a unit's container files that are there, by their paths.
///
/// # Errors
/// If a file is none.
pub(crate) fn writers_schemas(
    out: &Path,
    stream: &Stream,
    manifest: &Manifest,
) -> Result<Vec<(String, String)>, String> {
    let unit = out.join(UnitName { stream: stream.clone(), start: manifest.start }.to_string());
    let schema_of = |file: &UnitFile| {
        let path = unit.join(&file.file);
        let failed = |error: String| format!("{}: {error}", path.display());
        let file = match File::open(&path) {
            // It was taken elsewhere; the description suffices to go on.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file.map_err(|error| failed(error.to_string()))?,
        };
        let header = read_header(&mut BufReader::new(file)).map_err(|error| failed(error.to_string()))?;
        Ok(Some((path.display().to_string(), header.schema_text)))
    };
    manifest.files.iter().filter_map(|file| schema_of(file).transpose()).collect()
}
