//! Chooses records: a sample of the values of a field, and each record once.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher};

use sha2::{Digest, Sha256};

use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::transcode::{TextOptions, Transcoder};
use avro_resolve::data::translate::TranslateError;
use avro_resolve::schema::print::{Style, print};

use super::args::SelectionArgs;
use super::output::remark;
use super::record_reader::RecordReader;
use crate::model::text::count;
use crate::render::command::records::PrinterError;

/// What was chosen so far, of all files.
#[derive(Debug, Default)]
pub(super) struct ChosenRecords {
    /// The digests of the records.
    seen: HashSet<u128, DigestHasher>,
    repeated: u64,
}

impl ChosenRecords {
    /// Says how many records were there before.
    pub(super) fn report(&self) {
        if self.repeated > 0 {
            remark("note", &format!("--dedup left out {}, which were there before", count(self.repeated, "record")));
        }
    }
}

/// More different records than this are not kept apart: they take about 5 GB.
const MOST_DIFFERENT: usize = 1 << 27;

/// Chooses records of one writer.
pub(super) struct RecordFilter<'a> {
    reader: &'a RecordReader,
    sample: Option<ValueSample<'a>>,
    /// The digest of the writer's schema, if records are to be different.
    schema: Option<Sha256>,
}

struct ValueSample<'a> {
    /// Reads the field alone.
    field: Transcoder<'a>,
    /// Records are chosen whose number is not above it.
    highest: u64,
    seed: String,
    text: Vec<u8>,
}

impl<'a> RecordFilter<'a> {
    /// Prepares for the records of a writer.
    ///
    /// # Errors
    /// If they have no such field.
    pub(super) fn new(args: &SelectionArgs, reader: &'a RecordReader) -> Result<RecordFilter<'a>, PrinterError> {
        let sample = match (args.sample, &args.by) {
            (Some(rate), Some(by)) => {
                let options = TextOptions { shows_logical_types: true, ..TextOptions::default() };
                let mut field = Transcoder::with_options(&reader.shapes, &reader.resolution, reader.pair, options);
                field.choose(std::slice::from_ref(by))?;
                // A number of 64 bits is below the share of all of them as often as the share says.
                let highest = (rate * 2f64.powi(64)) as u64;
                Some(ValueSample { field, highest, seed: format!("{}:", args.seed), text: Vec::new() })
            }
            (_, _) => None,
        };
        let schema = args.dedup.then(|| {
            let writer = print(&reader.shapes, reader.writer.root_shape(), Style::Full).unwrap_or_default();
            Sha256::new().chain_update(Sha256::digest(writer))
        });
        Ok(RecordFilter { reader, sample, schema })
    }

    /// Whether the next record is chosen. If it is not, it is passed over.
    ///
    /// # Errors
    /// If the bytes are no record, or the reader cannot read its field.
    pub(super) fn chooses(
        &mut self,
        chosen: &mut ChosenRecords,
        record: &mut Reader<'_>,
    ) -> Result<bool, PrinterError> {
        if self.sample.is_none() && self.schema.is_none() {
            return Ok(true);
        }
        let mut after = record.clone();
        let start = after.position();
        binary::skip(&self.reader.shapes, self.reader.writer.root_shape(), &mut after).map_err(TranslateError::from)?;
        let is_chosen = match &mut self.sample {
            Some(sample) => sample.chooses(&mut record.clone())?,
            None => true,
        };
        let is_new = |schema: &Sha256, chosen: &mut ChosenRecords| {
            let digest = schema.clone().chain_update(after.since(start)).finalize();
            let (digest, _) = digest.split_first_chunk().expect("it has 32 bytes");
            let is_new = chosen.seen.insert(u128::from_le_bytes(*digest));
            chosen.repeated += u64::from(!is_new);
            is_new
        };
        if chosen.seen.len() == MOST_DIFFERENT {
            let most = count(MOST_DIFFERENT, "different record");
            return Err(PrinterError::Value(format!("--dedup keeps apart {most}, and there are more; leave it out")));
        }
        let is_chosen = is_chosen && self.schema.as_ref().is_none_or(|schema| is_new(schema, chosen));
        if !is_chosen {
            *record = after;
        }
        Ok(is_chosen)
    }
}

impl ValueSample<'_> {
    /// The first 64 bits of SHA-256 of the seed, a colon and the value as CSV has it, as a number with the highest byte first.
    fn chooses(&mut self, record: &mut Reader<'_>) -> Result<bool, TranslateError> {
        let mut number = 0;
        self.field.plain(record, &mut self.text, |_, _, text| {
            let digest = Sha256::new().chain_update(&self.seed).chain_update(text).finalize();
            let (first, _) = digest.split_first_chunk().expect("it has 32 bytes");
            number = u64::from_be_bytes(*first);
        })?;
        Ok(number < self.highest || self.highest == u64::MAX)
    }
}

/// Digests are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct DigestHasher(u64);

impl BuildHasher for DigestHasher {
    type Hasher = DigestHasher;

    fn build_hasher(&self) -> DigestHasher {
        *self
    }
}

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (first, _) = bytes.split_first_chunk().expect("a digest has 16 bytes");
        self.0 = u64::from_le_bytes(*first);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
