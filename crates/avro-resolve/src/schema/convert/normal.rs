//! Makes JSON as Java writes it: attributes in its order, every type defined where it is first used, and named after that.

use rustc_hash::{FxHashMap, FxHashSet};

use super::bundle::Bundle;
use super::definitions::{Definitions, NamedMessage, Placed, Trees, is_definition};
use super::plain::{NormalJson, Properties, plain, properties, text};
use crate::depth::deep;
use crate::schema::fault::{Fault, FaultKind, FileFault};
use crate::schema::json_text::{JsonContent, JsonObject, JsonValue, MOST_LEVELS};
use crate::schema::logical::{Base, LogicalType, logical_type};
use crate::schema::name::Name;
use crate::schema::primitive::Primitive;
use crate::schema::syntax::Syntax;

/// What is made of a bundle.
#[derive(Clone, PartialEq, Debug)]
pub enum Converted {
    /// A protocol with all its types and messages.
    Protocol(NormalJson),
    /// A schema; of an IDL file, its main schema.
    Schema(NormalJson),
    /// The types of an IDL file that has neither, each a schema of its own.
    Schemas(Vec<NormalJson>),
}

type Normal<T = NormalJson> = Result<T, Vec<FileFault>>;

/// Properties that are no annotations of types and fields.
const OF_TYPES: &[&str] =
    &["doc", "fields", "items", "name", "namespace", "size", "symbols", "values", "type", "aliases"];
const OF_FIELDS: &[&str] = &["default", "doc", "name", "order", "type", "aliases"];
const OF_PROTOCOLS: &[&str] = &["namespace", "protocol", "doc", "messages", "types", "errors", "schema"];
const OF_MESSAGES: &[&str] = &["doc", "response", "request", "errors", "one-way"];

impl Bundle {
    /// What the first file is about, with everything that it imports.
    ///
    /// # Errors
    /// What makes it impossible to understand the files; names that nothing defines, unless the file is a schema, where others may;
    /// definitions that are nested too deeply for one text.
    pub fn convert(&self) -> Normal<Converted> {
        self.written(|mut writer, root| {
            let object = root.value.as_object();
            let main = object.and_then(|object| object.get("schema"));
            match (self.files[0].syntax, object, main) {
                (Syntax::Schema, ..) | (Syntax::Protocol, None, _) => writer.ty(root, "").map(Converted::Schema),
                (Syntax::Protocol, Some(object), _) => writer.protocol(root, object).map(Converted::Protocol),
                (Syntax::Idl, Some(object), _) if object.get("protocol").is_some() => {
                    writer.protocol(root, object).map(Converted::Protocol)
                }
                (Syntax::Idl, _, Some(main)) => writer.ty(root.at(main), "").map(Converted::Schema),
                (Syntax::Idl, ..) => writer.alone().map(Converted::Schemas),
            }
        })
    }

    /// The schema of one type, with all types that it refers to; `None` if no file defines it.
    ///
    /// # Errors
    /// As of [`convert`](Self::convert).
    pub fn schema(&self, name: &Name) -> Normal<Option<NormalJson>> {
        self.written(|mut writer, _| {
            let definition = writer.definitions.by_name.get(name);
            definition.map(|definition| writer.ty(*definition, "")).transpose()
        })
    }

    /// Each named type as a schema that refers to the others by their names, in the order in which Java comes to them.
    ///
    /// # Errors
    /// As of [`convert`](Self::convert).
    pub fn each_type(&self) -> Normal<Vec<(Name, NormalJson)>> {
        self.written(|mut writer, _| {
            let definitions = writer.definitions;
            writer.known = definitions.order.iter().cloned().collect();
            let each = definitions.order.iter().map(|name| {
                writer.known.remove(name);
                Ok((name.clone(), writer.ty(definitions.by_name[name], "")?))
            });
            each.collect()
        })
    }

    /// A protocol with this name, in no namespace, that has all named types and no messages; for a file that is none itself.
    ///
    /// # Errors
    /// As of [`convert`](Self::convert).
    pub fn types_as_protocol(&self, protocol: &str) -> Normal<NormalJson> {
        self.written(|mut writer, _| Ok(protocol_of_types(protocol, writer.types("")?)))
    }

    /// What is written of the first file.
    fn written<T>(&self, write: impl for<'d, 'v> FnOnce(Writer<'d, 'v>, Placed<'v>) -> Normal<T>) -> Normal<T> {
        if !self.faults.is_empty() {
            return Err(self.faults.clone());
        }
        let trees = Trees::of(self);
        let definitions = Definitions::of(self, &trees)?;
        write(Writer { definitions: &definitions, known: FxHashSet::default(), levels: 0 }, trees.root(0))
    }
}

/// A protocol with these types, and no messages.
pub fn protocol_of_types(protocol: &str, types: Vec<NormalJson>) -> NormalJson {
    NormalJson::Object(vec![
        ("protocol".to_owned(), text(protocol)),
        ("types".to_owned(), NormalJson::Array(types)),
        ("messages".to_owned(), NormalJson::Object(Vec::new())),
    ])
}

struct Writer<'d, 'v> {
    definitions: &'d Definitions<'v>,
    /// The types that are written already.
    known: FxHashSet<Name>,
    levels: usize,
}

impl<'v> Writer<'_, 'v> {
    /// Each type as a schema of its own.
    fn alone(&mut self) -> Normal<Vec<NormalJson>> {
        let each = self.definitions.order.iter().map(|name| {
            self.known.clear();
            self.ty(self.definitions.by_name[name], "")
        });
        each.collect()
    }

    /// All types, each where it is first used.
    fn types(&mut self, current: &str) -> Normal<Vec<NormalJson>> {
        let mut types = Vec::new();
        for name in &self.definitions.order {
            if !self.known.contains(name) {
                types.push(self.ty(self.definitions.by_name[name], current)?);
            }
        }
        Ok(types)
    }

    fn protocol(&mut self, root: Placed<'v>, object: JsonObject<'v>) -> Normal {
        let (name, namespace) = root.protocol_name(object);
        let mut made = vec![("protocol".to_owned(), text(name.short()))];
        if !namespace.is_empty() {
            made.push(("namespace".to_owned(), text(namespace)));
        }
        push_doc(&mut made, object);
        made.extend(properties(object, OF_PROTOCOLS));
        made.push(("types".to_owned(), NormalJson::Array(self.types(namespace)?)));
        // Of several messages of one name the last counts, in the place of the first.
        let mut last: Vec<NamedMessage<'v>> = Vec::new();
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        for &(name, message) in &self.definitions.messages {
            let place = *places.entry(name).or_insert(last.len());
            match last.get_mut(place) {
                Some(first) => first.1 = message,
                None => last.push((name, message)),
            }
        }
        let messages = last.into_iter().map(|(name, message)| Ok((name.to_owned(), self.message(message, namespace)?)));
        let messages = messages.collect::<Normal<Properties>>()?;
        made.push(("messages".to_owned(), NormalJson::Object(messages)));
        Ok(NormalJson::Object(made))
    }

    fn message(&mut self, message: Placed<'v>, current: &str) -> Normal {
        let Some(object) = message.value.as_object() else { return Ok(plain(message.value)) };
        let mut made = Vec::new();
        push_doc(&mut made, object);
        made.extend(properties(object, OF_MESSAGES));
        if let Some(request) = object.get("request") {
            made.push(("request".to_owned(), self.fields(message.at(request), current)?));
        }
        let response = object.get("response").map(|response| self.ty(message.at(response), current)).transpose()?;
        made.push(("response".to_owned(), response.unwrap_or_else(|| text("null"))));
        if object.get("one-way").and_then(JsonValue::as_bool) == Some(true) {
            made.push(("one-way".to_owned(), NormalJson::Boolean(true)));
        } else if let Some(errors) =
            object.get("errors").filter(|errors| errors.as_array().is_some_and(|all| all.len() > 0))
        {
            made.push(("errors".to_owned(), self.ty(message.at(errors), current)?));
        }
        Ok(NormalJson::Object(made))
    }

    /// A type inside of a namespace.
    fn ty(&mut self, ty: Placed<'v>, current: &str) -> Normal {
        const LEVELS: usize = 3;
        if self.levels > MOST_LEVELS {
            let fault = Fault { kind: FaultKind::TooDeep, span: ty.value.span() };
            return Err(vec![FileFault { file: ty.file, fault }]);
        }
        self.levels += LEVELS;
        let made = deep(|| self.type_inside(ty, current));
        self.levels -= LEVELS;
        made
    }

    fn type_inside(&mut self, ty: Placed<'v>, current: &str) -> Normal {
        match ty.value.content() {
            JsonContent::String(written) => self.name(ty, written, current),
            JsonContent::Array(branches) => {
                let branches = branches.iter().map(|branch| self.ty(ty.at(branch), current));
                branches.collect::<Normal<_>>().map(NormalJson::Array)
            }
            JsonContent::Object(object) => {
                let Some(inner) = object.get("type") else { return Ok(plain(ty.value)) };
                let Some(kind) = inner.as_str() else { return self.ty(ty.at(inner), current) };
                match kind {
                    _ if is_definition(kind) => self.definition(ty, kind, object, current),
                    "array" | "map" => {
                        let part = if kind == "array" { "items" } else { "values" };
                        let mut made = vec![("type".to_owned(), text(kind))];
                        if let Some(inner) = object.get(part) {
                            made.push((part.to_owned(), self.ty(ty.at(inner), current)?));
                        }
                        made.extend(ty.type_properties(object, OF_TYPES));
                        Ok(NormalJson::Object(made))
                    }
                    _ if Primitive::from_name(kind).is_some() => {
                        let properties = ty.type_properties(object, OF_TYPES);
                        if properties.is_empty() {
                            return Ok(text(kind));
                        }
                        let mut made = vec![("type".to_owned(), text(kind))];
                        made.extend(properties);
                        Ok(NormalJson::Object(made))
                    }
                    _ => self.name(ty.at(inner), kind, current),
                }
            }
            JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => Ok(plain(ty.value)),
        }
    }

    /// A type by its name: its definition, if that is not written yet.
    fn name(&mut self, ty: Placed<'v>, written: &str, current: &str) -> Normal {
        if Primitive::from_name(written).is_some() && !ty.is_quoted_name() {
            return Ok(text(written));
        }
        let name = Name::new(written, ty.namespace);
        let bare = Name::new(written, "");
        let in_none = || (ty.syntax != Syntax::Idl && !written.contains('.')).then_some(bare);
        let found = [Some(name.clone()), in_none()]
            .into_iter()
            .flatten()
            .find(|name| self.definitions.by_name.contains_key(name));
        match found {
            Some(name) if self.known.contains(&name) => Ok(reference(&name, current)),
            Some(name) => self.ty(self.definitions.by_name[&name], current),
            None if self.definitions.is_open => Ok(reference(&name, current)),
            None => {
                let kind = FaultKind::UnknownType { name: name.to_string(), suggestion: None, more: 0 };
                Err(vec![FileFault { file: ty.file, fault: Fault { kind, span: ty.value.span() } }])
            }
        }
    }

    fn definition(&mut self, ty: Placed<'v>, kind: &str, object: JsonObject<'v>, current: &str) -> Normal {
        let Some(name) = ty.name_of(object) else { return Ok(plain(ty.value)) };
        if !self.known.insert(name.clone()) {
            return Ok(reference(&name, current));
        }
        let mut made = vec![("type".to_owned(), text(kind)), ("name".to_owned(), text(name.short()))];
        if name.namespace() != current {
            made.push(("namespace".to_owned(), text(name.namespace())));
        }
        push_doc(&mut made, object);
        match kind {
            "enum" => {
                made.extend(copied(object, "symbols"));
                made.extend(copied(object, "default"));
                made.extend(ty.type_properties(object, &[OF_TYPES, &["default"]].concat()));
            }
            "fixed" => {
                made.extend(copied(object, "size"));
                made.extend(ty.type_properties(object, OF_TYPES));
            }
            _ => {
                if let Some(fields) = object.get("fields") {
                    made.push(("fields".to_owned(), self.fields(ty.inside(object, fields), name.namespace())?));
                }
                made.extend(ty.type_properties(object, OF_TYPES));
            }
        }
        let aliases =
            object.get("aliases").and_then(JsonValue::as_array).into_iter().flat_map(|aliases| aliases.iter());
        let aliases = aliases.filter_map(JsonValue::as_str).map(|alias| {
            let alias = Name::new(alias, name.namespace());
            reference(&alias, name.namespace())
        });
        push_some(&mut made, "aliases", aliases.collect());
        Ok(NormalJson::Object(made))
    }

    fn fields(&mut self, fields: Placed<'v>, current: &str) -> Normal {
        let all = fields.value.as_array().into_iter().flat_map(|fields| fields.iter());
        let all = all.map(|field| {
            let Some(object) = field.as_object() else { return Ok(plain(field)) };
            let mut made = Vec::from_iter(copied(object, "name"));
            if let Some(ty) = object.get("type") {
                made.push(("type".to_owned(), self.ty(fields.at(ty), current)?));
            }
            push_doc(&mut made, object);
            made.extend(copied(object, "default"));
            let order = object.get("order").and_then(JsonValue::as_str).map(str::to_ascii_lowercase);
            made.extend(order.filter(|order| order != "ascending").map(|order| ("order".to_owned(), text(order))));
            let aliases = object.get("aliases").and_then(JsonValue::as_array);
            push_some(&mut made, "aliases", aliases.into_iter().flat_map(|all| all.iter()).map(plain).collect());
            made.extend(properties(object, OF_FIELDS));
            Ok(NormalJson::Object(made))
        });
        all.collect::<Normal<_>>().map(NormalJson::Array)
    }
}

/// A type by its name, as it is written inside of a namespace.
fn reference(name: &Name, current: &str) -> NormalJson {
    let is_here = name.namespace() == current && (current.is_empty() || !is_type_word(name.short()));
    match (is_here, name.namespace()) {
        (true, _) => text(name.short()),
        // Where it would join the namespace around it.
        (false, "") => text(format!(".{name}")),
        (false, _) => text(name.full()),
    }
}

/// Whether a word means a type or a kind of types.
fn is_type_word(word: &str) -> bool {
    Primitive::from_name(word).is_some() || matches!(word, "record" | "enum" | "array" | "map" | "union" | "fixed")
}

fn push_doc(made: &mut Properties, object: JsonObject<'_>) {
    let doc = object.get("doc").and_then(JsonValue::as_str);
    made.extend(doc.map(|doc| ("doc".to_owned(), text(doc))));
}

fn push_some(made: &mut Properties, name: &str, items: Vec<NormalJson>) {
    if !items.is_empty() {
        made.push((name.to_owned(), NormalJson::Array(items)));
    }
}

/// A property as it is.
fn copied(object: JsonObject<'_>, name: &str) -> Option<(String, NormalJson)> {
    object.get(name).map(|value| (name.to_owned(), plain(value)))
}

impl<'v> Placed<'v> {
    /// The properties of a type; those that words of IDL stand for come first. A decimal has a scale, as Java gives it to those of IDL.
    fn type_properties(self, object: JsonObject<'v>, reserved: &[&str]) -> Properties {
        let mut made = properties(object, reserved);
        if self.syntax == Syntax::Idl {
            let is_of_word = |name: &str| {
                object.property(name).is_some_and(|property| property.name_span.start == property.name_span.end)
            };
            made.sort_by_key(|(name, _)| !is_of_word(name));
        }
        if is_decimal(object) && object.get("scale").is_none() {
            made.push(("scale".to_owned(), NormalJson::Number("0".to_owned())));
        }
        made
    }
}

/// Whether a type is a decimal, by what the specification asks of its precision and size.
fn is_decimal(object: JsonObject<'_>) -> bool {
    let text = |name: &str| object.get(name).and_then(JsonValue::as_str);
    let number = |name: &str| object.get(name).and_then(JsonValue::as_integer);
    let base = match text("type") {
        Some("bytes") => Base::Primitive(Primitive::Bytes),
        Some("fixed") => Base::Fixed(number("size").and_then(|size| u64::try_from(size).ok()).unwrap_or_default()),
        _ => return false,
    };
    let logical = text("logicalType").map(|name| logical_type(name, base, number("precision"), Some(0)));
    matches!(logical, Some(Ok(Some(LogicalType::Decimal { .. }))))
}
