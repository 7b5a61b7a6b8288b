//! `avrocheck registry pull`: writes what a registry has to a directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::model::input::Problem;
use crate::model::path::{parent, typed};
use crate::render::command::registry::{Pulled, pulled};
use crate::sink::texts::{Kept, keep};
use crate::source::config::Layer;
use crate::source::registry::history::{self, VersionFiles};
use crate::source::registry::open::OpenRegistry;

use super::super::args::{Global, PullArgs};
use super::super::gate;
use super::super::output::{Status, complain, print_text, remark};

pub(crate) fn run(args: &PullArgs, global: &Global) -> Status {
    let settings = gate::settings(&[], &Layer::default(), global);
    let history = match OpenRegistry::open(&args.registry, &settings).and_then(|registry| history::read(&registry)) {
        Ok(history) => history,
        Err(problem) => return complain(&[problem]),
    };
    let mut problems = history.problems;
    let mut summary = Pulled { subjects: history.subjects, versions: history.files.len(), written: 0 };
    for VersionFiles { schema, references } in &history.files {
        // The schema comes last: where it is, the version is complete.
        for (path, text) in references.iter().chain([schema]) {
            let path = args.out.join(path);
            match keep(&path, text) {
                Ok(Kept::New) => summary.written += 1,
                Ok(Kept::Same) => {}
                Err(message) => problems.push(Problem::of(typed(&path), message)),
            }
        }
    }
    let mut notes = history.notes;
    for (one, other) in differing_in_case(&history.files) {
        let directories = format!("{} and {}", typed(&args.out.join(one)), typed(&args.out.join(other)));
        // A file system that ignores case gives both the same name.
        let real = |name| fs::canonicalize(args.out.join(name)).ok();
        if real(one).is_some_and(|one| Some(one) == real(other)) {
            let message = "are one directory here, because their names differ only in case; pull to a file system that tells them apart";
            problems.push(Problem::of_run(format!("{directories} {message}")));
        } else {
            notes.push(format!(
                "{directories} differ only in case; some file systems, as of macOS and Windows, take them for one"
            ));
        }
    }
    if !global.quiet {
        notes.iter().for_each(|note| remark("note", note));
    }
    let printed = print_text(&pulled(&typed(&args.out), &summary));
    if problems.is_empty() { printed } else { complain(&problems) }
}

/// Directories of subjects whose names differ only in case, each with the one before it.
fn differing_in_case(files: &[VersionFiles]) -> Vec<(&str, &str)> {
    let names: BTreeSet<&str> = files.iter().filter_map(|version| parent(&version.schema.0)).collect();
    let mut alike: BTreeMap<String, &str> = BTreeMap::new();
    names.into_iter().filter_map(|name| Some((alike.insert(name.to_lowercase(), name)?, name))).collect()
}
