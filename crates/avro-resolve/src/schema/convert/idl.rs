//! Prints JSON as Java writes it as Avro IDL.

use rustc_hash::FxHashSet;

use super::idl_text::{NotInIdl, Printed, annotation, identifier, json, put_doc};
use super::normal::Converted;
use super::plain::{NormalJson, plain};
use crate::schema::json_text::tree;
use crate::schema::primitive::Primitive;

type Object = [(String, NormalJson)];

const INDENT: &str = "  ";

impl Converted {
    /// The text of an IDL file. A type that is defined inside of another stands after it.
    ///
    /// # Errors
    /// The first part that IDL has no words for, such as a property whose name is no identifier.
    pub fn to_idl(&self) -> Result<String, NotInIdl> {
        let mut printer = IdlPrinter::default();
        match self {
            Converted::Protocol(protocol) => printer.protocol(protocol)?,
            Converted::Schema(schema) => printer.main(schema)?,
            Converted::Schemas(schemas) if schemas.is_empty() => {
                return Err(NotInIdl { what: "that there are no types; an empty file is a mistake".to_owned() });
            }
            Converted::Schemas(schemas) => printer.types(schemas)?,
        }
        Ok(printer.text)
    }
}

#[derive(Default)]
struct IdlPrinter<'j> {
    text: String,
    /// Types that are to be defined, with the namespace around each, and the namespace of the file.
    waiting: Vec<(&'j Object, String)>,
    /// The full names of the types that are defined, or wait for it.
    defined: FxHashSet<String>,
    indent: &'static str,
}

impl<'j> IdlPrinter<'j> {
    fn protocol(&mut self, protocol: &'j NormalJson) -> Printed {
        let properties = object(protocol);
        let name = identifier(said(properties, "protocol"))?;
        let namespace = said(properties, "namespace");
        put_doc(&mut self.text, properties, "")?;
        if !namespace.is_empty() {
            self.text.push_str(&annotation("namespace", &NormalJson::Text(namespace.to_owned()))?);
            self.text.push('\n');
        }
        self.annotations(properties, &["protocol", "namespace", "doc", "types", "messages"], "\n")?;
        self.text.push_str(&format!("protocol {name} {{"));
        self.indent = INDENT;
        for ty in items(properties, "types") {
            self.type_name(ty, namespace)?;
            self.definitions(namespace)?;
        }
        let messages = get(properties, "messages").map_or(&[][..], object);
        for (name, message) in messages {
            self.text.push('\n');
            self.message(name, object(message), namespace)?;
        }
        self.text.push_str(if self.text.ends_with(['\n', '{']) { "}\n" } else { "\n}\n" });
        Ok(())
    }

    fn main(&mut self, schema: &'j NormalJson) -> Printed {
        let namespace = said(object(schema), "namespace");
        if !namespace.is_empty() {
            self.text.push_str(&format!("namespace {};\n", identifier(namespace)?));
        }
        let main = self.ty(schema, namespace)?;
        self.text.push_str(&format!("schema {main};\n"));
        self.definitions(namespace)
    }

    /// All types of a file without a protocol, each of which is among them.
    fn types(&mut self, schemas: &'j [NormalJson]) -> Printed {
        let namespaces = schemas.iter().map(|schema| said(object(schema), "namespace"));
        let namespace = namespaces.clone().next().filter(|first| namespaces.clone().all(|other| other == *first));
        let namespace = namespace.unwrap_or_default();
        if !namespace.is_empty() {
            self.text.push_str(&format!("namespace {};\n", identifier(namespace)?));
        }
        for schema in schemas {
            self.type_name(schema, "")?;
        }
        self.definitions(namespace)
    }

    /// Defines the types that wait for it, and those inside of them.
    fn definitions(&mut self, file: &str) -> Printed {
        // The next is the last: what is inside of a type comes before what follows it.
        self.waiting.reverse();
        while let Some((definition, around)) = self.waiting.pop() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            let others = self.waiting.len();
            self.definition(definition, &around, file)?;
            self.waiting[others..].reverse();
        }
        Ok(())
    }

    fn definition(&mut self, properties: &'j Object, around: &str, file: &str) -> Printed {
        let kind = said(properties, "type");
        let name = identifier(said(properties, "name"))?;
        let namespace = get(properties, "namespace").map_or(around, text);
        if self.indent == INDENT && self.text.ends_with('{') {
            self.text.push('\n');
        }
        put_doc(&mut self.text, properties, self.indent)?;
        if namespace != file {
            let own = annotation("namespace", &NormalJson::Text(namespace.to_owned()))?;
            self.text.extend([self.indent, &own, "\n"]);
        }
        let own: &[&str] = if kind == "enum" { &["default"] } else { &[] };
        let known = [&["type", "name", "namespace", "doc", "fields", "symbols", "size"], own].concat();
        self.annotations(properties, &known, "\n")?;
        self.text.extend([self.indent, kind, " ", &name]);
        match kind {
            "fixed" => {
                let size = get(properties, "size").map_or_else(|| Ok("0".to_owned()), json)?;
                self.text.push_str(&format!("({size});\n"));
            }
            "enum" => {
                let symbols = items(properties, "symbols").map(|symbol| identifier(text(symbol)));
                let symbols = symbols.collect::<Printed<Vec<String>>>()?.join(", ");
                self.text.push_str(&if symbols.is_empty() { " {}".to_owned() } else { format!(" {{ {symbols} }}") });
                if let Some(default) = get(properties, "default") {
                    self.text.push_str(&format!(" = {};", identifier(text(default))?));
                }
                self.text.push('\n');
            }
            _ => {
                self.text.push_str(" {");
                let mut fields = items(properties, "fields").peekable();
                if fields.peek().is_some() {
                    self.text.push('\n');
                    fields.try_for_each(|field| self.field(object(field), namespace))?;
                    self.text.push_str(self.indent);
                }
                self.text.push_str("}\n");
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &'j Object, namespace: &str) -> Printed {
        let indent = if self.indent.is_empty() { INDENT } else { "    " };
        put_doc(&mut self.text, field, indent)?;
        let variable = self.variable(field, namespace)?;
        self.text.extend([indent, &variable, ";\n"]);
        Ok(())
    }

    /// The type, annotations, name and default of a field or parameter.
    fn variable(&mut self, field: &'j Object, namespace: &str) -> Printed<String> {
        let default = get(field, "default");
        let ty = get(field, "type").unwrap_or(&NormalJson::Null);
        let mut variable = match optional(ty, default) {
            Some(inner) => format!("{}?", self.ty(inner, namespace)?),
            None => self.ty(ty, namespace)?,
        };
        for (name, value) in others(field, &["name", "type", "doc", "default"]) {
            variable.push(' ');
            variable.push_str(&annotation(name, value)?);
        }
        variable.push(' ');
        variable.push_str(&identifier(said(field, "name"))?);
        if let Some(default) = default {
            variable.push_str(&format!(" = {}", json(default)?));
        }
        Ok(variable)
    }

    fn message(&mut self, name: &str, message: &'j Object, namespace: &str) -> Printed {
        const KNOWN: [&str; 5] = ["doc", "request", "response", "errors", "one-way"];
        let response = match get(message, "response") {
            None => "void".to_owned(),
            Some(NormalJson::Text(response)) if response == "null" => "void".to_owned(),
            Some(response) => self.ty(response, namespace)?,
        };
        let is_name = match get(message, "response") {
            Some(NormalJson::Text(name)) => Primitive::from_name(name).is_none(),
            Some(NormalJson::Object(properties)) => get(properties, "name").is_some(),
            _ => false,
        };
        let is_annotated = others(message, &KNOWN).next().is_some();
        if response.starts_with('@') || (is_name && is_annotated) {
            let what = format!("the annotations of the message \"{name}\" or of what it returns");
            return Err(NotInIdl { what });
        }
        let mut parameters = Vec::new();
        for parameter in items(message, "request") {
            let mut doc = String::new();
            put_doc(&mut doc, object(parameter), "")?;
            let doc = if doc.is_empty() { doc } else { format!("{} ", doc.trim_end()) };
            parameters.push(doc + &self.variable(object(parameter), namespace)?);
        }
        let errors = items(message, "errors").map(|error| self.ty(error, namespace)).collect::<Printed<Vec<_>>>()?;
        let end = match (get(message, "one-way"), errors.as_slice()) {
            (Some(NormalJson::Boolean(true)), _) => " oneway".to_owned(),
            (_, []) => String::new(),
            (_, errors) => format!(" throws {}", errors.join(", ")),
        };
        put_doc(&mut self.text, message, self.indent)?;
        self.annotations(message, &KNOWN, "\n")?;
        let (name, parameters) = (identifier(name)?, parameters.join(", "));
        self.text.push_str(&format!("{}{response} {name}({parameters}){end};", self.indent));
        Ok(())
    }

    /// The annotations of a declaration, each on a line of its own.
    fn annotations(&mut self, properties: &Object, known: &[&str], end: &str) -> Printed {
        for (name, value) in others(properties, known) {
            let annotation = annotation(name, value)?;
            self.text.extend([self.indent, &annotation, end]);
        }
        Ok(())
    }

    /// A type as it is written inside of a namespace.
    fn ty(&mut self, ty: &'j NormalJson, namespace: &str) -> Printed<String> {
        match ty {
            NormalJson::Text(name) if Primitive::from_name(name).is_some() => Ok(name.clone()),
            NormalJson::Text(name) => reference(name, namespace),
            NormalJson::Array(branches) if branches.is_empty() => {
                Err(NotInIdl { what: "a union without branches".to_owned() })
            }
            NormalJson::Array(branches) => {
                let branches = branches.iter().map(|branch| self.ty(branch, namespace)).collect::<Printed<Vec<_>>>()?;
                Ok(format!("union {{ {} }}", branches.join(", ")))
            }
            NormalJson::Object(properties) => match said(properties, "type") {
                "record" | "error" | "enum" | "fixed" => self.type_name(ty, namespace),
                kind => {
                    let (word, used) = match kind {
                        "array" | "map" => {
                            let part = if kind == "array" { "items" } else { "values" };
                            let inner = get(properties, part).unwrap_or(&NormalJson::Null);
                            (format!("{kind}<{}>", self.ty(inner, namespace)?), 2)
                        }
                        _ => word(kind, properties),
                    };
                    let mut annotated = String::new();
                    for (name, value) in &properties[used..] {
                        annotated.push_str(&annotation(name, value)?);
                        annotated.push(' ');
                    }
                    Ok(annotated + &word)
                }
            },
            NormalJson::Number(_) | NormalJson::Boolean(_) | NormalJson::Null => {
                Err(NotInIdl { what: "a type that is none".to_owned() })
            }
        }
    }

    /// The name of a type that is defined here; its definition has to wait, if it is not there already.
    fn type_name(&mut self, ty: &'j NormalJson, namespace: &str) -> Printed<String> {
        let NormalJson::Object(properties) = ty else { return self.ty(ty, namespace) };
        let (name, own) = (said(properties, "name"), get(properties, "namespace").map_or(namespace, text));
        let full = if own.is_empty() { name.to_owned() } else { format!("{own}.{name}") };
        if self.defined.insert(full.clone()) {
            self.waiting.push((properties, namespace.to_owned()));
        }
        match own {
            _ if own == namespace => reference(name, namespace),
            "" => reference(&format!(".{name}"), namespace),
            _ => reference(&full, namespace),
        }
    }
}

/// A type that is written as JSON and defines nothing, as IDL has it; a type that is written as IDL is as it is.
pub(in crate::schema) fn as_type(json: &str) -> Option<String> {
    let Ok(Some(tree)) = tree(json) else { return Some(json.to_owned()) };
    let ty = plain(tree.root());
    let mut printer = IdlPrinter::default();
    let written = printer.ty(&ty, "").ok()?;
    printer.waiting.is_empty().then_some(written)
}

/// The name of a type; one in no namespace cannot be reached from inside of one.
fn reference(name: &str, namespace: &str) -> Printed<String> {
    match name.strip_prefix('.') {
        Some(bare) if namespace.is_empty() => identifier(bare),
        Some(bare) => Err(NotInIdl { what: format!("inside of the namespace {namespace} that \"{bare}\" is in none") }),
        None => identifier(name),
    }
}

/// What a type that may be null is without the question mark that its default allows.
fn optional<'j>(ty: &'j NormalJson, default: Option<&NormalJson>) -> Option<&'j NormalJson> {
    let NormalJson::Array(branches) = ty else { return None };
    let is_null = |branch: &NormalJson| *branch == NormalJson::Text("null".to_owned());
    let has_null = default.is_none_or(|default| *default == NormalJson::Null);
    let inner = match branches.as_slice() {
        [null, inner] if has_null && is_null(null) => inner,
        [inner, null] if !has_null && is_null(null) => inner,
        _ => return None,
    };
    let kind = if let NormalJson::Object(properties) = inner { said(properties, "type") } else { "" };
    let is_simple = !matches!(inner, NormalJson::Array(_)) && !matches!(kind, "array" | "map") && !is_null(inner);
    is_simple.then_some(inner)
}

/// The word for a primitive type with its logical type, and how many of its properties it says.
fn word(base: &str, properties: &Object) -> (String, usize) {
    let logical = properties.get(1).filter(|(name, _)| name == "logicalType").map_or("", |(_, value)| text(value));
    let word = match (base, logical) {
        ("int", "date") => "date",
        ("int", "time-millis") => "time_ms",
        ("long", "timestamp-millis") => "timestamp_ms",
        ("long", "local-timestamp-millis") => "local_timestamp_ms",
        ("string", "uuid") => "uuid",
        ("bytes", "decimal") => {
            let digits = |index: usize, name: &str| match properties.get(index) {
                Some((known, NormalJson::Number(written))) if known == name => written.parse::<i32>().ok(),
                _ => None,
            };
            return match (digits(2, "precision"), digits(3, "scale")) {
                (Some(precision @ 1..), Some(scale)) if (0..=precision).contains(&scale) => {
                    (format!("decimal({precision}, {scale})"), 4)
                }
                _ => (base.to_owned(), 1),
            };
        }
        _ => return (base.to_owned(), 1),
    };
    (word.to_owned(), 2)
}

fn object(value: &NormalJson) -> &Object {
    if let NormalJson::Object(properties) = value { properties } else { &[] }
}

fn get<'j>(properties: &'j Object, name: &str) -> Option<&'j NormalJson> {
    properties.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

fn text(value: &NormalJson) -> &str {
    if let NormalJson::Text(text) = value { text } else { "" }
}

/// What a property says, if that is a text.
fn said<'j>(properties: &'j Object, name: &str) -> &'j str {
    get(properties, name).map_or("", text)
}

fn items<'j>(properties: &'j Object, name: &str) -> impl Iterator<Item = &'j NormalJson> {
    get(properties, name)
        .into_iter()
        .flat_map(|value| if let NormalJson::Array(items) = value { &items[..] } else { &[] })
}

/// The properties that are not known.
fn others<'j>(properties: &'j Object, known: &[&str]) -> impl Iterator<Item = &'j (String, NormalJson)> {
    properties.iter().filter(|(name, _)| !known.contains(&name.as_str()))
}
