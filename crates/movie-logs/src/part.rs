//! What a field of a schema may take from a log line.

use super::event::{Field, Kind};

/// What a field of a schema may take from a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// What every line of the kind says.
    Field(&'static Field),
    /// The result of a request that failed; of others there is none.
    Error,
}

impl Part {
    /// All parts of a kind of line.
    pub(super) fn all(kind: Kind) -> impl Iterator<Item = Part> {
        let fields = kind.fields().iter().map(Part::Field);
        fields.chain((kind == Kind::Recommendation).then_some(Part::Error))
    }

    /// The part of that name.
    pub(super) fn named(kind: Kind, name: &str) -> Option<Part> {
        Part::all(kind).find(|part| part.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Part::Field(field) => field.name,
            Part::Error => "error",
        }
    }
}
