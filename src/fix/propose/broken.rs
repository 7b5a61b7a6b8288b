//! Looks up what is at the place of a finding, in both versions.

use std::rc::Rc;

use avro_resolve::resolution::locate::{Cause, Place};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::link::Links;
use avro_resolve::schema::model::*;
use avro_resolve::schema::name::Name;

use crate::fix::{Fix, Remedy};
use crate::history::SubjectVersion;

/// A finding between the newest version and an older one.
#[derive(Clone, Copy)]
pub(crate) struct Break<'a> {
    pub(crate) cause: &'a Cause,
    pub(crate) direction: BrokenDirection,
    pub(crate) new: Side<'a>,
    pub(crate) old: Side<'a>,
    /// The versions between the two.
    pub(crate) between: &'a [SubjectVersion],
}

/// Which of the two reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum BrokenDirection {
    /// The newest version reads old data.
    Backward,
    /// The older version reads new data.
    Forward,
}

impl Break<'_> {
    /// The older version's of two.
    pub(crate) fn old_of<T>(&self, writer: T, reader: T) -> T {
        match self.direction {
            BrokenDirection::Backward => writer,
            BrokenDirection::Forward => reader,
        }
    }
}

/// A version and the place of the finding in it.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) schema: &'a LinkedSchema,
    pub(crate) place: &'a Place,
    /// A text of some version that is open for edits already.
    pub(crate) open: Option<&'a OpenText<'a>>,
}

/// The text of a file, opened for edits.
pub(crate) struct OpenText<'a> {
    pub(crate) file: FileId,
    pub(crate) text: Rc<EditableText<'a>>,
}

impl<'a> Side<'a> {
    pub(crate) fn links(&self) -> &'a Links {
        &self.schema.links
    }

    pub(crate) fn document(&self, file: FileId) -> &'a Document {
        self.links().library.document(file)
    }

    pub(crate) fn text(&self, file: FileId) -> &'a str {
        &self.links().library.source(file).text
    }

    pub(crate) fn page(&self, file: FileId) -> Option<Rc<EditableText<'a>>> {
        match self.open.filter(|open| open.file == file) {
            Some(open) => Some(Rc::clone(&open.text)),
            None => {
                let source = self.links().library.source(file);
                EditableText::open_as(&source.text, source.syntax()).map(Rc::new)
            }
        }
    }

    pub(crate) fn node(&self, at: NodeRef) -> &'a Node {
        self.links().node(at)
    }

    /// The type at the place.
    pub(crate) fn at(&self) -> Option<NodeRef> {
        let mut nodes = self.document(self.place.file).nodes.iter();
        let node = nodes.position(|node| node.mark() == self.place.span)? as NodeId;
        Some(NodeRef { file: self.place.file, node })
    }

    /// The definition of the type at the place.
    pub(crate) fn definition(&self) -> Option<NodeRef> {
        Some(self.links().follow(self.at()?))
    }

    /// The record and the index of the field at the place.
    pub(crate) fn field(&self) -> Option<(&'a Record, usize)> {
        let is_meant = |field: &Field| field.span == self.place.span || field.name_span == self.place.span;
        self.document(self.place.file).nodes.iter().find_map(|node| {
            let Type::Record(record) = &node.ty else { return None };
            Some((&**record, record.fields.iter().position(is_meant)?))
        })
    }

    /// The field whose whole type, or a branch of it, is at a node.
    pub(crate) fn field_around(&self, at: NodeRef) -> Option<&'a Field> {
        let nodes = &self.document(at.file).nodes;
        let mut step = nodes[at.node as usize].step;
        loop {
            match step.part {
                Part::Field(index) => {
                    let Type::Record(record) = &nodes[step.parent as usize].ty else { return None };
                    return Some(&record.fields[index as usize]);
                }
                Part::Branch(_) => step = nodes[step.parent as usize].step,
                Part::Root | Part::Top(_) | Part::Items | Part::Values => return None,
            }
        }
    }

    /// The type of a name in this version, if one of its files defines it.
    pub(crate) fn named(&self, name: &Name) -> Option<NodeRef> {
        let defined = |&file: &FileId| Some(NodeRef { file, node: *self.document(file).definitions.get(name)? });
        self.links().files.iter().find_map(defined)
    }
}

/// A fix that a human has to agree to.
pub(crate) fn suggested(file: FileId, remedy: Remedy, mut edits: Vec<Edit>) -> Fix {
    edits.sort_by_key(|edit| edit.span);
    Fix { file, edits, remedy, is_automatic: false }
}

/// Both, if there are both.
pub(crate) fn both(first: Option<Vec<Edit>>, second: Option<Vec<Edit>>) -> Option<Vec<Edit>> {
    Some([first?, second?].concat())
}
