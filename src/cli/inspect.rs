//! `avrocheck inspect`: says what container files and schemas are.

use std::path::Path;

use crate::history::known::KnownVersions;
use crate::inspect::{self, Inspection, Trouble};
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::render::command::inspect as report;
use crate::render::problem::sentence;
use crate::source::config::Layer;
use crate::source::lookup::archive::Archive;
use crate::source::lookup::resolve::{SchemaOrData, schema_or_data};
use avro_resolve::schema::shape::Shapes;

use super::args::{Global, InspectArgs};
use super::gate;
use super::output::{Status, look, print_as, remark};

pub(crate) fn run(args: &InspectArgs, global: &Global) -> Status {
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    let (known, problems) = known(&archive, args.schemas.as_deref());
    for problem in &problems {
        let word = if args.schemas.is_some() { "error" } else { "note" };
        remark(word, &sentence(problem));
    }
    let inspections: Vec<Inspection> = args.files.iter().map(|path| inspect(path, &archive, &known)).collect();
    let is_well = inspections.iter().all(|inspection| inspection.troubles.is_empty())
        && (problems.is_empty() || args.schemas.is_none());
    let status = if is_well { Status::Passed } else { Status::NotChecked };
    let human = || report::render(&inspections, look(global));
    let status = gate::with_hints(&archive, global, status);
    print_as(args.format, status, human, |mut out| report::write(&inspections, &mut out))
}

/// The versions of the directory that was given, or else of the usual ones, if they are there.
fn known(archive: &Archive, given: Option<&Path>) -> (KnownVersions, Vec<Problem>) {
    if given.is_none() && !archive.is_there() {
        return (KnownVersions::default(), Vec::new());
    }
    let input = archive.read();
    let (known, faults) = KnownVersions::new(input.schemas);
    (known, [input.problems, faults].concat())
}

fn inspect(path: &Path, archive: &Archive, known: &KnownVersions) -> Inspection {
    let found = schema_or_data(&path.to_string_lossy(), archive).and_then(|found| match found {
        SchemaOrData::Schema(named) => {
            let mut shapes = Shapes::default();
            let schema = named.parse(&mut shapes)?;
            Ok(inspect::linked(&named.file, &named.text, &shapes, schema.root_shape(), known))
        }
        SchemaOrData::Data(data) => {
            let input = data.open().map_err(|problem| vec![problem])?;
            Ok(inspect::container(&data.name, input, known))
        }
    });
    found.unwrap_or_else(|problems| {
        let troubles = problems.into_iter().map(Trouble::from).collect();
        Inspection { file: typed(path), schema: None, container: None, troubles }
    })
}
