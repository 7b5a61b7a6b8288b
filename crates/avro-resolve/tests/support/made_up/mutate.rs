//! Makes a few changes to a schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::{FIELDS, Maker, NAMES, PRIMITIVES, SYMBOLS, branch_kind, full_name};

impl Maker<'_> {
    /// Here and there a part is dropped, added, renamed, widened or replaced.
    pub(super) fn mutate(&mut self, schema: &Json) -> Json {
        match self.choose(20) {
            17 => json!(self.pick(&PRIMITIVES)),
            18 if !schema.is_array() && schema != "null" => json!(["null", self.inside(schema)]),
            19 => self.logical(),
            _ => self.inside(schema),
        }
    }

    fn inside(&mut self, schema: &Json) -> Json {
        match schema {
            Json::String(name) => json!(match (name.as_str(), self.choose(8)) {
                ("int", 7) => "long",
                ("int" | "long", 6) => "double",
                ("string", 7) => "bytes",
                ("bytes", 7) => "string",
                (name, _) => name,
            }),
            Json::Array(branches) => self.union_of(branches),
            Json::Object(object) => Json::Object(self.object(object)),
            other => other.clone(),
        }
    }

    fn union_of(&mut self, branches: &[Json]) -> Json {
        let mut changed: Vec<Json> = Vec::new();
        for branch in branches {
            if self.once_in(8) {
                continue;
            }
            let branch = self.inside(branch);
            let at = if self.once_in(6) { 0 } else { changed.len() };
            changed.insert(at, branch);
        }
        if self.once_in(4) {
            changed.push(json!(self.pick(&PRIMITIVES)));
        }
        let mut kinds = BTreeSet::new();
        changed.retain(|branch| kinds.insert(branch_kind(branch, "")));
        Json::Array(changed)
    }

    fn object(&mut self, object: &Map<String, Json>) -> Map<String, Json> {
        let mut changed = object.clone();
        for part in ["items", "values"] {
            if let Some(inner) = object.get(part) {
                changed.insert(part.to_owned(), self.mutate(inner));
            }
        }
        if let Some(size) = object.get("size")
            && self.once_in(8)
        {
            changed.insert("size".to_owned(), json!(size.as_u64().unwrap_or(0) + 1));
        }
        if let Some(Json::Array(symbols)) = object.get("symbols") {
            self.symbols(symbols, &mut changed);
        }
        if let Some(Json::Array(fields)) = object.get("fields") {
            changed.insert("fields".to_owned(), self.fields(fields));
        }
        if let Some(Json::String(name)) = object.get("name")
            && self.once_in(8)
        {
            self.rename(name, &mut changed);
        }
        changed
    }

    fn symbols(&mut self, symbols: &[Json], changed: &mut Map<String, Json>) {
        let mut kept: Vec<Json> = symbols.iter().filter(|_| !self.once_in(4)).cloned().collect();
        let new = json!(self.pick(&SYMBOLS));
        if (kept.is_empty() || self.once_in(3)) && !kept.contains(&new) {
            kept.insert(0, new);
        }
        if self.once_in(4) {
            changed.insert("default".to_owned(), kept[0].clone());
        }
        // A default that was dropped stays: then it is an invalid one.
        changed.insert("symbols".to_owned(), Json::Array(kept));
    }

    fn fields(&mut self, fields: &[Json]) -> Json {
        let mut changed: Vec<Json> = Vec::new();
        for field in fields {
            let mut field = field.as_object().expect("fields are objects").clone();
            match self.choose(10) {
                7 => continue,
                8 => {
                    field.remove("default");
                }
                9 => {
                    let old = field.insert("name".to_owned(), json!(self.pick(&FIELDS)));
                    if self.choose(3) > 0 {
                        field.insert("aliases".to_owned(), json!([old]));
                    }
                }
                _ => {}
            }
            let ty = self.mutate(&field["type"]);
            field.insert("type".to_owned(), ty);
            let at = if self.once_in(5) { 0 } else { changed.len() };
            changed.insert(at, Json::Object(field));
        }
        if self.once_in(3) {
            let name = self.pick(&FIELDS);
            changed.push(json!({"name": name, "type": ["null", "int"], "default": null}));
        }
        if self.once_in(6) {
            let name = self.pick(&FIELDS);
            changed.push(json!({"name": name, "type": "string"}));
        }
        let mut names = BTreeSet::new();
        changed.retain(|field| names.insert(field["name"].to_string()));
        Json::Array(changed)
    }

    fn rename(&mut self, old: &str, changed: &mut Map<String, Json>) {
        let namespace = changed.get("namespace").and_then(Json::as_str).unwrap_or("").to_owned();
        match self.choose(3) {
            0 => {
                changed.insert("namespace".to_owned(), json!("q"));
            }
            1 => {
                changed.insert("name".to_owned(), json!(self.pick(&NAMES)));
            }
            _ => {
                changed.insert("name".to_owned(), json!(self.pick(&NAMES)));
                let old = if old.contains('.') { old.to_owned() } else { full_name(old, &namespace) };
                changed.insert("aliases".to_owned(), json!([old]));
            }
        }
    }
}

/// Makes every name stand for something and every definition be the only one: what names nothing becomes an int, a second
/// definition becomes a string.
pub(super) fn tie_references(schema: &mut Json) {
    tie(schema, "", &mut BTreeSet::new());
}

fn tie(schema: &mut Json, namespace: &str, defined: &mut BTreeSet<String>) {
    match schema {
        Json::String(name) => {
            let is_known = defined.contains(&full(name, namespace)) || PRIMITIVES.contains(&name.as_str());
            if !is_known {
                *schema = json!("int");
            }
        }
        Json::Array(branches) => {
            branches.iter_mut().for_each(|branch| tie(branch, namespace, defined));
            let mut kinds = BTreeSet::new();
            branches.retain(|branch| kinds.insert(branch_kind(branch, namespace)));
        }
        Json::Object(object) => {
            let mut inner = namespace.to_owned();
            if let Some(name) = object.get("name").and_then(Json::as_str) {
                let own = object.get("namespace").and_then(Json::as_str).unwrap_or(namespace);
                let full = full(name, own);
                inner = full.rsplit_once('.').map_or("", |(namespace, _)| namespace).to_owned();
                if !defined.insert(full) {
                    *schema = json!("string");
                    return;
                }
            }
            for part in ["items", "values"] {
                if let Some(part) = object.get_mut(part) {
                    tie(part, namespace, defined);
                }
            }
            for field in object.get_mut("fields").and_then(Json::as_array_mut).into_iter().flatten() {
                tie(&mut field["type"], &inner, defined);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn full(name: &str, namespace: &str) -> String {
    match name.strip_prefix('.') {
        Some(bare) => bare.to_owned(),
        None if name.contains('.') => name.to_owned(),
        None => full_name(name, namespace),
    }
}
