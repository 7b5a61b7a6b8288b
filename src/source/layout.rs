//! Reads a schema's subject and its place among the versions off its path, and says which files are no schemas.

use std::borrow::Cow;

use crate::model::input::VersionPlace;
use crate::model::path::{before_type, join, subject_of, without_extension};
use crate::model::version::Version;
use crate::policy::globs::{Base, Globs};
use template::Template;

pub(crate) mod proposal;
pub(crate) mod template;
#[cfg(test)]
mod tests;

/// How the paths of a run say subjects and versions, and which files are not read.
#[derive(Clone, Default, Debug)]
pub(crate) struct Layout {
    /// How paths say them; without one the names of directories and files do.
    template: Option<Template>,
    /// What is not read.
    excluded: Globs,
    /// Where the paths of the template and of the globs start.
    base: Base,
}

impl Layout {
    /// A layout whose paths start at a base.
    pub(crate) fn new(template: Option<Template>, excluded: Globs, base: Base) -> Layout {
        Layout { template, excluded, base }
    }

    /// A path as the configuration would write it.
    pub(crate) fn configured_path(&self, path: &str) -> String {
        self.base.relative(path)
    }

    /// Whether a template says subjects and versions.
    pub(crate) fn has_template(&self) -> bool {
        self.template.is_some()
    }

    /// Whether the file at `relative` below a directory, which was named `root`, is not to be read.
    pub(crate) fn excludes(&self, relative: &str, root: &str) -> bool {
        if self.excluded.is_empty() {
            return false;
        }
        // Files at a revision have the paths that they would have on disk.
        let place = match root.split_once(':') {
            Some((revision, place)) if !revision.contains('/') || !place.is_empty() => place,
            Some(_) | None => root,
        };
        self.excluded.match_path_or_parent(&self.base.relative(&join(place, relative)))
    }

    /// Subject and place of the file at `relative` below a directory, which is called `root` where it was named, and
    /// really `real_root`. What fits no template has no version.
    ///
    /// # Errors
    /// Two directories look like a version, and neither more so than the other.
    pub(crate) fn locate(
        &self,
        relative: &str,
        root: &str,
        real_root: &str,
    ) -> Result<(String, VersionPlace), Ambiguous> {
        let Some(template) = &self.template else {
            let (subject, place) = locate(relative, real_root)?;
            return Ok((subject + before_type(relative), place));
        };
        let path = self.base.relative(&join(root, relative));
        let found = template.locate(without_extension(&path));
        let found = found.map(|(subject, place)| (subject + before_type(relative), place));
        Ok(found.unwrap_or_else(|| (subject_of(relative), VersionPlace::Unversioned)))
    }
}

/// Two directories of one path that could both be its version.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("both `{first}` and `{second}` in its path look like a version; {remedy}", remedy = self.remedy())]
pub(crate) struct Ambiguous {
    first: String,
    second: String,
}

/// Subject and place of the file at `relative`, whose parts are separated by `/`, below a directory called `root`.
///
/// # Errors
/// Two directories look like a version, and neither more so than the other.
pub(crate) fn locate(relative: &str, root: &str) -> Result<(String, VersionPlace), Ambiguous> {
    let mut directories: Vec<&str> = without_extension(relative).split('/').filter(|part| !part.is_empty()).collect();
    let stem = directories.pop().unwrap_or_default();
    if let Some(run) = version_run(&directories)? {
        let (group, rest) = (&directories[..run.start], &directories[run.end..]);
        let stem = without_version(stem, &run.version);
        let subject = joined(group.iter().chain(rest).chain([&stem.as_ref()]));
        return Ok((subject, VersionPlace::Shared { group: joined(group), version: run.version }));
    }
    if let Some(version) = Version::parse(stem) {
        let subject = if directories.is_empty() { root.to_owned() } else { joined(&directories) };
        return Ok((subject, VersionPlace::Own(version)));
    }
    match versioned_stem(stem) {
        Some((name, version)) => Ok((joined(directories.iter().chain([&name])), VersionPlace::Own(version))),
        None => Ok((joined(directories.iter().chain([&stem])), VersionPlace::Unversioned)),
    }
}

/// A stem without the version of its directory, if it repeats it: `alert` of `org.v1_0.alert` in `1/0`, whose beginning is a
/// namespace, and `user_event` of `user_v1_event` in `v1`.
fn without_version<'a>(stem: &'a str, version: &Version) -> Cow<'a, str> {
    let is_separator = |c: char| matches!(c, '-' | '_' | '.');
    let starts = stem.match_indices(is_separator).map(|(at, _)| at + 1);
    for start in std::iter::once(0).chain(starts) {
        let mut ends = stem[start..].match_indices(is_separator).map(|(at, _)| start + at).chain([stem.len()]);
        // A bare number is too often part of a name (`address-1`).
        let is_clear = |part: &str| part.starts_with(['v', 'V']) || part.contains(is_separator);
        let repeats = |end: &usize| {
            let part = &stem[start..*end];
            is_clear(part) && Version::parse(part).is_some_and(|known| known == *version)
        };
        let Some(end) = ends.rfind(repeats) else { continue };
        let (before, after) = (&stem[..start], &stem[end..]);
        let (before, after) = (before.trim_end_matches(is_separator), after.trim_start_matches(is_separator));
        return match (before.is_empty(), after.is_empty()) {
            (true, true) => Cow::Borrowed(stem),
            (false, true) => Cow::Borrowed(before),
            (true, false) => Cow::Borrowed(after),
            (false, false) if stem[end..].starts_with('.') => Cow::Borrowed(after),
            (false, false) => Cow::Owned(format!("{before}{}{after}", &stem[end..=end])),
        };
    }
    Cow::Borrowed(without_camel_version(stem, version).unwrap_or(stem))
}

/// `Alert` of `AlertV1` and of `AlertVersion1`, if that is the version.
fn without_camel_version<'a>(stem: &'a str, version: &Version) -> Option<&'a str> {
    stem.match_indices('V').find_map(|(at, _)| {
        let (name, label) = stem.split_at(at);
        let numbers = label.strip_prefix("Version").unwrap_or(label);
        let ends_a_word = name.ends_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        (ends_a_word && Version::parse(numbers).is_some_and(|known| known == *version)).then_some(name)
    })
}

/// Whether a directory of this name would be a version of what it holds.
pub(crate) fn is_version_directory(name: &str) -> bool {
    Version::parse(name).is_some()
}

/// Neighbouring directories that are one version.
struct Run {
    start: usize,
    end: usize,
    version: Version,
}

impl Run {
    fn is_explicit(&self) -> bool {
        self.version.label().starts_with(['v', 'V'])
    }
}

fn version_run(directories: &[&str]) -> Result<Option<Run>, Ambiguous> {
    let mut explicit = Vec::new();
    let mut bare = Vec::new();
    let mut start = 0;
    while start < directories.len() {
        let numbers = directories[start..].iter().take_while(|part| is_number(part)).count();
        let end = start + numbers.max(1);
        if let Some(version) = Version::parse(&directories[start..end].join("/")) {
            let run = Run { start, end, version };
            if run.is_explicit() { explicit.push(run) } else { bare.push(run) }
        }
        start = end;
    }
    let mut candidates = if explicit.is_empty() { bare } else { explicit }.into_iter();
    let best = candidates.next();
    match (&best, candidates.next()) {
        (Some(first), Some(second)) => {
            Err(Ambiguous { first: first.version.label().to_owned(), second: second.version.label().to_owned() })
        }
        _ => Ok(best),
    }
}

/// Whether the directory can be a part of a version such as `7/4`.
fn is_number(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit()) && Version::parse(part).is_some()
}

/// Splits `user-v3`, `user_v3` and `user.v3`. A bare number in the end is too often part of a name (`sha-256`).
fn versioned_stem(stem: &str) -> Option<(&str, Version)> {
    stem.match_indices(['-', '_', '.']).find_map(|(at, separator)| {
        let (name, label) = (&stem[..at], &stem[at + separator.len()..]);
        let version = Version::parse(label).filter(|_| label.starts_with(['v', 'V']))?;
        if name.is_empty() { None } else { Some((name, version)) }
    })
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a &'a str>) -> String {
    parts.into_iter().copied().collect::<Vec<_>>().join("/")
}

impl Ambiguous {
    fn remedy(&self) -> String {
        if self.first.starts_with(['v', 'V']) {
            "rename the one that is not".to_owned()
        } else {
            format!("write the one that is with a v, such as `v{}`", self.second)
        }
    }
}
