//! Notes what is notable at a place, with its cause and both places.

use sha2::{Digest, Sha256};
use smol_str::SmolStr;

use super::cause::{Cause, Notable, Place};
use super::locator::{Around, Locator, TooDeep};
use crate::limits;
use crate::resolution::action::{FailureKind, PairId};
use crate::schema::LinkedSchema;
use crate::schema::logical::LogicalType;
use crate::schema::model::{NodeRef, Part, TopPart, Type, put_number};
use crate::schema::name::Name;
use crate::schema::shape::Form;

/// A way from the root of more bytes than this is shown from the innermost file and named type on.
const LONGEST: usize = 8 * 1024;

impl Locator<'_> {
    /// Keeps of a long way what can be shown of it: thousands of places may be at its end.
    pub(super) fn visit_later(&mut self, pair: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let (is_far, last_step) = (self.is_far(), self.last_step);
        let (path, trail, anchors) = if is_far {
            let (anchor, start) =
                self.anchors.last().map_or((None, 0), |(name, start)| (Some((name.clone(), 0)), *start));
            let trail = &self.trail[start..];
            self.text_left = self.text_left.saturating_sub(trail.len());
            let trail = if self.text_left > 0 { trail.to_owned() } else { digest(trail) };
            (String::new(), trail, Vec::from_iter(anchor))
        } else {
            (self.path.clone(), self.trail.clone(), self.anchors.clone())
        };
        self.too_deep.push(TooDeep { pair, writer, reader, around, is_far, path, trail, anchors, last_step });
    }

    /// Whether the way from the root is too long to be shown as a whole.
    pub(super) fn is_far(&self) -> bool {
        self.is_far || self.path.len().max(self.trail.len()) > LONGEST
    }

    pub(super) fn fail(&mut self, kind: FailureKind, id: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let pair = self.resolution.pair(id);
        let (w, r) = (self.shapes.get(pair.writer), self.shapes.get(pair.reader));
        let describe = |shape| self.shapes.describe(shape);
        let branch = || Cause::MissingBranch { branch: describe(pair.writer), reader: describe(pair.reader), kind };
        let scale = |logical: Option<LogicalType>| logical.and_then(LogicalType::decimal_scale).unwrap_or(0);
        let is_one_way =
            |schema: &LinkedSchema, at| matches!(schema.links.node(at).step.part, Part::Top(TopPart::OneWay(_)));
        let writer_is_one_way = is_one_way(self.writer, writer);
        let cause = match (kind, around) {
            _ if writer_is_one_way != is_one_way(self.reader, reader) => Cause::OneWayChanged { writer_is_one_way },
            (FailureKind::MissingUnionBranch, _)
            | (FailureKind::TypeMismatch, Around::Union { .. })
            | (FailureKind::NameMismatch, Around::Union { is_name_taken: true, .. }) => branch(),
            (FailureKind::DecimalScaleMismatch, _) => {
                Cause::ScaleMismatch { writer: scale(w.logical), reader: scale(r.logical) }
            }
            (FailureKind::FixedSizeMismatch, _) => match (&w.form, &r.form) {
                (Form::Fixed(w), Form::Fixed(r)) => Cause::FixedSizeMismatch { writer: w.size, reader: r.size },
                _ => unreachable!("only fixed have sizes"),
            },
            (FailureKind::NameMismatch, _) => match (w.name(), r.name()) {
                (Some(w), Some(r)) => Cause::NameMismatch { writer: w.clone(), reader: r.clone() },
                _ => unreachable!("only named types have names"),
            },
            (FailureKind::TypeMismatch, Around::Nothing) => {
                Cause::TypeMismatch { writer: describe(pair.writer), reader: describe(pair.reader) }
            }
            (FailureKind::MissingEnumSymbols | FailureKind::ReaderFieldMissingDefaultValue, _) => {
                unreachable!("enums and records have actions of their own")
            }
        };
        self.note(cause, id, self.place(self.writer, writer), self.place(self.reader, reader));
    }

    /// Goes to a field of the reader as a whole, with its place.
    pub(super) fn at_field(&mut self, record: NodeRef, index: u32, inside: impl FnOnce(&mut Self, Place)) {
        let Type::Record(node) = &self.reader.links.node(record).ty else { unreachable!("only records have fields") };
        let field = &node.fields[index as usize];
        let pointer = self.reader.links.pointer_of_part(record, "/fields/", index);
        // Of a field on several lines, the first may be no more than a brace.
        let is_on_one_line = !self.reader.text(record.file, field.span).contains('\n');
        let span = if is_on_one_line { field.span } else { field.name_span };
        let place = Place { file: record.file, span, pointer };
        let (path, trail) = (self.path.len(), self.trail.len());
        self.path.push_str("/fields/");
        put_number(&mut self.path, index);
        if trail > 0 {
            self.trail.push('.');
        }
        self.trail.push_str(&field.name);
        inside(self, place);
        self.path.truncate(path);
        self.trail.truncate(trail);
    }

    pub(super) fn place(&self, schema: &LinkedSchema, at: NodeRef) -> Place {
        let span = schema.links.node(at).mark();
        Place { file: at.file, span, pointer: schema.links.pointer(at) }
    }

    pub(super) fn note(&mut self, cause: Cause, pair: PairId, mut writer: Place, mut reader: Place) {
        if self.is_known {
            return;
        }
        if self.located.found.len() == limits::FOUND.size() {
            self.located.exceeds_limit = true;
            return;
        }
        let (name, start) = match self.anchors.last() {
            Some((name, start)) => (Some(name.clone()), *start),
            None => (None, 0),
        };
        let way = self.trail[start..].trim_start_matches('.');
        let pointers = writer.pointer.len() + reader.pointer.len();
        let needed = way.len() + pointers + self.path.len().max(reader.pointer.len()) + self.trail.len();
        let left = self.text_left.checked_sub(needed);
        self.text_left = left.unwrap_or(0);
        let way = if left.is_some() { SmolStr::new(way) } else { digest(way).into() };
        let anchor = (name, way);
        let (mut path, mut trail) = if self.is_far() {
            // Thousands of types can refer to each other in a chain; naming the whole way at each would take the square of it.
            let (name, way) = (anchor.0.as_ref().map_or("", Name::short), &anchor.1);
            (reader.pointer.clone(), format!("…{name}.{way}").trim_end_matches('.').into())
        } else {
            (SmolStr::new(&self.path), SmolStr::new(&self.trail))
        };
        if left.is_none() {
            [&mut path, &mut trail, &mut writer.pointer, &mut reader.pointer].into_iter().for_each(keep_end);
        }
        let last_step = self.last_step;
        self.located.found.push(Notable { cause, pair, last_step, path, trail, anchor, writer, reader });
    }
}

/// Beyond the limit of what all places may come to, ways of more bytes are cut.
const SHORT: usize = 256;

/// Keeps the end of a long way.
fn keep_end(way: &mut SmolStr) {
    if let Some(start) = way.len().checked_sub(SHORT).and_then(|from| (from..).find(|&at| way.is_char_boundary(at))) {
        *way = format!("…{}", &way[start..]).into();
    }
}

/// A way as a text that is short and stays different from others: fingerprints are made of it.
fn digest(way: &str) -> String {
    if way.len() <= SHORT {
        return way.to_owned();
    }
    let mut end = SmolStr::new(way);
    keep_end(&mut end);
    Sha256::digest(way).iter().fold(end.into(), |text: String, byte| format!("{text}{byte:02x}"))
}
