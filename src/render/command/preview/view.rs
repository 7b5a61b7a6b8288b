//! Names what a preview is of: the schemas, and where the records come from.

use crate::render::text::style::Look;

/// What a preview shows beside the records.
#[derive(Clone, Debug)]
pub(crate) struct PreviewView<'a> {
    pub subject: Option<&'a str>,
    /// What the writer's schema is called.
    pub writer: &'a str,
    /// What the reader's schema is called.
    pub reader: &'a str,
    pub data: DataWord<'a>,
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
