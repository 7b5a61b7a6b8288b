//! The types of one schema file, each part with its place in the text. An occurrence is a [`Node`]; a name that means
//! a type is an edge to the node that defines it, never a copy.

use std::fmt::Write;

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, SmolStrBuilder};

use super::fault::Fault;
pub use super::idl::{Import, ImportKind};
use super::logical::LogicalType;
use super::name::Name;
pub use super::primitive::Primitive;
pub use super::source::FileId;
use super::source::Span;
use crate::depth::deep;

/// A node's number in its file.
pub type NodeId = u32;

/// A node of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeRef {
    /// The file.
    pub file: FileId,
    /// The node in that file.
    pub node: NodeId,
}

/// What one file says.
#[derive(Debug)]
pub struct Document {
    /// Every type that occurs in the file, parents before children.
    pub nodes: Box<[Node]>,
    /// The type that the file is about; of a file with many types the first of those.
    pub root: NodeId,
    /// All types that the file is about: of a schema the root; of IDL with a main schema that one; else, as of a protocol, every
    /// record that no other record of the file refers to (of a circle, the first).
    pub subjects: Box<[NodeId]>,
    /// The name of the protocol, if it is one.
    pub protocol: Option<Name>,
    /// The messages of a protocol.
    pub messages: Box<[Message]>,
    /// The files that it imports, if it is IDL.
    pub imports: Vec<Import>,
    /// The named types that it defines, by full name.
    pub definitions: FxHashMap<Name, NodeId>,
    /// The names that it uses and does not define.
    pub outside: Vec<NodeId>,
    /// Mistakes that leave the schema clear, in the order of the text.
    pub faults: Vec<Fault>,
    /// Whether a type or a field has an alias that is not its own name.
    pub has_aliases: bool,
}

/// A message of a protocol (specification: Messages).
#[derive(Debug)]
pub struct Message {
    /// Name.
    pub name: SmolStr,
    /// The name alone.
    pub name_span: Span,
    /// The whole message.
    pub span: Span,
    /// The place of the documentation.
    pub doc: Option<Span>,
    /// What goes over the wire, as one type: a record with the fields `request` (a record of the parameters), `response` and
    /// `errors` (a union of a text and the declared errors). A one-way message has a response that no other type can be read as.
    pub node: NodeId,
}

/// One occurrence of a type.
#[derive(Debug)]
pub struct Node {
    /// Which type.
    pub ty: Type,
    /// Its logical type, where the specification does not ask to ignore it.
    pub logical: Option<LogicalType>,
    /// Its place.
    pub span: Span,
    /// How to get here from the parent node.
    pub step: NodeStep,
}

/// The way from a node's parent to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NodeStep {
    /// The parent; of a type that no other one is around, that type itself.
    pub parent: NodeId,
    /// Which part of the parent.
    pub part: Part,
    /// Objects of the form `{"type": {…}}` in between.
    pub wrappers: u32,
}

/// A part of a type that is a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The file itself.
    Root,
    /// A part of a protocol or an IDL file.
    Top(TopPart),
    /// The type of the field with this index.
    Field(u32),
    /// The branch of a union with this index.
    Branch(u32),
    /// The items of an array.
    Items,
    /// The values of a map.
    Values,
}

/// A part of a protocol or an IDL file that is a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TopPart {
    /// The main schema of an IDL file.
    Main,
    /// The type with this index.
    Type(u32),
    /// The message with this index as a record of its parts, which no file defines.
    Message(u32),
    /// The parameters of the message with this index as a record, which no file defines.
    Request(u32),
    /// The type of a parameter.
    Parameter {
        /// The index of the message.
        message: u32,
        /// The index of the parameter.
        parameter: u32,
    },
    /// What the message with this index returns.
    Response(u32),
    /// What stands for the response of a one-way message, which has none.
    OneWay(u32),
    /// All that the server may answer instead, as a union, which no file defines.
    Errors(u32),
    /// The type of an error.
    Error {
        /// The index of the message.
        message: u32,
        /// The index of the error.
        error: u32,
    },
}

/// A type as it is written in a file.
#[derive(Debug)]
pub enum Type {
    /// A primitive type.
    Primitive(Primitive),
    /// An array of the type of that node.
    Array(NodeId),
    /// A map to the type of that node.
    Map(NodeId),
    /// A union of branches.
    Union(Box<[NodeId]>),
    /// A record or error.
    Record(Box<Record>),
    /// An enum.
    Enum(Box<Enumeration>),
    /// A fixed.
    Fixed(Box<Fixed>),
    /// The name of a type that is defined elsewhere in this file, or in another.
    Reference(Box<Reference>),
}

/// A name that means a type.
#[derive(Debug)]
pub struct Reference {
    /// The name in the namespace around it.
    pub name: Name,
    /// The name in no namespace, where Java looks second; only for a name written without a namespace.
    pub bare: Option<Name>,
    /// The node that defines it, if it is in this file.
    pub target: Option<NodeId>,
}

/// What named types have in common.
#[derive(Debug)]
pub struct Naming {
    /// Full name.
    pub name: Name,
    /// The place of the name.
    pub span: Span,
    /// Other full names that a reader may know the type by (specification: Aliases).
    pub aliases: Box<[Name]>,
    /// The place of the aliases, if there are any.
    pub aliases_span: Option<Span>,
    /// The place of the documentation.
    pub doc: Option<Span>,
}

/// A record or an error (which is a record by another name).
#[derive(Debug)]
pub struct Record {
    /// Name, aliases and documentation.
    pub naming: Naming,
    /// Fields in the order of the file, which is the order of the encoding.
    pub fields: Box<[Field]>,
}

/// A field of a record.
#[derive(Debug)]
pub struct Field {
    /// Name.
    pub name: SmolStr,
    /// The whole field.
    pub span: Span,
    /// The name alone.
    pub name_span: Span,
    /// Other names that a reader may know the field by.
    pub aliases: Box<[SmolStr]>,
    /// Its type.
    pub ty: NodeId,
    /// The value that a reader takes where the writer has no such field.
    pub default: Option<Box<DefaultText>>,
    /// How it sorts.
    pub order: Order,
    /// The place of the documentation.
    pub doc: Option<Span>,
}

/// A default value as it is written in the file; whether it fits the type is for [`default`](super::default) to say.
#[derive(Debug)]
pub struct DefaultText {
    /// The JSON value. The largest double stands for numbers beyond it.
    pub json: serde_json::Value,
    /// Whether there is such a number.
    pub is_beyond_double: bool,
    /// Its place.
    pub span: Span,
}

/// An enum.
#[derive(Debug)]
pub struct Enumeration {
    /// Name, aliases and documentation.
    pub naming: Naming,
    /// Symbols in the order of the file, which numbers the encoding.
    pub symbols: Box<[Symbol]>,
    /// The symbol that a reader takes for symbols it does not know, and its place.
    pub default: Option<Symbol>,
    /// A default that is none of the symbols, and does not count.
    pub misfit: Option<Symbol>,
}

/// A symbol and its place.
#[derive(Debug)]
pub struct Symbol {
    /// The symbol.
    pub name: SmolStr,
    /// Its place.
    pub span: Span,
}

/// A fixed.
#[derive(Debug)]
pub struct Fixed {
    /// Name, aliases and documentation.
    pub naming: Naming,
    /// Bytes.
    pub size: u64,
    /// The place of the size.
    pub size_span: Span,
}

/// The sort order of a field (specification: Sort Order).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[allow(missing_docs)] // the names are the specification's
pub enum Order {
    #[default]
    Ascending,
    Descending,
    Ignore,
}

impl Order {
    /// As the specification writes it.
    pub fn name(self) -> &'static str {
        match self {
            Order::Ascending => "ascending",
            Order::Descending => "descending",
            Order::Ignore => "ignore",
        }
    }
}

impl Node {
    /// The name, aliases and documentation of a named type.
    pub fn naming(&self) -> Option<&Naming> {
        match &self.ty {
            Type::Record(record) => Some(&record.naming),
            Type::Enum(enumeration) => Some(&enumeration.naming),
            Type::Fixed(fixed) => Some(&fixed.naming),
            Type::Primitive(_) | Type::Array(_) | Type::Map(_) | Type::Union(_) | Type::Reference(_) => None,
        }
    }

    /// Whether it stands for a message or for a part of one, and no file defines it.
    pub fn is_of_message(&self) -> bool {
        match self.step.part {
            Part::Top(TopPart::Message(_) | TopPart::Request(_) | TopPart::OneWay(_) | TopPart::Errors(_)) => true,
            Part::Top(
                TopPart::Main
                | TopPart::Type(_)
                | TopPart::Parameter { .. }
                | TopPart::Response(_)
                | TopPart::Error { .. },
            )
            | Part::Root
            | Part::Field(_)
            | Part::Branch(_)
            | Part::Items
            | Part::Values => false,
        }
    }

    /// The part of the text to point at: the name of a definition, everything of any other type.
    pub fn mark(&self) -> Span {
        self.naming().map_or(self.span, |naming| naming.span)
    }
}

impl Document {
    /// Whether it says which schema it is, as JSON and IDL with a main schema do.
    pub fn has_main_schema(&self) -> bool {
        let root = &self.nodes[self.root as usize];
        matches!(root.step.part, Part::Top(TopPart::Main))
    }

    /// Whether it has no type at all, as a protocol may.
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty() && !self.has_main_schema() && self.nodes[self.root as usize].step.part == Part::Root
    }

    /// The names of the types that the file is about.
    pub fn names_of_subjects(&self) -> impl Iterator<Item = &Name> {
        self.subjects.iter().filter_map(|&subject| Some(&self.nodes[subject as usize].naming()?.name))
    }

    /// The innermost node around a byte; the root around none.
    pub fn node_around(&self, offset: u32) -> NodeId {
        // Nodes are in the order of the text, parents before children: the innermost is the last one that starts before, or one of its
        // parents.
        let last = self.nodes.partition_point(|node| node.span.start <= offset).saturating_sub(1) as NodeId;
        self.nodes_around(last).find(|&at| self.nodes[at as usize].span.end > offset).unwrap_or(self.root)
    }

    /// The innermost named type around a byte.
    pub fn definition_around(&self, offset: u32) -> Option<NodeId> {
        self.nodes_around(self.node_around(offset)).find(|&at| self.nodes[at as usize].naming().is_some())
    }

    /// A node and what it is in, from the inside out.
    pub fn nodes_around(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let parent = |at: &NodeId| Some(self.nodes[*at as usize].step.parent).filter(|parent| parent != at);
        std::iter::successors(Some(node), parent)
    }

    /// The full name of a named type; of what stands for a message or a part of it, behind the name of the protocol.
    pub fn full_name(&self, node: NodeId) -> Option<String> {
        let node = &self.nodes[node as usize];
        let name = node.naming()?.name.full();
        let protocol = self.protocol.as_ref().filter(|_| node.is_of_message());
        Some(protocol.map_or_else(|| name.to_owned(), |protocol| format!("{protocol}.{name}")))
    }

    /// The message of this name as a type; of several, the last, as in JSON.
    pub fn message(&self, name: &str) -> Option<NodeId> {
        self.messages.iter().rfind(|message| message.name == name).map(|message| message.node)
    }

    /// The JSON Pointer (RFC 6901) of a node in its file.
    pub fn pointer(&self, node: NodeId) -> SmolStr {
        let mut pointer = SmolStrBuilder::new();
        self.put_pointer(node, &mut pointer);
        pointer.finish()
    }

    /// The JSON Pointer of something below a node, which is some steps away: `/fields/` and the number of one.
    pub fn pointer_of_part(&self, node: NodeId, kind: &str, index: u32) -> SmolStr {
        let mut pointer = SmolStrBuilder::new();
        self.put_pointer(node, &mut pointer);
        // Parameters are a list, not a record with fields.
        let is_request = matches!(self.nodes[node as usize].step.part, Part::Top(TopPart::Request(_)));
        pointer.push_str(if is_request { "/" } else { kind });
        put_number(&mut pointer, index);
        pointer.finish()
    }

    fn put_pointer(&self, node: NodeId, pointer: &mut SmolStrBuilder) {
        let step = self.nodes[node as usize].step;
        match step.part {
            Part::Root => {}
            Part::Top(part) => self.put_top(part, pointer),
            Part::Field(_) | Part::Branch(_) | Part::Items | Part::Values => {
                deep(|| self.put_pointer(step.parent, pointer));
                put_part(pointer, step.part);
            }
        }
        for _ in 0..step.wrappers {
            pointer.push_str("/type");
        }
    }

    /// The place of a part in the JSON of a protocol; of an IDL file, in the JSON that it stands for.
    fn put_top(&self, part: TopPart, pointer: &mut SmolStrBuilder) {
        let (message, before, number, after) = match part {
            TopPart::Main => (None, "/schema", None, ""),
            TopPart::Type(index) => (None, "/types/", Some(index), ""),
            TopPart::Message(message) => (Some(message), "", None, ""),
            TopPart::Request(message) => (Some(message), "/request", None, ""),
            TopPart::Parameter { message, parameter } => (Some(message), "/request/", Some(parameter), "/type"),
            TopPart::Response(message) => (Some(message), "/response", None, ""),
            TopPart::OneWay(message) => (Some(message), "/one-way", None, ""),
            TopPart::Errors(message) => (Some(message), "/errors", None, ""),
            TopPart::Error { message, error } => (Some(message), "/errors/", Some(error), ""),
        };
        if let Some(message) = message {
            pointer.push_str("/messages/");
            pointer.push_str(&self.messages[message as usize].name.replace('~', "~0").replace('/', "~1"));
        }
        pointer.push_str(before);
        number.into_iter().for_each(|number| put_number(pointer, number));
        pointer.push_str(after);
    }
}

/// Appends the JSON Pointer steps from a type to one of its parts, if it is around the part.
pub fn put_part(pointer: &mut impl Write, part: Part) {
    let (before, number, after) = match part {
        Part::Root | Part::Top(_) => return,
        Part::Field(index) => ("/fields/", Some(index), "/type"),
        Part::Branch(index) => ("/", Some(index), ""),
        Part::Items => ("/items", None, ""),
        Part::Values => ("/values", None, ""),
    };
    pointer.write_str(before).expect(TAKES_ALL);
    number.into_iter().for_each(|number| put_number(pointer, number));
    pointer.write_str(after).expect(TAKES_ALL);
}

/// Appends a number. There is one in almost every pointer, and formatting takes long.
pub(crate) fn put_number(pointer: &mut impl Write, number: u32) {
    let mut digits = [0; 10];
    let (mut rest, mut start) = (number, digits.len());
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    pointer.write_str(str::from_utf8(&digits[start..]).expect("digits are ASCII")).expect(TAKES_ALL);
}

const TAKES_ALL: &str = "a String takes everything";
