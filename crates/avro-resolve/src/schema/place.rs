//! Finds what is at a place of a text.

use super::idl::doc_text;
use super::model::{Document, Node, NodeId, NodeRef, Record, Type};
use super::source::{Source, Span};
use crate::schema::link::{Edition, Library};

/// A part of a file that has a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NamedPart {
    /// A record, enum or fixed, by its node.
    Type(NodeId),
    /// A name that means a type.
    Reference(NodeId),
    /// The field of the record with this index.
    Field(NodeId, usize),
    /// The symbol of the enum with this index.
    Symbol(NodeId, usize),
}

impl Span {
    /// Whether a cursor before or after one of its bytes stands at this offset.
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Its length in bytes.
    pub fn size(self) -> u32 {
        self.end - self.start
    }
}

impl Document {
    /// The named part whose name a cursor stands in.
    pub fn named_part_at(&self, offset: u32) -> Option<NamedPart> {
        // What stands for a message has no name in the text.
        let nodes = (0..).zip(&self.nodes).filter(|(_, node)| !node.is_of_message());
        let parts = nodes.flat_map(|(id, node)| parts_of(id, node));
        let touched = parts.filter(|(_, span)| span.touches(offset));
        touched.min_by_key(|(_, span)| span.size()).map(|(part, _)| part)
    }

    /// The field whose text a cursor stands in, the innermost one.
    pub fn field_at(&self, offset: u32) -> Option<(NodeId, usize)> {
        let records = (0..).zip(&self.nodes).filter_map(|(id, node)| Some((id, record_of(node)?)));
        let fields = records.flat_map(|(id, record)| {
            record.fields.iter().enumerate().map(move |(index, field)| ((id, index), field.span))
        });
        let touched = fields.filter(|(_, span)| span.touches(offset));
        touched.min_by_key(|(_, span)| span.size()).map(|(at, _)| at)
    }

    /// The record at a node.
    pub fn record(&self, node: NodeId) -> Option<&Record> {
        record_of(&self.nodes[node as usize])
    }
}

impl Library {
    /// The node that defines the type at a node, as seen from a version: that node, unless it is a name. `None` for a name that
    /// nothing defines, or that could mean two definitions.
    pub fn defining(&self, at: NodeRef, edition: Option<Edition>) -> Option<NodeRef> {
        match &self.document(at.file).nodes[at.node as usize].ty {
            Type::Reference(reference) => match reference.target {
                Some(node) => Some(NodeRef { node, ..at }),
                None => {
                    let by = |name| self.definition(name, at.file, edition);
                    by(&reference.name).or_else(|| by(reference.bare.as_ref()?))
                }
            },
            Type::Primitive(_)
            | Type::Array(_)
            | Type::Map(_)
            | Type::Union(_)
            | Type::Record(_)
            | Type::Enum(_)
            | Type::Fixed(_) => Some(at),
        }
    }
}

/// The text of a documentation, whose place is that of a text in JSON or of a comment in IDL.
pub fn documentation(source: &Source, place: Span) -> String {
    let written = source.slice(place);
    match serde_json::from_str::<String>(written) {
        Ok(text) => text,
        Err(_) => doc_text(written).into_owned(),
    }
}

fn record_of(node: &Node) -> Option<&Record> {
    if let Type::Record(record) = &node.ty { Some(record) } else { None }
}

/// The named parts of a node that are no nodes of their own, with the places of their names.
fn parts_of(id: NodeId, node: &Node) -> Vec<(NamedPart, Span)> {
    let of_type = node.naming().map(|naming| (NamedPart::Type(id), naming.span));
    match &node.ty {
        Type::Record(record) => {
            let fields = record.fields.iter().enumerate();
            let fields = fields.map(|(index, field)| (NamedPart::Field(id, index), field.name_span));
            of_type.into_iter().chain(fields).collect()
        }
        Type::Enum(enumeration) => {
            let symbols = enumeration.symbols.iter().enumerate();
            let symbols = symbols.map(|(index, symbol)| (NamedPart::Symbol(id, index), symbol.span));
            of_type.into_iter().chain(symbols).collect()
        }
        Type::Reference(_) => vec![(NamedPart::Reference(id), node.span)],
        Type::Fixed(_) => of_type.into_iter().collect(),
        Type::Primitive(_) | Type::Array(_) | Type::Map(_) | Type::Union(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::parse::{Syntax, parse_as};

    /// What a cursor before the first `|` of a text stands in.
    fn at(text: &str, syntax: Syntax) -> (Option<NamedPart>, Option<(NodeId, usize)>) {
        let offset = text.find('|').expect("the text has a cursor") as u32;
        let document = parse_as(&text.replacen('|', "", 1), syntax).expect("a schema");
        (document.named_part_at(offset), document.field_at(offset))
    }

    #[test]
    fn a_cursor_stands_in_the_innermost_part() {
        let json = |text| at(text, Syntax::Schema);
        let record = |fields: &str| format!(r#"{{"type": "record", "name": "R", "fields": [{fields}]}}"#);
        let field = record(r#"{"name": "a|", "type": "int"}"#);
        assert_eq!(json(&field), (Some(NamedPart::Field(0, 0)), Some((0, 0))));
        let reference = record(r#"{"name": "a", "type": ["null", "R|"]}"#);
        assert!(matches!(json(&reference), (Some(NamedPart::Reference(_)), Some((0, 0)))));
        let primitive = record(r#"{"name": "a", "type": "in|t"}"#);
        assert_eq!(json(&primitive), (None, Some((0, 0))));
        assert_eq!(json(r#"{"type": "enum", "name": "E", "symbols": ["A", "B|"]}"#).0, Some(NamedPart::Symbol(0, 1)));
        assert_eq!(json(r#"{"type": "fixed", "name": "|F", "size": 1}"#).0, Some(NamedPart::Type(0)));
        assert!(matches!(at("record R { int a; |R b; }", Syntax::Idl).0, Some(NamedPart::Reference(_))));
        assert!(matches!(
            at("protocol P { record R { int a; } |R get(); }", Syntax::Idl).0,
            Some(NamedPart::Reference(_))
        ));
    }
}
