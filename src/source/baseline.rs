//! Reads a baseline file: the findings that were known when it was written.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Deserializer, de};

use super::disk;
use super::git::{GitEntry, Repository};
use super::location::{Location, Medium};
use crate::finding::fingerprint::Fingerprint;
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::policy::baseline::{Baseline, Entry};

/// The version of the file's form that this program reads and writes.
pub(crate) const VERSION: u64 = 1;

#[derive(Deserialize)]
#[serde(expecting = "an object with `baseline_version`")]
struct BaselineVersion {
    baseline_version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    #[serde(rename = "baseline_version")]
    _version: u64,
    findings: Vec<KnownFinding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `fingerprint`")]
struct KnownFinding {
    #[serde(deserialize_with = "fingerprint")]
    fingerprint: Fingerprint,
    rule: String,
    subject: Option<String>,
    path: String,
}

/// Reads the file.
///
/// # Errors
/// It cannot be read, was made by a newer program, or is no baseline.
pub(crate) fn read(file: &Path) -> Result<Baseline, Problem> {
    let name = typed(file);
    if !file.exists() {
        let Problem { message, .. } = disk::missing(file);
        let gap = if message.ends_with('?') { "" } else { ";" };
        return Err(Problem::of(name, format!("{message}{gap} `avrocheck baseline write` makes a baseline")));
    }
    let text = disk::text(file).map_err(|message| Problem::of(&name, message))?;
    of_text(name, &text)
}

/// Reads a file that may be at a revision of the repository whose root is given.
///
/// # Errors
/// The same.
pub(crate) fn read_in(root: Option<&Path>, file: &Path) -> Result<Baseline, Problem> {
    match Location::in_repository(file, root)? {
        Location { medium: Medium::Disk(file), .. } => read(&file),
        location @ Location { medium: Medium::Revision(_), .. } => {
            let text = location.text()?;
            of_text(location.name, &text)
        }
    }
}

fn of_text(name: String, text: &str) -> Result<Baseline, Problem> {
    let refuse = |error: serde_json::Error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let position = (error.line() > 0).then_some((error.line() as u32, error.column().max(1) as u32));
        let message = format!("this is no baseline: {message}; `avrocheck baseline write` makes one");
        Problem { file: Some(name.clone()), position, message }
    };
    let form: BaselineVersion = serde_json::from_str(text).map_err(refuse)?;
    if form.baseline_version != VERSION {
        let version = form.baseline_version;
        let message = if version > VERSION {
            format!(
                "version {version} of a baseline was made by a newer avrocheck; this one knows version {VERSION}: update it"
            )
        } else {
            format!("there is no version {version} of a baseline; `avrocheck baseline write` makes one")
        };
        return Err(Problem::of(name, message));
    }
    let contents: BaselineFile = serde_json::from_str(text).map_err(refuse)?;
    let entry = |KnownFinding { fingerprint, rule, subject, path }| Entry { fingerprint, subject, rule, path };
    Ok(Baseline::new(name, contents.findings.into_iter().map(entry).collect()))
}

/// What a baseline file was at the revision that a run compares with, and that revision's label; `None` if it was not there.
///
/// # Errors
/// The revision cannot be read, or the file was no baseline there.
pub(crate) fn at_base(
    repository: &Repository,
    file: &Path,
    (name, merge_base): (&str, bool),
) -> Result<Option<(Baseline, String)>, Problem> {
    let Ok(path) = repository.inside(file) else { return Ok(None) };
    let tip = repository.revision(name)?;
    let base = if merge_base { repository.merge_base(&tip, &repository.revision("HEAD")?)?.0 } else { tip };
    let there = format!("{}:{path}", base.prefix);
    let failed = |message| Problem::of(there.clone(), message);
    let Some(GitEntry::File(blob)) = repository.entry(&base, &path).map_err(failed)? else { return Ok(None) };
    let baseline = of_text(there.clone(), &repository.text(blob).map_err(failed)?)?;
    Ok(Some((baseline, base.label)))
}

/// The baseline that a new one would take the place of, if there is one. An empty file has nothing to lose, and a device
/// stays.
///
/// # Errors
/// There is a file, and it is no baseline of this program's version.
pub(crate) fn replaceable(file: &Path) -> Result<Option<Baseline>, Problem> {
    match fs::metadata(file) {
        Ok(about) if about.is_file() && about.len() > 0 => read(file).map(Some).map_err(|problem| {
            let message = format!("is not replaced: {}", problem.message);
            Problem { message, ..problem }
        }),
        Ok(_) | Err(_) => Ok(None),
    }
}

fn fingerprint<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fingerprint, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}
