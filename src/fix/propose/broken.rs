//! The place that a proposal is for, in both versions.

use avro_resolve::resolution::locate::{Cause, Place};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::link::Library;
use avro_resolve::schema::model::{Document, NodeId, NodeRef};

use crate::fix::{Applicability, Fix, Remedy};

/// A finding between the newest version and an older one.
#[derive(Clone, Copy)]
pub(crate) struct Break<'a> {
    pub(crate) cause: &'a Cause,
    pub(crate) direction: BrokenDirection,
    pub(crate) new: Side<'a>,
    pub(crate) old: Side<'a>,
}

/// Which of the two reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum BrokenDirection {
    /// The newest version reads old data.
    Backward,
    /// The older version reads new data.
    Forward,
}

/// A version and the place of the finding in it.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) schema: &'a LinkedSchema,
    pub(crate) place: &'a Place,
}

impl<'a> Side<'a> {
    pub(crate) fn library(&self) -> &'a Library {
        &self.schema.links.library
    }

    pub(crate) fn document(&self) -> &'a Document {
        self.library().document(self.place.file)
    }

    /// The text of the place's file.
    pub(crate) fn text(&self) -> &'a str {
        self.text_of(self.place.file)
    }

    pub(crate) fn text_of(&self, file: u32) -> &'a str {
        &self.library().source(file).text
    }

    pub(crate) fn page(&self) -> Option<EditableText<'a>> {
        EditableText::open(self.text())
    }

    /// The type at the place.
    pub(crate) fn node(&self) -> Option<NodeRef> {
        let mut nodes = self.document().nodes.iter();
        let node = nodes.position(|node| node.mark() == self.place.span)? as NodeId;
        Some(NodeRef { file: self.place.file, node })
    }

    /// The definition of the type at the place.
    pub(crate) fn definition(&self) -> Option<NodeRef> {
        Some(self.schema.links.follow(self.node()?))
    }
}

pub(crate) fn suggested(file: u32, remedy: Remedy, edits: Vec<Edit>) -> Fix {
    fix(file, remedy, edits, Applicability::Suggested)
}

pub(crate) fn fix(file: u32, remedy: Remedy, mut edits: Vec<Edit>, applicability: Applicability) -> Fix {
    edits.sort_by_key(|edit| edit.span);
    Fix { file, edits, remedy, applicability }
}

/// Both, if there are both.
pub(crate) fn both(first: Option<Vec<Edit>>, second: Option<Vec<Edit>>) -> Option<Vec<Edit>> {
    let mut edits = first?;
    edits.extend(second?);
    Some(edits)
}
