//! Prints records as the user wants to read them.

use std::io::{self, IsTerminal, Read, Write};
use std::ops::ControlFlow;

use crate::render::command::records::{Printer, PrinterError};
use crate::render::text::foreign::foreign_line;
use avro_resolve::data::binary::Reader;
use avro_resolve::file::container::Blocks;
use avro_resolve::file::records::Lost;

use super::args::DeserializeArgs;
#[cfg(feature = "parquet")]
use super::record_filter::{ChosenRecords, RecordFilter};
use super::record_reader::RecordReader;

/// Where records are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordTarget {
    /// Where nothing may act: what cannot be shown is escaped.
    Terminal,
    /// A file or a program: byte for byte.
    Elsewhere,
}

impl RecordTarget {
    pub(super) fn of_standard_output() -> RecordTarget {
        if io::stdout().is_terminal() { RecordTarget::Terminal } else { RecordTarget::Elsewhere }
    }
}

/// The records of all files as they are printed.
pub(super) struct RecordOutput<'o> {
    out: &'o mut dyn Write,
    target: RecordTarget,
    text: Vec<u8>,
    /// How many records may still be printed.
    left: u64,
    /// The names above the records, once they stand there.
    columns: Option<Vec<String>>,
    /// Strings that were not UTF-8, in the file at hand.
    broken_texts: u64,
    outcome: io::Result<()>,
    args: &'o DeserializeArgs,
    #[cfg(feature = "parquet")]
    pub(super) chosen: ChosenRecords,
}

/// Records are written when there are about so many bytes of them.
const PART: usize = 1 << 16;

impl<'o> RecordOutput<'o> {
    pub(super) fn new(out: &'o mut dyn Write, args: &'o DeserializeArgs, target: RecordTarget) -> RecordOutput<'o> {
        let text = Vec::with_capacity(2 * PART);
        RecordOutput {
            out,
            target,
            text,
            left: args.limit.unwrap_or(u64::MAX),
            columns: None,
            broken_texts: 0,
            outcome: Ok(()),
            args,
            #[cfg(feature = "parquet")]
            chosen: ChosenRecords::default(),
        }
    }

    /// Prepares for the records of a printer.
    pub(super) fn begin(&mut self, printer: &Printer<'_>) -> Result<(), String> {
        let Some(columns) = printer.header() else { return Ok(()) };
        match &self.columns {
            None => printer.put_header(&mut self.text),
            Some(first) if *first == columns => {}
            Some(_) => {
                return Err("its columns are others than those of the records before; choose some with --fields".into());
            }
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// Prints a record, unless there are enough.
    pub(super) fn put(
        &mut self,
        printer: &mut Printer<'_>,
        record: &mut Reader<'_>,
    ) -> Result<ControlFlow<()>, PrinterError> {
        if self.left == 0 {
            return Ok(ControlFlow::Break(()));
        }
        let start = self.text.len();
        let broken_before = record.broken_texts();
        printer.put(record, &mut self.text).inspect_err(|_| self.text.truncate(start))?;
        self.broken_texts += record.broken_texts() - broken_before;
        self.left -= 1;
        if self.text.len() >= PART {
            self.write();
        }
        Ok(if self.outcome.is_ok() && self.left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    }

    /// Writes what has been printed so far, to its end.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.write();
        std::mem::replace(&mut self.outcome, Ok(())).and_then(|()| self.out.flush())
    }

    fn write(&mut self) {
        if self.outcome.is_ok() {
            self.outcome = match self.target {
                RecordTarget::Terminal => self.out.write_all(shown(&self.text).as_bytes()),
                RecordTarget::Elsewhere => self.out.write_all(&self.text),
            };
        }
        self.text.clear();
    }
}

/// What takes the records of container files.
pub(super) trait RecordSink {
    /// Takes the records of a file.
    ///
    /// # Errors
    /// Why it cannot, in the message's words after the file's name. What was lost up to there is added to `lost`.
    fn take<R: Read>(
        &mut self,
        name: &str,
        reader: &RecordReader,
        blocks: &mut Blocks<R>,
        lost: &mut Lost,
    ) -> Result<(), String>;

    /// How many strings of the file at hand were not UTF-8; the next file begins with none.
    fn take_broken_texts(&mut self) -> u64;
}

impl RecordSink for RecordOutput<'_> {
    fn take<R: Read>(
        &mut self,
        _name: &str,
        reader: &RecordReader,
        blocks: &mut Blocks<R>,
        lost: &mut Lost,
    ) -> Result<(), String> {
        let args = self.args;
        let mut printer = reader.printer(args).map_err(|error| error.to_string())?;
        self.begin(&printer)?;
        #[cfg(feature = "parquet")]
        let mut filter = RecordFilter::new(&args.selection, reader).map_err(|error| error.to_string())?;
        let each = |record: &mut Reader<'_>| {
            #[cfg(feature = "parquet")]
            if !filter.chooses(&mut self.chosen, record)? {
                return Ok(ControlFlow::Continue(()));
            }
            self.put(&mut printer, record)
        };
        reader.each_record(blocks, args, lost, each)
    }

    fn take_broken_texts(&mut self) -> u64 {
        std::mem::take(&mut self.broken_texts)
    }
}

/// Whole lines as a terminal can show them.
fn shown(lines: &[u8]) -> String {
    String::from_utf8_lossy(lines).lines().map(|line| foreign_line(line) + "\n").collect()
}

/// What each message about a file begins with.
pub(super) fn at(file: &str, message: impl ToString) -> Vec<String> {
    vec![format!("{file}: {}", message.to_string())]
}

#[test]
fn records_are_exact_but_on_a_terminal() {
    use super::args::{Cli, Command};
    use clap::Parser;
    let print = |target| {
        let mut out = Vec::new();
        let Command::Deserialize(args) = Cli::parse_from(["avrocheck", "deserialize", "-"]).command else {
            unreachable!("it is this command")
        };
        let mut output = RecordOutput::new(&mut out, &args, target);
        output.text.extend_from_slice("{\"a\":\"\u{9b}\"}\nx\t\u{1b}[2J\n".as_bytes());
        output.flush().expect("memory takes everything");
        String::from_utf8_lossy(&out).into_owned()
    };
    assert_eq!(print(RecordTarget::Elsewhere), "{\"a\":\"\u{9b}\"}\nx\t\u{1b}[2J\n");
    assert_eq!(print(RecordTarget::Terminal), "{\"a\":\"\\u{9b}\"}\nx    \\u{1b}[2J\n");
}
