//! Makes schemas of a string of bytes: every byte is a choice, and where the bytes end the simplest choice is taken. So proptest,
//! which makes bytes fewer and smaller, makes schemas simpler.

mod mutate;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

/// A schema of up to all types: names in several namespaces, aliases, recursion, defaults, logical types (some to be ignored).
pub fn schema(choices: &[u8]) -> Json {
    let mut schema = Maker::new(choices).schema("", 0);
    mutate::tie_references(&mut schema);
    schema
}

/// Two schemas: mostly the second is the first after a few changes, sometimes they have nothing to do with each other.
pub fn pair(choices: &[u8]) -> (Json, Json) {
    let mut maker = Maker::new(choices);
    let mut first = maker.schema("", 0);
    mutate::tie_references(&mut first);
    let mut second = match maker.choose(6) {
        5 => Maker { definitions: BTreeMap::new(), ..maker }.schema("", 0),
        _ => maker.mutate(&first),
    };
    mutate::tie_references(&mut second);
    if choices.len().is_multiple_of(2) { (first, second) } else { (second, first) }
}

const PRIMITIVES: [&str; 8] = ["int", "string", "null", "long", "bytes", "double", "boolean", "float"];
const NAMES: [&str; 4] = ["A", "B", "C", "D"];
const NAMESPACES: [&str; 3] = ["n", "n.m", "o"];
const FIELDS: [&str; 5] = ["a", "b", "c", "d", "e"];
const SYMBOLS: [&str; 5] = ["RED", "GREEN", "BLUE", "BLACK", "WHITE"];
const DEEPEST: u32 = 4;

struct Maker<'a> {
    choices: std::slice::Iter<'a, u8>,
    /// Every named type so far by its full name; `null` while its fields are being made.
    definitions: BTreeMap<String, Json>,
}

impl Maker<'_> {
    fn new(choices: &[u8]) -> Maker<'_> {
        Maker { choices: choices.iter(), definitions: BTreeMap::new() }
    }

    /// One of `count` choices; 0 when the bytes are used up.
    fn choose(&mut self, count: usize) -> usize {
        usize::from(*self.choices.next().unwrap_or(&0)) % count
    }

    /// True once in `count` times.
    fn once_in(&mut self, count: usize) -> bool {
        self.choose(count) == count - 1
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.choose(from.len())]
    }

    /// Up to `most` different ones, in any order.
    fn pick_some<'t>(&mut self, from: &[&'t str], most: usize) -> Vec<&'t str> {
        let mut left = from.to_vec();
        let count = self.choose(most + 1);
        (0..count).map(|_| left.remove(self.choose(left.len()))).collect()
    }

    fn schema(&mut self, namespace: &str, depth: u32) -> Json {
        let kinds = if depth < DEEPEST { 16 } else { 12 };
        match self.choose(kinds) {
            0..=7 => json!(self.pick(&PRIMITIVES)),
            8 => self.logical(),
            9 => self.reference(namespace),
            10 => self.enumeration(namespace),
            11 => self.fixed(namespace),
            12 => json!({"type": "array", "items": self.schema(namespace, depth + 1)}),
            13 => json!({"type": "map", "values": self.schema(namespace, depth + 1)}),
            14 => self.union(namespace, depth),
            _ => self.record(namespace, depth),
        }
    }

    fn logical(&mut self) -> Json {
        let types = [
            json!({"type": "string", "logicalType": "uuid"}),
            json!({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}),
            json!({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}),
            json!({"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}),
            json!({"type": "bytes", "logicalType": "decimal", "precision": 4}),
            json!({"type": "int", "logicalType": "date"}),
            json!({"type": "long", "logicalType": "timestamp-millis"}),
            json!({"type": "bytes", "logicalType": "big-decimal"}),
            json!({"type": "int", "logicalType": "timestamp-millis"}),
            json!({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 5}),
            json!({"type": "string", "logicalType": "of-our-own"}),
        ];
        types[self.choose(types.len())].clone()
    }

    /// The name of a type that is there already, or is just being defined.
    fn reference(&mut self, namespace: &str) -> Json {
        let names: Vec<String> = self.definitions.keys().cloned().collect();
        match names.len() {
            0 => json!("int"),
            count => reference(&names[self.choose(count)], namespace),
        }
    }

    fn union(&mut self, namespace: &str, depth: u32) -> Json {
        let mut branches: Vec<Json> = Vec::new();
        if self.choose(3) > 0 {
            branches.push(json!("null"));
        }
        for _ in 0..self.choose(4) {
            let branch = self.schema(namespace, depth + 1);
            let kind = branch_kind(&branch, namespace);
            if kind != "union" && branches.iter().all(|other| branch_kind(other, namespace) != kind) {
                branches.push(branch);
            }
        }
        Json::Array(branches)
    }

    fn enumeration(&mut self, namespace: &str) -> Json {
        let (mut made, full) = self.named("enum", namespace);
        let mut symbols = self.pick_some(&SYMBOLS, 3);
        let first = self.pick(&SYMBOLS);
        symbols.retain(|symbol| *symbol != first);
        symbols.insert(0, first);
        if self.once_in(3) {
            made.insert("default".to_owned(), json!(self.pick(&symbols)));
        }
        made.insert("symbols".to_owned(), json!(symbols));
        self.define(full, made)
    }

    fn fixed(&mut self, namespace: &str) -> Json {
        let (mut made, full) = self.named("fixed", namespace);
        let size = [2, 4, 0, 12, 16][self.choose(5)];
        made.insert("size".to_owned(), json!(size));
        match self.choose(6) {
            4 => made.extend([("logicalType".to_owned(), json!(["duration", "uuid"][self.choose(2)]))]),
            5 => made.extend([
                ("logicalType".to_owned(), json!("decimal")),
                ("precision".to_owned(), json!(4)),
                ("scale".to_owned(), json!(self.choose(3))),
            ]),
            _ => {}
        }
        self.define(full, made)
    }

    fn record(&mut self, namespace: &str, depth: u32) -> Json {
        let ty = if self.once_in(8) { "error" } else { "record" };
        let (mut made, full) = self.named(ty, namespace);
        let inner = full.rsplit_once('.').map_or("", |(namespace, _)| namespace).to_owned();
        let names = self.pick_some(&FIELDS, 4);
        let fields: Vec<Json> = names.into_iter().map(|name| self.field(name, &inner, depth)).collect();
        made.insert("fields".to_owned(), json!(fields));
        self.define(full, made)
    }

    fn field(&mut self, name: &str, namespace: &str, depth: u32) -> Json {
        let mut field = Map::from_iter([("name".to_owned(), json!(name))]);
        let ty = self.schema(namespace, depth + 1);
        if self.choose(2) == 1
            && let Some(default) = self.default_of(&ty, 0)
        {
            field.insert("default".to_owned(), default);
        }
        if self.once_in(4) {
            let mut aliases = self.pick_some(&FIELDS, 2);
            aliases.retain(|alias| *alias != name);
            field.insert("aliases".to_owned(), json!(aliases));
        }
        field.insert("type".to_owned(), ty);
        Json::Object(field)
    }

    /// Name, namespace and aliases of a new type, and its full name.
    fn named(&mut self, ty: &str, namespace: &str) -> (Map<String, Json>, String) {
        let mut made = Map::from_iter([("type".to_owned(), json!(ty))]);
        let own = match self.choose(4) {
            0 | 1 => namespace,
            2 => self.pick(&NAMESPACES),
            _ => "",
        };
        let mut short = self.pick(&NAMES).to_owned();
        while self.definitions.contains_key(&full_name(&short, own)) {
            short.push('1');
        }
        let full = full_name(&short, own);
        if own == namespace {
            made.insert("name".to_owned(), json!(short));
        } else if self.choose(2) == 0 || own.is_empty() {
            made.insert("name".to_owned(), json!(short));
            made.insert("namespace".to_owned(), json!(own));
        } else {
            made.insert("name".to_owned(), json!(full));
        }
        if self.once_in(4) {
            let aliases = self.pick_some(&["A", "B", "C", "n.A", "n.B", "o.C"], 2);
            made.insert("aliases".to_owned(), json!(aliases));
        }
        self.definitions.insert(full.clone(), Json::Null);
        (made, full)
    }

    fn define(&mut self, full: String, made: Map<String, Json>) -> Json {
        let made = Json::Object(made);
        self.definitions.insert(full, made.clone());
        made
    }

    /// A default that fits; `None` if there is none, or none that is easily found.
    fn default_of(&mut self, ty: &Json, depth: u32) -> Option<Json> {
        if depth > 3 {
            return None;
        }
        match ty {
            Json::Array(branches) => {
                let branch = if self.once_in(4) { self.choose(branches.len().max(1)) } else { 0 };
                let branch = branches.get(branch)?.clone();
                self.default_of(&branch, depth + 1)
            }
            Json::Object(object) => match object["type"].as_str()? {
                "array" if self.choose(2) == 0 => Some(json!([])),
                "array" => Some(json!([self.default_of(&object["items"], depth + 1)?])),
                "map" if self.choose(2) == 0 => Some(json!({})),
                "map" => Some(json!({"k": self.default_of(&object["values"], depth + 1)?})),
                "enum" => {
                    let symbols = object["symbols"].as_array()?;
                    Some(symbols[self.choose(symbols.len())].clone())
                }
                "fixed" => Some(json!("\u{ff}".repeat(object["size"].as_u64()? as usize))),
                "record" | "error" => {
                    let mut default = Map::new();
                    for field in object["fields"].as_array()? {
                        if field.get("default").is_none() || self.choose(2) == 1 {
                            let value = self.default_of(&field["type"], depth + 1)?;
                            default.insert(field["name"].as_str()?.to_owned(), value);
                        }
                    }
                    Some(Json::Object(default))
                }
                name => self.default_of(&json!(name), depth),
            },
            Json::String(name) => Some(match name.as_str() {
                "null" => Json::Null,
                "boolean" => json!(self.choose(2) == 1),
                "int" => json!(self.choose(256)),
                "long" => json!(self.choose(256) as i64 - (1 << 40)),
                "float" | "double" => [json!(0.5), json!(3), json!(-1e30)][self.choose(3)].clone(),
                "string" => [json!(""), json!("text"), json!("é\n")][self.choose(3)].clone(),
                "bytes" => [json!(""), json!("\u{0}\u{ff}")][self.choose(2)].clone(),
                name => {
                    let definition = self.definitions.get(name.strip_prefix('.').unwrap_or(name))?.clone();
                    return self.default_of(&definition, depth + 1);
                }
            }),
            Json::Null | Json::Bool(_) | Json::Number(_) => None,
        }
    }
}

fn full_name(short: &str, namespace: &str) -> String {
    if namespace.is_empty() { short.to_owned() } else { format!("{namespace}.{short}") }
}

/// A full name as it is to be written in a namespace: a bare one would join it.
fn reference(full: &str, namespace: &str) -> Json {
    if full.contains('.') || namespace.is_empty() { json!(full) } else { json!(format!(".{full}")) }
}

/// What a union may hold only once.
fn branch_kind(branch: &Json, namespace: &str) -> String {
    let full = |name: &str, namespace: &str| match name.strip_prefix('.') {
        Some(bare) => bare.to_owned(),
        None if name.contains('.') || PRIMITIVES.contains(&name) => name.to_owned(),
        None => full_name(name, namespace),
    };
    match branch {
        Json::String(name) => full(name, namespace),
        Json::Object(object) => match (&object["type"], object.get("name").and_then(Json::as_str)) {
            (_, Some(name)) => full(name, object.get("namespace").and_then(Json::as_str).unwrap_or(namespace)),
            (Json::String(ty), None) => ty.clone(),
            (inner, None) => branch_kind(inner, namespace),
        },
        Json::Array(_) | Json::Null | Json::Bool(_) | Json::Number(_) => "union".to_owned(),
    }
}
