//! `avrocheck inspect`: files in, what they are out.

use std::path::Path;

use avrocheck::history::known::KnownVersions;
use avrocheck::inspect::{self, Inspection, Trouble};
use avrocheck::model::input::Problem;
use avrocheck::render::command::inspect as report;
use avrocheck::render::problem::sentence;
use avrocheck::source::config::Layer;
use avrocheck::source::home::Home;
use avrocheck::source::inspect::{Opened, name, open};

use super::args::{Format, Global, InspectArgs};
use super::gate;
use super::output::{Status, look, print, remark};

pub(crate) fn run(args: &InspectArgs, global: &Global) -> Status {
    let home = gate::home(args.schemas.as_deref(), &Layer::default(), global);
    let (known, problems) = known(&home, args.schemas.as_deref());
    for problem in &problems {
        let word = if args.schemas.is_some() { "error" } else { "note" };
        remark(word, &sentence(problem));
    }
    let inspections: Vec<Inspection> = args.files.iter().map(|path| inspect(path, &home, &known)).collect();
    let is_well = inspections.iter().all(|inspection| inspection.troubles.is_empty())
        && (problems.is_empty() || args.schemas.is_none());
    let status = if is_well { Status::Passed } else { Status::NotChecked };
    print(status, |mut out| match args.format {
        Format::Json => report::write(&inspections, &mut out),
        Format::Human => out.write_all(report::render(&inspections, look(global)).as_bytes()),
    })
}

/// The versions of the directory that was given, or else of the usual ones, if they are there.
fn known(home: &Home, given: Option<&Path>) -> (KnownVersions, Vec<Problem>) {
    if given.is_none() && !home.is_there() {
        return (KnownVersions::default(), Vec::new());
    }
    let input = home.read();
    let (known, faults) = KnownVersions::new(input.schemas);
    (known, [input.problems, faults].concat())
}

fn inspect(path: &Path, schemas: &Home, known: &KnownVersions) -> Inspection {
    let file = name(path);
    match open(path, schemas) {
        Ok(Opened::Schema(found)) => {
            inspect::linked(&file, &found.text, &found.shapes, found.schema.root_shape(), known)
        }
        Ok(Opened::Container(input)) => inspect::container(&file, input, known),
        Err(problems) => {
            let troubles = problems.into_iter().map(Trouble::from).collect();
            Inspection { file, schema: None, container: None, troubles }
        }
    }
}
