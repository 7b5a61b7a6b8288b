//! Converts log inputs into the blocks of three container files, and hands on the lines that it rejects.
//!
//! Identical workers take a chunk of lines, encode it straight into blocks, compress those, and write in the order of
//! the chunks. Chunks and blocks depend on the input alone, so that the files are the same for any number of threads.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use avro_resolve::file::container::{BlockWriter, Codec, write_header_with};

use super::chunk::{Chunk, Filled};
use super::encode::Encoder;
use super::event::Kind;
use super::in_order::InOrder;
use super::inputs::InputQueue;
use super::plan::Plan;
use super::reason::Reason;
use super::zone::Zone;

pub use super::chunk::{InputError, InputForm};
pub use super::csv::COMMA;
pub use super::inputs::ConvertError;
pub use super::inputs::Input;

/// How the inputs are to be converted.
pub struct Job<'a> {
    /// How each kind of event is encoded, in the order of [`Kind::ALL`].
    pub plans: &'a [Plan; 3],
    /// The schemas as the files' headers give them, in the same order.
    pub schema_texts: &'a [String; 3],
    /// How blocks are compressed.
    pub codec: Codec,
    /// Encoded bytes from which on a block is complete. The lines of one chunk, about 1 MiB, are the most that it holds.
    pub block_size: usize,
    /// How many workers.
    pub threads: usize,
    /// How many lines may be rejected; the next one breaks the conversion off.
    pub most_rejects: Option<u64>,
}

/// Where blocks and rejects go. Its methods are called in the order of the input.
pub trait Destination: Send {
    /// Takes the next bytes of the container file of a kind.
    ///
    /// # Errors
    /// If it cannot.
    fn write(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()>;

    /// Takes a line that is not a log line.
    ///
    /// # Errors
    /// If it cannot.
    fn reject(&mut self, reject: &Reject<'_>, line: &[u8]) -> io::Result<()>;

    /// Takes a part of a line that is too long to be next as a whole; when it is complete, [`Self::reject`] is called with its
    /// last part.
    ///
    /// # Errors
    /// If it cannot.
    fn long_part(&mut self, reject: &Reject<'_>, part: &[u8]) -> io::Result<()>;

    /// Is called with the columns of a CSV file that are not looked at, if there are any.
    fn ignored_columns(&mut self, source: &str, columns: &[String]);

    /// Is called with the progress so far.
    fn progress(&mut self, so_far: &Totals);
}

/// Where a line is rejected, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reject<'a> {
    /// The input.
    pub source: &'a str,
    /// The physical line there on which it starts, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

/// What became of the inputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Input lines: of CSV files, records without the header.
    pub lines: u64,
    /// Events, in the order of [`Kind::ALL`].
    pub events: [u64; 3],
    /// Rejected lines.
    pub rejects: u64,
    /// Bytes of the inputs, decompressed, without the headers of CSV files.
    pub bytes_in: u64,
    /// Bytes of the container files, in the order of [`Kind::ALL`].
    pub bytes_out: [u64; 3],
}

/// Converts the inputs, one after the other.
///
/// # Errors
/// If an input cannot be read or is not what it is to be, or the destination fails. What was written then is a part.
pub fn convert<D: Destination>(
    inputs: impl Iterator<Item = io::Result<Input>> + Send,
    job: &Job<'_>,
    destination: D,
) -> Result<(D, Totals), ConvertError> {
    let mut queue = InputQueue::new(inputs);
    let digest = queue.digest_of_first()?;
    let mut output = Output { destination, totals: Totals::default(), most_rejects: job.most_rejects };
    let sync = |at: usize| sync_marker(&job.schema_texts[at], job.plans[at].zone.as_ref(), job.codec, digest);
    let syncs: [[u8; 16]; 3] = std::array::from_fn(sync);
    for kind in Kind::ALL {
        let (text, plan, sync) = (&job.schema_texts[kind.index()], &job.plans[kind.index()], syncs[kind.index()]);
        let mut header = Vec::new();
        write_header_with(text, &job.codec, sync, plan.metadata().as_slice(), &mut header);
        output.write(kind, &header)?;
    }
    let shared = Shared { job, syncs, queue: Mutex::new(queue), in_order: InOrder::new(output) };
    let outcome = std::thread::scope(|scope| {
        let others: Vec<_> = (1..job.threads).map(|_| scope.spawn(|| work(&shared))).collect();
        let mut outcome = work(&shared);
        for other in others {
            let other = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            outcome = outcome.and(other);
        }
        outcome
    });
    outcome?;
    let Output { destination, totals, .. } = shared.in_order.into_inner();
    Ok((destination, totals))
}

/// A marker that only this file has, and has again when it is made again: `digest` is of what makes it another than other files.
pub fn sync_marker(schema_text: &str, zone: Option<&Zone>, codec: Codec, digest: [u8; 32]) -> [u8; 16] {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    let codec = format!("{codec:?}");
    let parts = [schema_text.as_bytes(), codec.as_bytes(), &digest];
    for part in parts.into_iter().chain(zone.map(|zone| zone.name().as_bytes())) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    *hash.finalize().first_chunk().expect("SHA-256 is longer than a marker")
}

struct Shared<'a, I, D> {
    job: &'a Job<'a>,
    syncs: [[u8; 16]; 3],
    queue: Mutex<InputQueue<I>>,
    in_order: InOrder<Output<D>>,
}

struct Output<D> {
    destination: D,
    totals: Totals,
    most_rejects: Option<u64>,
}

/// Takes chunks until there are none, or one worker fails.
fn work<I: Iterator<Item = io::Result<Input>>, D: Destination>(shared: &Shared<'_, I, D>) -> Result<(), ConvertError> {
    let _break_on_panic = shared.in_order.enter();
    let mut chunk = Chunk::new();
    let mut blocks = BlockWriter::new(&shared.job.codec);
    let mut encoders =
        Kind::ALL.map(|kind| Encoder::new(&shared.job.plans[kind.index()], shared.job.block_size, &blocks));
    let mut rejects = Vec::new();
    loop {
        let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let next = queue.next(&mut chunk).inspect_err(|_| shared.in_order.break_off())?;
        let done = match next.found {
            Filled::End => return Ok(()),
            Filled::Long(line) => {
                let reject = Reject { source: &next.source, line, reason: Reason::TooLong };
                shared.in_order.at(next.number, |output| output.long_line(queue, &reject))
            }
            Filled::Lines => {
                drop(queue);
                rejects.clear();
                for (encoder, sync) in encoders.iter_mut().zip(&shared.syncs) {
                    encoder.start(*sync);
                }
                super::encode::encode(&chunk, &mut encoders, &mut blocks, &mut rejects)?;
                shared.in_order.at(next.number, |output| output.lines(&next.source, &chunk, &mut encoders, &rejects))
            }
        };
        match done {
            Some(done) => done?,
            None => return Ok(()),
        }
    }
}

impl<D: Destination> Output<D> {
    fn write(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        self.totals.bytes_out[kind.index()] += bytes.len() as u64;
        self.destination.write(kind, bytes)
    }

    fn lines(
        &mut self,
        source: &str,
        chunk: &Chunk,
        encoders: &mut [Encoder<'_>; 3],
        rejects: &[(usize, Reason)],
    ) -> Result<(), ConvertError> {
        if let Some(layout) = chunk.layout.as_ref().filter(|layout| chunk.first == 2 && !layout.ignored.is_empty()) {
            self.destination.ignored_columns(source, &layout.ignored);
        }
        for kind in Kind::ALL {
            let encoder = &encoders[kind.index()];
            self.totals.events[kind.index()] += encoder.events();
            if !encoder.blocks().is_empty() {
                self.write(kind, encoder.blocks())?;
            }
        }
        for &(at, reason) in rejects {
            let line = &chunk.lines[at];
            let reject = Reject { source, line: chunk.first + u64::from(line.number), reason };
            self.count(&reject)?;
            self.destination.reject(&reject, &chunk.bytes()[line.start as usize..line.end as usize])?;
        }
        self.totals.lines += chunk.lines.len() as u64;
        self.totals.bytes_in += chunk.bytes().len() as u64;
        self.destination.progress(&self.totals);
        Ok(())
    }

    fn long_line<I: Iterator<Item = io::Result<Input>>>(
        &mut self,
        mut queue: MutexGuard<'_, InputQueue<I>>,
        reject: &Reject<'_>,
    ) -> Result<(), ConvertError> {
        self.count(reject)?;
        queue.long_line(|part| {
            self.totals.bytes_in += part.len() as u64;
            self.destination.progress(&self.totals);
            Ok(self.destination.long_part(reject, part)?)
        })?;
        self.totals.lines += 1;
        Ok(self.destination.reject(reject, &[])?)
    }

    /// Counts a reject, if it may be one.
    fn count(&mut self, reject: &Reject<'_>) -> Result<(), ConvertError> {
        self.totals.rejects += 1;
        match self.most_rejects {
            Some(most) if self.totals.rejects > most => Err(ConvertError::TooManyRejects {
                source_name: Arc::from(reject.source),
                line: reject.line,
                reason: reject.reason,
                most,
            }),
            Some(_) | None => Ok(()),
        }
    }
}
