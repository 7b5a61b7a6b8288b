//! Reads `--format F[=FILE]`: what to report, and where to.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum;

/// How to report, where people and programs are the only readers.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// For people
    Human,
    /// One JSON value, a versioned contract
    Json,
}

/// How to report, and where to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Destination {
    pub(crate) format: ReportFormat,
    /// A file; without one, standard output.
    pub(crate) file: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum ReportFormat {
    /// For people, in a terminal
    Human,
    /// A line for each finding
    Concise,
    /// One JSON value, a versioned contract
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit's XML, for reports of tests
    Junit,
    /// Annotations of a GitHub workflow, and its step summary
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// A comment on a pull request
    Markdown,
    /// A page of its own
    Html,
}

impl ReportFormat {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl Destination {
    /// Whether both go to the same place, by whatever name. A device takes any number of reports.
    fn is_at(&self, other: &Destination) -> bool {
        match (&self.file, &other.file) {
            (None, None) => true,
            (Some(one), Some(two)) => one == two || real(one) == real(two) && !is_device(one),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// Whether the report shows what records are read as.
    pub(crate) fn shows_previews(&self) -> bool {
        self.format == ReportFormat::Html
    }
}

impl FromStr for Destination {
    type Err = String;

    fn from_str(text: &str) -> Result<Destination, String> {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let known = ReportFormat::value_variants();
        let Some(format) = known.iter().copied().find(|format| format.name() == name) else {
            let names: Vec<String> = known.iter().map(|format| format.name()).collect();
            let nearest = names.iter().max_by(|a, b| strsim::jaro(a, name).total_cmp(&strsim::jaro(b, name)));
            let hint = nearest.filter(|known| strsim::jaro(known, name) > 0.7);
            let hint = hint.map_or_else(String::new, |known| format!("; did you mean {known}?"));
            return Err(format!("there is no such format{hint} (formats are {})", names.join(", ")));
        };
        match file {
            Some("") => Err(format!("there is no file name behind {name}=")),
            Some("-") | None => Ok(Destination { format, file: None }),
            Some(file) => Ok(Destination { format, file: Some(file.into()) }),
        }
    }
}

/// Where a file is, or will be.
fn real(file: &Path) -> PathBuf {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let inside = || Some(fs::canonicalize(parent).ok()?.join(file.file_name()?));
    fs::canonicalize(file).ok().or_else(inside).unwrap_or_else(|| file.to_owned())
}

fn is_device(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// What is wrong with several destinations together.
pub(crate) fn conflict(destinations: &[Destination]) -> Option<String> {
    for (at, destination) in destinations.iter().enumerate() {
        let others = &destinations[at + 1..];
        if let Some(other) = others.iter().find(|other| other.is_at(destination)) {
            let (one, two) = (destination.format.name(), other.format.name());
            return Some(match &destination.file {
                None => format!(
                    "both {one} and {two} would go to standard output; give one of them a file: --format {two}=FILE"
                ),
                Some(file) => format!("both {one} and {two} would go to {}", file.display()),
            });
        }
    }
    None
}
