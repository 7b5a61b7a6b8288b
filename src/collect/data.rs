//! Collects data that come one by one, each with its own schema, into container files of one schema each.
//!
//! The file of each schema stays open until the unit ends, so that data of two schemas, which come by turns while services are
//! deployed, make two files and not one for each turn.

use std::io;

use super::collector::Collector;
use super::open_unit::{Behind, OpenBlock, OpenUnit};
use crate::sink::unit::Head;
use avro_resolve::file::container::BlockWriter;
use movie_logs::convert::sync_marker;

/// A schema that data are written with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DataSchema {
    /// What files of it are called: `shop.Order-s17`.
    pub what: String,
    pub text: String,
}

impl Collector<'_> {
    /// Takes a datum of a schema, which `length` bytes of a message were read for, with the time of the message in seconds since
    /// 1970.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn take_datum(
        &mut self,
        unit: &mut OpenUnit,
        (schema, datum): (&DataSchema, &[u8]),
        (length, time): (usize, Option<i64>),
        end: Behind,
    ) -> io::Result<()> {
        self.end_before(unit, time)?;
        let block = match unit.blocks.get_mut(&schema.what) {
            Some(block) => block,
            None => {
                let block = OpenBlock { schema_text: schema.text.clone(), data: Vec::new(), count: 0 };
                unit.blocks.entry(schema.what.clone()).or_insert(block)
            }
        };
        block.data.extend_from_slice(datum);
        block.count += 1;
        if block.data.len() >= self.form.block_size {
            self.end_block(unit, &schema.what)?;
        }
        self.count(unit, length, end)
    }

    /// Ends the block of each schema.
    pub(super) fn end_blocks(&mut self, unit: &mut OpenUnit) -> io::Result<()> {
        let schemas: Vec<String> = unit.blocks.keys().cloned().collect();
        schemas.iter().try_for_each(|what| self.end_block(unit, what))?;
        unit.blocks.clear();
        Ok(())
    }

    fn end_block(&mut self, unit: &mut OpenUnit, what: &str) -> io::Result<()> {
        let OpenUnit { blocks, range, .. } = unit;
        let Some(block) = blocks.get_mut(what).filter(|block| block.count > 0) else { return Ok(()) };
        let codec = self.form.codec;
        let sync = sync_marker(&block.schema_text, None, *codec, range.digest());
        let mut bytes = Vec::new();
        BlockWriter::new(codec).block(block.count, &block.data, &sync, &mut bytes)?;
        let head = Head { schema_text: &block.schema_text, codec, sync, of_lines: None };
        range.write(|files| files.write(what, &head, &bytes, block.count))?;
        block.data.clear();
        block.count = 0;
        Ok(())
    }
}
