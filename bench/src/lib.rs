//! Log lines in, typed events out: what every Rust peer of the comparison shares, so that what is compared is the Avro half.
//! The parser believes its input; a line that is none ends the run.

pub mod event;
mod line;

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

pub use event::{Event, Kind};
pub use line::each_event;

/// All peers have the allocator that avrocheck has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// How blocks are made.
#[derive(Clone, Copy, Debug)]
pub struct Blocks {
    /// The level of deflate; without one, blocks are not compressed.
    pub deflate: Option<u8>,
    /// From so many encoded bytes on a block is complete; without a number, as the peer likes it.
    pub size: Option<usize>,
}

/// What a peer was asked for.
#[derive(Clone, Debug)]
pub enum Job {
    /// Log lines to three container files.
    Serialize { input: PathBuf, out: PathBuf, blocks: Blocks },
    /// A container file to JSON lines on standard output.
    Deserialize { kind: Kind, file: PathBuf },
}

impl Job {
    /// Reads the command line: `serialize INPUT OUT null|deflate:LEVEL BLOCK_SIZE` (0: the peer's own), or `deserialize FILE`.
    ///
    /// # Panics
    /// If it is neither.
    pub fn from_arguments() -> Job {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match arguments[..] {
            ["serialize", input, out, codec, size] => {
                let deflate = codec.strip_prefix("deflate:").map(|level| level.parse().expect("a level is a number"));
                assert!(deflate.is_some() || codec == "null", "the codec is null or deflate:LEVEL");
                let size = Some(size.parse().expect("a size is a number")).filter(|&size| size > 0);
                Job::Serialize { input: input.into(), out: out.into(), blocks: Blocks { deflate, size } }
            }
            ["deserialize", file] => {
                let is_of = |kind: &Kind| Path::new(file).file_stem().is_some_and(|stem| stem == kind.file());
                let kind = Kind::ALL.into_iter().find(is_of).expect("the file's name says its kind");
                Job::Deserialize { kind, file: file.into() }
            }
            _ => panic!("serialize INPUT OUT null|deflate:LEVEL BLOCK_SIZE, or deserialize FILE"),
        }
    }
}

const CHUNK: usize = 1 << 20;

/// Reads a log and calls `each` for every event of it, about a mebibyte at a time.
pub fn read_log(input: &Path, mut each: impl FnMut(Event<'_>) -> Outcome) -> Outcome {
    let mut file = File::open(input)?;
    let mut buffer = vec![0; CHUNK];
    let (mut filled, mut is_first) = (0, true);
    loop {
        let read = file.read(&mut buffer[filled..])?;
        filled += read;
        let is_complete = filled == buffer.len() || read == 0;
        if !is_complete {
            continue;
        }
        let end = memchr::memrchr(b'\n', &buffer[..filled]).map_or(0, |at| at + 1);
        each_event(std::str::from_utf8(&buffer[..end])?, is_first, &mut each)?;
        is_first = false;
        buffer.copy_within(end..filled, 0);
        filled -= end;
        if read == 0 {
            return if filled == 0 { Ok(()) } else { Err("the last line has no end".into()) };
        }
    }
}

/// The container file of a kind.
pub fn create(out: &Path, kind: Kind) -> io::Result<BufWriter<File>> {
    std::fs::create_dir_all(out)?;
    let path = out.join(kind.file()).with_extension("avro");
    Ok(BufWriter::with_capacity(64 << 10, File::create(path)?))
}

/// Writes records as JSON lines to standard output.
pub fn print_lines<T: serde::Serialize, E: std::error::Error + 'static>(
    records: impl Iterator<Item = Result<T, E>>,
) -> Outcome {
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    for record in records {
        serde_json::to_writer(&mut out, &record?)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
