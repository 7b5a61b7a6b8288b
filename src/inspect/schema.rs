//! Describes a schema: its name and types, and what makes it the same as others.

use rustc_hash::FxHashSet;

use crate::history::known::{KnownVersion, KnownVersions};
use avro_resolve::schema::canonical::{Fingerprints, canonical_form, fingerprints};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::print::TwoDefinitions;
use avro_resolve::schema::shape::{ShapeId, Shapes};

#[derive(Debug)]
pub(crate) struct SchemaFacts {
    /// The full name, or the type of a schema that has none.
    pub name: String,
    pub text: String,
    /// How many named types it defines.
    pub types: usize,
    pub identity: Result<Identity, TwoDefinitions>,
}

/// What makes a schema the same as another.
#[derive(Debug)]
pub(crate) struct Identity {
    pub canonical_form: String,
    /// Of the canonical form.
    pub fingerprints: Fingerprints,
    /// The known versions that have the same canonical form.
    pub known: Vec<KnownVersion>,
}

/// The facts of a schema whose types are the only ones in `shapes`.
pub(super) fn facts(shapes: &Shapes, shape: ShapeId, text: &str, known: &KnownVersions) -> SchemaFacts {
    let root = shapes.get(shape);
    let names = (0..shapes.len() as u32).filter_map(|id| shapes.get(ShapeId(id)).name());
    SchemaFacts {
        name: root.name().map_or(root.type_name(), Name::full).to_owned(),
        text: text.to_owned(),
        types: names.collect::<FxHashSet<_>>().len(),
        identity: canonical_form(shapes, shape).map(|canonical_form| Identity {
            fingerprints: fingerprints(&canonical_form),
            known: known.versions(&canonical_form).to_vec(),
            canonical_form,
        }),
    }
}
