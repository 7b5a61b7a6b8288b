//! Parses one schema file into a [`Document`]: its types with the place of every part, or all that is wrong with it.

mod attributes;
mod misplaced;
mod named;
mod protocol;
mod subjects;

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use attributes::{Attributes, Owner};

use super::fault::{Fault, FaultKind};
use super::idl::{self, IdlText};
use super::json_text::{JsonArray, JsonContent, JsonObject, JsonValue, tree_with_faults};
use super::logical::{Base, LogicalTypeMisfit};
use super::model::*;
use super::name::Name;
use super::source::{Source, Span};
pub use super::syntax::Syntax;
use crate::limits;

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
    parse_as(text, Syntax::Schema)
}

/// Parses a file in the language that its name says. Names of other files stay open (see [`link`](super::link)).
///
/// # Errors
/// All faults of the file, if one of them makes it impossible to understand.
pub fn parse_source(source: &Source) -> Result<Document, Broken> {
    parse_as(&source.text, source.syntax())
}

/// Parses the text of one file in some language. Names of other files stay open (see [`link`](super::link)).
///
/// # Errors
/// All faults of the file, if one of them makes it impossible to understand.
pub fn parse_as(text: &str, syntax: Syntax) -> Result<Document, Broken> {
    let (tree, imports, faults) = match syntax {
        Syntax::Idl => {
            let IdlText { tree, imports, faults } = idl::read(text);
            (tree, imports, faults)
        }
        Syntax::Schema | Syntax::Protocol => match tree_with_faults(text) {
            Ok(Some(scanned)) => (scanned.tree, Vec::new(), scanned.faults),
            Ok(None) => return Err(Broken::at_once(FaultKind::Empty, Span::default())),
            Err(Fault { kind, span }) => return Err(Broken::at_once(kind, span)),
        },
    };
    let is_readable = faults.iter().all(|fault| fault.kind.leaves_schema_clear());
    let mut parser = Parser { text, syntax, faults, ..Parser::default() };
    let root = match syntax {
        Syntax::Schema => parser.schema(tree.root(), "", NodeStep { parent: 0, part: Part::Root, wrappers: 0 }),
        Syntax::Protocol | Syntax::Idl => parser.protocol(tree.root()),
    };
    parser.bind_references();
    parser.note_recursive_defaults();
    parser.faults.sort_by_key(|fault| fault.span);
    parser.find_names_for_types();
    match root {
        Some(root) if parser.faults.iter().all(|fault| fault.kind.leaves_schema_clear()) => {
            let (subjects, about) = match parser.nodes[root as usize].step.part {
                Part::Root if syntax == Syntax::Schema => (Box::from([root]), root),
                Part::Top(TopPart::Main) => (Box::from([parser.definition_of(root)]), root),
                _ => {
                    let subjects = subjects::subjects(&parser.nodes);
                    let first = subjects.first().copied().unwrap_or(root);
                    (subjects, first)
                }
            };
            Ok(Document {
                nodes: parser.nodes.into(),
                root: about,
                subjects,
                protocol: parser.protocol,
                messages: parser.messages,
                imports,
                definitions: parser.definitions,
                outside: parser.outside,
                faults: parser.faults,
                has_aliases: parser.has_aliases,
            })
        }
        _ => {
            // What leaves the schema clear is for those who can see the rest of it.
            parser.faults.retain(|fault| !fault.kind.leaves_schema_clear());
            // What could not be read may define names.
            let outside = parser.outside.iter().filter(|_| is_readable).filter_map(|&id| {
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
    text: &'t str,
    syntax: Syntax,
    nodes: Vec<Node>,
    protocol: Option<Name>,
    messages: Box<[Message]>,
    definitions: FxHashMap<Name, NodeId>,
    /// The JSON of each definition, in their order, to tell a repeated definition from another one of the same name.
    bodies: Vec<(NodeId, JsonValue<'t>)>,
    /// The same without its places, of those that are repeated.
    repeated: FxHashMap<NodeId, serde_json::Value>,
    outside: Vec<NodeId>,
    has_aliases: bool,
    faults: Vec<Fault>,
}

impl<'t> Parser<'t> {
    /// A type in any of its three forms: a name, a union's array, or an object.
    fn schema(&mut self, value: JsonValue<'t>, namespace: &str, step: NodeStep) -> Option<NodeId> {
        match value.content() {
            JsonContent::String(written) => self.named(written, value.span(), namespace, step),
            JsonContent::Array(array) => {
                let node = self.push(Type::Union(Box::default()), value.span(), step);
                let branches: Box<[NodeId]> = all(array, |index, branch| {
                    self.schema(branch, namespace, NodeStep { parent: node, part: Part::Branch(index), wrappers: 0 })
                })?;
                self.check_union(&branches);
                self.nodes[node as usize].ty = Type::Union(branches);
                Some(node)
            }
            JsonContent::Object(object) => self.object(object, value, namespace, step),
            JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => {
                self.fault(FaultKind::NotASchema { found: value.describe() }, value.span())
            }
        }
    }

    fn object(
        &mut self,
        object: JsonObject<'t>,
        value: JsonValue<'t>,
        namespace: &str,
        step: NodeStep,
    ) -> Option<NodeId> {
        let attributes = Attributes::of(object, Owner::Type, &mut self.faults);
        let whole = value.span();
        let Some(ty) = attributes.ty else {
            if let Some(kind) = no_schema(&attributes).filter(|_| step.part == Part::Root) {
                return self.fault(kind, whole);
            }
            return self.required((&attributes, None), || "this type".to_owned(), "type", whole).and(None);
        };
        let Some(type_name) = ty.as_str() else {
            if step.wrappers == 0 && matches!(ty.content(), JsonContent::Object(_) | JsonContent::Array(_)) {
                self.note(FaultKind::WrappedType, whole);
            }
            return self.schema(ty, namespace, NodeStep { wrappers: step.wrappers + 1, ..step });
        };
        match type_name {
            "object" if step.part == Part::Root && no_schema(&attributes) == Some(FaultKind::JsonSchema) => {
                self.fault(FaultKind::JsonSchema, whole)
            }
            "record" | "error" => self.definition("record", value, &attributes, namespace, step),
            "enum" => self.definition("enum", value, &attributes, namespace, step),
            "fixed" => self.definition("fixed", value, &attributes, namespace, step),
            kind @ ("array" | "map") => {
                let node = self.push(Type::Array(0), whole, step);
                let (inner, attribute, part) = match kind {
                    "array" => (attributes.items, "items", Part::Items),
                    _ => (attributes.values, "values", Part::Values),
                };
                let of = || match (kind, attributes.items, attributes.values) {
                    ("array", _, Some(_)) => "this array, which has the \"values\" of a map,".to_owned(),
                    ("map", Some(_), _) => "this map, which has the \"items\" of an array,".to_owned(),
                    _ => format!("this {kind}"),
                };
                let inner = self.required((&attributes, inner), of, attribute, whole)?;
                self.note_default_of_type(&attributes);
                let inner = self.schema(inner, namespace, NodeStep { parent: node, part, wrappers: 0 })?;
                self.nodes[node as usize].ty = if kind == "array" { Type::Array(inner) } else { Type::Map(inner) };
                self.logical(node, &attributes, Base::Other(if kind == "array" { "an array" } else { "a map" }));
                Some(node)
            }
            written => match Primitive::from_name(written) {
                Some(primitive) => {
                    let node = self.push(Type::Primitive(primitive), whole, step);
                    self.note_default_of_type(&attributes);
                    self.logical(node, &attributes, Base::Primitive(primitive));
                    Some(node)
                }
                None => {
                    self.note(FaultKind::WrappedName { name: written.to_owned() }, whole);
                    self.named(written, ty.span(), namespace, step)
                }
            },
        }
    }

    /// A primitive type's name, or that of a type defined elsewhere.
    fn named(&mut self, written: &str, at: Span, namespace: &str, step: NodeStep) -> Option<NodeId> {
        // In IDL, backticks make a name of every word; without a namespace it means the same.
        let is_quoted = || self.syntax == Syntax::Idl && self.text[at.start as usize..].starts_with('`');
        let is_quoted_name = || !namespace.is_empty() && is_quoted();
        if let Some(primitive) = Primitive::from_name(written).filter(|_| !is_quoted_name()) {
            return Some(self.push(Type::Primitive(primitive), at, step));
        }
        self.short_enough(written, at)?;
        if written.starts_with('.') {
            self.note(
                FaultKind::LeadingDot {
                    name: written.to_owned(),
                    is_reference: true,
                    is_in_namespace: !namespace.is_empty(),
                },
                at,
            );
        }
        let name = Name::new(written, namespace);
        let is_idl = self.syntax == Syntax::Idl;
        let bare = (!is_idl && !written.contains('.') && !namespace.is_empty()).then(|| Name::new(written, ""));
        Some(self.push(Type::Reference(Box::new(Reference { name, bare, target: None })), at, step))
    }

    fn logical(&mut self, node: NodeId, attributes: &Attributes<'t>, base: Base<'_>) {
        let Some(value) = attributes.logical_type else { return };
        let Some(name) = value.as_str() else {
            let found = if value.is_null() { "null" } else { value.describe() };
            let (name, misfit) = (found.to_owned(), LogicalTypeMisfit::NotText);
            return self.note(FaultKind::IgnoredLogicalType { name, misfit }, value.span());
        };
        match attributes::logical_type(name, base, attributes.precision, attributes.scale) {
            Ok(logical) => self.nodes[node as usize].logical = logical,
            Err(misfit) => {
                let at = match misfit {
                    LogicalTypeMisfit::PrecisionNoNumber { .. } => attributes.precision,
                    LogicalTypeMisfit::ScaleNoNumber => attributes.scale,
                    _ => None,
                };
                let at = at.unwrap_or(value).span();
                self.note(FaultKind::IgnoredLogicalType { name: name.to_owned(), misfit }, at);
            }
        }
    }

    /// A union holds each type once (named types: each name once), and no union directly.
    fn check_union(&mut self, branches: &[NodeId]) {
        let mut seen = Seen::of(branches.len());
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

    /// The node that defines the type at a node, if it is in this file; else the node.
    fn definition_of(&self, node: NodeId) -> NodeId {
        match &self.nodes[node as usize].ty {
            Type::Reference(reference) => reference.target.unwrap_or(node),
            _ => node,
        }
    }

    /// Ties names to the definitions of this file: in their own namespace first, then, as Java does with JSON, in none.
    fn bind_references(&mut self) {
        for (id, node) in (0u32..).zip(&mut self.nodes) {
            let Type::Reference(reference) = &mut node.ty else { continue };
            let span = node.span;
            let name = &reference.name;
            let in_none = || reference.bare.as_ref().and_then(|bare| Some((bare, self.definitions.get(bare)?)));
            reference.target = match (self.definitions.get(name), in_none()) {
                (Some(&target), _) => Some(target),
                (None, Some((bare, &target))) => {
                    let (name, found) = (name.to_string(), bare.to_string());
                    self.faults.push(Fault { kind: FaultKind::FoundInNoNamespace { name, found }, span });
                    Some(target)
                }
                (None, None) => None,
            };
            match reference.target {
                // Nodes are numbered in the order in which the specification asks for definitions.
                Some(target) if target > id && self.syntax != Syntax::Idl => {
                    let name = reference.name.to_string();
                    self.faults.push(Fault { kind: FaultKind::UsedBeforeDefinition { name }, span });
                }
                Some(_) => {}
                // A type may be called "record", but what is called so and defined nowhere is a slip.
                None if self.syntax != Syntax::Idl
                    && is_complex(&self.text[span.start as usize..span.end as usize]) =>
                {
                    let name = reference.name.short().to_owned();
                    self.faults.push(Fault { kind: FaultKind::BareComplexType { name }, span });
                }
                None => self.outside.push(id),
            }
        }
    }

    fn required(
        &mut self,
        (attributes, value): (&Attributes<'t>, Option<JsonValue<'t>>),
        of: impl FnOnce() -> String,
        attribute: &'static str,
        at: Span,
    ) -> Option<JsonValue<'t>> {
        if value.is_none() {
            let written = attributes.written_for(attribute).map(str::to_owned);
            self.note(FaultKind::MissingAttribute { of: of(), attribute, written }, at);
        }
        value
    }

    fn string(&mut self, value: JsonValue<'t>, attribute: &'static str) -> Option<(SmolStr, Span)> {
        let Some(text) = value.as_str() else {
            let expected = if matches!(attribute, "symbols" | "aliases") { "an array of strings" } else { "a string" };
            return self.fault(wrong(attribute, expected), value.span());
        };
        self.short_enough(text, value.span())?;
        Some((SmolStr::new(text), value.span()))
    }

    /// Whatever is made of a name repeats it.
    fn short_enough(&mut self, name: &str, at: Span) -> Option<()> {
        let length = name.len();
        if length <= limits::NAME.size() { Some(()) } else { self.fault(FaultKind::NameTooLong { length }, at) }
    }

    fn push(&mut self, ty: Type, span: Span, step: NodeStep) -> NodeId {
        self.nodes.push(Node { ty, logical: None, span, step });
        self.nodes.len() as NodeId - 1
    }

    fn note(&mut self, kind: FaultKind, span: Span) {
        self.faults.push(Fault { kind, span });
    }

    /// Notes a fault that leaves nothing to return.
    fn fault<T>(&mut self, kind: FaultKind, span: Span) -> Option<T> {
        self.note(kind, span);
        None
    }
}

/// What is made of each element, if that works for every one; all are tried, so that every fault is found.
fn all<'t, T>(elements: JsonArray<'t>, mut make: impl FnMut(u32, JsonValue<'t>) -> Option<T>) -> Option<Box<[T]>> {
    let mut made = Vec::with_capacity(elements.len());
    made.extend((0u32..).zip(elements.iter()).filter_map(|(index, element)| make(index, element)));
    (made.len() == elements.len()).then(|| made.into())
}

/// Whether a name as it is written, in quotes, is that of a kind of types.
fn is_complex(written: &str) -> bool {
    matches!(written.trim_matches('"'), "record" | "error" | "enum" | "fixed" | "array" | "map" | "union")
}

/// What an object without a type is that holds no schema, or holds it elsewhere.
fn no_schema(attributes: &Attributes<'_>) -> Option<FaultKind> {
    const JSON_SCHEMA: [&str; 8] = ["$schema", "$ref", "$defs", "definitions", "properties", "anyOf", "oneOf", "allOf"];
    if attributes.has_other("protocol") {
        Some(FaultKind::Protocol)
    } else if attributes.has_other("schema") {
        Some(FaultKind::RegistryAnswer)
    } else {
        JSON_SCHEMA.iter().any(|name| attributes.has_other(name)).then_some(FaultKind::JsonSchema)
    }
}

/// The names so far; a few are compared one by one.
enum Seen<T> {
    Few(Vec<T>),
    Many(FxHashSet<T>),
}

impl<T: Eq + Hash> Seen<T> {
    fn of(count: usize) -> Seen<T> {
        const FEW: usize = 8;
        match count {
            0..=FEW => Seen::Few(Vec::with_capacity(count)),
            _ => Seen::Many(FxHashSet::with_capacity_and_hasher(count, Default::default())),
        }
    }

    /// Whether the name is new.
    fn insert(&mut self, name: T) -> bool {
        match self {
            Seen::Few(names) if names.contains(&name) => false,
            Seen::Few(names) => {
                names.push(name);
                true
            }
            Seen::Many(names) => names.insert(name),
        }
    }
}

fn wrong(attribute: &'static str, expected: &'static str) -> FaultKind {
    FaultKind::WrongAttribute { attribute, expected }
}
