//! A finding in, the edits that could mend it out, none of them tried yet.

mod field;
mod lookup;
mod name;
mod number;
mod symbol;
mod types;

use crate::fix::{Applicability, Fix, Remedy};
use avro_resolve::resolution::locate::{Cause, Hazard, Place, Portability};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::link::Library;
use avro_resolve::schema::model::{Document, NodeRef};

/// A finding between the newest version and an older one.
#[derive(Clone, Copy)]
pub(crate) struct Break<'a> {
    pub(crate) cause: &'a Cause,
    pub(crate) direction: Direction,
    pub(crate) new: Side<'a>,
    pub(crate) old: Side<'a>,
}

/// Which of the two reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
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

/// What could mend a finding, the best first.
pub(crate) fn propose(broken: &Break<'_>) -> Vec<Fix> {
    let proposals = match (broken.cause, broken.direction) {
        (Cause::MissingDefault { .. }, Direction::Backward) => field::defaults(broken),
        (Cause::MissingDefault { field, .. }, Direction::Forward) => field::kept(broken, field),
        (Cause::TypeMismatch { .. } | Cause::Hazard(Hazard::UnitChanged { .. }), _) => types::kept(broken),
        (Cause::MissingSymbol { symbol, .. }, Direction::Backward) => symbol::known(broken, symbol),
        // New symbols need an order of steps, not another text.
        (Cause::MissingSymbol { .. }, Direction::Forward) => None,
        (Cause::NameMismatch { writer, .. }, Direction::Backward) => name::aliased(broken, writer),
        (Cause::NameMismatch { reader, .. }, Direction::Forward) => name::kept(broken, reader).map(|fix| vec![fix]),
        (Cause::Portability(Portability::JavaUnionNamespace { writer: old, .. }), Direction::Backward)
        | (Cause::Portability(Portability::JavaUnionNamespace { reader: old, .. }), Direction::Forward) => {
            name::kept(broken, old).map(|fix| vec![fix])
        }
        (Cause::FixedSizeMismatch { writer, .. }, Direction::Backward) => number::size(broken, *writer),
        (Cause::FixedSizeMismatch { reader, .. }, Direction::Forward) => number::size(broken, *reader),
        (Cause::ScaleMismatch { writer, .. }, Direction::Backward) => number::scale(broken, *writer),
        (Cause::ScaleMismatch { reader, .. }, Direction::Forward) => number::scale(broken, *reader),
        (Cause::MissingBranch { branch, .. }, Direction::Backward) => types::branch_taken(broken, branch),
        (Cause::MissingBranch { .. }, Direction::Forward) => types::branch_not_written(broken),
        (Cause::AmbiguousAlias { field, claimed }, Direction::Backward) => field::unclaimed(broken, field, claimed),
        (Cause::AmbiguousAlias { .. }, Direction::Forward)
        | (
            Cause::PrecisionChanged { .. } | Cause::AmbiguousBranch { .. } | Cause::Hazard(_) | Cause::Portability(_),
            _,
        ) => None,
    };
    proposals.unwrap_or_default()
}

/// What is left to try where nothing of that helps: more of the old text than the finding is about.
pub(crate) fn propose_more(broken: &Break<'_>) -> Vec<Fix> {
    let proposals = match broken.cause {
        Cause::TypeMismatch { .. } | Cause::MissingBranch { .. } => types::field_kept(broken),
        Cause::NameMismatch { .. } | Cause::FixedSizeMismatch { .. } | Cause::ScaleMismatch { .. } => {
            types::whole_kept(broken)
        }
        Cause::MissingDefault { .. }
        | Cause::MissingSymbol { .. }
        | Cause::PrecisionChanged { .. }
        | Cause::AmbiguousAlias { .. }
        | Cause::AmbiguousBranch { .. }
        | Cause::Hazard(_)
        | Cause::Portability(_) => None,
    };
    proposals.unwrap_or_default()
}

impl<'a> Side<'a> {
    fn library(&self) -> &'a Library {
        &self.schema.links.library
    }

    fn document(&self) -> &'a Document {
        self.library().document(self.place.file)
    }

    /// The text of the place's file.
    fn text(&self) -> &'a str {
        self.text_of(self.place.file)
    }

    fn text_of(&self, file: u32) -> &'a str {
        &self.library().source(file).text
    }

    fn page(&self) -> Option<EditableText<'a>> {
        EditableText::open(self.text())
    }

    /// The type at the place.
    fn node(&self) -> Option<NodeRef> {
        let node = lookup::node(self.document(), self.place.span)?;
        Some(NodeRef { file: self.place.file, node })
    }

    /// The definition of the type at the place.
    fn definition(&self) -> Option<NodeRef> {
        Some(self.schema.links.follow(self.node()?))
    }
}

fn suggested(file: u32, remedy: Remedy, edits: Vec<Edit>) -> Fix {
    fix(file, remedy, edits, Applicability::Suggested)
}

fn fix(file: u32, remedy: Remedy, mut edits: Vec<Edit>, applicability: Applicability) -> Fix {
    edits.sort_by_key(|edit| edit.span);
    Fix { file, edits, remedy, applicability }
}

/// Both, if there are both.
fn both(first: Option<Vec<Edit>>, second: Option<Vec<Edit>>) -> Option<Vec<Edit>> {
    let mut edits = first?;
    edits.extend(second?);
    Some(edits)
}
