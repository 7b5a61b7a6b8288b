//! Proposes edits for slips in one file, for which no other version is needed.

use avro_resolve::schema::edit::{Edit, EditableText, ValueKind};
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::logical::{Base, LogicalTypeMisfit, logical_type};
use avro_resolve::schema::model::{FileId, Primitive};
use avro_resolve::schema::source::Span;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::broken::suggested;
use crate::fix::{Fix, Remedy};

/// A mistake in a file.
#[derive(Clone, Copy)]
pub(crate) struct Slip<'a> {
    pub(crate) kind: &'a FaultKind,
    pub(crate) file: FileId,
    pub(crate) span: Span,
    /// The place of the innermost type or field around it.
    pub(crate) pointer: &'a str,
}

/// The edit that makes of a mistake what was meant, if that is certain. It is automatic if nothing else changes, or if it lets a
/// default count that its author wrote.
pub(crate) fn meant(slip: Slip<'_>, page: &EditableText<'_>) -> Option<Fix> {
    let Slip { kind, file, span, pointer } = slip;
    let automatic = |remedy, edits| Fix { is_automatic: true, ..suggested(file, remedy, edits) };
    Some(match kind {
        FaultKind::InvalidDefault { .. } => {
            let default = unquoted(page.get(&page.place_of(span)?)?.as_str()?)?;
            let remedy = Remedy::CorrectDefault { field: name_of(page, pointer)?, default: default.clone() };
            let moved = branch_first(page, pointer, &serde_json::from_str(&default).ok()?);
            let keeps_order = moved.is_none();
            let edits = [moved.unwrap_or_default(), vec![Edit { span, text: default }]].concat();
            Fix { is_automatic: keeps_order, ..suggested(file, remedy, edits) }
        }
        FaultKind::RepeatedDefinition { name } => {
            automatic(Remedy::ReferTo(name.clone()), page.replace(pointer, format!("\"{name}\""))?)
        }
        FaultKind::DuplicateAttribute { attribute } => {
            automatic(Remedy::RemoveRepeated(attribute.clone()), page.remove_repeated(pointer, attribute)?)
        }
        FaultKind::WrappedType => {
            let (remedy, edits, loses_words) = unwrapped(page, &page.place_of(span)?)?;
            Fix { is_automatic: !loses_words, ..suggested(file, remedy, edits) }
        }
        FaultKind::WrappedName { .. } => {
            let outer = page.place_of(span)?;
            let loses_words = page.keys(&outer).len() > 1;
            let edits = page.unwrap(&outer, &format!("{outer}/type"))?;
            Fix { is_automatic: !loses_words, ..suggested(file, Remedy::Unwrap, edits) }
        }
        FaultKind::MisspeltAttribute { written, meant, is_in_type: false } => {
            let remedy = Remedy::RenameAttribute { written: written.clone(), meant };
            let edits = renamed(page, pointer, (written, meant))?;
            // Others change what the type is, or how it sorts.
            Fix { is_automatic: matches!(*meant, "default" | "aliases" | "doc"), ..suggested(file, remedy, edits) }
        }
        // It is a text for those who have read it so far.
        FaultKind::NullAsText { .. } => {
            let remedy = Remedy::CorrectDefault { field: name_of(page, pointer)?, default: "null".to_owned() };
            suggested(file, remedy, vec![Edit { span, text: "null".to_owned() }])
        }
        FaultKind::IgnoredLogicalType { misfit: LogicalTypeMisfit::Misspelt { meant, misfit: None }, .. } => {
            let remedy = Remedy::SpellLogicalType((*meant).to_owned());
            suggested(file, remedy, vec![Edit { span, text: format!("\"{meant}\"") }])
        }
        FaultKind::MisplacedDefault => {
            let place = page.place_of(span)?;
            let ty = place.strip_suffix("/default")?;
            if field_of(ty).is_none() {
                // Inside a union, an array or a map it is nobody's.
                let remedy = Remedy::RemoveDefault(written(page, &place)?);
                return Some(suggested(file, remedy, page.remove(ty, "default")?));
            }
            let (remedy, edits) = moved_default(page, ty)?;
            automatic(remedy, edits)
        }
        // Programs see dates then where they saw numbers.
        FaultKind::IgnoredLogicalType { misfit: LogicalTypeMisfit::BesideType { meant, inside: Ok(_) }, .. } => {
            let remedy = Remedy::NestLogicalType { field: name_of(page, pointer)?, logical: (*meant).to_owned() };
            suggested(file, remedy, nested_logical_type(page, pointer, meant)?)
        }
        _ => return None,
    })
}

fn name_of(page: &EditableText<'_>, field: &str) -> Option<SmolStr> {
    page.get(&format!("{field}/name"))?.as_str().map(SmolStr::new)
}

/// A number, a truth value or null that was written as text, in letters of any size.
fn unquoted(default: &str) -> Option<String> {
    let default = default.trim();
    let lower = default.to_ascii_lowercase();
    if matches!(lower.as_str(), "null" | "true" | "false") {
        return Some(lower);
    }
    serde_json::from_str::<Json>(default).ok()?.is_number().then(|| default.to_owned())
}

/// The branch of a union that takes a default, in front of the others; `None` if it is there, or if there is none.
pub(crate) fn branch_first(page: &EditableText<'_>, field: &str, default: &Json) -> Option<Vec<Edit>> {
    let union = format!("{field}/type");
    let branches = page.get(&union)?;
    let takes = |branch: &Json| {
        let name = branch.as_str().or_else(|| branch.get("type")?.as_str());
        match name.and_then(Primitive::from_name) {
            Some(Primitive::Null) => default.is_null(),
            Some(Primitive::Boolean) => default.is_boolean(),
            Some(Primitive::Int) => default.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Some(Primitive::Long) => default.is_i64(),
            Some(Primitive::Float | Primitive::Double) => default.is_number(),
            Some(Primitive::String | Primitive::Bytes) | None => false,
        }
    };
    let index = branches.as_array()?.iter().position(takes).filter(|index| *index > 0)?;
    page.move_to_front(&union, index)
}

/// A misspelt attribute under the name that was meant, with a value of the form that this asks for.
pub(crate) fn renamed(page: &EditableText<'_>, object: &str, (written, meant): (&str, &str)) -> Option<Vec<Edit>> {
    let place = format!("{object}/{written}");
    let value = page.get(&place)?;
    let mut edits = vec![page.rename(object, written, meant)?];
    match (meant, value) {
        ("aliases", Json::String(alias)) => edits.extend(page.replace(&place, page.write(&json!([alias])))?),
        ("default", Json::String(text)) => {
            let is_no_text =
                |ty: &&str| !matches!(Primitive::from_name(ty), Some(Primitive::String | Primitive::Bytes) | None);
            let ty = page.get(&format!("{object}/type"))?;
            let meant = ty.as_str().filter(is_no_text).and_then(|_| unquoted(&text));
            edits.extend(meant.and_then(|meant| page.replace(&place, meant)).into_iter().flatten());
        }
        _ => {}
    }
    Some(edits)
}

/// A type without the objects around it, whether attributes of theirs are lost, and what was done.
fn unwrapped(page: &EditableText<'_>, outer: &str) -> Option<(Remedy, Vec<Edit>, bool)> {
    let (mut inner, mut others) = (outer.to_owned(), Vec::new());
    while is_wrapper(page, &inner) {
        others.extend(page.keys(&inner).into_iter().filter(|key| *key != "type").map(|key| format!("{inner}/{key}")));
        inner.push_str("/type");
    }
    let mut edits = page.unwrap(outer, &inner)?;
    let field = field_of(outer).filter(|field| page.span(&format!("{field}/default")).is_none());
    let default = others.iter().position(|other| other.ends_with("/default"));
    let mut remedy = Remedy::Unwrap;
    if let (Some(field), Some(at)) = (field, default) {
        let default = written(page, &others.swap_remove(at))?;
        edits.extend(page.set_text(field, "default", default.clone(), &["name", "type"])?);
        let moved = Remedy::MoveDefault { field: name_of(page, field)?, default };
        remedy = Remedy::Several(vec![remedy, moved]);
    }
    // The last one is the innermost.
    if let Some(around) = others.iter().rev().find_map(|other| other.strip_suffix("/logicalType"))
        && let Some(logical) =
            page.get(&format!("{around}/logicalType")).and_then(|name| Some(name.as_str()?.to_owned()))
        && let Some(bearer) = only_bearer(page, &inner, around, &logical)
    {
        edits.extend(annotated(page, &bearer, &logical)?);
    }
    Some((remedy, edits, !others.is_empty()))
}

/// Whether there is an object whose type is no name.
fn is_wrapper(page: &EditableText<'_>, place: &str) -> bool {
    let inner = || page.kind(&format!("{place}/type"));
    page.kind(place) == Some(ValueKind::Object) && matches!(inner(), Some(ValueKind::Object | ValueKind::Array))
}

/// The field whose whole type is at a place.
fn field_of(ty: &str) -> Option<&str> {
    let field = ty.trim_end_matches("/type");
    let (fields, index) = field.rsplit_once('/')?;
    (fields.ends_with("/fields") && index.parse::<usize>().is_ok()).then_some(field)
}

/// The default inside a type as that of its field; where the field has the same one, it goes.
fn moved_default(page: &EditableText<'_>, ty: &str) -> Option<(Remedy, Vec<Edit>)> {
    let field = field_of(ty)?;
    let written = page.get(&format!("{ty}/default"))?;
    let inner = page.remove(ty, "default")?;
    let name = name_of(page, field)?;
    if let Some(default) = page.get(&format!("{field}/default")) {
        return (default == written).then(|| (Remedy::RemoveRepeated("default".to_owned()), inner));
    }
    let base = page.get(&format!("{ty}/type"))?;
    let primitive = base.as_str().and_then(Primitive::from_name);
    let is_text = matches!(primitive, None | Some(Primitive::String | Primitive::Bytes));
    let meant = written.as_str().filter(|_| !is_text).and_then(unquoted);
    let default = meant.or_else(|| self::written(page, &format!("{ty}/default")))?;
    let edits = [page.set_text(field, "default", default.clone(), &["name", "type"])?, inner].concat();
    Some((Remedy::MoveDefault { field: name, default }, edits))
}

/// A value as its author wrote it, on one line.
fn written(page: &EditableText<'_>, place: &str) -> Option<String> {
    let text = page.written(place).map(str::to_owned);
    text.or_else(|| Some(page.write(&page.get(place)?)))
}

/// The logical type of a field inside its type, or inside the only branch that can have it.
fn nested_logical_type(page: &EditableText<'_>, field: &str, name: &str) -> Option<Vec<Edit>> {
    let mut ty = format!("{field}/type");
    while is_wrapper(page, &ty) {
        ty.push_str("/type");
    }
    let bearer = only_bearer(page, &ty, field, name)?;
    let adopted = bearer.adopted.iter().map(|(name, _)| *name);
    let names: Vec<&str> = std::iter::once("logicalType").chain(adopted).collect();
    let mut edits = page.remove_all(field, &names)?;
    edits.extend(annotated(page, &bearer, name)?);
    Some(edits)
}

/// The type, or the only branch of it, that can have the logical type of the object around it.
fn only_bearer(page: &EditableText<'_>, ty: &str, around: &str, name: &str) -> Option<Bearer> {
    let branches = (0..).map(|index| format!("{ty}/{index}")).take_while(|branch| page.kind(branch).is_some());
    let candidates: Vec<String> =
        if page.kind(ty) == Some(ValueKind::Array) { branches.collect() } else { vec![ty.to_owned()] };
    let mut bearers = candidates.into_iter().filter_map(|place| Bearer::of(page, place, around, name));
    bearers.next().filter(|_| bearers.next().is_none())
}

/// Gives a type a logical type.
fn annotated(page: &EditableText<'_>, bearer: &Bearer, name: &str) -> Option<Vec<Edit>> {
    let mut attributes = vec![("logicalType", json!(name))];
    attributes.extend(bearer.adopted.iter().cloned());
    let mut edits = Vec::new();
    if page.kind(&bearer.place) == Some(ValueKind::Text) {
        attributes.insert(0, ("type", page.get(&bearer.place)?));
        edits.extend(page.replace(&bearer.place, page.write_object(&attributes))?);
    } else {
        for (name, value) in &attributes {
            edits.extend(page.set(&bearer.place, name, value, &["type", "size"])?);
        }
    }
    Some(edits)
}

/// A type that can have a logical type.
struct Bearer {
    place: String,
    /// The attributes of the field that the logical type needs.
    adopted: Vec<(&'static str, Json)>,
}

impl Bearer {
    /// The type at a place, if it can have the logical type that stands beside the type of a field.
    fn of(page: &EditableText<'_>, place: String, field: &str, name: &str) -> Option<Bearer> {
        let attribute = |object: &str, name: &str| page.get(&format!("{object}/{name}"));
        let is_name = page.kind(&place) == Some(ValueKind::Text);
        let written = if is_name { page.get(&place)? } else { attribute(&place, "type")? };
        let base = match (Primitive::from_name(written.as_str()?), written.as_str()?) {
            (Some(primitive), _) => Base::Primitive(primitive),
            (None, "fixed") if !is_name => Base::Fixed(attribute(&place, "size")?.as_u64()?),
            (None, _) => return None,
        };
        if attribute(&place, "logicalType").is_some() {
            return None;
        }
        let needed = if name == "decimal" { &["precision", "scale"][..] } else { &[] };
        let lacks = |name: &&&'static str| attribute(&place, name).is_none();
        let adopted = needed.iter().filter(lacks).filter_map(|name| Some((*name, attribute(field, name)?)));
        let adopted: Vec<(&'static str, Json)> = adopted.collect();
        let number = |name: &str| attribute(&place, name).or_else(|| attribute(field, name));
        let precision = number("precision").and_then(|number| number.as_i64());
        let scale = number("scale").map_or(Some(0), |number| number.as_i64());
        matches!(logical_type(name, base, precision, scale), Ok(Some(_))).then_some(Bearer { place, adopted })
    }
}
