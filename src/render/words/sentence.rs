//! What is said of a finding, and what the versions are called in it.

use std::borrow::Cow;
use std::fmt;

use crate::cause::PairSide;
use crate::judged::JudgedPair;
use crate::model::version::WORKING_TREE;
use crate::render::text::foreign::foreign;
use crate::report::SubjectReport;

/// A part of what is said of a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WordsPart {
    /// One sentence that says what is wrong and why.
    Message,
    /// The same in the few words that fit beside the reader's line.
    ReaderLabel,
    /// What the writer's line looks like, where it should be shown too.
    WriterLabel,
    /// What to do, where more can be said than the rule says of all.
    Help,
}

/// The part of it that is wanted; the others are not even made.
pub(super) struct Words {
    wanted: WordsPart,
    text: Option<String>,
}

impl Words {
    pub(super) fn new<M: Into<String>, L: Into<String>>(
        wanted: WordsPart,
        message: impl FnOnce() -> M,
        reader_label: impl FnOnce() -> L,
    ) -> Words {
        Words { wanted, text: None }.with(WordsPart::Message, message).with(WordsPart::ReaderLabel, reader_label)
    }

    /// One sentence, which is its own label.
    pub(super) fn of_message(wanted: WordsPart, message: impl Fn() -> String) -> Words {
        Words::new(wanted, &message, &message)
    }

    pub(super) fn writer_label(self, label: impl FnOnce() -> String) -> Words {
        self.with(WordsPart::WriterLabel, label)
    }

    pub(super) fn help(self, help: impl FnOnce() -> String) -> Words {
        self.with(WordsPart::Help, help)
    }

    /// The part that is wanted, if there is one.
    pub(super) fn text(self) -> Option<String> {
        self.text
    }

    fn with<T: Into<String>>(self, part: WordsPart, text: impl FnOnce() -> T) -> Words {
        if part == self.wanted { Words { text: Some(escaped(text())), ..self } } else { self }
    }
}

/// A sentence with names that others chose: nothing of ours in it is changed by this.
pub(super) fn escaped(sentence: impl Into<String>) -> String {
    let sentence = sentence.into();
    match foreign(&sentence) {
        Cow::Borrowed(_) => sentence,
        Cow::Owned(escaped) => escaped,
    }
}

/// What the two sides of a pair are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'a> {
    pub(crate) writer: VersionName<'a>,
    pub(crate) reader: VersionName<'a>,
    /// The side that can still be edited.
    pub(crate) newer: PairSide,
}

/// What a version is called in a sentence: `` `v1` ``, the working tree.
#[derive(Clone, Copy, Debug)]
pub(crate) enum VersionName<'a> {
    Labelled(&'a str),
    Writer,
    Reader,
}

impl<'a> Sides<'a> {
    /// For findings of no pair.
    pub(crate) const NONE: Sides<'static> =
        Sides { writer: VersionName::Writer, reader: VersionName::Reader, newer: PairSide::Reader };

    /// The versions of a pair.
    pub(crate) fn of_pair(subject: &'a SubjectReport, pair: &JudgedPair) -> Sides<'a> {
        let newer = if pair.is_backward() { PairSide::Reader } else { PairSide::Writer };
        Sides { newer, ..Sides::between(subject.label(pair.writer), subject.label(pair.reader)) }
    }

    /// A writer and a newer reader.
    pub(crate) fn between(writer: &'a str, reader: &'a str) -> Sides<'a> {
        let (writer, reader) = (VersionName::Labelled(writer), VersionName::Labelled(reader));
        Sides { writer, reader, newer: PairSide::Reader }
    }
}

impl fmt::Display for VersionName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VersionName::Labelled(WORKING_TREE) => f.write_str("the working tree"),
            VersionName::Labelled(label) => write!(f, "`{label}`"),
            VersionName::Writer => f.write_str("the writer"),
            VersionName::Reader => f.write_str("the reader"),
        }
    }
}
