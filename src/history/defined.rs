//! Knows which types texts define, and tells whether a text uses others.

use std::collections::HashSet;

use avro_resolve::schema::model::Type;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse;

use crate::model::input::SchemaText;

/// The types that texts define.
pub(crate) struct DefinedTypes(HashSet<Name>);

impl DefinedTypes {
    /// Those of all the schemas that can be understood.
    pub(crate) fn of(schemas: &[SchemaText]) -> DefinedTypes {
        DefinedTypes(schemas.iter().flat_map(|schema| definitions(&schema.text)).collect())
    }

    /// Whether a text uses a type that is none of these.
    pub(crate) fn lack_one_of(&self, text: &str) -> bool {
        let has = |name: &Name| self.0.contains(name);
        match parse(text) {
            Ok(document) => document.outside.iter().any(|&node| match &document.nodes[node as usize].ty {
                Type::Reference(reference) => !has(&reference.name) && !reference.bare.as_ref().is_some_and(has),
                _ => false,
            }),
            Err(broken) => broken.outside.iter().any(|(name, _)| !has(name) && !has(&Name::new(name.short(), ""))),
        }
    }
}

/// The names of the types that a text defines, if it can be understood.
pub(crate) fn definitions(text: &str) -> Vec<Name> {
    parse(text).map(|document| document.definitions.into_keys().collect()).unwrap_or_default()
}
