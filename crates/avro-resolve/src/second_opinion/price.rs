//! Estimates what it costs the crate to parse a schema.
//!
//! The crate keeps a copy of each named type, with all that is defined in it, under its name and under each alias: the memory is
//! the product of the number of aliases and the size of the type, and of types within types the sum of all sizes.

use rustc_hash::FxHashSet;

use crate::depth::deep;
use crate::schema::name::Name;
use crate::schema::shape::{EnumShape, FieldShape, Form, ShapeId, Shapes};

/// About how many bytes the crate copies to parse a schema.
pub(super) fn price(shapes: &Shapes, root: ShapeId) -> u64 {
    let mut pricing = Pricing { shapes, defined: FxHashSet::default(), copies: 0 };
    let size = pricing.size(root);
    pricing.copies.saturating_add(size)
}

struct Pricing<'a> {
    shapes: &'a Shapes,
    /// The named types that occurred: later they are no more than their names.
    defined: FxHashSet<ShapeId>,
    copies: u64,
}

/// What anything costs beside its texts. Measured: 200 to 400 bytes.
const NODE: u64 = 256;

impl Pricing<'_> {
    fn size(&mut self, id: ShapeId) -> u64 {
        let shape = self.shapes.get(id);
        let Some((name, aliases)) = shape.naming() else { return NODE + self.parts(&shape.form) };
        let own = NODE + name.full().len() as u64;
        if !self.defined.insert(id) {
            return own;
        }
        let size = own + aliases.iter().map(text).sum::<u64>() + self.parts(&shape.form);
        self.copies = self.copies.saturating_add(size.saturating_mul(1 + aliases.len() as u64));
        size
    }

    fn parts(&mut self, form: &Form) -> u64 {
        match form {
            Form::Primitive(_) | Form::Fixed(_) => 0,
            Form::Enum(enumeration) => symbols(enumeration),
            Form::Array(part) | Form::Map(part) => deep(|| self.size(*part)),
            Form::Union(branches) => branches.iter().map(|&branch| deep(|| self.size(branch))).sum(),
            Form::Record(record) => {
                record.fields.iter().map(|field| own(field) + deep(|| self.size(field.shape))).sum()
            }
        }
    }
}

fn text(name: &Name) -> u64 {
    NODE / 4 + name.full().len() as u64
}

fn symbols(enumeration: &EnumShape) -> u64 {
    enumeration.symbols.iter().map(|symbol| NODE / 4 + symbol.len() as u64).sum()
}

/// A field without its type. The crate fills in what a default leaves out, too.
fn own(field: &FieldShape) -> u64 {
    let aliases = field.aliases.iter().map(|alias| NODE / 4 + alias.len() as u64).sum::<u64>();
    let default = field.default.as_ref().map_or(0, |default| NODE * default.size + default.json.len() as u64);
    NODE + field.name.len() as u64 + aliases + default
}
