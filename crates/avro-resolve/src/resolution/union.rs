//! Chooses the branch of a reader's union for a writer's type (specification: Schema Resolution, unions).

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::action::Choice;
use super::naming::{NameMatch, name_match, names_match, scales_differ};
use super::promotion::promotion_of;
use crate::schema::shape::{Form, Shape, ShapeId, Shapes};

/// Chooses among the branches of the writer's own type: the same full name, else an alias, else the same unqualified name;
/// failing all, the first branch that the type promotes to. A branch of another size or decimal scale is taken only if none
/// fits better, so that the finding names the mismatch itself.
///
/// `candidates`: in ascending order, the branches that may be of the writer's type; `None`: look at all.
pub(super) fn choose_branch(
    shapes: &Shapes,
    writer: &Shape,
    branches: &[ShapeId],
    candidates: Option<&[u32]>,
) -> Option<(u32, Choice)> {
    let branch = |index: u32| shapes.get(branches[index as usize]);
    let is_same_type = |index: &u32| branch(*index).type_name() == writer.type_name();
    let same_type: Vec<u32> = match candidates {
        Some(candidates) => candidates.iter().copied().filter(is_same_type).collect(),
        None => (0..branches.len() as u32).filter(is_same_type).collect(),
    };
    let fitting: Vec<u32> = same_type.iter().copied().filter(|&i| fits(writer, branch(i))).collect();
    let best = |pool: &[u32]| {
        let matches = pool.iter().filter_map(|&i| Some((name_match(writer, branch(i))?, i)));
        matches.min_by_key(|&(quality, _)| quality)
    };
    let (quality, chosen) = match best(&fitting).or_else(|| best(&same_type)) {
        Some(best) => best,
        None if writer.naming().is_some() => return None,
        None => {
            let is_wider = |index: &u32| promotion_of(writer, branch(*index)).is_some();
            let promoted = match candidates {
                Some(candidates) => candidates.iter().copied().find(is_wider),
                None => (0..branches.len() as u32).find(is_wider),
            };
            return Some((promoted?, Choice::Clear));
        }
    };
    Some((chosen, choice(shapes, writer, branches, candidates, &fitting, quality, chosen)))
}

/// The branches of a long union, by what they can be found by.
#[derive(Debug)]
pub(super) struct Branches {
    /// Those with names by their unqualified ones and those of their aliases.
    by_name: FxHashMap<SmolStr, Vec<u32>>,
    /// Those without.
    unnamed: Vec<u32>,
}

impl Branches {
    pub(super) fn new(shapes: &Shapes, branches: &[ShapeId]) -> Branches {
        /// A union has each unnamed type once. Of one that has it more often, which is a fault, the first ones are looked at.
        const MOST_ALIKE: usize = 4;
        let (mut by_name, mut unnamed): (FxHashMap<SmolStr, Vec<u32>>, _) = (FxHashMap::default(), Vec::new());
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for (at, &branch) in (0u32..).zip(branches) {
            let shape = shapes.get(branch);
            let Some((name, aliases)) = shape.naming() else {
                let count = counts.entry(shape.type_name()).or_default();
                *count += 1;
                if *count <= MOST_ALIKE {
                    unnamed.push(at);
                }
                continue;
            };
            for name in [name].into_iter().chain(aliases) {
                let found = by_name.entry(SmolStr::new(name.short())).or_default();
                if found.last() != Some(&at) {
                    found.push(at);
                }
            }
        }
        Branches { by_name, unnamed }
    }

    /// The branches that may be of a writer's type.
    pub(super) fn candidates(&self, writer: &Shape) -> &[u32] {
        match writer.name() {
            Some(name) => self.by_name.get(name.short()).map_or(&[], Vec::as_slice),
            None => &self.unnamed,
        }
    }
}

/// The specification's letter takes the first branch that matches; where that is another one, or where two branches have the
/// unqualified name and neither the full one, implementations differ.
fn choice(
    shapes: &Shapes,
    writer: &Shape,
    branches: &[ShapeId],
    candidates: Option<&[u32]>,
    fitting: &[u32],
    quality: NameMatch,
    chosen: u32,
) -> Choice {
    let matches = |index: &u32| matches_to_the_letter(shapes, writer, shapes.get(branches[*index as usize]));
    let literal = match candidates {
        Some(candidates) => candidates.iter().copied().find(matches),
        None => (0..branches.len() as u32).find(matches),
    };
    if let Some(literal) = literal
        && literal != chosen
    {
        return Choice::Ambiguous(literal);
    }
    if quality == NameMatch::Short {
        let namesake = |&&i: &&u32| i != chosen && names_match(writer, shapes.get(branches[i as usize]));
        if let Some(&other) = fitting.iter().find(namesake) {
            return Choice::Ambiguous(other);
        }
    }
    Choice::Clear
}

/// "To match" in the words of the specification: a look at types, names and sizes, not at fields or symbols.
fn matches_to_the_letter(shapes: &Shapes, writer: &Shape, reader: &Shape) -> bool {
    match (&writer.form, &reader.form) {
        (Form::Union(_), _) | (_, Form::Union(_)) => true,
        (Form::Array(writer), Form::Array(reader)) | (Form::Map(writer), Form::Map(reader)) => {
            matches_to_the_letter(shapes, shapes.get(*writer), shapes.get(*reader))
        }
        _ if writer.type_name() == reader.type_name() => names_match(writer, reader) && fits(writer, reader),
        _ => promotion_of(writer, reader).is_some(),
    }
}

/// Whether two types of the same kind agree on size and decimal scale.
fn fits(writer: &Shape, reader: &Shape) -> bool {
    match (&writer.form, &reader.form) {
        (Form::Fixed(written), Form::Fixed(expected)) => {
            written.size == expected.size && !scales_differ(writer, reader)
        }
        _ => !scales_differ(writer, reader),
    }
}
