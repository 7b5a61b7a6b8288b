//! Finds the default that the author of a field meant: one that stands inside its type, under a misspelt name, or is written in
//! another form; and an alias under a misspelt name.

use avro_resolve::schema::edit::EditableText;
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::model::*;
use serde_json::{Map, Number, Value as Json};

use super::broken::{Side, suggested};
use super::slip::{branch_first, renamed};
use crate::fix::{Fix, Remedy};
use smol_str::SmolStr;

/// A default in place of one that does not count.
pub(crate) fn defaults(new: &Side<'_>, page: &EditableText<'_>, (pointer, field): (&str, &Field)) -> Option<Fix> {
    let file = new.place.file;
    let ty = NodeRef { file, node: field.ty };
    let fit = |json: &Json| Fitting { new, left: MOST_VALUES }.fit(ty, json);
    let set = |default: &Json| page.set(pointer, "default", default, &["name", "type"]);
    let mut keeps_order = true;
    let (remedy, edits) = if let Some(written) = &field.default {
        let default = fit(&written.json)?;
        let moved = branch_first(page, pointer, &default);
        keeps_order = moved.is_none();
        let edits = set(&default)?.into_iter().chain(moved.unwrap_or_default()).collect();
        (Remedy::CorrectDefault { field: field.name.clone(), default: default.to_string() }, edits)
    } else if let Some(written) = misspelt(new, page, (pointer, field), "default") {
        let place = format!("{pointer}/{written}");
        let value = page.get(&place)?;
        let default = fit(&value)?;
        let rest = if default == value { Vec::new() } else { page.replace(&place, page.write(&default))? };
        let edits = [vec![page.rename(pointer, written, "default")?], rest].concat();
        (Remedy::RenameAttribute { written: written.to_owned(), meant: "default" }, edits)
    } else {
        // An enum's default is for symbols that it does not know.
        let is_misplaced = !matches!(new.node(ty).ty, Type::Enum(_) | Type::Reference(_) | Type::Union(_));
        let inner = new.links().pointer(ty);
        let wrappers = 1..=new.node(ty).step.wrappers as usize;
        let around = wrappers.map(|wrapper| SmolStr::new(&inner[..inner.len() - wrapper * "/type".len()]));
        let mut places = is_misplaced.then(|| inner.clone()).into_iter().chain(around);
        let (inside, written) =
            places.find_map(|place| page.get(&format!("{place}/default")).map(|written| (place, written)))?;
        let default = fit(&written)?;
        let text = page.written(&format!("{inside}/default")).filter(|_| default == written);
        let text = text.map_or_else(|| page.write(&default), str::to_owned);
        let set = page.set_text(pointer, "default", text.clone(), &["name", "type"])?;
        let edits = set.into_iter().chain(page.remove(&inside, "default").into_iter().flatten()).collect();
        (Remedy::MoveDefault { field: field.name.clone(), default: text }, edits)
    };
    Some(Fix { is_automatic: keeps_order, ..suggested(file, remedy, edits) })
}

/// The aliases of a field under the name that was meant.
pub(crate) fn aliases(new: &Side<'_>, page: &EditableText<'_>, (pointer, field): (&str, &Field)) -> Option<Fix> {
    let written = misspelt(new, page, (pointer, field), "aliases")?;
    let edits = renamed(page, pointer, (written, "aliases"))?;
    let remedy = Remedy::RenameAttribute { written: written.to_owned(), meant: "aliases" };
    Some(Fix { is_automatic: true, ..suggested(new.place.file, remedy, edits) })
}

/// The misspelt name of an attribute of a field.
fn misspelt<'a>(
    new: &Side<'a>,
    page: &EditableText<'_>,
    (pointer, field): (&str, &Field),
    attribute: &str,
) -> Option<&'a str> {
    let faults = &new.document(new.place.file).faults;
    let first = faults.partition_point(|fault| fault.span.start < field.span.start);
    let inside = faults[first..].iter().take_while(|fault| fault.span.end <= field.span.end);
    let mut written = inside.filter_map(|fault| match &fault.kind {
        FaultKind::MisspeltAttribute { written, meant, .. } if *meant == attribute => {
            // Fields inside the type have attributes, too.
            let own = page.rename(pointer, written, attribute)?;
            (own.span == fault.span).then_some(written.as_str())
        }
        _ => None,
    });
    written.next()
}

/// A default is written by hand: what asks for more values than this is not.
const MOST_VALUES: usize = 10_000;

/// Fits values to types.
struct Fitting<'a> {
    new: &'a Side<'a>,
    left: usize,
}

impl Fitting<'_> {
    /// The value in the form that a type asks for; `None` if it has none there.
    fn fit(&mut self, ty: NodeRef, json: &Json) -> Option<Json> {
        self.left = self.left.checked_sub(1)?;
        let new = self.new;
        let at = new.links().follow(ty);
        let inner = |node: NodeId| NodeRef { file: at.file, node };
        // `"[]"` and `"{}"` are an array and an object in quotes.
        let unquoted = || json.as_str().and_then(|text| serde_json::from_str::<Json>(text).ok());
        match &new.node(at).ty {
            Type::Primitive(primitive) => primitive_of(*primitive, json),
            Type::Enum(enumeration) => {
                let text = json.as_str()?;
                let alike = |symbol: &&Symbol| symbol.name.eq_ignore_ascii_case(text);
                let mut meant = enumeration.symbols.iter().filter(alike);
                let exact = enumeration.symbols.iter().find(|symbol| symbol.name == text);
                let only = exact.or_else(|| Some(meant.next()?).filter(|_| meant.next().is_none()))?;
                Some(Json::from(only.name.as_str()))
            }
            Type::Array(items) => {
                let value = if json.is_array() { json.clone() } else { unquoted()? };
                let items = value.as_array()?.iter().map(|item| self.fit(inner(*items), item));
                items.collect::<Option<Vec<Json>>>().map(Json::from)
            }
            Type::Map(values) => {
                let value = if json.is_object() { json.clone() } else { unquoted()? };
                let entries = value.as_object()?.iter();
                let entries = entries.map(|(key, entry)| Some((key.clone(), self.fit(inner(*values), entry)?)));
                entries.collect::<Option<Map<String, Json>>>().map(Json::from)
            }
            Type::Record(record) => {
                let value = if json.is_object() { json.clone() } else { unquoted()? };
                let entries = value.as_object()?.iter().map(|(key, entry)| {
                    let field = record.fields.iter().find(|field| field.name == key)?;
                    Some((key.clone(), self.fit(inner(field.ty), entry)?))
                });
                entries.collect::<Option<Map<String, Json>>>().map(Json::from)
            }
            Type::Union(branches) => branches.iter().find_map(|&branch| self.fit(inner(branch), json)),
            Type::Fixed(_) => json.is_string().then(|| json.clone()),
            Type::Reference(_) => None,
        }
    }
}

fn primitive_of(primitive: Primitive, json: &Json) -> Option<Json> {
    let text = json.as_str().map(str::trim);
    match primitive {
        Primitive::Null => {
            let is_null = |text: &str| text.eq_ignore_ascii_case("null");
            (json.is_null() || text.is_some_and(is_null)).then_some(Json::Null)
        }
        Primitive::Boolean => match (json, text.map(str::to_ascii_lowercase).as_deref()) {
            (Json::Bool(value), _) => Some(Json::from(*value)),
            (_, Some("true")) => Some(Json::from(true)),
            (_, Some("false")) => Some(Json::from(false)),
            (_, _) => None,
        },
        Primitive::Int | Primitive::Long => {
            let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
            let value = json.as_i64().or_else(|| json.as_f64().and_then(whole)).or_else(|| text?.parse().ok())?;
            let fits = primitive == Primitive::Long || i32::try_from(value).is_ok();
            fits.then(|| Json::from(value))
        }
        Primitive::Float | Primitive::Double => match json {
            Json::Number(_) => Some(json.clone()),
            _ => Number::from_f64(text?.parse().ok()?).map(Json::Number),
        },
        Primitive::String => match json {
            Json::String(_) => Some(json.clone()),
            Json::Bool(_) | Json::Number(_) => Some(Json::from(json.to_string())),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        },
        Primitive::Bytes => json.is_string().then(|| json.clone()),
    }
}
