//! Notes attributes that stand in the wrong place, and defaults that an implementation cannot look into.

use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use super::attributes::{Attributes, logical_type};
use super::{Parser, Syntax};
use crate::depth::deep;
use crate::schema::fault::FaultKind;
use crate::schema::json_text::{JsonContent, JsonValue};
use crate::schema::logical::{Base, LogicalTypeMisfit, meant};
use crate::schema::model::*;

impl<'t> Parser<'t> {
    /// A default inside a type that is no enum means nothing.
    pub(super) fn note_default_of_type(&mut self, attributes: &Attributes<'t>) {
        if let Some(default) = attributes.default {
            self.note(FaultKind::MisplacedDefault, default.span());
        }
    }

    /// What stands beside the type of a field and belongs into it, and the text "null" as the default of what may be null or a text.
    pub(super) fn note_misplaced(
        &mut self,
        attributes: &Attributes<'t>,
        (node, ty): (NodeId, JsonValue<'t>),
        default: Option<&DefaultText>,
    ) {
        if let Some(value) = attributes.logical_type
            && let Some(name) = value.as_str()
            && let Some(meant) = meant(name)
            && !self.has_logical_type(node, meant)
        {
            let inside = inside(attributes, ty, meant).map(|json| match self.syntax {
                Syntax::Schema | Syntax::Protocol => json,
                Syntax::Idl if ty.as_array().is_some() => {
                    format!("@logicalType(\"{meant}\") before the branch that has it")
                }
                Syntax::Idl => format!("@logicalType(\"{meant}\") before the type"),
            });
            let misfit = LogicalTypeMisfit::BesideType { meant, inside };
            let kind = FaultKind::IgnoredLogicalType { name: name.to_owned(), misfit };
            self.note(kind, value.span());
        }
        let primitive = |branch: &NodeId| match self.nodes[*branch as usize].ty {
            Type::Primitive(primitive) => Some(primitive),
            _ => None,
        };
        let is_text = |branch: &NodeId| matches!(primitive(branch), Some(Primitive::String | Primitive::Bytes));
        if let Some(default) = default.filter(|default| default.json.as_str().is_some_and(is_null))
            && let Type::Union(branches) = &self.nodes[node as usize].ty
            && branches.iter().any(|branch| primitive(branch) == Some(Primitive::Null))
            && branches.iter().any(is_text)
        {
            // Where no branch takes a text, the default does not fit.
            let written = default.json.to_string();
            self.note(FaultKind::NullAsText { written }, default.span);
        }
    }

    /// Whether a type, or a branch of it, has the logical type where it belongs.
    fn has_logical_type(&self, node: NodeId, name: &str) -> bool {
        let of = |node: NodeId| &self.nodes[node as usize];
        let has = |node: NodeId| of(node).logical.is_some_and(|logical| logical.name() == name);
        match &of(node).ty {
            Type::Union(branches) => branches.iter().any(|&branch| has(branch)),
            _ => has(node),
        }
    }

    /// Java checks a default as soon as it has read the field, when the records around the field have no fields yet; not in IDL.
    pub(super) fn note_recursive_defaults(&mut self) {
        if self.syntax == Syntax::Idl {
            return;
        }
        let mut found = Vec::new();
        for (id, node) in (0u32..).zip(&self.nodes) {
            let Type::Record(record) = &node.ty else { continue };
            let defaults = record.fields.iter().filter_map(|field| Some((field.ty, field.default.as_deref()?)));
            let mut open = None;
            for (ty, default) in defaults.filter(|(_, default)| default.json.is_object() || default.json.is_array()) {
                let open = open.get_or_insert_with(|| self.around(id));
                let mut look = Look { parser: self, open, seen: FxHashSet::default() };
                if let Err(incomplete) = look.fits(ty, &default.json) {
                    found.push((incomplete, default.span));
                }
            }
        }
        for (name, span) in found {
            self.note(FaultKind::RecursiveDefault { name }, span);
        }
    }

    /// A record and those around it.
    fn around(&self, record: NodeId) -> FxHashSet<NodeId> {
        let parent = |at: &NodeId| Some(self.nodes[*at as usize].step.parent).filter(|parent| parent != at);
        std::iter::successors(Some(record), parent).collect()
    }
}

/// Whether a text says null.
fn is_null(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("null")
}

/// What to write so that the logical type beside the type of a field counts, or why it would be ignored inside the type, too.
fn inside(
    attributes: &Attributes<'_>,
    ty: JsonValue<'_>,
    logical: &'static str,
) -> Result<String, Box<LogicalTypeMisfit>> {
    let mut ty = ty;
    while let Some(inner) = attribute(ty, "type")
        && let JsonContent::Object(_) | JsonContent::Array(_) = inner.content()
    {
        ty = inner;
    }
    let Some(branches) = ty.as_array() else {
        annotated(attributes, ty, logical)?;
        return Ok(match ty.as_str() {
            Some(base) => format!("\"type\": {}", nested(attributes, base, logical)),
            None => format!("\"logicalType\": \"{logical}\" inside the type"),
        });
    };
    let (mut bearers, mut misfit) = (Vec::new(), None);
    for branch in branches.iter() {
        match annotated(attributes, branch, logical) {
            Ok(()) => bearers.push(branch),
            Err(found) => {
                let says_more = !matches!(*found, LogicalTypeMisfit::WrongBase { .. });
                misfit = misfit.or(Some(found).filter(|_| says_more));
            }
        }
    }
    match (&bearers[..], misfit) {
        ([bearer], _) if let Some(base) = bearer.as_str() => {
            Ok(format!("{} for the branch \"{base}\"", nested(attributes, base, logical)))
        }
        ([_], _) => Ok(format!("\"logicalType\": \"{logical}\" inside the branch of the union")),
        ([_, ..], _) => Ok(format!("\"logicalType\": \"{logical}\" inside the branch that has it")),
        ([], Some(misfit)) => Err(misfit),
        ([], None) => {
            let base = Base::Other("a union without such a branch");
            logical_type(logical, base, None, None).map_or_else(|misfit| Err(Box::new(misfit)), |_| Ok(String::new()))
        }
    }
}

/// Tells whether a type can have a logical type, with what stands beside it.
fn annotated(
    attributes: &Attributes<'_>,
    ty: JsonValue<'_>,
    logical: &'static str,
) -> Result<(), Box<LogicalTypeMisfit>> {
    if let Some(other) = attribute(ty, "logicalType") {
        let other = other.as_str().unwrap_or_else(|| other.describe()).to_owned();
        return Err(Box::new(LogicalTypeMisfit::HasAnother { other }));
    }
    let written = ty.as_str().or_else(|| attribute(ty, "type")?.as_str()).unwrap_or_default();
    let is_object = ty.as_object().is_some();
    let size = || attribute(ty, "size").and_then(JsonValue::as_integer).and_then(|size| u64::try_from(size).ok());
    let of_name = format!("the name \"{written}\", and only a definition can have a logical type");
    let base = match (Primitive::from_name(written), written) {
        (Some(primitive), _) => Base::Primitive(primitive),
        (None, "fixed") if is_object => size().map_or(Base::Other("a fixed without a size"), Base::Fixed),
        (None, "enum") if is_object => Base::Other("an enum"),
        (None, "array") if is_object => Base::Other("an array"),
        (None, "map") if is_object => Base::Other("a map"),
        (None, "record" | "error") if is_object => Base::Other("a record"),
        (None, _) => Base::Other(&of_name),
    };
    let precision = attribute(ty, "precision").or(attributes.precision);
    let scale = attribute(ty, "scale").or(attributes.scale);
    logical_type(logical, base, precision, scale).map(|_| ()).map_err(Box::new)
}

/// The attribute of an object that counts.
fn attribute<'v>(ty: JsonValue<'v>, name: &str) -> Option<JsonValue<'v>> {
    ty.as_object()?.get(name)
}

/// A primitive type with a logical type, as JSON.
fn nested(attributes: &Attributes<'_>, base: &str, logical: &str) -> String {
    let number = |name: &str, value: Option<JsonValue<'_>>| {
        let number = value.filter(|_| logical == "decimal").and_then(JsonValue::as_number);
        number.map_or_else(String::new, |number| format!(", \"{name}\": {number}"))
    };
    let (precision, scale) = (number("precision", attributes.precision), number("scale", attributes.scale));
    format!("{{\"type\": \"{base}\", \"logicalType\": \"{logical}\"{precision}{scale}}}")
}

/// A look at a default as Java checks it.
struct Look<'a, 't> {
    parser: &'a Parser<'t>,
    /// The records that are still being read.
    open: &'a FxHashSet<NodeId>,
    /// Branches of unions may ask for the same part again and again.
    seen: FxHashSet<(*const Json, NodeId)>,
}

impl Look<'_, '_> {
    /// Whether a default fits, as far as the kinds of its values go.
    ///
    /// # Errors
    /// The record without fields that Java wants to look into.
    fn fits(&mut self, node: NodeId, json: &Json) -> Result<bool, String> {
        let parser = self.parser;
        let mut at = node;
        while let Type::Reference(reference) = &parser.nodes[at as usize].ty {
            // Java has read the other files completely.
            let Some(target) = reference.target else { return Ok(true) };
            at = target;
        }
        if (json.is_object() || json.is_array()) && !self.seen.insert((std::ptr::from_ref(json), at)) {
            return Ok(true);
        }
        match (&parser.nodes[at as usize].ty, json) {
            (Type::Record(record), Json::Object(_)) if self.open.contains(&at) => Err(record.naming.name.to_string()),
            (Type::Record(record), Json::Object(given)) => {
                for field in &record.fields {
                    let own = || field.default.as_ref().map(|default| &default.json);
                    let Some(json) = given.get(field.name.as_str()).or_else(own) else { return Ok(false) };
                    if !deep(|| self.fits(field.ty, json))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Type::Array(items), Json::Array(given)) => self.all_fit(*items, given.iter()),
            (Type::Map(values), Json::Object(given)) => self.all_fit(*values, given.values()),
            (Type::Union(branches), _) => {
                for &branch in branches {
                    if deep(|| self.fits(branch, json))? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (Type::Primitive(Primitive::Null), _) => Ok(json.is_null()),
            (Type::Primitive(Primitive::Boolean), _) => Ok(json.is_boolean()),
            (Type::Primitive(Primitive::String | Primitive::Bytes) | Type::Enum(_) | Type::Fixed(_), _) => {
                Ok(json.is_string())
            }
            (Type::Primitive(_), _) => Ok(json.is_number()),
            (Type::Record(_) | Type::Array(_) | Type::Map(_) | Type::Reference(_), _) => Ok(false),
        }
    }

    fn all_fit<'j>(&mut self, node: NodeId, mut given: impl Iterator<Item = &'j Json>) -> Result<bool, String> {
        given.try_fold(true, |fit, json| Ok(fit && deep(|| self.fits(node, json))?))
    }
}
