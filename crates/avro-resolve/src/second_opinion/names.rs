//! Checks whether every name leads the crate to the type that is meant.
//!
//! The crate keeps names and aliases in one table, so that an alias may come before the type of that name; and it does not distinguish a
//! reference to a type without a namespace from one to its neighbour. A record that comes to contain itself so would be read
//! without end, because nothing of it takes a byte.

use std::sync::Once;

use rustc_hash::FxHashSet;

use apache_avro::schema::{NamespaceRef, ResolvedSchema};
use apache_avro::validator::{
    EnumSymbolNameValidator, RecordFieldNameValidator, SchemaNameValidator, SchemaNamespaceValidator,
    set_enum_symbol_name_validator, set_record_field_name_validator, set_schema_name_validator,
    set_schema_namespace_validator,
};
use apache_avro::{AvroResult, Schema};

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

/// Lets the crate check names without the regular expressions that take most of its time, unless the process has set validators of its own.
pub(super) fn check_names_fast() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Those that are set first stay.
        let _ = set_schema_name_validator(Box::new(FastValidator));
        let _ = set_schema_namespace_validator(Box::new(FastValidator));
        let _ = set_enum_symbol_name_validator(Box::new(FastValidator));
        let _ = set_record_field_name_validator(Box::new(FastValidator));
    });
}

/// Sees at once that a name is valid; what else it meets, the crate's own validator looks at.
struct FastValidator;

/// The crate's own.
struct OwnValidator;

impl SchemaNameValidator for OwnValidator {}
impl SchemaNamespaceValidator for OwnValidator {}
impl EnumSymbolNameValidator for OwnValidator {}
impl RecordFieldNameValidator for OwnValidator {}

impl SchemaNameValidator for FastValidator {
    fn validate(&self, name: &str) -> AvroResult<usize> {
        if is_dotted(name) {
            return Ok(name.rfind('.').map_or(0, |dot| dot + 1));
        }
        SchemaNameValidator::validate(&OwnValidator, name)
    }
}

impl SchemaNamespaceValidator for FastValidator {
    fn validate(&self, namespace: &str) -> AvroResult<()> {
        if is_dotted(namespace) { Ok(()) } else { SchemaNamespaceValidator::validate(&OwnValidator, namespace) }
    }
}

impl EnumSymbolNameValidator for FastValidator {
    fn validate(&self, symbol: &str) -> AvroResult<()> {
        if is_name(symbol) { Ok(()) } else { EnumSymbolNameValidator::validate(&OwnValidator, symbol) }
    }
}

impl RecordFieldNameValidator for FastValidator {
    fn validate(&self, field: &str) -> AvroResult<()> {
        if is_name(field) { Ok(()) } else { RecordFieldNameValidator::validate(&OwnValidator, field) }
    }
}

fn is_dotted(name: &str) -> bool {
    name.split('.').all(is_name)
}

/// A name of the specification (Names).
fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    name.bytes().next().is_some_and(is_letter) && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
}
