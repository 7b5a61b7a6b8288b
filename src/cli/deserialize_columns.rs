//! `avrocheck deserialize --to parquet` and `--to arrow`: writes the records of container files as columns.

use avro_columns::Form;
use avro_resolve::file::records::Lost;

use super::args::{ColumnCodecWord, DeserializeArgs, Global, OutputFormat};
use super::column_output::{ColumnOutput, ColumnsPlace};
use super::container_records::{container, report};
use super::gate;
use super::output::{Status, complain, refuse, refuse_all, sentence_of};
use super::output_file::{self, Failure, to_file};
use crate::sink::file::Existing;
use crate::sink::tree::NewTree;
use crate::source::config::Layer;
use crate::source::data_files::containers;
use crate::store;

/// The form, if columns are asked for.
pub(super) fn form(args: &DeserializeArgs) -> Option<Form> {
    match args.to {
        OutputFormat::Parquet => Some(Form::Parquet),
        OutputFormat::Arrow => Some(Form::Arrow),
        OutputFormat::Jsonl | OutputFormat::Csv | OutputFormat::Log => None,
    }
}

/// Why flags cannot be used together.
pub(super) fn conflict(args: &DeserializeArgs) -> Option<&'static str> {
    let Some(form) = form(args) else {
        return args.columns.is_given().then_some(
            "--partition-by, --sort-by and --codec are for columns; give --to parquet or arrow, or leave them out",
        );
    };
    let is_of_files = args.raw.is_none();
    #[cfg(feature = "kafka")]
    let is_of_files = is_of_files && args.topic.kafka.is_none();
    let keys = &args.columns.partition_by;
    let repeats = |at: usize| keys[..at].iter().any(|key| key.name() == keys[at].name());
    if !is_of_files {
        Some("columns are made of container files; leave out --raw and --kafka, or write jsonl")
    } else if output_file::named(args.out.as_deref()).is_none() {
        Some("columns are not written to standard output; give -o FILE, or -o DIR with --partition-by")
    } else if args.json.is_some() || args.logical.is_some() {
        Some("--json and --logical are for text; columns have the types of their values; leave them out")
    } else if form == Form::Arrow && args.columns.codec == Some(ColumnCodecWord::Snappy) {
        Some("Arrow files are not compressed with Snappy; give --codec zstd or none")
    } else if (0..keys.len()).any(repeats) {
        Some("--partition-by has two keys of one name; leave out one")
    } else {
        None
    }
}

/// Writes a file, or a directory of them.
pub(super) fn run(args: &DeserializeArgs, global: &Global, form: Form) -> Status {
    let path = output_file::named(args.out.as_deref()).expect("flags are checked before");
    let mut status = Status::Passed;
    let written = if args.columns.partition_by.is_empty() {
        let existing = if args.force { Existing::Replace } else { Existing::Refuse };
        to_file(path, existing, |out| fill(args, global, (form, ColumnsPlace::File(Some(out))), &mut status))
    } else {
        let tree = NewTree::create(path).map_err(|problem| Failure::Messages(sentence_of(problem)));
        let filled = tree.and_then(|tree| fill(args, global, (form, ColumnsPlace::Tree(tree)), &mut status));
        filled.map_err(|failure| match failure {
            Failure::Messages(messages) => messages,
            Failure::Output(error) => vec![format!("{}: cannot be written: {error}", store::named(path))],
        })
    };
    match written {
        Ok(()) => status,
        Err(messages) => refuse_all(&messages),
    }
}

/// Fills a file or a directory, and completes it, if nothing is wrong.
fn fill<'o>(
    args: &'o DeserializeArgs,
    global: &Global,
    (form, place): (Form, ColumnsPlace<'o>),
    status: &mut Status,
) -> Result<(), Failure> {
    let mut output = ColumnOutput::new(args, form, place);
    *status = each_file(args, global, &mut output);
    match status {
        // An output that fails is its own error.
        Status::NotChecked if !output.has_failed() => {
            let path = args.out.as_deref().map(store::named).unwrap_or_default();
            Err(Failure::Messages(vec![format!("{path}: not written")]))
        }
        Status::Passed | Status::Failed | Status::NotChecked => output.finish(),
    }
}

fn each_file(args: &DeserializeArgs, global: &Global, output: &mut ColumnOutput<'_>) -> Status {
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    let (files, problems) = containers(&args.files);
    let mut status = if problems.is_empty() { Status::Passed } else { complain(&problems) };
    for file in &files {
        let mut lost = Lost::default();
        let read = container(args, file, &archive, output, &mut lost);
        let is_read = read.is_ok();
        report(&file.name, output, &lost, read, &mut status);
        // Nothing is written any more.
        if !is_read || output.has_failed() {
            break;
        }
    }
    if files.is_empty() && problems.is_empty() {
        return refuse("there are no files to read");
    }
    gate::with_hints(&archive, global, status)
}
