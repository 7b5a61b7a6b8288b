//! Says which old files are left out because they cannot be understood.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::history::History;
use crate::model::input::Problem;
use crate::model::text::and_more;
use crate::model::version::Version;

/// A remark for each old file that is left out because it cannot be understood.
pub(super) fn left_out(problems: &[Problem]) -> Vec<String> {
    let mut by_file: BTreeMap<&str, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        by_file.entry(problem.file.as_deref().unwrap_or_default()).or_default().push(problem);
    }
    let note = |(file, found): (&str, Vec<&Problem>)| {
        let (more, message) = (and_more(found.len() - 1), &found[0].message);
        let line = found[0].position.map(|(line, _)| format!(":{line}")).unwrap_or_default();
        format!("{file}{line} is an old version that cannot be understood, and is left out: {message}{more}")
    };
    by_file.into_iter().map(note).collect()
}

/// A remark that says how to leave out the old versions that problems are in, if there are any.
pub(super) fn remedy(history: &History, problems: &[Problem]) -> Option<String> {
    let older: FxHashMap<&str, &Version> = history.older_versions().collect();
    let version = |problem: &Problem| problem.file.as_deref().and_then(|file| older.get(file).copied());
    // What a newest version lacks too is no matter of old versions.
    let newest = problems.iter().filter(|problem| version(problem).is_none());
    let lacking: BTreeSet<&str> = newest.filter_map(Problem::unknown_type).collect();
    let is_old = |problem: &&Problem| problem.unknown_type().is_none_or(|name| !lacking.contains(name));
    let old: BTreeSet<&Version> = problems.iter().filter(is_old).filter_map(version).collect();
    let names: Vec<String> = old.iter().map(|version| format!("\"{version}\"")).collect();
    (!names.is_empty()).then(|| {
        let names = names.join(", ");
        format!(
            "an old version cannot be understood; if none of its data are left, [[retired]] leaves it out: versions = [{names}]"
        )
    })
}
