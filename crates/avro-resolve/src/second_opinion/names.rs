//! Checks whether every name leads the crate to the type that is meant.
//!
//! The crate keeps names and aliases in one table, so that an alias may come before the type of that name; and it does not distinguish a
//! reference to a type without a namespace from one to its neighbour. A record that comes to contain itself so would be read
//! without end, because nothing of it takes a byte.

use rustc_hash::FxHashSet;

use apache_avro::Schema;
use apache_avro::schema::{NamespaceRef, ResolvedSchema};

use crate::depth::deep;
use crate::schema::shape::{Form, ShapeId, Shapes};

/// Whether the crate means the same types.
///
/// # Errors
/// What it does instead, as the rest of a sentence about it.
pub(super) fn agree<'a>(
    shapes: &'a Shapes,
    shape: ShapeId,
    schema: &'a Schema,
    theirs: ResolvedSchema<'a>,
) -> Result<(), String> {
    let mut check = NameCheck { shapes, theirs, seen: FxHashSet::default() };
    check.agree(shape, schema, None)
}

struct NameCheck<'a> {
    shapes: &'a Shapes,
    theirs: ResolvedSchema<'a>,
    /// The types that both mean.
    seen: FxHashSet<ShapeId>,
}

impl<'a> NameCheck<'a> {
    fn agree(&mut self, ours: ShapeId, schema: &'a Schema, enclosing: NamespaceRef<'_>) -> Result<(), String> {
        let Some(name) = schema.name() else { return self.parts_agree(ours, schema, enclosing) };
        let name = name.fully_qualified_name(enclosing);
        let shapes = self.shapes;
        let expected = shapes.get(ours).name().map_or("an unnamed type", |name| name.full());
        let schema = match schema {
            Schema::Ref { .. } => {
                let found = self.theirs.get_names().get(name.as_ref()).copied();
                found.ok_or_else(|| format!("does not find {name}, where {expected} is meant"))?
            }
            other => other,
        };
        let found = schema.name().map_or_else(|| "an unnamed type".to_owned(), |own| own.fullname(name.namespace()));
        if found != expected {
            return Err(format!("takes {found} for {expected}"));
        }
        if self.seen.insert(ours) { self.parts_agree(ours, schema, name.namespace()) } else { Ok(()) }
    }

    fn parts_agree(&mut self, ours: ShapeId, schema: &'a Schema, enclosing: NamespaceRef<'_>) -> Result<(), String> {
        let shapes = self.shapes;
        let mut agree = |part, schema| deep(|| self.agree(part, schema, enclosing));
        match (&shapes.get(ours).form, schema) {
            (Form::Record(ours), Schema::Record(theirs)) => {
                let mut fields = ours.fields.iter().zip(&theirs.fields);
                fields.try_for_each(|(ours, theirs)| agree(ours.shape, &theirs.schema))
            }
            (Form::Array(part), Schema::Array(theirs)) => agree(*part, &theirs.items),
            (Form::Map(part), Schema::Map(theirs)) => agree(*part, &theirs.types),
            (Form::Union(branches), Schema::Union(theirs)) => {
                branches.iter().zip(theirs.variants()).try_for_each(|(branch, theirs)| agree(*branch, theirs))
            }
            // Nothing is inside.
            _ => Ok(()),
        }
    }
}
