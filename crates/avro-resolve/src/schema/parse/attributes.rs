//! The attributes of a JSON object that mean something to Avro.

use crate::likeness::is_almost;
use crate::schema::fault::{Fault, FaultKind};
use crate::schema::json_text::{JsonContent, JsonObject, JsonValue};
use crate::schema::logical::{self, Base, LogicalType, LogicalTypeMisfit};

/// The attributes of a JSON object that mean something to Avro; others are for code generators.
#[derive(Default)]
pub(super) struct Attributes<'t> {
    pub(super) ty: Option<JsonValue<'t>>,
    pub(super) name: Option<JsonValue<'t>>,
    pub(super) namespace: Option<JsonValue<'t>>,
    pub(super) doc: Option<JsonValue<'t>>,
    pub(super) aliases: Option<JsonValue<'t>>,
    pub(super) fields: Option<JsonValue<'t>>,
    pub(super) symbols: Option<JsonValue<'t>>,
    pub(super) default: Option<JsonValue<'t>>,
    pub(super) size: Option<JsonValue<'t>>,
    pub(super) items: Option<JsonValue<'t>>,
    pub(super) values: Option<JsonValue<'t>>,
    pub(super) order: Option<JsonValue<'t>>,
    pub(super) logical_type: Option<JsonValue<'t>>,
    pub(super) precision: Option<JsonValue<'t>>,
    pub(super) scale: Option<JsonValue<'t>>,
    /// The names of the others.
    others: Vec<&'t str>,
}

/// What an object describes.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Type,
    Field,
}

impl Owner {
    /// The attributes that may be left out, so that a slip in their names goes unnoticed. The logical type of a field belongs into
    /// its type.
    fn optional(self, object: JsonObject<'_>) -> &'static [&'static str] {
        match self {
            Owner::Type if object.get("type").is_some_and(|ty| ty.as_str() == Some("enum")) => {
                &["doc", "aliases", "namespace", "default"]
            }
            Owner::Type => &["doc", "aliases", "namespace", "logicalType", "precision", "scale"],
            Owner::Field => &["doc", "aliases", "default", "order", "logicalType"],
        }
    }

    /// The attribute that was meant by one that means nothing.
    fn meant(self, written: &str, object: JsonObject<'_>) -> Option<&'static str> {
        let is_synonym = |known: &str| match known {
            "aliases" => written == "alias",
            "default" => written == "defaultValue" || is_almost(written, "defaultValue"),
            _ => false,
        };
        self.optional(object).iter().copied().find(|known| is_almost(written, known) || is_synonym(known))
    }
}

impl<'t> Attributes<'t> {
    /// The attributes of an object; of one that is there twice, the last.
    pub(super) fn of(object: JsonObject<'t>, owner: Owner, faults: &mut Vec<Fault>) -> Attributes<'t> {
        let mut attributes = Attributes::default();
        for property in object.iter() {
            let slot = match property.name {
                "type" => &mut attributes.ty,
                "name" => &mut attributes.name,
                "namespace" => &mut attributes.namespace,
                "doc" => &mut attributes.doc,
                "aliases" => &mut attributes.aliases,
                "fields" => &mut attributes.fields,
                "symbols" => &mut attributes.symbols,
                "default" => &mut attributes.default,
                "size" => &mut attributes.size,
                "items" => &mut attributes.items,
                "values" => &mut attributes.values,
                "order" => &mut attributes.order,
                "logicalType" => &mut attributes.logical_type,
                "precision" => &mut attributes.precision,
                "scale" => &mut attributes.scale,
                written => {
                    let has = |name: &str| object.get(name).is_some();
                    if let Some(meant) = owner.meant(written, object).filter(|meant| !has(meant)) {
                        let is_in_type = matches!(owner, Owner::Field) && meant == "logicalType";
                        let kind = FaultKind::MisspeltAttribute { written: written.to_owned(), meant, is_in_type };
                        faults.push(Fault { kind, span: property.name_span });
                    }
                    attributes.others.push(written);
                    continue;
                }
            };
            if slot.replace(property.value).is_some() {
                let kind = FaultKind::DuplicateAttribute { attribute: property.name.to_owned() };
                faults.push(Fault { kind, span: property.name_span });
            }
        }
        attributes
    }

    /// The name that was written for an attribute that the object cannot do without.
    pub(super) fn written_for(&self, attribute: &str) -> Option<&'t str> {
        /// A longer name is another one.
        const MOST: usize = 20;
        let synonyms: &[&str] = match attribute {
            "size" => &["length", "len", "bytes"],
            "items" => &["element", "elements"],
            "fields" => &["properties", "attributes", "columns"],
            _ => &[],
        };
        let is_meant = |written: &&&str| {
            let lower = written.to_lowercase();
            let is_slip = || written.len() <= MOST && strsim::damerau_levenshtein(&lower, attribute) <= 1;
            is_almost(written, attribute) || synonyms.contains(&lower.as_str()) || is_slip()
        };
        self.others.iter().find(is_meant).copied()
    }

    /// Whether the object has an attribute that means nothing to Avro.
    pub(super) fn has_other(&self, name: &str) -> bool {
        self.others.contains(&name)
    }
}

/// The logical type called `name` on a base, with the attributes of a decimal as they are written.
pub(super) fn logical_type(
    name: &str,
    base: Base<'_>,
    precision: Option<JsonValue<'_>>,
    scale: Option<JsonValue<'_>>,
) -> Result<Option<LogicalType>, LogicalTypeMisfit> {
    let digits = precision.and_then(JsonValue::as_integer);
    match (logical::logical_type(name, base, digits, scale.map_or(Some(0), JsonValue::as_integer)), precision) {
        (Err(LogicalTypeMisfit::PrecisionMissing), Some(other)) if digits.is_none() => {
            let found = match other.content() {
                JsonContent::Number(_) => "another number",
                JsonContent::Null => "null",
                _ => other.describe(),
            };
            Err(LogicalTypeMisfit::PrecisionNoNumber { found })
        }
        (found, _) => found,
    }
}
