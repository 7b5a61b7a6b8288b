//! Notes what goes wrong where Java's decoder rewrites the writer's schema by the reader's aliases (measured: Apache Avro Java
//! 1.12.1).

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::cause::{Cause, Place};
use super::hazard::{AliasOutcome, Portability};
use super::locator::{Around, Locator};
use crate::resolution::action::{Action, PairId, RecordAction};
use crate::resolution::java_names::{DefaultCheck, Rewritten};
use crate::schema::model::{NodeRef, Record, Type};
use crate::schema::name::Name;
use crate::schema::shape::RecordShape;

impl<'a> Locator<'a> {
    /// Java applies the aliases of the reader to every type and field of the writer, whether they are meant or not.
    pub(super) fn note_rewriting(&mut self, root: PairId) {
        let (Some(aliases), pair) = (self.reader.aliases(), self.resolution.pair(root)) else { return };
        if !aliases.rename_some_of(&self.writer.links) {
            return;
        }
        let Some(rewritten) = Rewritten::new(self.shapes, aliases, pair.writer, pair.reader) else { return };
        if self.note_thrown(root, rewritten) {
            return;
        }
        self.rewritten = Some(rewritten);
        self.seen.clear();
        self.visit_roots(root, Locator::visit_rewritten);
    }

    /// What Java throws before the first datum; whether it does.
    fn note_thrown(&mut self, root: PairId, rewritten: Rewritten<'a>) -> bool {
        let links = &self.writer.links;
        let start = links.follow(links.root);
        let (mut pending, mut seen) = (vec![start], FxHashSet::from_iter([start]));
        while let Some(at) = pending.pop() {
            let found = match &links.node(at).ty {
                Type::Union(_) => self.same_branches(root, rewritten, at),
                Type::Record(record) => {
                    self.same_fields(root, rewritten, at, record) || self.unfit_default(root, rewritten, at, record)
                }
                _ => false,
            };
            if found {
                return true;
            }
            pending.extend(links.parts(at).rev().filter(|part| seen.insert(*part)));
        }
        false
    }

    /// Two branches of one name.
    fn same_branches(
        &mut self,
        root: PairId,
        Rewritten { aliases, passes, .. }: Rewritten<'a>,
        union: NodeRef,
    ) -> bool {
        let links = &self.writer.links;
        for passes in 1..=passes {
            let mut seen = FxHashSet::default();
            for branch in links.parts(union) {
                let Some(naming) = links.node(branch).naming() else { continue };
                let name = aliases.type_name(&naming.name, passes);
                if !seen.insert(name) {
                    let renamed = links.parts(union).filter_map(|part| links.node(part).naming());
                    let mut renamed = renamed.filter(|other| aliases.type_name(&other.name, passes) == name);
                    let was = renamed.find(|other| other.name != *name).map_or(&naming.name, |other| &other.name);
                    self.type_cause(root, self.writer_place(union), was, AliasOutcome::SameBranch);
                    return true;
                }
            }
        }
        false
    }

    /// Two fields of one name.
    fn same_fields(
        &mut self,
        root: PairId,
        Rewritten { aliases, passes, .. }: Rewritten<'a>,
        at: NodeRef,
        record: &Record,
    ) -> bool {
        let name = &record.naming.name;
        for pass in 1..=passes {
            let mut seen: FxHashMap<&SmolStr, u32> = FxHashMap::default();
            for (field, index) in record.fields.iter().zip(0u32..) {
                let now = aliases.field_name(name, &field.name, pass);
                let Some(first) = seen.insert(now, index) else { continue };
                let before = |index: u32| aliases.field_name(name, &record.fields[index as usize].name, pass - 1);
                let renamed = [index, first].into_iter().find(|&index| before(index) != now).unwrap_or(index);
                let after = aliases.type_name(name, pass);
                let Some(aliased) = aliases.field(after, before(renamed)) else { continue };
                let (field, into) = (record.fields[renamed as usize].name.clone(), now.clone());
                if self.is_disputed(aliased.index, &field) {
                    return true;
                }
                let cause = Portability::JavaAliases { renamed: field, into, outcome: AliasOutcome::SameField };
                let place = self.field_place(at, renamed);
                self.at_aliased(aliased.record, aliased.index, cause, root, place);
                return true;
            }
        }
        false
    }

    /// Whether it is noted that implementations disagree on who gets a field.
    fn is_disputed(&self, taker: u32, name: &SmolStr) -> bool {
        let pointer = format!("/fields/{taker}");
        self.located.found.iter().any(|found| {
            matches!(&found.cause, Cause::AmbiguousAlias { claimed, .. } if claimed == name)
                && found.reader.pointer.ends_with(&pointer)
        })
    }

    /// A default that does not fit the rewritten type any more: Java does not rewrite what a default spells out.
    fn unfit_default(
        &mut self,
        root: PairId,
        Rewritten { aliases, passes, .. }: Rewritten<'a>,
        at: NodeRef,
        record: &Record,
    ) -> bool {
        for (field, index) in record.fields.iter().zip(0u32..) {
            let Some(default) = field.default.as_ref().filter(|d| d.json.is_object() || d.json.is_array()) else {
                continue;
            };
            let shape = self.writer.shape(NodeRef { file: at.file, node: field.ty });
            for pass in 1..=passes {
                let mut check = DefaultCheck::new(self.shapes, aliases, pass);
                if check.fits(shape, &default.json) {
                    continue;
                }
                let Some((record, renamed)) = check.renamed else { continue };
                let Some(aliased) = aliases.field(&record, &renamed) else { continue };
                let pointer = self.writer.links.pointer_of_part(at, "/fields/", index);
                let place = Place { file: at.file, span: default.span, pointer };
                let cause = Portability::JavaDefaultRewritten { field: field.name.clone(), renamed };
                self.at_aliased(aliased.record, aliased.index, cause, root, place);
                return true;
            }
        }
        false
    }

    fn visit_rewritten(&mut self, id: PairId, writer: NodeRef, reader: NodeRef, _: Around) {
        let (w, r) = (self.writer.links.follow(writer), self.reader.links.follow(reader));
        let (resolution, shapes) = (self.resolution, self.shapes);
        let pair = resolution.pair(id);
        let Some(rewritten) = self.rewritten.filter(|_| self.seen.insert((id, w, r))) else {
            return;
        };
        let is_anchored = self.anchor(r);
        let (written, expected) = (&self.writer.links.node(w).ty, &self.reader.links.node(r).ty);
        let of = |at: NodeRef, node: u32| NodeRef { file: at.file, node };
        match (&pair.action, written, expected) {
            (Action::Same | Action::Enum(_), ..) => {
                if let (Some(was), Some(expected)) = (shapes.get(pair.writer).name(), shapes.get(pair.reader).name()) {
                    let is = rewritten.type_name(was);
                    if rewritten.renames(was) && is.short() != expected.short() {
                        let outcome = AliasOutcome::OtherName { expected: expected.clone() };
                        self.type_cause(id, self.writer_place(writer), was, outcome);
                    }
                }
            }
            (Action::Array(inner), Type::Array(from), Type::Array(to)) => {
                self.items(id, Locator::visit_rewritten, *inner, of(w, *from), of(r, *to));
            }
            (Action::Map(inner), Type::Map(from), Type::Map(to)) => {
                self.values(id, Locator::visit_rewritten, *inner, of(w, *from), of(r, *to));
            }
            (Action::WriterUnion(inner), Type::Union(branches), _) => {
                for (&inner, &branch) in inner.iter().zip(branches) {
                    self.deeper(Locator::visit_rewritten, inner, of(w, branch), reader, Around::Nothing);
                }
            }
            (Action::ReaderUnion { branch, inner, .. }, _, Type::Union(branches)) => {
                let shape = shapes.get(pair.writer);
                let all: Vec<_> = branches.iter().map(|&branch| self.reader.shape(of(r, branch))).collect();
                let renamed = shape.name().filter(|name| rewritten.renames(name));
                let taken = renamed.map(|was| (was, rewritten.branch_for(shape, &all)));
                match taken {
                    Some((was, None)) => self.type_cause(id, self.writer_place(writer), was, AliasOutcome::NoBranch),
                    Some((was, Some(other))) if other != *branch => {
                        let branch = shapes.describe(all[other as usize]);
                        self.type_cause(id, self.writer_place(writer), was, AliasOutcome::OtherBranch { branch });
                    }
                    Some(_) | None => {
                        let chosen = of(r, branches[*branch as usize]);
                        self.deeper(Locator::visit_rewritten, *inner, writer, chosen, Around::Nothing);
                    }
                }
            }
            (Action::Record(action), Type::Record(from), Type::Record(to)) => {
                let (written, expected) = (shapes.record(pair.writer), shapes.record(pair.reader));
                let kept = self.note_fields_taken((id, action), rewritten, (w, written), (r, expected));
                for (number, taker) in kept {
                    let (from, field) = (&from.fields[number as usize], &to.fields[taker.field as usize]);
                    let (from, into) = (of(w, from.ty), (of(r, field.ty), &*field.name));
                    self.field(id, Locator::visit_rewritten, (number, &taker), from, into);
                }
            }
            _ => {}
        }
        if is_anchored {
            self.anchors.pop();
        }
    }

    /// Notes the fields of the reader that Java fills with something else. Returns the others.
    fn note_fields_taken(
        &mut self,
        (id, action): (PairId, &RecordAction),
        rewritten: Rewritten<'a>,
        (w, written): (NodeRef, &'a RecordShape),
        (r, expected): (NodeRef, &'a RecordShape),
    ) -> Vec<(u32, crate::resolution::action::FieldAction)> {
        let names = written.fields.iter().map(|field| rewritten.field_name(&written.name, &field.name));
        let taken: FxHashMap<&SmolStr, u32> = names.zip(0u32..).collect();
        let conflicts = || action.alias_conflicts.iter();
        let of_fields: FxHashSet<u32> = conflicts().map(|conflict| conflict.field).collect();
        let claimed: FxHashSet<u32> = conflicts().map(|conflict| conflict.claimed).collect();
        let is_disputed = |field: u32, from: u32| of_fields.contains(&field) || claimed.contains(&from);
        let is_other_namespace = written.name != expected.name && !expected.aliases.contains(&written.name);
        let mut kept = Vec::new();
        for (from, taker) in
            (0u32..).zip(action.takers.iter()).flat_map(|(from, all)| all.iter().map(move |to| (from, *to)))
        {
            let (was, is) = (&written.fields[from as usize], &expected.fields[taker.field as usize]);
            let other = taken.get(&is.name).copied();
            let is_told = is_disputed(taker.field, from) || (was.name != is.name && is_other_namespace);
            if other == Some(from) || is_told {
                kept.push((from, taker));
                continue;
            }
            let (renamed, into) = (was.name.clone(), rewritten.field_name(&written.name, &was.name).clone());
            let outcome = match other {
                Some(other) => AliasOutcome::OtherField { other: written.fields[other as usize].name.clone() },
                None if is.default.is_some() => AliasOutcome::Default { field: is.name.clone() },
                None => AliasOutcome::NoField { field: is.name.clone() },
            };
            let cause = Portability::JavaAliases { renamed, into, outcome };
            self.field_cause(Cause::Portability(cause), id, (w, from), (r, taker.field));
        }
        kept
    }

    /// Notes what an alias of a type does, at the type that has it.
    fn type_cause(&mut self, id: PairId, writer: Place, was: &Name, outcome: AliasOutcome) {
        let Some((aliases, at)) = self.reader.aliases().and_then(|aliases| Some((aliases, aliases.renamer(was)?)))
        else {
            return;
        };
        let (renamed, into) = (SmolStr::new(was.full()), SmolStr::new(aliases.type_name(was, 1).full()));
        let cause = Portability::JavaAliases { renamed, into, outcome };
        self.note(Cause::Portability(cause), id, writer, self.reader_place(at));
    }

    /// Notes what an alias of a field does, at the field that has it.
    fn at_aliased(&mut self, record: NodeRef, index: u32, cause: Portability, id: PairId, writer: Place) {
        self.at_field(record, index, |locator, place| locator.note(Cause::Portability(cause), id, writer, place));
    }
}
