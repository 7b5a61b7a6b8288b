//! Resolves records, field by field (specification: Schema Resolution, records; Aliases).

use rustc_hash::FxHashMap;

use super::action::{AliasConflict, FieldAction, PairId, RecordAction};
use super::takers::{Takers, TakersBuilder};
use crate::schema::shape::{FieldShape, RecordShape, ShapeId, Shapes};

/// A reader's field takes the writer's field of its own name; failing that, the first of its aliases that names a writer's
/// field which no reader's field takes by name; failing that, its default.
pub(super) fn resolve_record(
    shapes: &Shapes,
    writer: &RecordShape,
    reader: &RecordShape,
    like: Option<Takers>,
    mut pair: impl FnMut(ShapeId, ShapeId) -> PairId,
) -> RecordAction {
    let written = FieldIndex::new(&writer.fields);
    let expected = FieldIndex::new(&reader.fields);
    let mut takers = TakersBuilder::none(writer.fields.len());
    let (mut defaulted, mut missing, mut alias_conflicts) = (Vec::new(), Vec::new(), Vec::new());
    for (index, field) in (0u32..).zip(&reader.fields) {
        let by_name = written.find(field.name_number, index);
        let claims = || field.aliases.iter().filter(|alias| **alias != field.name);
        let mut by_alias = None;
        for claimed in claims().filter_map(|alias| written.find(shapes.name_number(alias)?, index)) {
            let is_taken_by_name = expected.find(writer.fields[claimed as usize].name_number, claimed).is_some();
            let is_free = by_name.is_none() && !is_taken_by_name;
            if is_free && by_alias.is_none() && !takers.is_taken(claimed as usize) {
                by_alias = Some(claimed);
            } else {
                alias_conflicts.push(AliasConflict { field: index, claimed });
                if is_free {
                    by_alias = by_alias.or(Some(claimed));
                }
            }
        }
        match by_name.or(by_alias) {
            Some(source) => {
                let pair = pair(writer.fields[source as usize].shape, field.shape);
                takers.add(source as usize, FieldAction { field: index, pair });
            }
            None if field.default.is_some() => defaulted.push(index),
            None => missing.push(index),
        }
    }
    RecordAction {
        takers: takers.finish(like),
        defaulted: defaulted.into(),
        missing: missing.into(),
        alias_conflicts: alias_conflicts.into(),
    }
}

/// Fields by name. Fields mostly keep their place from version to version, so a guess comes before the search.
struct FieldIndex<'a> {
    fields: &'a [FieldShape],
    /// By the numbers of their names.
    by_name: Option<FxHashMap<u32, u32>>,
}

impl<'a> FieldIndex<'a> {
    /// Records of more fields than this are worth a hash table.
    const MANY: usize = 48;

    fn new(fields: &'a [FieldShape]) -> FieldIndex<'a> {
        let by_name = (fields.len() > Self::MANY)
            .then(|| fields.iter().zip(0u32..).map(|(field, index)| (field.name_number, index)).collect());
        FieldIndex { fields, by_name }
    }

    fn find(&self, name_number: u32, guess: u32) -> Option<u32> {
        if let Some(by_name) = &self.by_name {
            return by_name.get(&name_number).copied();
        }
        let is_at = |at: u32| self.fields.get(at as usize).is_some_and(|field| field.name_number == name_number);
        let near = [guess, guess.wrapping_sub(1), guess + 1];
        let found = near.into_iter().find(|&at| is_at(at));
        found.or_else(|| self.fields.iter().position(|field| field.name_number == name_number).map(|at| at as u32))
    }
}
