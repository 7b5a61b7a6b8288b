//! Parses a schema into one list of types, which refer to each other by their places in it.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A place in `Schema::types`.
pub type Id = usize;

#[derive(Debug, Clone)]
pub struct Schema {
    pub(super) types: Vec<Type>,
    pub(super) root: Id,
}

#[derive(Debug, Clone)]
pub(super) enum Type {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    String,
    Bytes { scale: Option<i64> },
    Fixed { named: Named, size: usize, scale: Option<i64> },
    Enum { named: Named, symbols: Vec<String>, default: Option<usize> },
    Array(Id),
    Map(Id),
    Union(Vec<Id>),
    Record { named: Named, fields: Vec<Field> },
}

#[derive(Debug, Clone)]
pub(super) struct Named {
    pub full: String,
    /// Full names too.
    pub aliases: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Field {
    pub name: String,
    pub aliases: Vec<String>,
    pub ty: Id,
    pub default: Option<Value>,
}

impl Named {
    /// The name without its namespace.
    pub fn short(&self) -> &str {
        split(&self.full).1
    }
}

impl Type {
    pub fn named(&self) -> Option<&Named> {
        match self {
            Type::Fixed { named, .. } | Type::Enum { named, .. } | Type::Record { named, .. } => Some(named),
            _ => None,
        }
    }
}

impl Schema {
    pub fn parse(json: &Value) -> Result<Schema, String> {
        let mut parser = Parser { types: Vec::new(), names: BTreeMap::new() };
        let root = parser.parse(json, "")?;
        Ok(Schema { types: parser.types, root })
    }
}

struct Parser {
    types: Vec<Type>,
    names: BTreeMap<String, Id>,
}

impl Parser {
    fn parse(&mut self, json: &Value, namespace: &str) -> Result<Id, String> {
        match json {
            Value::String(name) => self.reference(name, namespace),
            Value::Array(branches) => {
                let branches: Result<_, _> = branches.iter().map(|b| self.parse(b, namespace)).collect();
                let union = Type::Union(branches?);
                Ok(self.add(union))
            }
            Value::Object(object) => match object.get("type") {
                Some(Value::String(keyword)) => self.object(keyword, object, namespace),
                Some(inner) => self.parse(inner, namespace),
                None => Err(format!("no type in {json}")),
            },
            _ => Err(format!("not a schema: {json}")),
        }
    }

    fn object(&mut self, keyword: &str, json: &Map<String, Value>, namespace: &str) -> Result<Id, String> {
        let parsed = match keyword {
            "bytes" => Type::Bytes { scale: decimal_scale(json, None) },
            "array" => Type::Array(self.parse(member(json, "items")?, namespace)?),
            "map" => Type::Map(self.parse(member(json, "values")?, namespace)?),
            "record" | "error" => return self.record(json, namespace),
            "enum" => {
                let (named, _) = parse_name(json, namespace)?;
                let symbols = strings(member(json, "symbols")?);
                let default = json.get("default").and_then(Value::as_str);
                // A default that is no symbol counts as none.
                let default = default.and_then(|d| symbols.iter().position(|s| s == d));
                return self.define(Type::Enum { named, symbols, default });
            }
            "fixed" => {
                let (named, _) = parse_name(json, namespace)?;
                let size = member(json, "size")?.as_u64().ok_or("size is no number")? as usize;
                return self.define(Type::Fixed { named, size, scale: decimal_scale(json, Some(size)) });
            }
            other => return self.reference(other, namespace),
        };
        Ok(self.add(parsed))
    }

    fn record(&mut self, json: &Map<String, Value>, namespace: &str) -> Result<Id, String> {
        let (named, namespace) = parse_name(json, namespace)?;
        // Known before its fields are, because they may refer to it.
        let id = self.define(Type::Record { named: named.clone(), fields: Vec::new() })?;
        let mut fields = Vec::new();
        for field in member(json, "fields")?.as_array().ok_or("fields is no array")? {
            let field = field.as_object().ok_or("field is no object")?;
            fields.push(Field {
                name: member(field, "name")?.as_str().ok_or("field name is no string")?.to_string(),
                aliases: field.get("aliases").map(strings).unwrap_or_default(),
                ty: self.parse(member(field, "type")?, &namespace)?,
                default: field.get("default").cloned(),
            });
        }
        self.types[id] = Type::Record { named, fields };
        Ok(id)
    }

    fn reference(&mut self, name: &str, namespace: &str) -> Result<Id, String> {
        let primitive = match name {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "int" => Type::Int,
            "long" => Type::Long,
            "float" => Type::Float,
            "double" => Type::Double,
            "string" => Type::String,
            "bytes" => Type::Bytes { scale: None },
            // Defined in the namespace around it, or else in no namespace.
            _ => {
                let known = self.names.get(&full_name(name, namespace)).or_else(|| self.names.get(name));
                return known.copied().ok_or_else(|| format!("unknown type {name}"));
            }
        };
        Ok(self.add(primitive))
    }

    fn define(&mut self, parsed: Type) -> Result<Id, String> {
        let full = parsed.named().map(|named| named.full.clone()).ok_or("type without a name")?;
        let id = self.add(parsed);
        match self.names.insert(full.clone(), id) {
            None => Ok(id),
            Some(_) => Err(format!("{full} is defined twice")),
        }
    }

    fn add(&mut self, parsed: Type) -> Id {
        self.types.push(parsed);
        self.types.len() - 1
    }
}

/// The names of a type, and the namespace for the names inside it.
fn parse_name(json: &Map<String, Value>, around: &str) -> Result<(Named, String), String> {
    let name = member(json, "name")?.as_str().ok_or("name is no string")?;
    let namespace = json.get("namespace").and_then(Value::as_str).unwrap_or(around);
    let full = full_name(name, namespace);
    let namespace = split(&full).0.to_string();
    let aliases = json.get("aliases").map(strings).unwrap_or_default();
    let aliases = aliases.iter().map(|alias| full_name(alias, &namespace)).collect();
    Ok((Named { full, aliases }, namespace))
}

/// A name with a dot is a full name, whatever namespace is around it; a leading dot means no
/// namespace.
fn full_name(name: &str, namespace: &str) -> String {
    if name.contains('.') {
        name.strip_prefix('.').unwrap_or(name).to_string()
    } else if namespace.is_empty() {
        name.to_string()
    } else {
        format!("{namespace}.{name}")
    }
}

/// Namespace and short name.
fn split(full: &str) -> (&str, &str) {
    full.rsplit_once('.').unwrap_or(("", full))
}

/// The scale of a decimal; `None` for anything else and for one that the specification ignores.
fn decimal_scale(json: &Map<String, Value>, fixed_size: Option<usize>) -> Option<i64> {
    if json.get("logicalType")?.as_str()? != "decimal" {
        return None;
    }
    let precision = json.get("precision")?.as_i64()?;
    let scale = match json.get("scale") {
        Some(scale) => scale.as_i64()?,
        None => 0,
    };
    let room = match fixed_size {
        Some(size) => (2f64.log10() * (8.0 * size as f64 - 1.0)).floor() as i64,
        None => i64::MAX,
    };
    (precision >= 1 && precision <= room && scale >= 0 && scale <= precision).then_some(scale)
}

fn member<'a>(json: &'a Map<String, Value>, key: &str) -> Result<&'a Value, String> {
    json.get(key).ok_or_else(|| format!("no {key} in {}", Value::Object(json.clone())))
}

fn strings(json: &Value) -> Vec<String> {
    json.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect()
}
