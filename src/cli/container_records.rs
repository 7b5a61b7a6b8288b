//! Reads the records of container files, and says what is wrong with them.

use std::io::Read;

use crate::model::text::count;
use crate::scan::amount;
use crate::source::data_files::DataFile;
use crate::source::lookup::archive::Archive;
use avro_resolve::file::container::Blocks;
use avro_resolve::file::records::Lost;
use avro_resolve::schema::shape::Shapes;

use super::args::DeserializeArgs;
use super::output::{Status, not_utf8, refuse_all, remark, sentence_of};
use super::record_output::{RecordSink, at};
use super::record_reader::RecordReader;

/// Says what is wrong with a file that was read.
pub(super) fn report(
    name: &str,
    sink: &mut impl RecordSink,
    lost: &Lost,
    read: Result<(), Vec<String>>,
    status: &mut Status,
) {
    if let Some(warning) = not_utf8(sink.take_broken_texts()) {
        remark("warning", &format!("{name}: {warning}"));
    }
    if let Some(first) = &lost.first {
        let places = count(lost.places, "place");
        let lost = amount(lost);
        remark("warning", &format!("{name}: lost {lost} in {places}; the first: {first}"));
        *status = (*status).max(Status::Failed);
    }
    if let Err(messages) = read {
        *status = refuse_all(&messages);
    }
}

/// A file, or standard input. What is lost is added to `lost`, also where the reading ends with an error.
pub(super) fn container(
    args: &DeserializeArgs,
    file: &DataFile,
    archive: &Archive,
    output: &mut impl RecordSink,
    lost: &mut Lost,
) -> Result<(), Vec<String>> {
    let mut blocks = file.open().map_err(sentence_of)?.blocks().map_err(|error| at(&file.name, error))?;
    let mut files = 0;
    let read = loop {
        if let Err(messages) = records(args, file, archive, &mut blocks, output, lost) {
            break Err(messages);
        }
        files += 1;
        if !blocks.is_at_another_file() {
            break Ok(());
        }
        blocks = match blocks.next_file() {
            Ok(next) => next,
            Err(error) => break Err(at(&file.name, error)),
        };
    };
    if files > 1 {
        remark(
            "warning",
            &format!("{}: {files} container files were read, which stand one behind the other", file.name),
        );
    }
    read
}

fn records(
    args: &DeserializeArgs,
    file: &DataFile,
    archive: &Archive,
    blocks: &mut Blocks<impl Read>,
    output: &mut impl RecordSink,
    lost: &mut Lost,
) -> Result<(), Vec<String>> {
    let at = |error: &dyn ToString| at(&file.name, error.to_string());
    let mut shapes = Shapes::default();
    let writer = blocks.schema("schema", &mut shapes).map_err(|error| at(&error))?;
    let reader = RecordReader::new(args, archive, writer, shapes)?;
    let reader = reader.of_file(args, blocks.header()).map_err(|error| at(&error))?;
    output.take(&file.name, &reader, blocks, lost).map_err(|message| at(&message))
}
