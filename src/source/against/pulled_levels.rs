//! Finds what a branch changed in the levels that were pulled from a registry, and so in what judges it.

use std::collections::BTreeSet;
use std::fmt;

use super::contents::blob;
use super::newer::Newer;
use crate::model::input::Problem;
use crate::model::level::Level;
use crate::model::path::{file_name, join, parent};
use crate::model::shell::shell_word;
use crate::policy::origin::SettingOrigin;
use crate::source::config::{FILE_NAME, Settings};
use crate::source::disk;
use crate::source::git::{GitEntry, Repository, Revision};
use crate::source::pulled_subject::{FILE, PulledSubject};

/// Remarks on the subjects of a directory whose level or group is not what it was.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn changes(newer: &Newer, base: &Revision, settings: &Settings) -> Result<Vec<String>, Problem> {
    let is_of_run = |origin: &SettingOrigin| matches!(origin, SettingOrigin::Flag(_) | SettingOrigin::Variable(_));
    let files = newer.files.iter().map(|newer| newer.file.relative.as_str());
    let pulled = files.filter(|file| is_version(file_name(file))).map(|file| parent(file).unwrap_or_default());
    let mut directories: BTreeSet<String> = pulled.map(str::to_owned).collect();
    let is_of_revision = settings.revision.is_some();
    if directories.is_empty()
        || is_of_revision
        || settings.plain.level.as_ref().is_some_and(|level| is_of_run(&level.origin))
    {
        return Ok(Vec::new());
    }
    let repository: &Repository = &newer.repository;
    let problem = |message: String| Problem::of(format!("{}:{}", base.prefix, newer.path), message);
    let listing = repository.files_below(base, &newer.path, &["json"]).map_err(problem)?.unwrap_or_default();
    let then: BTreeSet<&str> = listing.files.iter().map(|file| file.relative.as_str()).collect();
    let is_looked_at = |directory: &String| {
        let file = join(directory, FILE);
        let is_now = || repository.on_disk(&join(&newer.path, &file)).is_some_and(|file| file.exists());
        then.contains(file.as_str()) || is_now()
    };
    directories.retain(is_looked_at);
    let mut changes = Vec::new();
    for directory in directories {
        let place = join(&newer.path, &directory);
        let was_there = matches!(repository.entry(base, &place).map_err(problem)?, Some(GitEntry::Directory(_)));
        if !was_there {
            continue;
        }
        let path = join(&place, FILE);
        let before = blob(repository, base, &path)?.map(|blob| repository.text(blob)).transpose().map_err(problem)?;
        let now = repository.on_disk(&path).and_then(|file| disk::text(&file).ok());
        let (before, now) = (JudgedBy::text(before.as_deref()), JudgedBy::text(now.as_deref()));
        if before != now {
            let (label, configuration) = (&base.label, shell_word(&format!("{}:{FILE_NAME}", base.prefix)));
            changes.push(format!(
                "{path} is not what it was at {label}, and this run obeys the new one: {now} instead of {before}; `--config \
                 {configuration}` obeys the old"
            ));
        }
    }
    Ok(changes)
}

/// What judges a subject.
#[derive(PartialEq, Eq)]
struct JudgedBy {
    level: Option<Level>,
    group: Option<String>,
    newest_group: Option<String>,
}

impl JudgedBy {
    /// Of a file that is not understood, today's is an error elsewhere.
    fn text(text: Option<&str>) -> JudgedBy {
        let pulled = text.and_then(|text| PulledSubject::parse(text).ok()).unwrap_or_default();
        let newest_group = pulled.newest_group().cloned();
        JudgedBy { level: pulled.level, group: pulled.compatibility_group, newest_group }
    }
}

impl fmt::Display for JudgedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.level.map_or("no level", Level::name))?;
        match (&self.group, &self.newest_group) {
            (None, _) => Ok(()),
            (Some(property), None) => write!(f, " where there is no `{property}`"),
            (Some(property), Some(group)) => write!(f, " where `{property}` is \"{group}\""),
        }
    }
}

fn is_version(name: &str) -> bool {
    name.strip_prefix('v')
        .and_then(|name| name.strip_suffix(".avsc"))
        .is_some_and(|number| number.parse::<u32>().is_ok())
}
