//! Gathers the aliases of a schema as Java does, which rewrites the whole writer's schema by them before it reads (measured: Apache
//! Avro Java 1.12.1).

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::link::Links;
use super::model::{NodeRef, Type};
use super::name::Name;
use crate::depth::deep;

/// What the aliases of a reader's schema rename, in any schema of a writer. Of two that claim one name, the last wins.
#[derive(Clone, Debug, Default)]
pub(crate) struct JavaAliases {
    /// By the alias: the type that has it.
    types: FxHashMap<Name, (Name, NodeRef)>,
    /// By the record, and the alias of one of its fields: that field.
    fields: FxHashMap<Name, FxHashMap<SmolStr, AliasedField>>,
}

/// A field with an alias.
#[derive(Clone, Debug)]
pub(crate) struct AliasedField {
    pub(crate) name: SmolStr,
    pub(crate) record: NodeRef,
    pub(crate) index: u32,
}

impl JavaAliases {
    /// The aliases of a schema, if it has any.
    pub(super) fn of(links: &Links) -> Option<JavaAliases> {
        if !links.files.iter().any(|&file| links.library.document(file).has_aliases) {
            return None;
        }
        let mut aliases = JavaAliases::default();
        aliases.gather(links, links.follow(links.root), &mut FxHashSet::default());
        Some(aliases)
    }

    /// In Java's order. A type claims its aliases again at each place where it is used.
    fn gather(&mut self, links: &Links, at: NodeRef, seen: &mut FxHashSet<NodeRef>) {
        let naming = links.node(at).naming();
        let own = naming.iter().flat_map(|naming| naming.aliases.iter().map(move |alias| (alias, &naming.name)));
        self.types
            .extend(own.filter(|(alias, name)| alias != name).map(|(alias, name)| (alias.clone(), (name.clone(), at))));
        let Type::Record(record) = &links.node(at).ty else {
            return links.parts(at).for_each(|part| deep(|| self.gather(links, part, seen)));
        };
        if !seen.insert(at) {
            return;
        }
        for ((field, index), part) in record.fields.iter().zip(0u32..).zip(links.parts(at)) {
            for alias in field.aliases.iter().filter(|alias| **alias != field.name) {
                let field = AliasedField { name: field.name.clone(), record: at, index };
                self.fields.entry(record.naming.name.clone()).or_default().insert(alias.clone(), field);
            }
            deep(|| self.gather(links, part, seen));
        }
        if let Some(fields) = self.fields.get(&record.naming.name).cloned() {
            self.fields.extend(record.naming.aliases.iter().map(|alias| (alias.clone(), fields.clone())));
        }
    }

    /// What a type of that name is called after `passes` passes.
    pub(crate) fn type_name<'a>(&'a self, name: &'a Name, passes: u8) -> &'a Name {
        (0..passes).fold(name, |name, _| self.types.get(name).map_or(name, |(name, _)| name))
    }

    /// The type whose alias renames a type of that name in the first pass.
    pub(crate) fn renamer(&self, name: &Name) -> Option<NodeRef> {
        self.types.get(name).map(|(_, at)| *at)
    }

    /// What a field of that record is called after `passes` passes.
    pub(crate) fn field_name<'a>(&'a self, record: &Name, field: &'a SmolStr, passes: u8) -> &'a SmolStr {
        (1..=passes).fold(field, |field, pass| {
            let renamed = self.field(self.type_name(record, pass), field);
            renamed.map_or(field, |renamed| &renamed.name)
        })
    }

    /// The field that has an alias, in a record as it is called after the pass.
    pub(crate) fn field(&self, record: &Name, alias: &SmolStr) -> Option<&AliasedField> {
        self.fields.get(record)?.get(alias)
    }

    /// Whether a type or field of the schema is renamed.
    pub(crate) fn rename_some_of(&self, links: &Links) -> bool {
        let definition = |name: &Name| {
            let of_file = |&file: &_| {
                let document = links.library.document(file);
                document.definitions.get(name).map(|&node| &document.nodes[node as usize].ty)
            };
            links.files.iter().find_map(of_file)
        };
        let has_field = |record: &Name, aliases: &FxHashMap<SmolStr, AliasedField>| {
            let Some(Type::Record(record)) = definition(record) else { return false };
            record.fields.iter().any(|field| aliases.contains_key(&field.name))
        };
        self.types.keys().any(|alias| definition(alias).is_some())
            || self.fields.iter().any(|(record, aliases)| has_field(record, aliases))
    }
}
