//! Resolves enums, symbol by symbol (specification: Schema Resolution, enums).

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::schema::shape::EnumShape;

/// What a reader makes of one symbol of the writer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SymbolAction {
    /// It has the symbol, with this index.
    Known(u32),
    /// It does not, and takes its default, the symbol with this index.
    Default(u32),
    /// It does not, and has no default: the datum cannot be read.
    Missing,
}

pub(super) fn resolve_enum(writer: &EnumShape, reader: &EnumShape) -> Box<[SymbolAction]> {
    let unknown = reader.default.map_or(SymbolAction::Missing, SymbolAction::Default);
    let known = SymbolIndex::new(&reader.symbols);
    writer.symbols.iter().map(|symbol| known.find(symbol).map_or(unknown, SymbolAction::Known)).collect()
}

/// The first of the symbols by each name.
enum SymbolIndex<'a> {
    Few(&'a [SmolStr]),
    Many(FxHashMap<&'a SmolStr, u32>),
}

impl<'a> SymbolIndex<'a> {
    /// More symbols than this are worth a hash table.
    const MANY: usize = 16;

    fn new(symbols: &'a [SmolStr]) -> SymbolIndex<'a> {
        if symbols.len() <= Self::MANY {
            return SymbolIndex::Few(symbols);
        }
        SymbolIndex::Many(symbols.iter().enumerate().rev().map(|(index, symbol)| (symbol, index as u32)).collect())
    }

    fn find(&self, name: &SmolStr) -> Option<u32> {
        match self {
            SymbolIndex::Few(symbols) => symbols.iter().position(|symbol| symbol == name).map(|at| at as u32),
            SymbolIndex::Many(symbols) => symbols.get(name).copied(),
        }
    }
}
