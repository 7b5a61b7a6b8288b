//! Previews all records of a file, of standard input or made from the schema, and counts what became of them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::pair::ResolvedPair;
use super::{PreviewedRecord, TooLarge, record};
use crate::evidence::fixture;
use crate::model::data_input::DataInput;
use crate::model::input::{Problem, RecordText};
use crate::model::shell::shell_word;
use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::data::sample;
use avro_resolve::file::records::{Damage, each_record};
use avro_resolve::resolution::Verdict;
use avro_resolve::schema::canonical::canonical_form;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// Where records come from.
pub(crate) enum Data {
    /// Texts of JSON records.
    Texts(Vec<RecordText>),
    /// A container file: its name and its bytes.
    Container(String, DataInput<'static>),
    /// The writer's schema.
    Generated,
}

impl Data {
    /// What to say if there is no record.
    fn why_none(&self, writer_name: &str) -> String {
        match self {
            Data::Texts(texts) => {
                let names: Vec<&str> = texts.iter().map(|text| text.name.as_str()).collect();
                format!("there is no record in {}; give others with --data FILE", names.join(", "))
            }
            Data::Container(name, _) => format!("there is no record in {name}; give others with --data FILE"),
            Data::Generated => {
                format!("no record can be made from {writer_name}: no finite datum has this schema, or only large ones")
            }
        }
    }
}

/// What became of all records.
#[derive(Debug, Default)]
pub(crate) struct Preview {
    /// The first records.
    pub records: Vec<PreviewedRecord>,
    /// All records, counted.
    pub totals: Totals,
    /// What is not a record, and what else could not be done.
    pub problems: Vec<Problem>,
}

/// Records and values counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Totals {
    /// Records of the writer's.
    pub records: usize,
    /// Those that cannot be read.
    pub failed: usize,
    /// Those with too many parts to look at each.
    pub too_large: usize,
    /// Values by the name of their fate.
    pub fates: BTreeMap<&'static str, usize>,
    /// Records that came back as they were, where they went back.
    pub returned: usize,
    /// Records that were read and cannot be read back.
    pub stranded: usize,
    /// Values that are not the same any more in records that came back.
    pub lost: usize,
    /// Strings of the writer's that are not UTF-8.
    pub broken_texts: u64,
}

/// Puts all records through, keeps the first `limit` and counts all of them. `writer_name` is what messages call the writer's
/// schema.
pub(crate) fn preview(resolved: &ResolvedPair<'_>, data: Data, writer_name: &str, limit: usize) -> Preview {
    let none = data.why_none(writer_name);
    let mut preview = Preview::default();
    let Preview { records, totals, problems } = &mut preview;
    for_each_record(resolved, data, writer_name, problems, |name, written, problems| {
        match record(resolved, name, written) {
            Ok(record) => {
                totals.count(&record);
                if records.len() < limit {
                    records.push(record);
                }
            }
            Err(problem) => problems.push(problem),
        }
    });
    if totals.records == 0 && problems.is_empty() {
        problems.push(Problem { file: None, position: None, message: none });
    }
    preview
}

/// How many records are made from a schema.
const GENERATED: usize = 6;

/// Calls `each` with every record; what is not a record of the writer is a problem.
fn for_each_record(
    resolved: &ResolvedPair<'_>,
    data: Data,
    writer_name: &str,
    problems: &mut Vec<Problem>,
    mut each: impl FnMut(String, Value, &mut Vec<Problem>),
) {
    let shape = resolved.writer_shape();
    match data {
        Data::Texts(texts) => {
            for text in &texts {
                let (records, misfits) = fixture::records(resolved.shapes, shape, writer_name, text);
                problems.extend(misfits);
                records.into_iter().for_each(|(name, value)| each(name, value, problems));
            }
        }
        Data::Container(name, input) => container(resolved, &name, input, writer_name, problems, each),
        Data::Generated => {
            let samples = sample::records(resolved.shapes, shape, GENERATED);
            samples
                .into_iter()
                .zip(1..)
                .for_each(|(value, number)| each(format!("generated {number}"), value, problems));
        }
    }
}

fn container(
    resolved: &ResolvedPair<'_>,
    name: &str,
    input: DataInput<'static>,
    writer_name: &str,
    problems: &mut Vec<Problem>,
    mut each: impl FnMut(String, Value, &mut Vec<Problem>),
) {
    let problem = |message: String| Problem { file: Some(name.to_owned()), position: None, message };
    let mut shapes = Shapes::default();
    let opened =
        input.blocks().and_then(|blocks| Ok((blocks.header().schema(name, &mut shapes)?.root_shape(), blocks)));
    let (own_shape, mut blocks) = match opened {
        Ok(opened) => opened,
        Err(error) => return problems.push(problem(error.to_string())),
    };
    if !is_same(&shapes, own_shape, resolved) {
        return problems.push(problem(format!(
            "its records were written with another schema than {writer_name}; give the file itself as the writer \
             (`avrocheck preview {} READER`), or data of {writer_name}",
            shell_word(name)
        )));
    }
    blocks.limit_file();
    let mut number = 0;
    let (_, read) = each_record(&mut blocks, Damage::Stops, |_, reader| {
        let value = binary::read(resolved.shapes, resolved.writer_shape(), reader)?;
        number += 1;
        each(format!("{name} record {number}"), value, problems);
        Ok::<ControlFlow<()>, DecodeError>(ControlFlow::Continue(()))
    });
    if let Err(error) = read {
        problems.push(problem(error.with_advice()));
    }
}

/// Whether the header's schema encodes data as the writer's does: then the writer's schema decodes them.
fn is_same(shapes: &Shapes, own: ShapeId, resolved: &ResolvedPair<'_>) -> bool {
    match (canonical_form(shapes, own), canonical_form(resolved.shapes, resolved.writer_shape())) {
        (Ok(own), Ok(writer)) => own == writer,
        (Err(_), _) | (_, Err(_)) => false,
    }
}

impl ResolvedPair<'_> {
    /// Whether all, some or no data of the writer can be read.
    pub(crate) fn verdict(&self) -> Verdict {
        self.resolution.verdict(self.there)
    }
}

impl Totals {
    fn count(&mut self, record: &PreviewedRecord) {
        self.records += 1;
        self.broken_texts += record.written.broken_texts();
        self.failed += usize::from(record.read.is_err());
        self.stranded += usize::from(matches!(record.back, Some(Err(_))));
        self.returned += usize::from(record.has_returned());
        match &record.parts {
            Err(TooLarge) => self.too_large += 1,
            Ok(part) => part.for_each_leaf(&mut |leaf| {
                *self.fates.entry(leaf.fate.name()).or_default() += 1;
                self.lost += usize::from(record.came_back() && !leaf.has_survived());
            }),
        }
    }
}
