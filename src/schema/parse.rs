//! Avro JSON text in, a [`Document`] out: the types of one file with the place of every part, or all that is wrong with it.

use jsonc_parser::ast::{Object, ObjectPropName, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::fault::{Fault, FaultKind};
use super::logical::{self, Base, LogicalType};
use super::model::*;
use super::name::{self, Name};
use super::source::Span;

/// Strict JSON, and comments, which Java's parser allows.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A text that cannot be understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// All its faults, in the order of the text.
    pub faults: Vec<Fault>,
    /// The names that it uses and does not define, which are faults too if no other file defines them.
    pub outside: Vec<(Name, Span)>,
}

impl Broken {
    fn at_once(kind: FaultKind, span: Span) -> Broken {
        Broken { faults: vec![Fault { kind, span }], outside: Vec::new() }
    }
}

/// Parses the text of one schema file. Names of other files stay open (see [`link`](super::link)).
///
/// # Errors
/// All faults of the file, if one of them makes it impossible to understand.
pub fn parse(text: &str) -> Result<Document, Broken> {
    let ast = match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(result) => result.value,
        Err(error) => {
            let kind = match error.kind() {
                ParseErrorKind::NestingDepthExceeded => FaultKind::TooDeep,
                kind => FaultKind::NotJson(kind.to_string()),
            };
            return Err(Broken::at_once(kind, span(&error.range())));
        }
    };
    let Some(ast) = ast else {
        return Err(Broken::at_once(FaultKind::Empty, Span::default()));
    };
    let mut parser = Parser::default();
    let root = Step { parent: 0, part: Part::Root, wrappers: 0 };
    let root = parser.schema(&ast, "", root);
    parser.bind_references();
    parser.faults.sort_by_key(|fault| fault.span);
    match root {
        Some(root) if parser.faults.iter().all(|fault| fault.kind.leaves_schema_clear()) => Ok(Document {
            nodes: parser.nodes.into(),
            root,
            definitions: parser.definitions,
            outside: parser.outside,
            faults: parser.faults,
        }),
        _ => {
            let outside = parser.outside.iter().filter_map(|&id| {
                let node = &parser.nodes[id as usize];
                match &node.ty {
                    Type::Reference(reference) => Some((reference.name.clone(), node.span)),
                    _ => None,
                }
            });
            Err(Broken { outside: outside.collect(), faults: parser.faults })
        }
    }
}

#[derive(Default)]
struct Parser<'t> {
    nodes: Vec<Node>,
    definitions: FxHashMap<Name, NodeId>,
    /// The JSON of each definition, to tell a repeated definition from another one of the same name.
    bodies: FxHashMap<NodeId, &'t Object<'t>>,
    outside: Vec<NodeId>,
    faults: Vec<Fault>,
}

/// The attributes of a JSON object that mean something to Avro; others are for code generators.
#[derive(Default)]
struct Attributes<'t> {
    ty: Option<&'t Value<'t>>,
    name: Option<&'t Value<'t>>,
    namespace: Option<&'t Value<'t>>,
    doc: Option<&'t Value<'t>>,
    aliases: Option<&'t Value<'t>>,
    fields: Option<&'t Value<'t>>,
    symbols: Option<&'t Value<'t>>,
    default: Option<&'t Value<'t>>,
    size: Option<&'t Value<'t>>,
    items: Option<&'t Value<'t>>,
    values: Option<&'t Value<'t>>,
    order: Option<&'t Value<'t>>,
    logical_type: Option<&'t Value<'t>>,
    precision: Option<&'t Value<'t>>,
    scale: Option<&'t Value<'t>>,
}

impl<'t> Parser<'t> {
    /// A type in any of its three forms: a name, a union's array, or an object.
    fn schema(&mut self, value: &'t Value<'t>, namespace: &str, step: Step) -> Option<NodeId> {
        match value {
            Value::StringLit(literal) => self.named(&literal.value, span(&literal.range), namespace, step),
            Value::Array(array) => {
                let node = self.push(Type::Union(Box::default()), span(&array.range), step);
                let branches: Box<[NodeId]> = all(&array.elements, |index, branch| {
                    self.schema(branch, namespace, Step { parent: node, part: Part::Branch(index), wrappers: 0 })
                })?;
                self.check_union(&branches);
                self.nodes[node as usize].ty = Type::Union(branches);
                Some(node)
            }
            Value::Object(object) => self.object(object, namespace, step),
            Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => {
                self.fault(FaultKind::NotASchema { found: describe(value) }, range(value))
            }
        }
    }

    fn object(&mut self, object: &'t Object<'t>, namespace: &str, step: Step) -> Option<NodeId> {
        let attributes = self.attributes(object);
        let whole = span(&object.range);
        let Some(ty) = attributes.ty else {
            return self.fault(FaultKind::MissingAttribute { of: "this type".to_owned(), attribute: "type" }, whole);
        };
        let Value::StringLit(type_name) = ty else {
            return self.schema(ty, namespace, Step { wrappers: step.wrappers + 1, ..step });
        };
        match &*type_name.value {
            "record" | "error" => self.record(object, &attributes, namespace, step),
            "enum" => self.enumeration(object, &attributes, namespace, step),
            "fixed" => self.fixed(object, &attributes, namespace, step),
            "array" => {
                let node = self.push(Type::Array(0), whole, step);
                let items = self.required(attributes.items, || "this array".to_owned(), "items", whole)?;
                let step = Step { parent: node, part: Part::Items, wrappers: 0 };
                self.nodes[node as usize].ty = Type::Array(self.schema(items, namespace, step)?);
                self.logical(node, &attributes, Base::Other);
                Some(node)
            }
            "map" => {
                let node = self.push(Type::Map(0), whole, step);
                let values = self.required(attributes.values, || "this map".to_owned(), "values", whole)?;
                let step = Step { parent: node, part: Part::Values, wrappers: 0 };
                self.nodes[node as usize].ty = Type::Map(self.schema(values, namespace, step)?);
                self.logical(node, &attributes, Base::Other);
                Some(node)
            }
            written => match Primitive::from_name(written) {
                Some(primitive) => {
                    let node = self.push(Type::Primitive(primitive), whole, step);
                    self.logical(node, &attributes, Base::Primitive(primitive));
                    Some(node)
                }
                None => self.named(written, span(&type_name.range), namespace, step),
            },
        }
    }

    /// A primitive type's name, or that of a type defined elsewhere.
    fn named(&mut self, written: &str, at: Span, namespace: &str, step: Step) -> Option<NodeId> {
        if let Some(primitive) = Primitive::from_name(written) {
            return Some(self.push(Type::Primitive(primitive), at, step));
        }
        if matches!(written, "record" | "error" | "enum" | "fixed" | "array" | "map" | "union") {
            return self.fault(FaultKind::BareComplexType { name: written.to_owned() }, at);
        }
        let name = Name::new(written, namespace);
        let bare = (!written.contains('.') && !namespace.is_empty()).then(|| Name::new(written, ""));
        Some(self.push(Type::Reference(Box::new(Reference { name, bare, target: None })), at, step))
    }

    fn record(
        &mut self,
        object: &'t Object<'t>,
        attributes: &Attributes<'t>,
        namespace: &str,
        step: Step,
    ) -> Option<NodeId> {
        let whole = span(&object.range);
        // A placeholder keeps the place, so that parents come before children.
        let node = self.push(Type::Union(Box::default()), whole, step);
        let naming = self.naming(object, attributes, "this record", namespace, node);
        let inner = naming.as_ref().map_or(namespace, |naming| naming.name.namespace()).to_owned();
        let of = || naming.as_ref().map_or_else(|| "this record".to_owned(), |n| format!("record {}", n.name));
        let fields = self.required(attributes.fields, of, "fields", whole)?;
        let Value::Array(fields) = fields else {
            return self.fault(wrong("fields", "an array of fields"), range(fields));
        };
        let fields: Box<[Field]> = all(&fields.elements, |index, field| {
            self.field(field, &inner, Step { parent: node, part: Part::Field(index), wrappers: 0 })
        })?;
        let mut seen = set_of(fields.len());
        for field in &fields {
            if !seen.insert(&field.name) {
                let kind = FaultKind::DuplicateField { field: field.name.to_string() };
                self.faults.push(Fault { kind, span: field.name_span });
            }
        }
        self.logical(node, attributes, Base::Other);
        self.nodes[node as usize].ty = Type::Record(Box::new(Record { naming: naming?, fields }));
        Some(node)
    }

    fn field(&mut self, value: &'t Value<'t>, namespace: &str, step: Step) -> Option<Field> {
        let Value::Object(object) = value else {
            return self.fault(wrong("fields", "an array of objects, one for each field"), range(value));
        };
        let attributes = self.attributes(object);
        let whole = span(&object.range);
        let name = self.required(attributes.name, || "this field".to_owned(), "name", whole);
        let name = name.and_then(|value| self.string(value, "name"));
        if let Some((name, at)) = &name
            && !name::is_valid_part(name)
        {
            self.faults.push(Fault { kind: FaultKind::InvalidName { name: name.to_string() }, span: *at });
        }
        let of = || name.as_ref().map_or_else(|| "this field".to_owned(), |(name, _)| format!("field \"{name}\""));
        let ty = self.required(attributes.ty, of, "type", whole);
        let ty = ty.and_then(|ty| self.schema(ty, namespace, step));
        let aliases = self.aliases(&attributes);
        let order = match attributes.order {
            None => Order::Ascending,
            Some(Value::StringLit(order)) if order.value == "ascending" => Order::Ascending,
            Some(Value::StringLit(order)) if order.value == "descending" => Order::Descending,
            Some(Value::StringLit(order)) if order.value == "ignore" => Order::Ignore,
            Some(other) => {
                return self.fault(wrong("order", "\"ascending\", \"descending\" or \"ignore\""), range(other));
            }
        };
        let default =
            attributes.default.map(|value| Box::new(DefaultText { json: value.clone().into(), span: range(value) }));
        let (name, name_span) = name?;
        Some(Field { name, span: whole, name_span, aliases, ty: ty?, default, order, doc: attributes.doc.map(range) })
    }

    fn enumeration(
        &mut self,
        object: &'t Object<'t>,
        attributes: &Attributes<'t>,
        namespace: &str,
        step: Step,
    ) -> Option<NodeId> {
        let whole = span(&object.range);
        let node = self.push(Type::Union(Box::default()), whole, step);
        let naming = self.naming(object, attributes, "this enum", namespace, node);
        let of = || naming.as_ref().map_or_else(|| "this enum".to_owned(), |n| format!("enum {}", n.name));
        let symbols = self.required(attributes.symbols, of, "symbols", whole)?;
        let Value::Array(symbols) = symbols else {
            return self.fault(wrong("symbols", "an array of strings"), range(symbols));
        };
        let symbols: Box<[Symbol]> = all(&symbols.elements, |_, symbol| {
            let (name, span) = self.string(symbol, "symbols")?;
            Some(Symbol { name, span })
        })?;
        let mut seen = set_of(symbols.len());
        for symbol in &symbols {
            if !name::is_valid_part(&symbol.name) {
                let kind = FaultKind::InvalidName { name: symbol.name.to_string() };
                self.faults.push(Fault { kind, span: symbol.span });
            }
            if !seen.insert(&symbol.name) {
                let kind = FaultKind::DuplicateSymbol { symbol: symbol.name.to_string() };
                self.faults.push(Fault { kind, span: symbol.span });
            }
        }
        let default = match attributes.default {
            None => None,
            Some(value) => {
                let (name, span) = self.string(value, "default")?;
                let known = seen.contains(&name);
                if !known {
                    let kind = FaultKind::InvalidEnumDefault { symbol: name.to_string() };
                    self.faults.push(Fault { kind, span });
                }
                known.then_some(Symbol { name, span })
            }
        };
        self.logical(node, attributes, Base::Other);
        self.nodes[node as usize].ty = Type::Enum(Box::new(Enumeration { naming: naming?, symbols, default }));
        Some(node)
    }

    fn fixed(
        &mut self,
        object: &'t Object<'t>,
        attributes: &Attributes<'t>,
        namespace: &str,
        step: Step,
    ) -> Option<NodeId> {
        let whole = span(&object.range);
        let node = self.push(Type::Union(Box::default()), whole, step);
        let naming = self.naming(object, attributes, "this fixed", namespace, node);
        let of = || naming.as_ref().map_or_else(|| "this fixed".to_owned(), |n| format!("fixed {}", n.name));
        let size = self.required(attributes.size, of, "size", whole)?;
        let Some(bytes) = integer(size).and_then(|n| u64::try_from(n).ok()).filter(|&n| n <= i32::MAX as u64) else {
            return self.fault(wrong("size", "a number of bytes from 0 to 2147483647"), range(size));
        };
        self.logical(node, attributes, Base::Fixed(bytes));
        let fixed = Fixed { naming: naming?, size: bytes, size_span: range(size) };
        self.nodes[node as usize].ty = Type::Fixed(Box::new(fixed));
        Some(node)
    }

    /// Name, namespace, aliases and doc of a named type; enters it among the definitions.
    fn naming(
        &mut self,
        object: &'t Object<'t>,
        attributes: &Attributes<'t>,
        of: &str,
        namespace: &str,
        node: NodeId,
    ) -> Option<Naming> {
        let namespace = match attributes.namespace {
            Some(Value::StringLit(own)) => &*own.value,
            Some(Value::NullKeyword(_)) | None => namespace,
            Some(other) => return self.fault(wrong("namespace", "a string"), range(other)),
        };
        let (written, at) = self
            .required(attributes.name, || of.to_owned(), "name", span(&object.range))
            .and_then(|value| self.string(value, "name"))?;
        let name = Name::new(&written, namespace);
        if !name.is_valid() || Primitive::from_name(name.full()).is_some() {
            self.faults.push(Fault { kind: FaultKind::InvalidName { name: name.to_string() }, span: at });
        }
        if let Some(earlier) = self.definitions.get(&name) {
            let name = name.to_string();
            let kind = if json(self.bodies[earlier]) == json(object) {
                FaultKind::RepeatedDefinition { name }
            } else {
                FaultKind::Redefined { name }
            };
            self.faults.push(Fault { kind, span: at });
        } else {
            self.bodies.insert(node, object);
            self.definitions.insert(name.clone(), node);
        }
        let aliases = self.aliases(attributes);
        let aliases = aliases.iter().map(|alias| Name::new(alias, name.namespace())).collect();
        Some(Naming {
            name,
            span: at,
            aliases,
            aliases_span: attributes.aliases.map(range),
            doc: attributes.doc.map(range),
        })
    }

    fn aliases(&mut self, attributes: &Attributes<'t>) -> Box<[SmolStr]> {
        let Some(value) = attributes.aliases else { return Box::default() };
        let Value::Array(aliases) = value else {
            self.fault::<()>(wrong("aliases", "an array of strings"), range(value));
            return Box::default();
        };
        let mut names = Vec::with_capacity(aliases.elements.len());
        for alias in &aliases.elements {
            let Some((name, at)) = self.string(alias, "aliases") else { continue };
            if !name.split('.').all(name::is_valid_part) {
                self.faults.push(Fault { kind: FaultKind::InvalidAlias { alias: name.to_string() }, span: at });
            }
            names.push(name);
        }
        names.into()
    }

    fn logical(&mut self, node: NodeId, attributes: &Attributes<'t>, base: Base) {
        let Some(Value::StringLit(name)) = attributes.logical_type else { return };
        let precision = attributes.precision.and_then(integer);
        let scale = attributes.scale.and_then(integer);
        let logical: Result<Option<LogicalType>, _> = logical::logical_type(&name.value, base, precision, scale);
        match logical {
            Ok(logical) => self.nodes[node as usize].logical = logical,
            Err(misfit) => {
                let kind = FaultKind::IgnoredLogicalType { name: name.value.to_string(), misfit };
                self.faults.push(Fault { kind, span: span(&name.range) });
            }
        }
    }

    /// A union holds each type once (named types: each name once), and no union directly.
    fn check_union(&mut self, branches: &[NodeId]) {
        let mut seen = set_of(branches.len());
        for &branch in branches {
            let node = &self.nodes[branch as usize];
            let what = match &node.ty {
                Type::Primitive(primitive) => primitive.name(),
                Type::Array(_) => "array",
                Type::Map(_) => "map",
                Type::Record(record) => record.naming.name.full(),
                Type::Enum(enumeration) => enumeration.naming.name.full(),
                Type::Fixed(fixed) => fixed.naming.name.full(),
                Type::Reference(reference) => reference.name.full(),
                Type::Union(_) => {
                    self.faults.push(Fault { kind: FaultKind::NestedUnion, span: node.mark() });
                    continue;
                }
            };
            if !seen.insert(what) {
                let kind = FaultKind::DuplicateBranch { branch: what.to_owned() };
                self.faults.push(Fault { kind, span: node.mark() });
            }
        }
    }

    /// Ties names to the definitions of this file: in their own namespace first, then, as Java does, in none.
    fn bind_references(&mut self) {
        for (id, node) in (0u32..).zip(&mut self.nodes) {
            let Type::Reference(reference) = &mut node.ty else { continue };
            let names = [Some(&reference.name), reference.bare.as_ref()];
            reference.target = names.into_iter().flatten().find_map(|name| self.definitions.get(name)).copied();
            if reference.target.is_none() {
                self.outside.push(id);
            }
        }
    }

    fn attributes(&mut self, object: &'t Object<'t>) -> Attributes<'t> {
        let mut attributes = Attributes::default();
        for property in &object.properties {
            let key = match &property.name {
                ObjectPropName::String(name) => &*name.value,
                ObjectPropName::Word(name) => name.value,
            };
            let slot = match key {
                "type" => &mut attributes.ty,
                "name" => &mut attributes.name,
                "namespace" => &mut attributes.namespace,
                "doc" => &mut attributes.doc,
                "aliases" => &mut attributes.aliases,
                "fields" => &mut attributes.fields,
                "symbols" => &mut attributes.symbols,
                "default" => &mut attributes.default,
                "size" => &mut attributes.size,
                "items" => &mut attributes.items,
                "values" => &mut attributes.values,
                "order" => &mut attributes.order,
                "logicalType" => &mut attributes.logical_type,
                "precision" => &mut attributes.precision,
                "scale" => &mut attributes.scale,
                _ => continue,
            };
            if slot.replace(&property.value).is_some() {
                let kind = FaultKind::DuplicateAttribute { attribute: key.to_owned() };
                self.faults.push(Fault { kind, span: span(&property.name.range()) });
            }
        }
        attributes
    }

    fn required(
        &mut self,
        value: Option<&'t Value<'t>>,
        of: impl FnOnce() -> String,
        attribute: &'static str,
        at: Span,
    ) -> Option<&'t Value<'t>> {
        if value.is_none() {
            self.fault::<()>(FaultKind::MissingAttribute { of: of(), attribute }, at);
        }
        value
    }

    fn string(&mut self, value: &'t Value<'t>, attribute: &'static str) -> Option<(SmolStr, Span)> {
        match value {
            Value::StringLit(literal) => Some((SmolStr::new(&*literal.value), span(&literal.range))),
            _ => {
                let expected =
                    if matches!(attribute, "symbols" | "aliases") { "an array of strings" } else { "a string" };
                self.fault(wrong(attribute, expected), range(value))
            }
        }
    }

    fn push(&mut self, ty: Type, span: Span, step: Step) -> NodeId {
        self.nodes.push(Node { ty, logical: None, span, step });
        self.nodes.len() as NodeId - 1
    }

    /// Notes a fault that leaves nothing to return.
    fn fault<T>(&mut self, kind: FaultKind, span: Span) -> Option<T> {
        self.faults.push(Fault { kind, span });
        None
    }
}

/// What is made of each element, if that works for every one; all are tried, so that every fault is found.
fn all<'t, T>(elements: &'t [Value<'t>], mut make: impl FnMut(u32, &'t Value<'t>) -> Option<T>) -> Option<Box<[T]>> {
    let mut made = Vec::with_capacity(elements.len());
    made.extend((0u32..).zip(elements).filter_map(|(index, element)| make(index, element)));
    (made.len() == elements.len()).then(|| made.into())
}

fn set_of<T>(capacity: usize) -> FxHashSet<T> {
    FxHashSet::with_capacity_and_hasher(capacity, Default::default())
}

fn wrong(attribute: &'static str, expected: &'static str) -> FaultKind {
    FaultKind::WrongAttribute { attribute, expected }
}

fn describe(value: &Value<'_>) -> &'static str {
    match value {
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "a boolean",
        Value::NullKeyword(_) => "null (the type is written \"null\", with quotes)",
        Value::StringLit(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn integer(value: &Value<'_>) -> Option<i64> {
    value.as_number_lit()?.value.parse().ok()
}

fn json(object: &Object<'_>) -> serde_json::Value {
    Value::Object(object.clone()).into()
}

fn range(value: &Value<'_>) -> Span {
    span(&value.range())
}

fn span(range: &Range) -> Span {
    Span { start: range.start as u32, end: range.end as u32 }
}

/// Whether two texts are the same JSON, whatever their layout and comments.
pub(super) fn same_json(a: &str, b: &str) -> bool {
    let json = |text| -> Option<serde_json::Value> {
        Some(parse_to_ast(text, &CollectOptions::default(), &STRICT).ok()?.value?.into())
    };
    json(a).is_some_and(|a| json(b).is_some_and(|b| a == b))
}
