//! Finds every place where old data get other bytes when they are read and written again.
//!
//! Keys are compared by their bytes: one that encodes otherwise is another key, although every reader can read it.

use super::cause::Notable;
use super::hazard::{Hazard, OtherBytes};
use super::locator::{Around, Locator};
use crate::resolution::action::{Action, PairId, RecordAction};
use crate::resolution::enumeration::SymbolAction;
use crate::resolution::promotion::Promotion;
use crate::resolution::rename::Likenesses;
use crate::resolution::table::Resolution;
use crate::schema::model::{NodeRef, Type};
use crate::schema::shape::{ShapeId, Shapes};
use crate::schema::{ReaderSchema, WriterSchema};

/// Every place where data that can be read get other bytes.
pub fn locate_other_bytes(
    shapes: &Shapes,
    resolution: &Resolution,
    root: PairId,
    writer: WriterSchema<'_>,
    reader: ReaderSchema<'_>,
) -> Vec<Notable> {
    let likenesses = &mut Likenesses::default();
    let mut locator = Locator::new(likenesses, shapes, resolution, writer.0, reader.0);
    locator.visit_roots(root, Locator::encoding);
    locator.located.found
}

impl Locator<'_> {
    /// `around`: the union of the writer that the type is a branch of.
    fn encoding(&mut self, id: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let (w, r) = (self.writer.links.follow(writer), self.reader.links.follow(reader));
        let resolution = self.resolution;
        let pair = resolution.pair(id);
        if pair.writer == pair.reader || !self.seen.insert((id, w, r)) {
            return;
        }
        let is_anchored = self.anchor(r);
        let written = &self.writer.links.node(w).ty;
        let expected = &self.reader.links.node(r).ty;
        let of = |at: NodeRef, node: u32| NodeRef { file: at.file, node };
        match (&pair.action, written, expected) {
            (Action::Same | Action::OtherPrecision | Action::Fail(_), ..) => {}
            (Action::Promote(promotion), ..) => match promotion {
                Promotion::IntToLong | Promotion::StringToBytes | Promotion::BytesToString => {}
                Promotion::IntToFloat
                | Promotion::IntToDouble
                | Promotion::LongToFloat
                | Promotion::LongToDouble
                | Promotion::FloatToDouble => {
                    self.hazard(
                        Hazard::OtherBytes(OtherBytes::Promotion { promotion: *promotion }),
                        id,
                        writer,
                        reader,
                    );
                }
            },
            (Action::Enum(symbols), ..) => {
                let keeps = |(action, at): (&SymbolAction, u32)| match action {
                    SymbolAction::Known(to) | SymbolAction::Default(to) => *to == at,
                    SymbolAction::Missing => true,
                };
                if !symbols.iter().zip(0..).all(keeps) {
                    self.hazard(Hazard::OtherBytes(OtherBytes::Symbols), id, writer, reader);
                }
            }
            (Action::Array(inner), Type::Array(from), Type::Array(to)) => {
                self.items(id, Locator::encoding, *inner, of(w, *from), of(r, *to));
            }
            (Action::Map(inner), Type::Map(from), Type::Map(to)) => {
                self.values(id, Locator::encoding, *inner, of(w, *from), of(r, *to));
            }
            (Action::WriterUnion(inner), Type::Union(branches), _) => {
                let branch_of = |(&inner, at): (&PairId, u32)| match &resolution.pair(inner).action {
                    Action::ReaderUnion { branch, .. } => *branch == at,
                    Action::Fail(_) => true,
                    _ => false,
                };
                if !inner.iter().zip(0..).all(branch_of) {
                    self.hazard(Hazard::OtherBytes(OtherBytes::Branches), id, writer, reader);
                }
                for (&inner, &branch) in inner.iter().zip(branches) {
                    let around = Around::Union { is_name_taken: false, union: id };
                    self.deeper(Locator::encoding, inner, of(w, branch), reader, around);
                }
            }
            (Action::ReaderUnion { branch, inner, .. }, _, Type::Union(branches)) => {
                if around == Around::Nothing {
                    self.hazard(Hazard::OtherBytes(OtherBytes::Branches), id, writer, reader);
                }
                let chosen = of(r, branches[*branch as usize]);
                self.deeper(Locator::encoding, *inner, writer, chosen, Around::Nothing);
            }
            (Action::Record(action), Type::Record(from), Type::Record(to)) => {
                if !self.keeps_fields(action, pair.writer, pair.reader) {
                    self.hazard(Hazard::OtherBytes(OtherBytes::Fields), id, writer, reader);
                }
                for ((takers, from), number) in action.takers.iter().zip(&from.fields).zip(0..) {
                    for taker in takers.iter() {
                        let field = &to.fields[taker.field as usize];
                        self.field(
                            id,
                            Locator::encoding,
                            (number, taker),
                            of(w, from.ty),
                            (of(r, field.ty), &field.name),
                        );
                    }
                }
            }
            (
                Action::Array(_)
                | Action::Map(_)
                | Action::WriterUnion(_)
                | Action::ReaderUnion { .. }
                | Action::Record(_),
                ..,
            ) => unreachable!("an action's shapes are those of its nodes"),
        }
        if is_anchored {
            self.anchors.pop();
        }
    }

    /// Whether every field stays where it is; fields without bytes may come and go.
    fn keeps_fields(&self, action: &RecordAction, writer: ShapeId, reader: ShapeId) -> bool {
        let has_bytes = |shape| self.shapes.get(shape).type_name() != "null";
        let (written, expected) = (&self.shapes.record(writer).fields, &self.shapes.record(reader).fields);
        let before = written.iter().zip(action.takers.iter()).filter(|(field, _)| has_bytes(field.shape));
        let mut after = (0u32..).zip(expected).filter(|(_, field)| has_bytes(field.shape)).map(|(at, _)| at);
        let mut moved = before.map(|(_, takers)| match takers {
            [only] => after.next() == Some(only.field),
            _ => false,
        });
        let kept = moved.all(|kept| kept);
        kept && after.next().is_none()
    }
}
