//! Writes the subjects of a report as soon as each is complete: reports of thousands of subjects are not to be in memory at the same
//! time. What sums them up stands before them, so that they wait in a file.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use serde::{Serialize, Serializer};

use super::{Each, subject_of, write_with};
use crate::fix::Fixes;
use crate::model::json::WrittenJson;
use crate::model::level::Level;
use crate::released::SubjectChange;
use crate::report::counts::SubjectCounts;
use crate::report::{CompatReport, ReportedSubject, SubjectHead, SubjectReport, VersionReport};
use avro_resolve::schema::source::Sources;

/// Subjects that wait to be part of a report, in the order in which they were completed.
pub(crate) struct SubjectSpool<F>(Mutex<F>);

/// A subject that has been written to a spool.
pub(crate) struct SpooledSubject {
    subject: String,
    level: Level,
    versions: Vec<VersionReport>,
    fixes: Fixes,
    change: Option<SubjectChange>,
    counts: SubjectCounts,
    /// Where it is in the spool.
    place: io::Result<Range<u64>>,
}

impl ReportedSubject for SpooledSubject {
    fn head(&self) -> SubjectHead<'_> {
        let SpooledSubject { subject, level, versions, fixes, change, counts, place: _ } = self;
        SubjectHead { subject, level: *level, versions, fixes, change: *change, counts }
    }
}

impl<F: Read + Write + Seek> SubjectSpool<F> {
    /// Puts subjects into an empty file.
    pub(crate) fn new(file: F) -> SubjectSpool<F> {
        SubjectSpool(Mutex::new(file))
    }

    /// Writes a subject. If it cannot be written, neither can the report.
    pub(crate) fn put(&self, sources: &Sources, report: SubjectReport) -> SpooledSubject {
        let place = WrittenJson::new(&subject_of(sources, &report)).and_then(|text| self.append(&text));
        let SubjectReport { subject, level, versions, fixes, change, counts, .. } = report;
        SpooledSubject { subject, level, versions, fixes, change, counts, place }
    }

    fn append(&self, WrittenJson(text): &WrittenJson) -> io::Result<Range<u64>> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let start = file.seek(SeekFrom::End(0))?;
        file.write_all(text)?;
        Ok(start..start + text.len() as u64)
    }

    fn text(&self, SpooledSubject { place, .. }: &SpooledSubject) -> io::Result<WrittenJson> {
        let place = place.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
        let mut text = Vec::new();
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place.start))?;
        (&mut *file).take(place.end - place.start).read_to_end(&mut text)?;
        Ok(WrittenJson(text))
    }
}

/// Writes a report as [`write`](super::write) does, with subjects from a spool.
///
/// # Errors
/// Those of `out` and of the spool.
pub(crate) fn write_spooled<F: Read + Write + Seek>(
    report: &CompatReport<SpooledSubject>,
    spool: &SubjectSpool<F>,
    out: &mut impl Write,
) -> io::Result<()> {
    write_with(report, Each(&report.subjects, |subject| Spooled(spool.text(subject))), out)
}

/// The text of a subject, to serialize, or why it could not be read.
struct Spooled(io::Result<WrittenJson>);

impl Serialize for Spooled {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(text) => text.serialize(out),
            Err(error) => Err(serde::ser::Error::custom(error)),
        }
    }
}
