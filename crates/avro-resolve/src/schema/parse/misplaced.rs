//! Notes attributes that stand in the wrong place, and defaults that an implementation cannot look into.

use jsonc_parser::ast::Value;
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use super::Parser;
use super::attributes::Attributes;
use crate::depth::deep;
use crate::schema::fault::FaultKind;
use crate::schema::json_text::range;
use crate::schema::logical::{LogicalTypeMisfit, is_known};
use crate::schema::model::*;

impl<'t> Parser<'t> {
    /// A default inside a type that is no enum means nothing.
    pub(super) fn note_default_of_type(&mut self, attributes: &Attributes<'t>) {
        if let Some(default) = attributes.default {
            self.note(FaultKind::MisplacedDefault, range(default));
        }
    }

    /// What stands beside the type of a field and belongs into it, and the text "null" as the default of what may be null or a text.
    pub(super) fn note_misplaced(
        &mut self,
        attributes: &Attributes<'t>,
        (node, ty): (NodeId, &'t Value<'t>),
        default: Option<&DefaultText>,
    ) {
        if let Some(Value::StringLit(name)) = attributes.logical_type
            && is_known(&name.value)
            && !self.has_logical_type(node, &name.value)
        {
            let misfit = LogicalTypeMisfit::BesideType { nested: nested(attributes, ty, &name.value) };
            let kind = FaultKind::IgnoredLogicalType { name: name.value.to_string(), misfit };
            self.note(kind, range(&Value::StringLit(name.clone())));
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

    /// Java checks a default as soon as it has read the field, when the records around the field have no fields yet.
    pub(super) fn note_recursive_defaults(&mut self) {
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

/// The type of a field with the logical type inside, as JSON where it is short.
fn nested(attributes: &Attributes<'_>, ty: &Value<'_>, logical: &str) -> String {
    let Value::StringLit(base) = ty else { return format!("\"logicalType\": \"{logical}\" inside the type") };
    let number = |name: &str, value: Option<&Value<'_>>| {
        let number = value.and_then(Value::as_number_lit).map(|number| number.value);
        number.map_or_else(String::new, |number| format!(", \"{name}\": {number}"))
    };
    let (precision, scale) = (number("precision", attributes.precision), number("scale", attributes.scale));
    format!("\"type\": {{\"type\": \"{}\", \"logicalType\": \"{logical}\"{precision}{scale}}}", base.value)
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
