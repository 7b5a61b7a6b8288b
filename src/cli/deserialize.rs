//! `avrocheck deserialize`: prints the records of container files as text.

use std::io::BufReader;
use std::path::Path;

use crate::source::config::Layer;
use crate::source::data_files::DataFile;
use crate::source::lookup::archive::Archive;
use avro_resolve::data::binary::Reader;
use avro_resolve::file::container::Blocks;
use avro_resolve::file::records::{Damage, Lost, each_record};
use avro_resolve::schema::shape::Shapes;

use super::args::{DeserializeArgs, Global};
use super::deserialize_raw::decode;
use super::gate;
use super::output::{Status, print, remark, sentence_of};
use super::record_output::{RecordOutput, RecordReader, RecordTarget, at};

pub(crate) fn run(args: &DeserializeArgs, global: &Global) -> Status {
    let mut status = Status::Passed;
    let printed = print(Status::Passed, |out| {
        let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
        let mut output = RecordOutput::new(out, RecordTarget::of_standard_output(), args.limit);
        for path in &args.files {
            let read = match args.raw {
                Some(raw) => decode(args, raw, path, &archive, &mut output).map(|()| Lost::default()),
                None => container(args, path, &archive, &mut output),
            };
            output.flush()?;
            match read {
                Ok(Lost { places, bytes, records, first: Some(first), .. }) => {
                    let amount = format!("{bytes} bytes and {records} records in {places} places");
                    remark("warning", &format!("{}: lost {amount}; the first: {first}", path.display()));
                    status = status.max(Status::Failed);
                }
                Ok(Lost { first: None, .. }) => {}
                Err(messages) => {
                    messages.iter().for_each(|message| remark("error", message));
                    status = Status::NotChecked;
                }
            }
        }
        Ok(())
    });
    status.max(printed)
}

/// A file, or standard input.
fn container(
    args: &DeserializeArgs,
    path: &Path,
    archive: &Archive,
    output: &mut RecordOutput<'_>,
) -> Result<Lost, Vec<String>> {
    let mut blocks = Blocks::new(BufReader::new(DataFile::new(path).open().map_err(sentence_of)?))
        .map_err(|error| at(path, error))?;
    let mut shapes = Shapes::default();
    let writer = blocks.header().schema("schema", &mut shapes).map_err(|error| at(path, error))?;
    let reader = RecordReader::new(args, archive, writer, shapes)?;
    let mut printer = reader.printer(args).map_err(|error| at(path, error))?;
    output.begin(&printer).map_err(|error| at(path, error))?;
    let damage = if args.recover { Damage::IsSkipped } else { Damage::Stops };
    let each = |_, record: &mut Reader<'_>| output.put(&mut printer, record).map_err(|error| reader.explained(error));
    each_record(&mut blocks, damage, each).map_err(|error| at(path, error))
}
