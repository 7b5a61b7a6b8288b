//! Follows a translation step by step.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::failure::Failure;
use crate::data::json;

/// Follows a translation. Every method does nothing unless it is written; `()` follows nothing and costs nothing.
pub trait Observer {
    /// Whether the value is wanted, and not only whether it can be read: without it, some null comes back.
    const WANTS_VALUE: bool = true;

    /// A part of the datum begins.
    fn enter(&mut self, _step: Step<'_>) {}

    /// The part that began last ends, whether it could be read or not.
    fn leave(&mut self) {}

    /// A field of the reader's record takes its default, of so many values.
    fn defaulted(&mut self, _field: &str, _values: u64) {}

    /// No field of the reader takes a field of the writer's record.
    fn dropped(&mut self, _field: &str) {}

    /// A place that the reader cannot read: whether to end there, so that the datum fails, or to skip it and see the rest of the
    /// datum.
    fn failed(&mut self, _failure: &Failure) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    /// Something may not mean the same any more; observers that want to know call `change`.
    fn changed<'c>(&mut self, _change: impl FnOnce() -> Option<Change<'c>>) {}
}

impl Observer for () {}

/// The way into a part of a datum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step<'a> {
    /// The reader's field of that name.
    Field(&'a str),
    /// An array's item of that index.
    Item(usize),
    /// A map's value of that key.
    Key(&'a [u8]),
}

impl<'a> Step<'a> {
    /// The step in paths for many data: the name of a field, `[]`, or `{}`.
    pub fn general(self) -> &'a str {
        match self {
            Step::Field(name) => name,
            Step::Item(_) => "[]",
            Step::Key(_) => "{}",
        }
    }
}

/// Something that does not mean the same after the translation.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Change<'a> {
    /// A whole number that a float does not hold exactly.
    RoundedToFloat {
        /// As it was written.
        before: i64,
        /// As it is read.
        after: f32,
    },
    /// A whole number that a double does not hold exactly.
    RoundedToDouble {
        /// As it was written.
        before: i64,
        /// As it is read.
        after: f64,
    },
    /// Bytes that are read as text and are not UTF-8.
    NotText(&'a [u8]),
    /// A symbol that the reader does not know, and its default instead.
    Masked {
        /// The writer's symbol.
        symbol: &'a str,
        /// The reader's default.
        default: &'a str,
    },
}

impl<'a> Change<'a> {
    pub(super) fn of_float(before: i64, after: f32) -> Option<Change<'a>> {
        // As 128 bits both are exact; a rounded i64::MAX would not fit 64.
        (after as i128 != i128::from(before)).then_some(Change::RoundedToFloat { before, after })
    }

    pub(super) fn of_double(before: i64, after: f64) -> Option<Change<'a>> {
        (after as i128 != i128::from(before)).then_some(Change::RoundedToDouble { before, after })
    }

    pub(super) fn of_text(bytes: &'a [u8]) -> Option<Change<'a>> {
        std::str::from_utf8(bytes).is_err().then_some(Change::NotText(bytes))
    }

    /// The datum as it was written, as a short text.
    pub fn before(&self) -> Cow<'a, str> {
        match *self {
            Change::RoundedToFloat { before, .. } | Change::RoundedToDouble { before, .. } => before.to_string().into(),
            Change::NotText(bytes) => end(json::hex(&bytes[..bytes.len().min(SHORT)]), bytes.len()).into(),
            Change::Masked { symbol, .. } => symbol.into(),
        }
    }

    /// The datum as it is read, as a short text. Bytes that are not text show as U+FFFD.
    pub fn after(&self) -> Cow<'a, str> {
        match *self {
            // Not in the shortest form: the digits that differ are the point.
            Change::RoundedToFloat { after, .. } => (after as i128).to_string().into(),
            Change::RoundedToDouble { after, .. } => (after as i128).to_string().into(),
            Change::NotText(bytes) => {
                let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHORT)]).into_owned();
                serde_json::Value::from(end(text, bytes.len())).to_string().into()
            }
            Change::Masked { default, .. } => default.into(),
        }
    }
}

/// Of longer bytes, only so many are shown.
const SHORT: usize = 24;

fn end(mut text: String, bytes: usize) -> String {
    if bytes > SHORT {
        text.push('…');
    }
    text
}
