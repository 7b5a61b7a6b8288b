//! Says which old files are left out because they cannot be understood.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::History;
use crate::model::input::Problem;
use crate::model::text::and_more;

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
    let files: BTreeSet<&str> = problems.iter().filter_map(|problem| problem.file.as_deref()).collect();
    let names: Vec<String> = history.older_versions(&files).iter().map(|version| format!("\"{version}\"")).collect();
    (!names.is_empty()).then(|| {
        let names = names.join(", ");
        format!(
            "an old version cannot be understood; if none of its data are left, [[retired]] leaves it out: versions = [{names}]"
        )
    })
}
