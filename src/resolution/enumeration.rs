//! Two enums in, what becomes of each of the writer's symbols out (specification: Schema Resolution, enums).

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
    let mut known: FxHashMap<&SmolStr, u32> = FxHashMap::default();
    for (index, symbol) in (0u32..).zip(&reader.symbols) {
        known.entry(symbol).or_insert(index);
    }
    writer.symbols.iter().map(|symbol| known.get(symbol).map_or(unknown, |&index| SymbolAction::Known(index))).collect()
}
