//! Says what to do about files of other forms that Avro knows, which are not read: IDL and protocols.

use crate::model::path::{has_extension, parent};
use crate::model::text::and_more;

/// Remarks on such files beside schemas that are read.
pub(crate) fn unread(files: &[String]) -> Vec<String> {
    let idl = OtherForm::of(files, "avdl").map(|form| form.unread(&form.convert_idl()));
    let protocols = OtherForm::of(files, "avpr").map(|form| form.unread(WRITE_TYPES));
    idl.into_iter().chain(protocols).collect()
}

/// What to do about them where there is nothing else.
pub(crate) fn only(files: &[String]) -> Option<String> {
    match (OtherForm::of(files, "avdl"), OtherForm::of(files, "avpr")) {
        (Some(idl), Some(protocols)) => Some(format!(
            "there are only Avro IDL ({}) and protocols ({}) here; {}, and {WRITE_TYPES}",
            idl.count(),
            protocols.count(),
            idl.convert_idl()
        )),
        (Some(form), None) => Some(format!("there is only Avro IDL here ({}); {}", form.count(), form.convert_idl())),
        (None, Some(form)) => Some(format!("there are only protocols here ({}); {WRITE_TYPES}", form.count())),
        (None, None) => None,
    }
}

/// What to do about one such file that a user named as a schema or as data; to be read after its name.
#[cfg(feature = "cli")]
pub(crate) fn named(file: &str) -> Option<String> {
    let idl = || OtherForm { example: file, others: 0 }.convert_idl();
    if has_extension(file, "avdl") {
        return Some(format!("is Avro IDL, not a schema; {}", idl()));
    }
    has_extension(file, "avpr").then(|| format!("is a protocol, not a schema; {WRITE_TYPES}"))
}

/// The files of one form.
struct OtherForm<'a> {
    example: &'a str,
    others: usize,
}

const WRITE_TYPES: &str = "write the protocol's types as .avsc files";

impl<'a> OtherForm<'a> {
    fn of(files: &'a [String], extension: &str) -> Option<OtherForm<'a>> {
        let mut names = files.iter().map(String::as_str).filter(|name| has_extension(name, extension));
        let example = names.next()?;
        Some(OtherForm { example, others: names.count() })
    }

    fn count(&self) -> String {
        format!("{}{}", self.example, and_more(self.others))
    }

    fn unread(&self, remedy: &str) -> String {
        let (is, it) = if self.others == 0 { ("is", "it") } else { ("are", "them") };
        format!("{} {is} not read; to check {it}, {remedy}", self.count())
    }

    fn convert_idl(&self) -> String {
        let directory = parent(self.example).filter(|parent| !parent.is_empty()).unwrap_or(".");
        format!("convert: `java -jar avro-tools.jar idl2schemata {} {directory}/`", self.example)
    }
}
