//! `avrocheck inspect`: says what container files and schemas are.

use std::path::Path;

use crate::history::known::KnownVersions;
use crate::inspect::{self, FoundSchema, Inspection, Trouble};
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::render::command::inspect as report;
use crate::render::problem::sentence;
use crate::source::config::Layer;
use crate::source::lookup::archive::Archive;
use crate::source::lookup::by_id::SchemasById;
use crate::source::lookup::resolve::{SchemaOrData, schema_or_data};
use crate::source::pulled_subject::RegistryId;
use avro_resolve::file::single::SchemaKey;
use avro_resolve::schema::shape::Shapes;

use super::args::{Global, InspectArgs};
use super::gate;
use super::output::{Status, complain, look, one, print_as, remark, sentence_of, sentences};

pub(crate) fn run(args: &InspectArgs, global: &Global) -> Status {
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    let (known, problems) = known(&archive, args.schemas.as_deref());
    for problem in &problems {
        let word = if args.schemas.is_some() { "error" } else { "note" };
        remark(word, &sentence(problem));
    }
    let by_id = match SchemasById::new(args.registry.as_deref(), &archive) {
        Ok(by_id) => by_id,
        Err(problem) => return complain(&[problem]),
    };
    let source = InspectedSchemas { archive: &archive, by_id: &by_id, known: &known };
    let inspections: Vec<Inspection> = args.files.iter().map(|path| source.inspect(path)).collect();
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

const NO_SCHEMAS: &str =
    "its schema is named by its fingerprint, and there are no schemas to look among: give --schemas DIR";

/// Where the schemas of files are from.
struct InspectedSchemas<'a> {
    archive: &'a Archive,
    by_id: &'a SchemasById<'a>,
    known: &'a KnownVersions,
}

impl InspectedSchemas<'_> {
    fn inspect(&self, path: &Path) -> Inspection {
        let InspectedSchemas { archive, known, .. } = self;
        let first = |problem: Problem| vec![problem];
        let found = schema_or_data(&path.to_string_lossy(), archive).and_then(|found| match found {
            SchemaOrData::Schema(named) => {
                let mut shapes = Shapes::default();
                let schema = named.parse(&mut shapes)?;
                Ok(inspect::linked(&named.file, &named.text, &shapes, schema.root_shape(), known))
            }
            SchemaOrData::Data(data) => match data.framing().map_err(first)? {
                Some(framing) => {
                    let input = data.open_raw(framing).map_err(first)?;
                    Ok(inspect::messages(&data.name, input, framing, known, |key| self.find(key)))
                }
                None => Ok(inspect::container(&data.name, data.open().map_err(first)?, known)),
            },
        });
        found.unwrap_or_else(|problems| {
            let troubles = problems.into_iter().map(Trouble::from).collect();
            Inspection { file: typed(path), schema: None, container: None, messages: None, troubles }
        })
    }

    /// The schema of a message, by what it says of it.
    fn find(&self, key: SchemaKey) -> Result<FoundSchema, Vec<String>> {
        let id = match key {
            SchemaKey::Fingerprint(_) | SchemaKey::Unsaid => None,
            SchemaKey::RegistryId(id) => Some(RegistryId::Number(id)),
            SchemaKey::VersionId(id) => Some(RegistryId::Version(id)),
        };
        let named = match (key, id) {
            (SchemaKey::Fingerprint(_), _) if self.archive.is_unnamed() => return Err(one(NO_SCHEMAS)),
            (SchemaKey::Fingerprint(fingerprint), _) => self.archive.of_fingerprint(fingerprint),
            (_, Some(id)) => self.by_id.schema(id),
            (_, None) => unreachable!("a file of bare data is not known as one"),
        };
        let named = named.map_err(sentences)?;
        let mut shapes = Shapes::default();
        let schema = named.parse(&mut shapes).map_err(sentences)?;
        let versions = id.map(|id| self.by_id.versions(id)).transpose().map_err(sentence_of)?;
        Ok(FoundSchema { text: named.text, schema, shapes, versions })
    }
}
