//! Orders versions by the numbers in their names: `v2 < v10`, `1.2 < 1.10`.

use std::cmp::Ordering;
use std::fmt;

/// The label of the versions of the working tree.
pub(crate) const WORKING_TREE: &str = "working tree";

/// The label of the only version that there is.
#[cfg(feature = "cli")]
pub(crate) const ONLY_VERSION: &str = "the version";

/// A version of a subject or of a directory of subjects.
#[derive(Clone, Debug)]
pub struct Version {
    label: String,
    numbers: Vec<u64>,
    /// Whether the number is its place among versions that were given one by one, not part of its name.
    is_ranked: bool,
}

impl Version {
    /// Reads `v1`, `V10`, `1.2`, `2024-05-01` or `7/4`; `None` for anything else.
    pub fn parse(label: &str) -> Option<Version> {
        let digits = label.strip_prefix(['v', 'V']).unwrap_or(label);
        let numbers = digits.split(['.', '-', '/', '_']).map(|part| {
            let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if is_number { part.parse().ok() } else { None }
        });
        Some(Version::numbered(label, numbers.collect::<Option<_>>()?))
    }

    /// A version whose place in the order the user gave: the `rank`-th argument.
    pub fn ranked(label: &str, rank: u64) -> Version {
        Version { label: label.to_owned(), numbers: vec![rank], is_ranked: true }
    }

    /// A version whose label does not have its numbers in a form that [`parse`](Version::parse) reads.
    pub fn numbered(label: &str, numbers: Vec<u64>) -> Version {
        Version { label: label.to_owned(), numbers, is_ranked: false }
    }

    /// The numbers of its name; `None` where versions are ordered as they were given, whatever their names say.
    pub fn numbers(&self) -> Option<&[u64]> {
        (!self.is_ranked).then_some(&self.numbers)
    }

    /// Whether a subject may begin so: with 0.x, 1 or 1.0, with a date, or as somebody ordered it.
    pub(crate) fn is_first(&self) -> bool {
        /// From here on a number is a year.
        const YEAR: u64 = 1000;
        match self.numbers() {
            Some([first, rest @ ..]) => {
                *first == 0 || *first >= YEAR || (*first == 1 && rest.iter().all(|part| *part == 0))
            }
            None | Some([]) => true,
        }
    }

    /// The version as it was written.
    pub fn label(&self) -> &str {
        &self.label
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Version) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Version) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Version) -> Ordering {
        self.numbers.cmp(&other.numbers)
    }
}
