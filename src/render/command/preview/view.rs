//! What a preview shows beside the records: names of the schemas, where the records come from, and how it looks.

use crate::render::text::style::Look;

/// What the report shows beside the records.
#[derive(Clone, Debug)]
pub(crate) struct PreviewView<'a> {
    /// The subject, where there is one.
    pub subject: Option<&'a str>,
    /// What the writer's schema is called.
    pub writer: &'a str,
    /// What the reader's schema is called.
    pub reader: &'a str,
    /// Where the records come from, in a few words.
    pub data: DataWord<'a>,
    /// How it looks.
    pub look: Look,
}

/// Where records come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DataWord<'a> {
    /// The fixtures of the writer's version.
    Fixtures,
    /// A file, or standard input.
    Given(&'a str),
    /// They are made from the writer's schema.
    Generated,
}
