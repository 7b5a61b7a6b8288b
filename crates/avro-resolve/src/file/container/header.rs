//! Reads and writes the header of a container file: schema, codec and sync marker.

use std::io::Read;

use super::codec::{Codec, UnknownCodec};
use super::error::{ContainerCause, ContainerError};
use crate::data::binary::{put_bytes, put_long};
use crate::limits;
use crate::schema::LinkedSchema;
use crate::schema::shape::Shapes;
use crate::schema::source::Source;

/// The four bytes that a container file starts with: `Obj` and the version of the format.
pub const MAGIC: [u8; 4] = *b"Obj\x01";

/// What comes before the blocks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// The schema that the data were written with.
    pub schema_text: String,
    /// How blocks are compressed; levels are not recorded, they are the usual ones here.
    pub codec: Codec,
    /// What follows each block.
    pub sync: [u8; 16],
    /// The other entries of the header, in their order.
    pub metadata: Vec<(String, Vec<u8>)>,
    /// Its length in bytes: the first block starts there.
    pub len: u64,
}

const SCHEMA: &str = "avro.schema";
const CODEC: &str = "avro.codec";

impl Header {
    /// Parses the schema, under a name for messages.
    ///
    /// # Errors
    /// The first thing that makes the schema impossible to understand.
    pub fn schema(&self, name: &str, shapes: &mut Shapes) -> Result<LinkedSchema, ContainerError> {
        LinkedSchema::parse(name, &self.schema_text, shapes).map_err(|faults| {
            let fault = faults.iter().find(|fault| !fault.kind.leaves_schema_clear()).unwrap_or(&faults[0]);
            let at = Source::new(name, self.schema_text.as_str()).position(fault.span.start);
            let cause = ContainerCause::BadSchema { line: at.line, column: at.column, what: fault.kind.to_string() };
            ContainerError { block: None, offset: MAGIC.len() as u64, cause }
        })
    }
}

/// Appends a header.
pub fn write_header(schema_text: &str, codec: &Codec, sync: [u8; 16], out: &mut Vec<u8>) {
    write_header_with(schema_text, codec, sync, &[], out);
}

/// The same with entries of one's own. Names that start with `avro.` are reserved (Avro specification, Object Container Files).
pub fn write_header_with(
    schema_text: &str,
    codec: &Codec,
    sync: [u8; 16],
    metadata: &[(&str, &[u8])],
    out: &mut Vec<u8>,
) {
    out.extend(MAGIC);
    put_long(2 + metadata.len() as i64, out);
    let own = [(SCHEMA, schema_text.as_bytes()), (CODEC, codec.name().as_bytes())];
    for (name, value) in own.iter().chain(metadata) {
        put_bytes(name.as_bytes(), out);
        put_bytes(value, out);
    }
    put_long(0, out);
    out.extend(sync);
}

/// Reads a header, and not a byte more.
///
/// # Errors
/// Where the file is none, ends, or holds no header that can be understood.
pub fn read_header(input: &mut impl Read) -> Result<Header, ContainerError> {
    let mut reader = HeaderReader { input, offset: 0 };
    let found = reader.up_to(MAGIC.len())?;
    if found != MAGIC {
        // If a file has only the first of these bytes, it is unknown what it was meant to be.
        let cause = if found.is_empty() { ContainerCause::Empty } else { ContainerCause::NotAContainer { found } };
        return Err(ContainerError { block: None, offset: 0, cause });
    }
    let (mut schema_text, mut codec, mut metadata) = (None, Codec::Null, Vec::new());
    reader.each_entry(|key, value, offset| {
        let at = |cause| ContainerError { block: None, offset, cause };
        match key.as_str() {
            SCHEMA => schema_text = Some(text(value).map_err(at)?),
            CODEC => codec = text(value).and_then(|name| known(&name)).map_err(at)?,
            _ => metadata.push((key, value)),
        }
        Ok(())
    })?;
    let sync = reader.array()?;
    let schema_text = schema_text.ok_or_else(|| reader.error(ContainerCause::NoSchema))?;
    Ok(Header { schema_text, codec, sync, metadata, len: reader.offset })
}

fn text(bytes: Vec<u8>) -> Result<String, ContainerCause> {
    String::from_utf8(bytes).map_err(|_| malformed("a text is not UTF-8"))
}

/// The codec of a header: a name without a level.
fn known(name: &str) -> Result<Codec, ContainerCause> {
    let codec = name.parse().ok().filter(|codec: &Codec| codec.name() == name);
    codec.ok_or_else(|| ContainerCause::UnknownCodec(UnknownCodec { given: name.to_owned() }))
}

fn malformed(what: impl Into<String>) -> ContainerCause {
    ContainerCause::HeaderMalformed { what: what.into() }
}

/// A place in a header.
struct HeaderReader<'r, R> {
    input: &'r mut R,
    offset: u64,
}

impl<R: Read> HeaderReader<'_, R> {
    /// The entries of a map, which may be in several blocks (specification: Maps).
    fn each_entry(
        &mut self,
        mut entry: impl FnMut(String, Vec<u8>, u64) -> Result<(), ContainerError>,
    ) -> Result<(), ContainerError> {
        const MAX_ENTRIES: u64 = limits::HEADER_ENTRIES.most;
        let mut entries = 0;
        loop {
            let mut count = self.long()?;
            if count == 0 {
                return Ok(());
            }
            if count < 0 {
                // The size of the block follows.
                self.long()?;
                count = count.checked_neg().ok_or_else(|| self.error(malformed("it has no count of entries")))?;
            }
            for _ in 0..count {
                entries += 1;
                if entries > MAX_ENTRIES {
                    return Err(self.error(malformed(format!("it has more than {MAX_ENTRIES} entries"))));
                }
                let start = self.offset;
                let key = self.bytes()?;
                let key = text(key).map_err(|cause| ContainerError { block: None, offset: start, cause })?;
                let value = self.bytes()?;
                entry(key, value, start)?;
            }
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, ContainerError> {
        let length = self.long()?;
        match usize::try_from(length) {
            Ok(length) => self.exactly(length),
            Err(_) => Err(self.error(malformed(format!("{length} is not a length")))),
        }
    }

    fn long(&mut self) -> Result<i64, ContainerError> {
        let mut bits = 0u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            if shift == 63 && byte > 1 {
                break;
            }
            bits |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok((bits >> 1) as i64 ^ -((bits & 1) as i64));
            }
        }
        Err(self.error(malformed("a number does not fit 64 bits")))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ContainerError> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => self.error(ContainerCause::HeaderTruncated),
            _ => self.error(ContainerCause::Io(error)),
        })?;
        self.offset += N as u64;
        Ok(bytes)
    }

    fn exactly(&mut self, count: usize) -> Result<Vec<u8>, ContainerError> {
        const MAX_HEADER: u64 = limits::HEADER.most;
        let start = self.offset;
        if count as u64 > MAX_HEADER - start.min(MAX_HEADER) {
            return Err(self.error(ContainerCause::HeaderTooLong { limit: MAX_HEADER }));
        }
        let bytes = self.up_to(count)?;
        let cause = ContainerCause::HeaderTruncated;
        if bytes.len() < count { Err(ContainerError { block: None, offset: start, cause }) } else { Ok(bytes) }
    }

    /// So many bytes, or as many as there are.
    fn up_to(&mut self, count: usize) -> Result<Vec<u8>, ContainerError> {
        let mut bytes = Vec::new();
        let read = self.input.take(count as u64).read_to_end(&mut bytes);
        read.map_err(|error| self.error(ContainerCause::Io(error)))?;
        self.offset += bytes.len() as u64;
        Ok(bytes)
    }

    fn error(&self, cause: ContainerCause) -> ContainerError {
        ContainerError { block: None, offset: self.offset, cause }
    }
}
