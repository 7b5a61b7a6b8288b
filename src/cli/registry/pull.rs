//! `avrocheck registry pull`: writes what a registry has to a directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::model::input::Problem;
use crate::model::path::{parent, typed};
use crate::render::command::registry::{Pulled, pulled};
use crate::sink::texts::{Kept, change, keep};
use crate::source::config::Layer;
use crate::source::registry::history::{self, SubjectFiles, VersionFiles};
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
    let summary = Pulled { subjects: history.subjects.len(), ..Pulled::default() };
    let mut run = PullRun { out: &args.out, summary, notes: history.notes, problems: history.problems };
    let names: BTreeSet<String> =
        history.subjects.iter().filter_map(|subject| parent(&subject.about_path).map(str::to_owned)).collect();
    history.subjects.into_iter().for_each(|subject| run.keep_subject(subject));
    differing_in_case(&names).into_iter().for_each(|names| run.note_alike(names));
    if !global.quiet {
        run.notes.iter().for_each(|note| remark("note", note));
    }
    let printed = print_text(&pulled(&typed(&args.out), &run.summary));
    if run.problems.is_empty() { printed } else { complain(&run.problems) }
}

/// What became of the files so far.
struct PullRun<'a> {
    out: &'a Path,
    summary: Pulled,
    notes: Vec<String>,
    problems: Vec<Problem>,
}

impl PullRun<'_> {
    fn keep_subject(&mut self, SubjectFiles { versions, mut about, about_path }: SubjectFiles) {
        self.summary.versions += versions.len();
        for (version, VersionFiles { schema, references }) in &versions {
            // The schema comes last: where it is, the version is complete.
            for (path, text) in references.iter().chain([schema]) {
                let path = self.out.join(path);
                let kept = keep(&path, text);
                if !self.count(&path, kept) {
                    // The id is that of another text.
                    about.ids.remove(version);
                }
            }
        }
        let path = self.out.join(about_path);
        let mut changes = Vec::new();
        let updated = change(&path, |before| {
            let (text, found) = about.updated(&typed(&path), before)?;
            changes = found;
            Ok(text)
        });
        if self.count(&path, updated) {
            self.notes.append(&mut changes);
        }
    }

    /// Says of two directories whose names differ only in case what becomes of them.
    fn note_alike(&mut self, (one, other): (&str, &str)) {
        let directories = format!("{} and {}", typed(&self.out.join(one)), typed(&self.out.join(other)));
        // A file system that ignores case gives both the same name.
        let real = |name| fs::canonicalize(self.out.join(name)).ok();
        if real(one).is_some_and(|one| Some(one) == real(other)) {
            let message = "are one directory here, because their names differ only in case; pull to a file system that tells them apart";
            self.problems.push(Problem::of_run(format!("{directories} {message}")));
        } else {
            self.notes.push(format!(
                "{directories} differ only in case; some file systems, as of macOS and Windows, take them for one"
            ));
        }
    }

    /// Counts a file; whether it is as it should be.
    fn count(&mut self, path: &Path, kept: Result<Kept, String>) -> bool {
        match kept {
            Ok(Kept::New) => self.summary.written += 1,
            Ok(Kept::Changed) => self.summary.updated += 1,
            Ok(Kept::Same) => {}
            Err(message) => {
                self.problems.push(Problem::of(typed(path), message));
                return false;
            }
        }
        true
    }
}

/// Names that differ only in case, each with the one before it.
fn differing_in_case(names: &BTreeSet<String>) -> Vec<(&str, &str)> {
    let mut alike: BTreeMap<String, &str> = BTreeMap::new();
    names.iter().filter_map(|name| Some((alike.insert(name.to_lowercase(), name)?, name.as_str()))).collect()
}
