//! The output formats; parses `--format FORMAT[=FILE]`: which report to write, and where.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum;

use crate::model::text::nearest;

/// How to report, where people and programs are the only readers.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// Text for people
    Human,
    /// One JSON value, a versioned contract
    Json,
}

/// A report format, and where the report goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Destination {
    pub(crate) format: ReportFormat,
    /// A file; without one, standard output.
    pub(crate) file: Option<PathBuf>,
}

/// The format of a report.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum ReportFormat {
    /// Text for people
    Human,
    /// One line for each finding
    Concise,
    /// One JSON value, a versioned contract
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for test reports
    Junit,
    /// GitHub workflow annotations and step summary
    Github,
    /// GitLab code quality report
    Gitlab,
    /// Azure Pipelines logging commands
    Azure,
    /// Reviewdog's diagnostics
    Rdjson,
    /// A comment on a pull request
    Markdown,
    /// One HTML page
    Html,
}

impl ReportFormat {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl Destination {
    /// Whether both name the same place, even by different paths. A device takes any number of reports.
    fn is_at(&self, other: &Destination) -> bool {
        match (&self.file, &other.file) {
            (None, None) => true,
            (Some(one), Some(two)) => one == two || real(one) == real(two) && !is_device(one),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// Whether one such report can follow another where it goes.
    pub(crate) fn can_be_repeated(&self) -> bool {
        match self.format {
            ReportFormat::Human
            | ReportFormat::Concise
            | ReportFormat::Json
            | ReportFormat::Github
            | ReportFormat::Azure
            | ReportFormat::Markdown => self.file.is_none(),
            ReportFormat::Sarif
            | ReportFormat::Junit
            | ReportFormat::Gitlab
            | ReportFormat::Rdjson
            | ReportFormat::Html => false,
        }
    }

    /// Whether the report shows previews of records.
    pub(crate) fn shows_previews(&self) -> bool {
        self.format == ReportFormat::Html
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            None => f.write_str(&self.format.name()),
            Some(file) => write!(f, "{}={}", self.format.name(), file.display()),
        }
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
            let meant = nearest(name, names.iter().map(String::as_str));
            let hint = meant.map(|known| format!("; did you mean {known}?")).unwrap_or_default();
            return Err(format!("unknown format{hint} (the formats are {})", names.join(", ")));
        };
        match file {
            Some("") => Err(format!("the file name after {name}= is missing")),
            Some("-") | None => Ok(Destination { format, file: None }),
            Some(file) => Ok(Destination { format, file: Some(file.into()) }),
        }
    }
}

/// The real path of a file that exists or will be created.
fn real(file: &Path) -> PathBuf {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let inside = || Some(fs::canonicalize(parent).ok()?.join(file.file_name()?));
    fs::canonicalize(file).ok().or_else(inside).unwrap_or_else(|| file.to_owned())
}

fn is_device(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// Why several destinations cannot be used together.
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
