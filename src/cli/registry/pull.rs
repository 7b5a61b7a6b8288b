//! `avrocheck registry pull`: writes what a registry has to a directory.

use crate::model::input::Problem;
use crate::model::path::typed;
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
    if !global.quiet {
        history.notes.iter().for_each(|note| remark("note", note));
    }
    let printed = print_text(&pulled(&typed(&args.out), &summary));
    if problems.is_empty() { printed } else { complain(&problems) }
}
