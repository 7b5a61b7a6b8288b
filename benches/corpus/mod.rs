//! Makes schemas of so many subjects and versions: records of some thirty fields, each version one small step from the one before.
//! The same numbers always give the same texts.

#![allow(unreachable_pub)] // an example and a benchmark share it

mod json;
mod random;

use json::Json;
use random::Random;

/// The versions of one subject, from old to new, as texts.
pub fn subject(number: usize, versions: usize) -> Vec<String> {
    let mut random = Random::new(number as u64);
    let fields = (0..FIELDS).map(|index| field(&mut random, &format!("field_{index}"), 0)).collect();
    let mut record = Record { name: format!("Subject{number}"), fields };
    let mut texts = vec![record.text()];
    for version in 1..versions {
        record.evolve(&mut random, version);
        texts.push(record.text());
    }
    texts
}

const FIELDS: usize = 30;
const NAMESPACE: &str = "org.example.corpus";
const PRIMITIVES: [&str; 7] = ["boolean", "int", "long", "float", "double", "bytes", "string"];

#[derive(Clone)]
struct Record {
    name: String,
    fields: Vec<Field>,
}

#[derive(Clone)]
struct Field {
    name: String,
    doc: Option<String>,
    ty: Type,
}

#[derive(Clone)]
enum Type {
    Primitive(&'static str),
    /// Null or that, by default null.
    Nullable(Box<Type>),
    /// With its first symbol for a default.
    Enum {
        name: String,
        symbols: Vec<String>,
    },
    Array(Box<Type>),
    Map(Box<Type>),
    Record(Record),
}

fn field(random: &mut Random, name: &str, depth: u32) -> Field {
    let plain = Type::Primitive(random.choose(&PRIMITIVES));
    let type_name = format!("{name}_type");
    let (ty, doc) = match random.below(100) {
        0..45 => (plain, Some(format!("What {name} holds, in a sentence."))),
        45..65 => (Type::Nullable(Box::new(plain)), None),
        65..75 => {
            let symbols = (0..3 + random.below(6)).map(|index| format!("SYMBOL_{index}")).collect();
            (Type::Enum { name: type_name, symbols }, None)
        }
        75..82 => (Type::Array(Box::new(plain)), None),
        82..87 => (Type::Map(Box::new(plain)), None),
        _ if depth < 2 && random.below(3) < 2 => {
            let count = 3 + random.below(3);
            let fields = (0..count).map(|index| field(random, &format!("{name}_{index}"), depth + 1)).collect();
            (Type::Record(Record { name: type_name, fields }), None)
        }
        _ => (plain, None),
    };
    Field { name: name.to_owned(), doc, ty }
}

impl Record {
    /// One of the steps that schemas take from release to release; not all of them are compatible.
    fn evolve(&mut self, random: &mut Random, version: usize) {
        let name = format!("since_{version}");
        let plain = Type::Primitive(random.choose(&PRIMITIVES));
        match random.below(100) {
            0..40 => self.fields.push(Field { name, doc: None, ty: Type::Nullable(Box::new(plain)) }),
            40..50 => self.fields.push(Field { name, doc: None, ty: plain }),
            50..65 => {
                let gone = random.below(self.fields.len());
                self.fields.remove(gone);
            }
            65..80 => self.change_one(random, |ty| match ty {
                Type::Primitive("int") => Some(Type::Primitive("long")),
                Type::Primitive("long") => Some(Type::Primitive("double")),
                Type::Primitive("float") => Some(Type::Primitive("double")),
                Type::Primitive("bytes") => Some(Type::Primitive("string")),
                _ => None,
            }),
            80..92 => self.change_one(random, |ty| match ty {
                Type::Enum { name, symbols } => {
                    let symbols = symbols.iter().cloned().chain([format!("SINCE_{version}")]).collect();
                    Some(Type::Enum { name: name.clone(), symbols })
                }
                _ => None,
            }),
            _ => self.change_one(random, |ty| match ty {
                Type::Primitive(_) => Some(Type::Nullable(Box::new(ty.clone()))),
                _ => None,
            }),
        }
    }

    /// Changes the type of one of the fields that can change so, if there is one.
    fn change_one(&mut self, random: &mut Random, change: impl Fn(&Type) -> Option<Type>) {
        let changed = self.fields.iter().enumerate().filter_map(|(at, field)| Some((at, change(&field.ty)?)));
        let mut changed: Vec<(usize, Type)> = changed.collect();
        if !changed.is_empty() {
            let (at, ty) = changed.swap_remove(random.below(changed.len()));
            self.fields[at].ty = ty;
        }
    }

    fn text(&self) -> String {
        self.json(Some(NAMESPACE)).pretty()
    }

    fn json(&self, namespace: Option<&str>) -> Json {
        let mut json = vec![("type", Json::text("record")), ("name", Json::text(&self.name))];
        json.extend(namespace.map(|namespace| ("namespace", Json::text(namespace))));
        json.push(("fields", Json::Array(self.fields.iter().map(Field::json).collect())));
        Json::Object(json)
    }
}

impl Field {
    fn json(&self) -> Json {
        let mut json = vec![("name", Json::text(&self.name)), ("type", self.ty.json())];
        json.extend(matches!(self.ty, Type::Nullable(_)).then_some(("default", Json::Null)));
        json.extend(self.doc.as_ref().map(|doc| ("doc", Json::text(doc))));
        Json::Object(json)
    }
}

impl Type {
    fn json(&self) -> Json {
        match self {
            Type::Primitive(name) => Json::text(name),
            Type::Nullable(inner) => Json::Array(vec![Json::text("null"), inner.json()]),
            Type::Enum { name, symbols } => Json::Object(vec![
                ("type", Json::text("enum")),
                ("name", Json::text(name)),
                ("symbols", Json::Array(symbols.iter().map(|symbol| Json::text(symbol)).collect())),
                ("default", Json::text(&symbols[0])),
            ]),
            Type::Array(items) => Json::Object(vec![("type", Json::text("array")), ("items", items.json())]),
            Type::Map(values) => Json::Object(vec![("type", Json::text("map")), ("values", values.json())]),
            Type::Record(record) => record.json(None),
        }
    }
}
