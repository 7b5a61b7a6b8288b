//! `avrocheck deserialize`: container files in, records as text out.

use std::io::BufReader;
use std::path::Path;

use avro_resolve::data::binary::Reader;
use avro_resolve::file::container::Blocks;
use avro_resolve::file::records::{Damage, Lost, each_record};
use avro_resolve::schema::shape::Shapes;
use avrocheck::source::config::Layer;
use avrocheck::source::schema_choice::Choice;

use super::args::{DeserializeArgs, Global};
use super::decode::{decode, open};
use super::gate;
use super::lane::{Lane, Sheet, at};
use super::output::{Status, print, remark};

pub(crate) fn run(args: &DeserializeArgs, global: &Global) -> Status {
    let mut status = Status::Passed;
    let printed = print(Status::Passed, |out| {
        let choice = Choice::new(gate::home(args.schemas.as_deref(), &Layer::default(), global));
        let mut sheet = Sheet::new(out, args.limit);
        for path in &args.files {
            let read = match args.raw {
                Some(raw) => decode(args, raw, path, &choice, &mut sheet).map(|()| Lost::default()),
                None => container(args, path, &choice, &mut sheet),
            };
            sheet.flush()?;
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
fn container(args: &DeserializeArgs, path: &Path, choice: &Choice, sheet: &mut Sheet<'_>) -> Result<Lost, Vec<String>> {
    let mut blocks = Blocks::new(BufReader::new(open(path)?)).map_err(|error| at(path, error))?;
    let mut shapes = Shapes::default();
    let writer = blocks.header().schema("schema", &mut shapes).map_err(|error| at(path, error))?;
    let lane = Lane::new(args, choice, writer, shapes)?;
    let mut printer = lane.printer(args).map_err(|error| at(path, error))?;
    sheet.begin(&printer).map_err(|error| at(path, error))?;
    let damage = if args.recover { Damage::IsSkipped } else { Damage::Stops };
    let each = |_, record: &mut Reader<'_>| sheet.put(&mut printer, record).map_err(|error| lane.explained(error));
    each_record(&mut blocks, damage, each).map_err(|error| at(path, error))
}
