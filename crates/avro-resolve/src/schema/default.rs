//! Checks whether a default fits its type (specification: Complex Types, the table of default values).

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

use super::link::Links;
use super::model::*;
use super::name::Name;
use super::value::{MAX_DEPTH, Value};
use crate::depth::deep;
use crate::foreign::units;
use crate::limits;

/// A default that fits.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The value that a reader fills in.
    pub value: Value,
    /// How many values it consists of; long texts count for more.
    pub size: u64,
    /// The branch it takes, where the type is a union and it is not the first.
    pub later_branch: Option<usize>,
    /// Whether a part of it takes a branch other than the first of its union.
    pub has_later_branch: bool,
    /// Whether a part of it is a number beyond the range of its type, and is read as infinity.
    pub is_infinite: bool,
}

/// Why a default is of no use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Misfit {
    /// It does not fit its type, in words that complete "the default does not fit".
    Type(Rc<str>),
    /// The limit of what all defaults may come to is reached.
    TooLarge,
    /// It is nested deeper than any data.
    TooDeep,
}

/// The defaults of one schema, as they are fitted to their types. Bytes and fixed are strings of code points up to U+00FF; a union's
/// default may be of any branch (Avro 1.12); a field missing from a record's default takes its own default.
pub(super) struct Fitting<'a> {
    links: &'a Links,
    /// How many values may still be made.
    left: u64,
    depth: u32,
    /// Whether a union took a branch other than its first.
    has_later_branch: bool,
    /// Whether the largest double stands for numbers beyond it.
    is_beyond_double: bool,
    /// Whether a number is read as infinity.
    is_infinite: bool,
    /// The JSON objects and arrays that are being fitted to a type: a record's default may ask for itself.
    open: FxHashSet<(*const Json, NodeRef)>,
    /// Those that do not fit: branches of unions may ask for the same part again and again.
    misfits: FxHashMap<(*const Json, NodeRef), Misfit>,
    /// The symbols of long enums.
    symbols: FxHashMap<NodeRef, FxHashMap<&'a str, u32>>,
}

/// A text counts for a value more for so many bytes.
const BYTES_A_VALUE: usize = 64;

impl<'a> Fitting<'a> {
    pub(super) fn new(links: &'a Links) -> Fitting<'a> {
        let texts = links.files.iter().map(|&file| links.library.source(file).text.len() as u64);
        let left = limits::DEFAULTS.most + texts.sum::<u64>();
        let (open, misfits, symbols) = (FxHashSet::default(), FxHashMap::default(), FxHashMap::default());
        let (has_later_branch, is_beyond_double, is_infinite) = (false, false, false);
        Fitting { links, left, depth: 0, has_later_branch, is_beyond_double, is_infinite, open, misfits, symbols }
    }

    /// Fits a default to the type at `node`.
    pub(super) fn fit(&mut self, node: NodeRef, default: &'a DefaultText) -> Result<Fit, Misfit> {
        let before = self.left;
        (self.has_later_branch, self.is_infinite) = (false, false);
        let value = self.default(node, default)?;
        let later_branch = match value {
            Value::Union(branch, _) if branch > 0 => Some(branch as usize),
            _ => None,
        };
        Ok(Fit {
            value,
            size: before - self.left,
            later_branch,
            has_later_branch: self.has_later_branch,
            is_infinite: self.is_infinite,
        })
    }

    fn default(&mut self, node: NodeRef, default: &'a DefaultText) -> Result<Value, Misfit> {
        let outer = std::mem::replace(&mut self.is_beyond_double, default.is_beyond_double);
        let value = self.value(node, &default.json);
        self.is_beyond_double = outer;
        value
    }

    fn value(&mut self, node: NodeRef, json: &'a Json) -> Result<Value, Misfit> {
        let at = self.links.follow(node);
        let texts = json.as_str().map_or(0, |text| text.len() / BYTES_A_VALUE);
        self.left = self.left.checked_sub(1 + texts as u64).ok_or(Misfit::TooLarge)?;
        if !json.is_object() && !json.is_array() {
            return self.form(at, json);
        }
        if self.depth == MAX_DEPTH {
            return Err(Misfit::TooDeep);
        }
        let part = (std::ptr::from_ref(json), at);
        if let Some(known) = self.misfits.get(&part) {
            return Err(known.clone());
        }
        if !self.open.insert(part) {
            return Err(misfit("it contains itself"));
        }
        self.depth += 1;
        let fitted = deep(|| self.form(at, json));
        self.depth -= 1;
        self.open.remove(&part);
        if let Err(misfit) = &fitted {
            self.misfits.insert(part, misfit.clone());
        }
        fitted
    }

    fn form(&mut self, at: NodeRef, json: &'a Json) -> Result<Value, Misfit> {
        let links = self.links;
        let inner = |node: NodeId| NodeRef { file: at.file, node };
        match &links.node(at).ty {
            Type::Primitive(Primitive::Float) => Ok(Value::Float(self.single(json)?)),
            Type::Primitive(Primitive::Double) => Ok(Value::Double(self.double(json)?)),
            Type::Primitive(primitive) => Ok(self::primitive(*primitive, json, float)?),
            Type::Fixed(fixed) => Ok(self::fixed(&fixed.naming.name, fixed.size, json)?),
            Type::Enum(enumeration) => {
                let symbol = json.as_str().ok_or_else(|| mismatch(json, "an enum symbol"))?;
                let unknown = || format!("{} is not a symbol of {}", show(json), enumeration.naming.name);
                Ok(Value::Enum(self.symbol(at, enumeration, symbol).ok_or_else(unknown)?))
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
                Ok(Value::Map(entries.collect::<Result<_, Misfit>>()?))
            }
            Type::Union(branches) => {
                // A float that would be infinite comes last: a double may hold the number.
                let is_beyond = |branch| is_beyond_float(&links.node(links.follow(inner(branch))).ty, json);
                let numbered = || (0u32..).zip(branches.iter().copied());
                let within = numbered().filter(|&(_, branch)| !is_beyond(branch));
                for (index, branch) in within.chain(numbered().filter(|&(_, branch)| is_beyond(branch))) {
                    if !self.may_fit(links.follow(inner(branch)), json) {
                        continue;
                    }
                    match self.value(inner(branch), json) {
                        Ok(value) => {
                            self.has_later_branch |= index > 0;
                            return Ok(Value::Union(index, Box::new(value)));
                        }
                        Err(Misfit::Type(_)) => {}
                        Err(other) => return Err(other),
                    }
                }
                Err(misfit(&format!("{} fits no branch of the union", show(json))))
            }
            Type::Record(record) => {
                let given = json.as_object().ok_or_else(|| mismatch(json, "an object, for a record"))?;
                let fields = record.fields.iter().map(|field| {
                    let filled = match (given.get(field.name.as_str()), &field.default) {
                        (Some(json), _) => self.value(inner(field.ty), json),
                        (None, Some(default)) => self.default(inner(field.ty), default),
                        (None, None) => Err(misfit("it is missing and has no default of its own")),
                    };
                    filled.map_err(|misfit| misfit.inside(&field.name))
                });
                Ok(Value::Record(fields.collect::<Result<_, Misfit>>()?))
            }
            Type::Reference(_) => unreachable!("follow() leads to a definition"),
        }
    }

    /// A look at the kind of a branch: most branches of a long union cannot be meant.
    fn may_fit(&mut self, branch: NodeRef, json: &Json) -> bool {
        match &self.links.node(branch).ty {
            Type::Primitive(Primitive::Null) => json.is_null(),
            Type::Primitive(Primitive::Boolean) => json.is_boolean(),
            // In a union, text is text, even if it says "NaN".
            Type::Primitive(Primitive::Int | Primitive::Long | Primitive::Float | Primitive::Double) => {
                json.is_number()
            }
            Type::Primitive(Primitive::Bytes | Primitive::String) | Type::Fixed(_) => json.is_string(),
            Type::Enum(enumeration) => {
                json.as_str().is_some_and(|symbol| self.symbol(branch, enumeration, symbol).is_some())
            }
            Type::Array(_) => json.is_array(),
            Type::Map(_) | Type::Record(_) => json.is_object(),
            Type::Union(_) | Type::Reference(_) => true,
        }
    }

    /// A number, or infinity for one beyond the range, as Java and Python read it.
    fn double(&mut self, json: &Json) -> Result<f64, String> {
        let number = float(json)?;
        let is_beyond = self.is_beyond_double && number.abs() == f64::MAX;
        self.is_infinite |= is_beyond;
        Ok(if is_beyond { f64::INFINITY.copysign(number) } else { number })
    }

    fn single(&mut self, json: &Json) -> Result<f32, String> {
        let number = self.double(json)?;
        let rounded = number as f32;
        self.is_infinite |= rounded.is_infinite() && number.is_finite();
        Ok(rounded)
    }

    fn symbol(&mut self, at: NodeRef, enumeration: &'a Enumeration, symbol: &str) -> Option<u32> {
        /// Enums of more symbols are worth a table.
        const MANY: usize = 16;
        let mut symbols = enumeration.symbols.iter().map(|symbol| symbol.name.as_str()).zip(0u32..);
        if enumeration.symbols.len() <= MANY {
            return symbols.find(|(name, _)| *name == symbol).map(|(_, index)| index);
        }
        let table = self.symbols.entry(at).or_insert_with(|| {
            let mut table = FxHashMap::default();
            symbols.for_each(|(name, index)| _ = table.entry(name).or_insert(index));
            table
        });
        table.get(symbol).copied()
    }
}

fn is_beyond_float(ty: &Type, json: &Json) -> bool {
    matches!(ty, Type::Primitive(Primitive::Float)) && json.as_f64().is_some_and(|number| (number as f32).is_infinite())
}

fn misfit(reason: &str) -> Misfit {
    Misfit::Type(reason.into())
}

impl From<String> for Misfit {
    fn from(reason: String) -> Misfit {
        misfit(&reason)
    }
}

impl Misfit {
    /// The reason, with the field that it is in. Of a very long way, the end is named.
    fn inside(self, field: &str) -> Misfit {
        const LONGEST: usize = 400;
        match self {
            Misfit::Type(reason) if reason.len() < LONGEST => {
                misfit(&format!("field \"{}\": {reason}", shorten(field, LONGEST)))
            }
            other => other,
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
