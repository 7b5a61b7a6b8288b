//! Notes what is notable about data that can be read: hazards, and what implementations do otherwise.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::cause::{Cause, Place};
use super::hazard::{Fallback, Hazard, Portability, Sorting};
use super::locator::{Around, Locator};
use crate::resolution::action::{Action, PairId, RecordAction};
use crate::resolution::enumeration::SymbolAction;
use crate::resolution::hazard::{
    default_changed, is_empty_array_in_union, is_lossy, is_of_other_namespace, keep_their_order, unit,
};
use crate::resolution::java_default::other_default;
use crate::resolution::promotion::Promotion;
use crate::resolution::rename::{RenameSearch, renames};
use crate::schema::model::{NodeRef, Type};
use crate::schema::shape::{EnumShape, RecordShape};

impl Locator<'_> {
    /// Notes what concerns the pair itself; its parts are visited by themselves.
    pub(super) fn note_readable(&mut self, id: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let resolution = self.resolution;
        let pair = resolution.pair(id);
        if pair.writer == pair.reader {
            return;
        }
        match &pair.action {
            Action::Same => {
                self.note_names(id, writer, reader);
                self.note_logical(id, writer, reader);
            }
            Action::Promote(promotion) => {
                if is_lossy(*promotion) {
                    let hazard = match promotion {
                        Promotion::BytesToString => Hazard::BytesAsText,
                        promotion => Hazard::LossyPromotion { promotion: *promotion },
                    };
                    self.hazard(hazard, id, writer, reader);
                }
                self.note_logical(id, writer, reader);
            }
            Action::Enum(symbols) => {
                self.note_names(id, writer, reader);
                let (written, expected) = (self.shapes.enumeration(pair.writer), self.shapes.enumeration(pair.reader));
                self.note_symbols(id, symbols, (writer, written), (reader, expected));
            }
            Action::Record(action) => {
                self.note_names(id, writer, reader);
                let (written, expected) = (self.shapes.record(pair.writer), self.shapes.record(pair.reader));
                self.note_fields(id, action, (writer, written), (reader, expected));
            }
            Action::ReaderUnion { inner, .. } => self.note_union_namespace(*inner, writer, reader, around),
            Action::OtherPrecision | Action::Array(_) | Action::Map(_) | Action::WriterUnion(_) | Action::Fail(_) => {}
        }
    }

    fn note_names(&mut self, id: PairId, writer: NodeRef, reader: NodeRef) {
        let pair = self.resolution.pair(id);
        let (w, r) = (self.shapes.get(pair.writer), self.shapes.get(pair.reader));
        if let (true, Some(written), Some(expected)) = (is_of_other_namespace(w, r), w.name(), r.name()) {
            let hazard = Hazard::NamespaceIgnored { writer: written.clone(), reader: expected.clone() };
            self.hazard(hazard, id, writer, reader);
        }
    }

    fn note_logical(&mut self, id: PairId, writer: NodeRef, reader: NodeRef) {
        let pair = self.resolution.pair(id);
        let (was, is) = (self.shapes.get(pair.writer).logical, self.shapes.get(pair.reader).logical);
        if was == is {
            return;
        }
        let units = (was.and_then(unit), is.and_then(unit));
        let hazard = match (was, is, units) {
            (Some(writer), Some(reader), (Some(a), Some(b))) if a != b => Hazard::UnitChanged { writer, reader },
            _ => Hazard::LogicalTypeChanged { writer: was, reader: is },
        };
        self.hazard(hazard, id, writer, reader);
        if let Some(was) = was {
            let portability = Portability::FastavroLogicalType { writer: was, reader: is };
            self.note(Cause::Portability(portability), id, self.writer_place(writer), self.reader_place(reader));
        }
    }

    fn note_symbols(
        &mut self,
        id: PairId,
        symbols: &[SymbolAction],
        (w, written): (NodeRef, &EnumShape),
        (r, expected): (NodeRef, &EnumShape),
    ) {
        let node = self.writer.links.follow(w);
        let masked = symbols.iter().zip(0u32..).filter_map(|(action, index)| match action {
            SymbolAction::Default(default) => Some((index, *default)),
            SymbolAction::Known(_) | SymbolAction::Missing => None,
        });
        for (index, default) in masked {
            let symbol = written.symbols[index as usize].clone();
            let default = expected.symbols[default as usize].clone();
            let cause = Cause::Hazard(Hazard::EnumDefaultMasks { symbol, index, default });
            self.note(cause, id, self.symbol_place(node, index), self.reader_place(r));
        }
        if !keep_their_order(symbols) {
            let known = written.symbols.iter().zip(symbols).filter_map(|(symbol, action)| match action {
                SymbolAction::Known(at) => Some((symbol, *at)),
                SymbolAction::Default(_) | SymbolAction::Missing => None,
            });
            let known: Vec<_> = known.collect();
            if let Some([(first, _), (second, _)]) = known.array_windows().find(|[(_, a), (_, b)]| a > b) {
                let (first, second) = ((*first).clone(), (*second).clone());
                self.hazard(Hazard::SortOrderChanged(Sorting::Symbols { first, second }), id, w, r);
            }
        }
    }

    fn note_fields(
        &mut self,
        id: PairId,
        action: &RecordAction,
        (writer, written): (NodeRef, &RecordShape),
        (reader, expected): (NodeRef, &RecordShape),
    ) {
        let (w, r) = (self.writer.links.follow(writer), self.reader.links.follow(reader));
        let dropped: Vec<u32> =
            (0u32..).zip(action.takers.iter()).filter(|(_, takers)| takers.is_empty()).map(|(at, _)| at).collect();
        let is_filled = !expected.fields.is_empty() && action.missing.is_empty();
        if dropped.len() == written.fields.len() && !dropped.is_empty() && is_filled {
            self.hazard(Hazard::NothingKept { record: expected.name.clone() }, id, writer, reader);
        }
        if let Some(&first) = dropped.first() {
            let fields = dropped.iter().map(|&at| written.fields[at as usize].name.clone()).collect();
            let place = self.field_place(w, first);
            self.note(Cause::Hazard(Hazard::DataDropped { fields }), id, place, self.reader_place(reader));
        }
        for (to, from) in self.renames(written, &dropped, expected, action) {
            let name = |record: &RecordShape, at: u32| record.fields[at as usize].name.clone();
            let hazard = Hazard::RenamedWithoutAlias { gone: name(written, from), came: name(expected, to) };
            self.field_cause(Cause::Hazard(hazard), id, (w, from), (r, to));
        }
        for &to in action.defaulted.iter().filter(|&&to| is_empty_array_in_union(&expected.fields[to as usize])) {
            let field = expected.fields[to as usize].name.clone();
            let cause = Cause::Portability(Portability::JavaArrayDefault { field });
            let place = self.writer_place(writer);
            self.at_field(r, to, |locator, to| locator.note(cause, id, place, to));
        }
        for &to in action.defaulted.iter() {
            let field = &expected.fields[to as usize];
            let Some(other) = other_default(self.shapes, field, &mut self.defaults_left) else { continue };
            let (field, branch) = (field.name.clone(), self.shapes.describe(other.branch));
            let cause = Cause::Portability(Portability::JavaDefaultBranch { field, branch, throws: other.throws });
            let place = self.writer_place(writer);
            self.at_field(r, to, |locator, to| locator.note(cause, id, place, to));
        }
        let is_other_namespace = written.name != expected.name && !expected.aliases.contains(&written.name);
        for (from, takers) in (0u32..).zip(action.takers.iter()) {
            for to in takers.iter().map(|taker| taker.field) {
                let (was, is) = (&written.fields[from as usize], &expected.fields[to as usize]);
                if is_other_namespace && was.name_number != is.name_number {
                    let fallback = if is.default.is_some() { Fallback::Default } else { Fallback::None };
                    let (record, field, claimed) = (written.name.clone(), is.name.clone(), was.name.clone());
                    let cause = Portability::JavaAliasNamespace { record, field, claimed, fallback };
                    self.field_cause(Cause::Portability(cause), id, (w, from), (r, to));
                }
                if let (true, Some(before), Some(after)) = (default_changed(was, is), &was.default, &is.default) {
                    let (before, after) = (before.json.clone(), after.json.clone());
                    let hazard = Hazard::DefaultChanged { field: is.name.clone(), before, after };
                    self.field_cause(Cause::Hazard(hazard), id, (w, from), (r, to));
                }
                if was.order != is.order {
                    let (field, writer, reader) = (is.name.clone(), was.order, is.order);
                    let hazard = Hazard::SortOrderChanged(Sorting::Field { field, writer, reader });
                    self.field_cause(Cause::Hazard(hazard), id, (w, from), (r, to));
                }
            }
        }
        let name_each_other = |a: u32, b: u32| {
            let (a, b) = (&expected.fields[a as usize], &expected.fields[b as usize]);
            a.aliases.contains(&b.name) && b.aliases.contains(&a.name)
        };
        if action.alias_conflicts.is_empty() {
            return;
        }
        let by_name: FxHashMap<&SmolStr, u32> =
            (0u32..).zip(&expected.fields).map(|(at, field)| (&field.name, at)).collect();
        let conflicts = action.alias_conflicts.iter();
        for (to, from) in conflicts.map(|conflict| (conflict.field, conflict.claimed)) {
            let claimed = &written.fields[from as usize].name;
            let other = by_name.get(claimed).copied();
            if let Some(other) = other.filter(|&other| to < other && name_each_other(to, other)) {
                let name = |at: u32| -> SmolStr { expected.fields[at as usize].name.clone() };
                let hazard = Hazard::AliasSwap { field: name(to), other: name(other) };
                self.field_cause(Cause::Hazard(hazard), id, (w, from), (r, to));
            }
        }
    }

    fn renames(
        &mut self,
        written: &RecordShape,
        dropped: &[u32],
        expected: &RecordShape,
        action: &RecordAction,
    ) -> Vec<(u32, u32)> {
        let search =
            RenameSearch { shapes: self.shapes, comparisons: &mut self.comparisons, likenesses: self.likenesses };
        renames(search, (written, dropped), expected, action)
    }

    /// Java's decoder asks a union for the full name of an enum or fixed, unless both unions are alike branch by branch.
    fn note_union_namespace(&mut self, inner: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let pair = self.resolution.pair(inner);
        let (w, r) = (self.shapes.get(pair.writer), self.shapes.get(pair.reader));
        let is_asked = matches!(pair.action, Action::Enum(_) | Action::Same) && is_of_other_namespace(w, r);
        // The look at the unions goes all the way down, and comes last.
        if !is_asked || matches!(around, Around::Union { union, .. } if self.are_alike(union)) {
            return;
        }
        if let (Some(written), Some(expected)) = (w.name(), r.name()) {
            let (written, expected) = (written.clone(), expected.clone());
            let cause = Portability::JavaUnionNamespace { writer: written, reader: expected };
            self.note(Cause::Portability(cause), inner, self.writer_place(writer), self.reader_place(reader));
        }
    }

    pub(super) fn hazard(&mut self, hazard: Hazard, id: PairId, writer: NodeRef, reader: NodeRef) {
        self.note(Cause::Hazard(hazard), id, self.writer_place(writer), self.reader_place(reader));
    }

    /// Notes something about a field of the reader that takes, or might take, a field of the writer.
    pub(super) fn field_cause(&mut self, cause: Cause, id: PairId, (w, from): (NodeRef, u32), (r, to): (NodeRef, u32)) {
        let from = self.field_place(w, from);
        self.at_field(r, to, |locator, to| locator.note(cause, id, from, to));
    }

    /// Enters a named type of the reader, if it is one.
    pub(super) fn anchor(&mut self, reader: NodeRef) -> bool {
        let name = self.reader.links.node(reader).naming().map(|naming| naming.name.clone());
        let is_named = name.is_some();
        self.anchors.extend(name.map(|name| (name, self.trail.len())));
        is_named
    }

    /// The place of a symbol of the writer.
    pub(super) fn symbol_place(&self, enumeration: NodeRef, index: u32) -> Place {
        let Type::Enum(node) = &self.writer.links.node(enumeration).ty else { unreachable!("only enums have symbols") };
        let pointer = self.writer.links.pointer_of_part(enumeration, "/symbols/", index);
        Place { file: enumeration.file, span: node.symbols[index as usize].span, pointer }
    }

    /// The place of a field of the writer.
    pub(super) fn field_place(&self, record: NodeRef, index: u32) -> Place {
        let Type::Record(node) = &self.writer.links.node(record).ty else { unreachable!("only records have fields") };
        let pointer = self.writer.links.pointer_of_part(record, "/fields/", index);
        Place { file: record.file, span: node.fields[index as usize].name_span, pointer }
    }

    pub(super) fn writer_place(&self, at: NodeRef) -> Place {
        self.place(self.writer, at)
    }

    pub(super) fn reader_place(&self, at: NodeRef) -> Place {
        self.place(self.reader, at)
    }
}
