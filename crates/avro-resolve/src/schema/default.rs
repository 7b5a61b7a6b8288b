//! Checks whether a default fits its type (specification: Complex Types, the table of default values).

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::link::Links;
use super::model::*;
use super::name::Name;
use super::value::Value;
use crate::depth::deep;
use crate::foreign::units;

/// A default that fits.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The value that a reader fills in.
    pub value: Value,
    /// The branch it takes, where the type is a union and it is not the first.
    pub later_branch: Option<usize>,
}

/// Fits a default to the type at `node`. Bytes and fixed are strings of code points up to U+00FF; a union's default may be
/// of any branch (Avro 1.12); a field missing from a record's default takes its own default.
///
/// # Errors
/// The reason, in words that complete "the default does not fit".
pub fn fit(links: &Links, node: NodeRef, json: &Json) -> Result<Fit, String> {
    let value = Fitting { links, known: FxHashMap::default() }.value(node, json)?;
    let later_branch = match value {
        Value::Union(branch, _) if branch > 0 => Some(branch as usize),
        _ => None,
    };
    Ok(Fit { value, later_branch })
}

struct Fitting<'a> {
    links: &'a Links,
    /// What is known of a JSON object or array as a type; `None` while it is being fitted. Branches of unions may ask for
    /// the same part again and again, and a record's default for itself.
    known: FxHashMap<(*const Json, NodeRef), Option<Result<Value, String>>>,
}

impl Fitting<'_> {
    fn value(&mut self, node: NodeRef, json: &Json) -> Result<Value, String> {
        let at = self.links.follow(node);
        if !json.is_object() && !json.is_array() {
            return self.fit(at, json);
        }
        let part = (std::ptr::from_ref(json), at);
        match self.known.get(&part) {
            Some(Some(known)) => return known.clone(),
            Some(None) => return Err("it contains itself".to_owned()),
            None => self.known.insert(part, None),
        };
        let fitted = deep(|| self.fit(at, json));
        self.known.insert(part, Some(fitted.clone()));
        fitted
    }

    fn fit(&mut self, at: NodeRef, json: &Json) -> Result<Value, String> {
        let links = self.links;
        let inner = |node: NodeId| NodeRef { file: at.file, node };
        match &links.node(at).ty {
            Type::Primitive(primitive) => self::primitive(*primitive, json, float),
            Type::Fixed(fixed) => self::fixed(&fixed.naming.name, fixed.size, json),
            Type::Enum(enumeration) => {
                let symbol = json.as_str().ok_or_else(|| mismatch(json, "an enum symbol"))?;
                let index = enumeration.symbols.iter().position(|s| s.name == symbol);
                let index =
                    index.ok_or_else(|| format!("\"{symbol}\" is not a symbol of {}", enumeration.naming.name))?;
                Ok(Value::Enum(index as u32))
            }
            Type::Array(items) => {
                let elements = json.as_array().ok_or_else(|| mismatch(json, "an array"))?;
                Ok(Value::Array(elements.iter().map(|item| self.value(inner(*items), item)).collect::<Result<_, _>>()?))
            }
            Type::Map(values) => {
                let entries = json.as_object().ok_or_else(|| mismatch(json, "an object, for a map"))?;
                let entries = entries
                    .iter()
                    .map(|(key, entry)| Ok((key.clone().into_bytes(), self.value(inner(*values), entry)?)));
                Ok(Value::Map(entries.collect::<Result<_, String>>()?))
            }
            Type::Union(branches) => {
                let is_float = |ty: &Type| matches!(ty, Type::Primitive(Primitive::Float | Primitive::Double));
                // In a union, text is text, even if it says "NaN".
                let may_take = |&(_, branch): &(u32, &NodeId)| {
                    !(json.is_string() && is_float(&links.node(links.follow(inner(*branch))).ty))
                };
                let fitting = (0u32..).zip(branches).filter(may_take).find_map(|(index, branch)| {
                    Some(Value::Union(index, Box::new(self.value(inner(*branch), json).ok()?)))
                });
                fitting.ok_or_else(|| format!("{} fits no branch of the union", show(json)))
            }
            Type::Record(record) => {
                let given = json.as_object().ok_or_else(|| mismatch(json, "an object, for a record"))?;
                let fields = record.fields.iter().map(|field| {
                    let filled = match (given.get(field.name.as_str()), &field.default) {
                        (Some(json), _) => self.value(inner(field.ty), json),
                        (None, Some(default)) => self.value(inner(field.ty), &default.json),
                        (None, None) => Err("it is missing and has no default of its own".to_owned()),
                    };
                    filled.map_err(|reason| format!("field \"{}\": {reason}", field.name))
                });
                Ok(Value::Record(fields.collect::<Result<_, _>>()?))
            }
            Type::Reference(_) => unreachable!("follow() leads to a definition"),
        }
    }
}

/// Reads a primitive, floats and doubles by `float`.
pub(crate) fn primitive(
    primitive: Primitive,
    json: &Json,
    float: impl Fn(&Json) -> Result<f64, String>,
) -> Result<Value, String> {
    let whole = |name: &str| {
        json.as_i64().ok_or_else(|| match json.is_u64() {
            true => format!("{json} is out of the range of {name}"),
            false => mismatch(json, &format!("a whole number, for {name}")),
        })
    };
    Ok(match primitive {
        Primitive::Null if json.is_null() => Value::Null,
        Primitive::Null => return Err(mismatch(json, "null")),
        Primitive::Boolean => Value::Boolean(json.as_bool().ok_or_else(|| mismatch(json, "a boolean"))?),
        Primitive::Int => {
            let number = whole("int")?;
            Value::Int(i32::try_from(number).map_err(|_| format!("{number} is out of the range of int"))?)
        }
        Primitive::Long => Value::Long(whole("long")?),
        Primitive::Float => Value::Float(single(float(json)?)?),
        Primitive::Double => Value::Double(float(json)?),
        Primitive::Bytes => Value::Bytes(latin1(json, "bytes")?),
        Primitive::String => {
            Value::String(json.as_str().ok_or_else(|| mismatch(json, "a string"))?.as_bytes().to_vec())
        }
    })
}

/// Reads a fixed.
pub(crate) fn fixed(name: &Name, size: u64, json: &Json) -> Result<Value, String> {
    let bytes = latin1(json, "a fixed")?;
    if bytes.len() as u64 != size {
        return Err(format!("{name} needs {size} bytes, not {}", bytes.len()));
    }
    Ok(Value::Fixed(bytes))
}

/// A double that a float can hold, rounded.
fn single(number: f64) -> Result<f32, String> {
    let rounded = number as f32;
    if rounded.is_infinite() && number.is_finite() {
        return Err(format!("{number:?} is out of the range of float"));
    }
    Ok(rounded)
}

/// A number, or one of the words for what JSON numbers cannot say (Java's parser takes them).
pub(crate) fn float(json: &Json) -> Result<f64, String> {
    match json.as_str() {
        Some("NaN") => Ok(f64::NAN),
        Some("Infinity") => Ok(f64::INFINITY),
        Some("-Infinity") => Ok(f64::NEG_INFINITY),
        _ => json.as_f64().ok_or_else(|| mismatch(json, "a number")),
    }
}

/// The bytes of a string of code points up to U+00FF.
fn latin1(json: &Json, wanted: &str) -> Result<Vec<u8>, String> {
    let text = json.as_str().ok_or_else(|| mismatch(json, &format!("a string, for {wanted}")))?;
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).map_err(|_| format!("'{c}' is above U+00FF, so it is not a byte")))
        .collect()
}

pub(crate) fn mismatch(json: &Json, wanted: &str) -> String {
    format!("{} is not {wanted}", show(json))
}

/// The JSON value, shortened if it is long.
pub fn show(json: &Json) -> String {
    shorten(&json.to_string(), 60)
}

/// The first characters of a text; if there are more, `…` follows.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let mut left = most;
    let fits = |unit: &&str| left.checked_sub(unit.chars().count()).map(|rest| left = rest).is_some();
    units(text).take_while(fits).collect::<String>() + "…"
}
