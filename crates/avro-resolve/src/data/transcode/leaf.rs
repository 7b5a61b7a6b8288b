//! Writes fields that are scalars, or unions of a few, as JSON: what they are is found out once, and not for every record.

use super::text::{TextOptions, TextStyle, json_string, put_decimal, text};
use crate::data::binary::Reader;
use crate::data::translate::TranslateError;
use crate::resolution::{Action, PairId, Promotion, Resolution, SymbolAction};
use crate::schema::model::Primitive;
use crate::schema::shape::{Form, Shapes};

/// A pair of types whose data are shown as they are, without a tag or a meaning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Leaf {
    Null,
    Boolean,
    Int,
    Long,
    /// A string.
    Text,
    /// An enum: what each of the writer's symbols is as JSON.
    Symbols(Box<[Box<[u8]>]>),
    /// A union of the writer's.
    Union(Box<[Leaf]>),
    /// A branch of the reader's union.
    Branch(Box<Leaf>),
}

/// Unions with more branches are no leaves: each field of such a type would repeat them.
const MOST_BRANCHES: usize = 4;

/// Nor are enums with more symbols, or symbols of more bytes together.
const MOST_SYMBOLS: (usize, usize) = (16, 256);

impl Leaf {
    /// None if the data are something else.
    pub(super) fn of(shapes: &Shapes, resolution: &Resolution, id: PairId, options: TextOptions) -> Option<Leaf> {
        let pair = resolution.pair(id);
        if options.shows_logical_types && shapes.get(pair.reader).logical.is_some() {
            return None;
        }
        let part = |id: PairId| Leaf::of(shapes, resolution, id, options);
        match &pair.action {
            Action::Same | Action::OtherPrecision => match shapes.get(pair.writer).form {
                Form::Primitive(Primitive::Null) => Some(Leaf::Null),
                Form::Primitive(Primitive::Boolean) => Some(Leaf::Boolean),
                Form::Primitive(Primitive::Int) => Some(Leaf::Int),
                Form::Primitive(Primitive::Long) => Some(Leaf::Long),
                Form::Primitive(Primitive::String) => Some(Leaf::Text),
                _ => None,
            },
            Action::Promote(Promotion::IntToLong) => Some(Leaf::Int),
            Action::Promote(Promotion::BytesToString) => Some(Leaf::Text),
            Action::Enum(symbols) if symbols.len() <= MOST_SYMBOLS.0 => {
                let known = &shapes.enumeration(pair.reader).symbols;
                let shown = |symbol: &SymbolAction| match symbol {
                    SymbolAction::Known(symbol) | SymbolAction::Default(symbol) => Some(json(&known[*symbol as usize])),
                    SymbolAction::Missing => None,
                };
                let symbols: Box<[Box<[u8]>]> = symbols.iter().map(shown).collect::<Option<_>>()?;
                let bytes: usize = symbols.iter().map(|symbol| symbol.len()).sum();
                (bytes <= MOST_SYMBOLS.1).then_some(Leaf::Symbols(symbols))
            }
            Action::WriterUnion(branches) if branches.len() <= MOST_BRANCHES => {
                branches.iter().map(|&branch| part(branch)).collect::<Option<_>>().map(Leaf::Union)
            }
            Action::ReaderUnion { inner, .. } if !options.tags_unions => {
                part(*inner).map(|inner| Leaf::Branch(Box::new(inner)))
            }
            _ => None,
        }
    }

    /// Appends the next datum.
    pub(super) fn put(&self, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), TranslateError> {
        reader.count_value()?;
        match self {
            Leaf::Null => out.extend_from_slice(b"null"),
            Leaf::Boolean => out.extend_from_slice(if reader.boolean()? { b"true" } else { b"false" }),
            Leaf::Int => put_decimal(reader.int()?.into(), out),
            Leaf::Long => put_decimal(reader.long()?, out),
            Leaf::Text => json_string(reader.bytes()?, reader, out),
            Leaf::Symbols(symbols) => {
                let symbol = reader.symbol(symbols.len())?;
                out.extend_from_slice(&symbols[symbol as usize]);
            }
            Leaf::Union(branches) => {
                let branch = reader.branch(branches.len())?;
                reader.nested(|reader| branches[branch as usize].put(reader, out))?;
            }
            Leaf::Branch(inner) => reader.nested(|reader| inner.put(reader, out))?,
        }
        Ok(())
    }
}

fn json(symbol: &str) -> Box<[u8]> {
    let mut json = Vec::new();
    text(symbol, &mut json, TextStyle::Json);
    json.into()
}
