//! Writes the subjects of a report as soon as each is complete: the reports of thousands of subjects are not to be in memory at the
//! same time. What sums them up stands before them, so that they wait: the first ones in memory, the others in a file.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use serde::ser::Error;
use serde::{Serialize, Serializer};

use super::json::{subject_of, write_with};
use crate::fix::Fixes;
use crate::model::json::WrittenJson;
use crate::model::level::Level;
use crate::released::SubjectChange;
use crate::report::counts::SubjectCounts;
use crate::report::{CompatReport, ReportedSubject, SubjectHead, SubjectReport, VersionReport};
use avro_resolve::schema::source::Sources;

/// Where subjects wait to be part of a report.
pub(crate) struct SubjectSpool<F>(Mutex<SpoolRoom<F>>);

struct SpoolRoom<F> {
    /// So many more bytes may be in memory.
    in_memory: usize,
    /// What takes the others; without it they are in memory, too.
    file: Option<F>,
    /// The length of the text before: the next one will have about as much.
    last: usize,
}

/// A text is expected to have no more bytes than this.
const MOST_EXPECTED: usize = 1 << 20;

/// A subject that has been written.
pub(crate) struct SpooledSubject {
    subject: String,
    level: Level,
    versions: Vec<VersionReport>,
    fixes: Fixes,
    change: Option<SubjectChange>,
    counts: SubjectCounts,
    /// Its text, unless it could not be written.
    text: io::Result<SpooledText>,
}

enum SpooledText {
    Held(WrittenJson),
    InFile { start: u64, length: usize },
}

impl ReportedSubject for SpooledSubject {
    fn head(&self) -> SubjectHead<'_> {
        let SpooledSubject { subject, level, versions, fixes, change, counts, text: _ } = self;
        SubjectHead { subject, level: *level, versions, fixes, change: *change, counts }
    }
}

impl<F: Read + Write + Seek> SubjectSpool<F> {
    /// Keeps so many bytes in memory, and more in an empty file, if there is one.
    pub(crate) fn new(in_memory: usize, file: Option<F>) -> SubjectSpool<F> {
        SubjectSpool(Mutex::new(SpoolRoom { in_memory, file, last: 0 }))
    }

    /// Writes a subject. If it cannot be written, neither can the report.
    pub(crate) fn put(&self, sources: &Sources, report: SubjectReport) -> SpooledSubject {
        let expected = self.0.lock().unwrap_or_else(PoisonError::into_inner).last;
        let text =
            WrittenJson::new(&subject_of(sources, &report), expected + expected / 8).and_then(|text| self.store(text));
        let SubjectReport { subject, level, versions, fixes, change, counts, .. } = report;
        SpooledSubject { subject, level, versions, fixes, change, counts, text }
    }

    fn store(&self, WrittenJson(text): WrittenJson) -> io::Result<SpooledText> {
        let mut room = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        room.last = text.len().min(MOST_EXPECTED);
        match (room.in_memory.checked_sub(text.capacity()), &mut room.file) {
            (None, Some(file)) => {
                let start = file.seek(SeekFrom::End(0))?;
                file.write_all(&text)?;
                Ok(SpooledText::InFile { start, length: text.len() })
            }
            (left, _) => {
                room.in_memory = left.unwrap_or_default();
                Ok(SpooledText::Held(WrittenJson(text)))
            }
        }
    }
}

/// Writes a report as [`write`](super::json::write) does, with subjects from a spool.
///
/// # Errors
/// Those of `out` and of the spool's file.
pub(crate) fn write_spooled<F: Read + Seek>(
    report: &CompatReport<SpooledSubject>,
    SubjectSpool(room): &SubjectSpool<F>,
    out: &mut impl Write,
) -> io::Result<()> {
    let spooled = report.subjects.iter().map(|subject| Spooled { text: &subject.text, room });
    write_with(report, spooled.collect::<Vec<_>>(), out)
}

/// The text of a subject, to serialize.
struct Spooled<'a, F> {
    text: &'a io::Result<SpooledText>,
    room: &'a Mutex<SpoolRoom<F>>,
}

impl<F: Read + Seek> Serialize for Spooled<'_, F> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self.text.as_ref().map_err(S::Error::custom)? {
            SpooledText::Held(text) => text.serialize(out),
            SpooledText::InFile { start, length } => {
                let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
                let mut text = vec![0; *length];
                let file = room.file.as_mut().ok_or_else(|| S::Error::custom("the file is gone"))?;
                file.seek(SeekFrom::Start(*start))
                    .and_then(|_| file.read_exact(&mut text))
                    .map_err(S::Error::custom)?;
                WrittenJson(text).serialize(out)
            }
        }
    }
}
