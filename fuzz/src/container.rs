//! Feeds container files: with all codecs, whole or damaged, read to the first error and with recovery.

use std::fmt;
use std::ops::ControlFlow;

use avro_resolve::data::binary::{self, DecodeError, put_long};
use avro_resolve::file::container::{Blocks, Codec, MAGIC, write_header};
use avro_resolve::file::records::{Blame, Damage, each_record};
use avro_resolve::schema::shape::{ShapeId, Shapes};

/// Small blocks suffice, and large ones cost time.
const LIMIT: u64 = 1 << 20;

/// Records that take no bytes can be many.
const MOST: u32 = 10_000;

const CODECS: [Codec; 6] =
    [Codec::Null, Codec::Deflate(6), Codec::Snappy, Codec::Zstandard(3), Codec::Bzip2, Codec::Xz];

const SYNC: [u8; 16] = [7; 16];

/// Bytes that are no container file become the data of one: the first two choose the codec and the number of records.
pub(crate) fn container(data: &[u8]) {
    let made;
    let file = match data {
        data if data.starts_with(&MAGIC) => data,
        [codec, count, stored @ ..] => {
            made = file_of(CODECS[usize::from(*codec) % CODECS.len()], *count, stored);
            &made[..]
        }
        _ => return,
    };
    let stopped = read(file, Damage::Stops);
    let recovered = read(file, Damage::IsSkipped);
    let (Some(stopped), Some(recovered)) = (stopped, recovered) else { return };
    assert!(
        stopped.records <= recovered.records,
        "a recovery reads {recovered:?}, and without one there were {stopped:?}"
    );
    assert!(recovered.is_whole, "a recovery comes to the end of the file, or to so many records as are wanted");
    assert!(recovered.lost_bytes == 0 || !stopped.is_whole || stopped.records == MOST);
}

fn file_of(codec: Codec, count: u8, stored: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let schema = if count.is_multiple_of(2) { r#"{"type":"array","items":["null","string"]}"# } else { r#""long""# };
    write_header(schema, &codec, SYNC, &mut file);
    put_long(i64::from(count), &mut file);
    put_long(stored.len() as i64, &mut file);
    file.extend(stored);
    file.extend(SYNC);
    file
}

/// How far the reading of a file came.
#[derive(Debug)]
struct Reading {
    records: u32,
    is_whole: bool,
    lost_bytes: u64,
}

/// A record that cannot be read.
struct BadRecord(DecodeError);

/// None if the file does not start as one, or its schema cannot be understood.
fn read(file: &[u8], damage: Damage) -> Option<Reading> {
    let mut blocks = Blocks::new(file).ok()?.with_limit(LIMIT);
    let mut shapes = Shapes::default();
    let shape: ShapeId = blocks.header().schema("header", &mut shapes).ok()?.root_shape();
    let mut records = 0;
    let (lost, outcome) = each_record(&mut blocks, damage, |_, reader| {
        binary::read(&shapes, shape, reader).map_err(BadRecord)?;
        records += 1;
        Ok::<_, BadRecord>(if records == MOST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    let is_whole = outcome.as_ref().map_err(|error| assert!(!error.to_string().is_empty())).is_ok();
    Some(Reading { records, is_whole, lost_bytes: lost.bytes })
}

impl Blame for BadRecord {
    fn damage(&self) -> Option<&DecodeError> {
        Some(&self.0)
    }
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
