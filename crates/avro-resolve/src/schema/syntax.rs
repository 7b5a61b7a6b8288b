//! The languages in which files say what schemas are.

/// The language of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Syntax {
    /// A schema as JSON (`.avsc`).
    #[default]
    Schema,
    /// A protocol as JSON: types and messages (`.avpr`).
    Protocol,
    /// Avro IDL: types, with a protocol or without (`.avdl`).
    Idl,
}

impl Syntax {
    /// The language of a file with this name; a schema, unless the name ends otherwise.
    pub fn of(name: &str) -> Syntax {
        Syntax::said_by(name).unwrap_or_default()
    }

    /// The language that the end of a file's name says.
    pub fn said_by(name: &str) -> Option<Syntax> {
        let ends_with = |end: &str| {
            let at = name.len().checked_sub(end.len());
            at.and_then(|at| name.get(at..)).is_some_and(|found| found.eq_ignore_ascii_case(end))
        };
        match () {
            () if ends_with(".avdl") => Some(Syntax::Idl),
            () if ends_with(".avpr") => Some(Syntax::Protocol),
            () if ends_with(".avsc") => Some(Syntax::Schema),
            () => None,
        }
    }
}
