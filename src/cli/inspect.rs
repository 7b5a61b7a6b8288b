//! `avrocheck inspect`: files in, what they are out.

use std::path::{Path, PathBuf};

use avrocheck::compat::input::Problem;
use avrocheck::compat::inspection::{self, Inspection, Trouble};
use avrocheck::compat::known::Known;
use avrocheck::report::inspect as report;
use avrocheck::report::part::problem::sentence;
use avrocheck::source::directory;
use avrocheck::source::inspect::{Opened, name, open};

use super::args::{Format, Global, InspectArgs};
use super::output::{Status, look, print, remark};

/// Where schemas are looked for, if they are there.
const SCHEMAS: &str = "schemas";

pub(crate) fn run(args: &InspectArgs, global: &Global) -> Status {
    let (known, problems) = known(args.schemas.as_deref());
    for problem in &problems {
        let word = if args.schemas.is_some() { "error" } else { "note" };
        remark(word, &sentence(problem));
    }
    let schemas = args.schemas.as_deref().unwrap_or(Path::new(SCHEMAS));
    let inspections: Vec<Inspection> = args.files.iter().map(|path| inspect(path, schemas, &known)).collect();
    let is_well = inspections.iter().all(|inspection| inspection.troubles.is_empty())
        && (problems.is_empty() || args.schemas.is_none());
    let status = if is_well { Status::Passed } else { Status::NotChecked };
    print(status, |mut out| match args.format {
        Format::Json => report::write(&inspections, &mut out),
        Format::Human => out.write_all(report::render(&inspections, look(global)).as_bytes()),
    })
}

/// The versions of the directory that was given, or else of the usual one.
fn known(schemas: Option<&Path>) -> (Known, Vec<Problem>) {
    let directory = match schemas {
        Some(directory) => directory.to_owned(),
        None if Path::new(SCHEMAS).is_dir() => PathBuf::from(SCHEMAS),
        None => return (Known::default(), Vec::new()),
    };
    let input = directory::read(&[directory]);
    let (known, faults) = Known::new(input.schemas);
    (known, [input.problems, faults].concat())
}

fn inspect(path: &Path, schemas: &Path, known: &Known) -> Inspection {
    let file = name(path);
    match open(path, schemas) {
        Ok(Opened::Schema(found)) => {
            inspection::linked(&file, &found.text, &found.shapes, found.schema.root_shape(), known)
        }
        Ok(Opened::Container(input)) => inspection::container(&file, input, known),
        Err(problems) => {
            let troubles = problems.into_iter().map(Trouble::from).collect();
            Inspection { file, schema: None, container: None, troubles }
        }
    }
}
