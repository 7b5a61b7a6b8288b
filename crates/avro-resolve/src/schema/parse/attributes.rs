//! The attributes of a JSON object that mean something to Avro.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use crate::likeness::is_almost;
use crate::schema::fault::{Fault, FaultKind};
use crate::schema::json_text::{key, span};

/// The attributes of a JSON object that mean something to Avro; others are for code generators.
#[derive(Default)]
pub(super) struct Attributes<'t> {
    pub(super) ty: Option<&'t Value<'t>>,
    pub(super) name: Option<&'t Value<'t>>,
    pub(super) namespace: Option<&'t Value<'t>>,
    pub(super) doc: Option<&'t Value<'t>>,
    pub(super) aliases: Option<&'t Value<'t>>,
    pub(super) fields: Option<&'t Value<'t>>,
    pub(super) symbols: Option<&'t Value<'t>>,
    pub(super) default: Option<&'t Value<'t>>,
    pub(super) size: Option<&'t Value<'t>>,
    pub(super) items: Option<&'t Value<'t>>,
    pub(super) values: Option<&'t Value<'t>>,
    pub(super) order: Option<&'t Value<'t>>,
    pub(super) logical_type: Option<&'t Value<'t>>,
    pub(super) precision: Option<&'t Value<'t>>,
    pub(super) scale: Option<&'t Value<'t>>,
}

/// What an object describes.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Type,
    Field,
}

impl Owner {
    /// The attributes that may be left out, so that a slip in their names goes unnoticed.
    fn optional(self) -> &'static [&'static str] {
        match self {
            Owner::Type => &["doc", "aliases", "namespace", "logicalType", "precision", "scale"],
            Owner::Field => &["doc", "aliases", "default", "order"],
        }
    }

    /// The attribute that was meant by one that means nothing.
    fn meant(self, written: &str) -> Option<&'static str> {
        let is_meant = |known: &&str| is_almost(written, known) || (*known == "aliases" && written == "alias");
        self.optional().iter().copied().find(is_meant)
    }
}

impl<'t> Attributes<'t> {
    /// The attributes of an object; of one that is there twice, the last.
    pub(super) fn of(object: &'t Object<'t>, owner: Owner, faults: &mut Vec<Fault>) -> Attributes<'t> {
        let mut attributes = Attributes::default();
        for property in &object.properties {
            let slot = match key(&property.name) {
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
                    let has = |name: &str| object.properties.iter().any(|property| key(&property.name) == name);
                    if let Some(meant) = owner.meant(written).filter(|meant| !has(meant)) {
                        let (written, meant) = (format!("\"{written}\""), format!("\"{meant}\""));
                        faults.push(Fault {
                            kind: FaultKind::NearMiss { written, meant },
                            span: span(&property.name.range()),
                        });
                    }
                    continue;
                }
            };
            if slot.replace(&property.value).is_some() {
                let kind = FaultKind::DuplicateAttribute { attribute: key(&property.name).to_owned() };
                faults.push(Fault { kind, span: span(&property.name.range()) });
            }
        }
        attributes
    }
}
