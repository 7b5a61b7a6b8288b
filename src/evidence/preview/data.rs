//! Reads the records of a preview from where they come from.

use std::io::Read;
use std::ops::ControlFlow;

use super::pair::ResolvedPair;
use crate::evidence::fixture;
use crate::model::input::{Problem, RecordText};
use avro_resolve::data::binary::{self, DecodeError};
use avro_resolve::data::sample;
use avro_resolve::file::container::Blocks;
use avro_resolve::file::records::{Damage, each_record};
use avro_resolve::schema::canonical::canonical_form;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// Where records come from.
pub(crate) enum Data {
    /// Texts of JSON records.
    Texts(Vec<RecordText>),
    /// A container file: its name and its bytes.
    Container(String, Box<dyn Read>),
    /// The writer's schema.
    Generated,
}

impl Data {
    /// What to say if there is no record.
    pub(crate) fn why_none(&self, writer_name: &str) -> String {
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

/// How many records are made from a schema.
const GENERATED: usize = 6;

/// Calls `each` with every record; what is not a record of the writer is a problem.
pub(crate) fn for_each_record(
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
    input: Box<dyn Read>,
    writer_name: &str,
    problems: &mut Vec<Problem>,
    mut each: impl FnMut(String, Value, &mut Vec<Problem>),
) {
    let problem = |message: String| Problem { file: Some(name.to_owned()), position: None, message };
    let mut shapes = Shapes::default();
    let opened =
        Blocks::new(input).and_then(|blocks| Ok((blocks.header().schema(name, &mut shapes)?.root_shape(), blocks)));
    let (own_shape, mut blocks) = match opened {
        Ok(opened) => opened,
        Err(error) => return problems.push(problem(error.to_string())),
    };
    if !is_same(&shapes, own_shape, resolved) {
        return problems.push(problem(format!(
            "its records were written with another schema than {writer_name}; give the file itself as the writer \
             (`avrocheck preview {name} READER`), or data of {writer_name}"
        )));
    }
    let mut number = 0;
    let read = each_record(&mut blocks, Damage::Stops, |_, reader| {
        let value = binary::read(resolved.shapes, resolved.writer_shape(), reader)?;
        number += 1;
        each(format!("{name} record {number}"), value, problems);
        Ok::<ControlFlow<()>, DecodeError>(ControlFlow::Continue(()))
    });
    if let Err(error) = read {
        problems.push(problem(error.to_string()));
    }
}

/// Whether the header's schema encodes data as the writer's does: then the writer's schema decodes them.
fn is_same(shapes: &Shapes, own: ShapeId, resolved: &ResolvedPair<'_>) -> bool {
    match (canonical_form(shapes, own), canonical_form(resolved.shapes, resolved.writer_shape())) {
        (Ok(own), Ok(writer)) => own == writer,
        (Err(_), _) | (_, Err(_)) => false,
    }
}
