//! Knows which types texts define, and tells whether a text uses others.

#[cfg(feature = "cli")]
use std::collections::HashSet;

use avro_resolve::schema::model::{Document, Type};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse_as;
use avro_resolve::schema::syntax::Syntax;

#[cfg(feature = "cli")]
use crate::model::input::SchemaText;

/// The types that texts define.
#[cfg(feature = "cli")]
pub(crate) struct DefinedTypes(HashSet<Name>);

#[cfg(feature = "cli")]
impl DefinedTypes {
    /// Those of all the schemas that can be understood.
    pub(crate) fn of(schemas: &[SchemaText]) -> DefinedTypes {
        DefinedTypes(schemas.iter().flat_map(|schema| definitions(&schema.name, &schema.text.fresh())).collect())
    }

    /// Whether a schema uses a type that is none of these.
    #[cfg(feature = "cli")]
    pub(crate) fn lack_one_of(&self, schema: &SchemaText) -> bool {
        outside_names(&schema.name, &schema.text.fresh())
            .iter()
            .any(|names| !names.iter().any(|name| self.0.contains(name)))
    }
}

/// For each type that the text of a file with this name uses and does not define, the names that it can have, the first before the second.
pub(crate) fn outside_names(file: &str, text: &str) -> Vec<Vec<Name>> {
    match parse_as(text, Syntax::of(file)) {
        Ok(document) => names_of_outside_types(&document),
        Err(broken) => {
            let names = |(name, _): (Name, _)| {
                let bare = Name::new(name.short(), "");
                vec![name, bare]
            };
            broken.outside.into_iter().map(names).collect()
        }
    }
}

/// The same for a text that was parsed.
pub(crate) fn names_of_outside_types(document: &Document) -> Vec<Vec<Name>> {
    let names = document.outside.iter().filter_map(|&node| match &document.nodes[node as usize].ty {
        Type::Reference(reference) => Some(std::iter::once(&reference.name).chain(&reference.bare).cloned().collect()),
        _ => None,
    });
    names.collect()
}

/// The names of the types that the text of a file with this name defines, if it can be understood.
pub(crate) fn definitions(file: &str, text: &str) -> Vec<Name> {
    parse_as(text, Syntax::of(file)).map(|document| document.definitions.into_keys().collect()).unwrap_or_default()
}
