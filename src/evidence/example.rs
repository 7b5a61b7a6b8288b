//! Makes examples of hazards: a datum as it is written and as it is read.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use avro_resolve::data::json::show;
use avro_resolve::data::meaning::meaning;
use avro_resolve::data::sample;
use avro_resolve::data::translate::translate;
use avro_resolve::resolution::locate::{Cause, Hazard, Sorting};
use avro_resolve::resolution::{Action, PairId, Promotion, Resolution};
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::model::{Order, Primitive};
use avro_resolve::schema::shape::{FieldShape, Form, RecordShape, ShapeId, Shapes};
use avro_resolve::schema::value::Value;

use super::{Example, encoded};
use crate::finding::Finding;
use crate::model::text::hex;

/// The examples of a subject: one for each hazard of each pair of shapes, wherever they occur.
pub(crate) struct Examples<'a> {
    shapes: &'a Shapes,
    resolution: &'a Resolution,
    known: FxHashMap<(PairId, Hazard), Option<Arc<Example>>>,
    /// The plain datum of each shape that was asked for, if it has a small one.
    plain: RefCell<FxHashMap<ShapeId, Option<Rc<Sample>>>>,
}

/// A datum to try.
struct Sample {
    value: Value,
    bytes: Vec<u8>,
}

/// The most records that are tried until one shows the hazard.
const TRIES: usize = 6;

impl<'a> Examples<'a> {
    pub(crate) fn new(shapes: &'a Shapes, resolution: &'a Resolution) -> Examples<'a> {
        Examples { shapes, resolution, known: FxHashMap::default(), plain: RefCell::default() }
    }

    /// An example of what a finding is about, if data can be read differently and there is a small one.
    pub(crate) fn of(&mut self, finding: &Finding) -> Option<Arc<Example>> {
        match (finding.cause()?, finding.pair?) {
            (Cause::Hazard(hazard), pair) => self.of_hazard(pair, hazard),
            (Cause::PrecisionChanged { writer, reader }, pair) => self.of_precision(pair, (*writer, *reader)),
            _ => None,
        }
    }

    fn of_hazard(&mut self, pair: PairId, hazard: &Hazard) -> Option<Arc<Example>> {
        let key = (pair, hazard.clone());
        if let Some(example) = self.known.get(&key) {
            return example.clone();
        }
        let made = self.make(pair, hazard).map(|(before, after)| Arc::new(Example { before, after }));
        self.known.insert(key, made.clone());
        made
    }

    /// The longest of some decimals, read where up to `reader` digits are expected instead of up to `writer`.
    fn of_precision(&self, pair: PairId, (writer, reader): (u32, u32)) -> Option<Arc<Example>> {
        let entry = self.resolution.pair(pair);
        let sample =
            self.samples(entry.writer).max_by_key(|sample| self.with_meaning(entry.writer, &sample.value).len())?;
        let read = self.read(pair, &sample.bytes)?;
        let (before, after) = (self.with_meaning(entry.writer, &sample.value), self.with_meaning(entry.reader, &read));
        let after = if reader < writer { format!("{after}: more than {reader} digits") } else { after };
        Some(Arc::new(Example { before, after }))
    }

    fn make(&self, pair: PairId, hazard: &Hazard) -> Option<(String, String)> {
        let entry = self.resolution.pair(pair);
        // Where nothing can be read, there is nothing to try.
        if !entry.can_succeed() {
            return None;
        }
        match hazard {
            Hazard::UnitChanged { .. }
            | Hazard::LossyPromotion { .. }
            | Hazard::BytesAsText
            | Hazard::LogicalTypeChanged { .. } => {
                let value = revealing(self.shapes, entry.writer, entry.reader, &entry.action)?;
                let read = self.read(pair, &encoded(self.shapes, entry.writer, &value))?;
                Some((self.with_meaning(entry.writer, &value), self.with_meaning(entry.reader, &read)))
            }
            Hazard::EnumDefaultMasks { index, .. } => {
                let value = Value::Enum(*index);
                let read = self.read(pair, &encoded(self.shapes, entry.writer, &value))?;
                Some((show(self.shapes, entry.writer, &value), show(self.shapes, entry.reader, &read)))
            }
            Hazard::RenamedWithoutAlias { gone, came } => self.fields(pair, &[gone], &[came]),
            Hazard::DataDropped { fields } => self.fields(pair, &fields.iter().collect::<Vec<_>>(), &[]),
            Hazard::AliasSwap { field, other } => self.fields(pair, &[field, other], &[field, other]),
            Hazard::NamespaceIgnored { writer, reader } => {
                let (before, after) = self.record_shown(pair)?;
                Some((format!("{writer} {before}"), format!("{reader} {after}")))
            }
            Hazard::NothingKept { .. } => self.record_shown(pair),
            Hazard::DefaultChanged { field, .. } => {
                let filled = |shape: ShapeId| {
                    let field = record_of(self.shapes, shape).fields.iter().find(|other| other.name == *field)?;
                    Some(show(self.shapes, field.shape, &field.default.as_ref()?.value))
                };
                Some((filled(entry.writer)?, filled(entry.reader)?))
            }
            Hazard::SortOrderChanged(Sorting::Symbols { first, second }) => {
                Some((format!("{first} < {second}"), format!("{second} < {first}")))
            }
            Hazard::SortOrderChanged(Sorting::Field { writer, reader, .. }) => {
                let sorted = |order: &Order| match order {
                    Order::Ascending => "1, 2, 3",
                    Order::Descending => "3, 2, 1",
                    Order::Ignore => "1, 2, 3 in any order",
                };
                Some((sorted(writer).to_owned(), sorted(reader).to_owned()))
            }
            Hazard::OtherBytes(_) => {
                let mut both = self.samples(entry.writer).filter_map(|sample| {
                    let read = self.read(pair, &sample.bytes)?;
                    Some((sample.bytes.clone(), encoded(self.shapes, entry.reader, &read)))
                });
                let (before, after) = both.find(|(before, after)| before != after)?;
                Some((hexadecimal(&before), hexadecimal(&after)))
            }
        }
    }

    fn read(&self, pair: PairId, bytes: &[u8]) -> Option<Value> {
        translate(self.shapes, self.resolution, pair, bytes, &mut ()).ok()
    }

    /// A plain datum, and, where that does not do, others; none of a type whose data are large.
    fn samples(&self, shape: ShapeId) -> impl Iterator<Item = Rc<Sample>> {
        let sample = move |value| Rc::new(Sample { bytes: encoded(self.shapes, shape, &value), value });
        let known = self.plain.borrow().get(&shape).cloned();
        let plain = known.unwrap_or_else(|| {
            let plain = sample::plain(self.shapes, shape).map(sample);
            self.plain.borrow_mut().insert(shape, plain.clone());
            plain
        });
        let others = plain.is_some().then(|| std::iter::once_with(move || sample::records(self.shapes, shape, TRIES)));
        plain.into_iter().chain(others.into_iter().flatten().flatten().map(sample))
    }

    /// A datum that can be read, as it is written and as it is read.
    fn record(&self, pair: PairId) -> Option<(Rc<Sample>, Value)> {
        self.samples(self.resolution.pair(pair).writer).find_map(|sample| {
            let read = self.read(pair, &sample.bytes)?;
            Some((sample, read))
        })
    }

    /// The same as texts.
    fn record_shown(&self, pair: PairId) -> Option<(String, String)> {
        let (entry, (sample, read)) = (self.resolution.pair(pair), self.record(pair)?);
        Some((show(self.shapes, entry.writer, &sample.value), show(self.shapes, entry.reader, &read)))
    }

    /// Some fields of a record that can be read, as they are written and as they are read.
    fn fields(&self, pair: PairId, before: &[&SmolStr], after: &[&SmolStr]) -> Option<(String, String)> {
        /// Of more fields, only these are shown.
        const MOST: usize = 3;
        let (sample, read) = self.record(pair)?;
        let some = |shape: ShapeId, value: &Value, wanted: &[&SmolStr]| {
            let Value::Record(values) = value else { return String::new() };
            let fields = record_of(self.shapes, shape).fields.iter().zip(values);
            let fields = fields.filter(|(field, _)| wanted.contains(&&field.name)).take(MOST);
            let field = |(field, value): (&FieldShape, &Value)| {
                format!("\"{}\": {}", field.name, show(self.shapes, field.shape, value))
            };
            let mut shown: Vec<String> = fields.map(field).collect();
            shown.extend((wanted.len() > MOST).then(|| "…".to_owned()));
            format!("{{{}}}", shown.join(", "))
        };
        let entry = self.resolution.pair(pair);
        Some((some(entry.writer, &sample.value, before), some(entry.reader, &read, after)))
    }

    /// The value, and what it means: a date, an amount.
    fn with_meaning(&self, shape: ShapeId, value: &Value) -> String {
        let text = show(self.shapes, shape, value);
        match self.shapes.get(shape).logical.and_then(|logical| meaning(logical, value)) {
            Some(meaning) => format!("{text} ({meaning})"),
            None => text,
        }
    }
}

/// A value that another reads differently.
fn revealing(shapes: &Shapes, writer: ShapeId, reader: ShapeId, action: &Action) -> Option<Value> {
    use LogicalType::*;
    let (w, r) = (shapes.get(writer), shapes.get(reader));
    if let (Action::Promote(promotion), None, None) = (action, w.logical, r.logical) {
        match promotion {
            Promotion::IntToFloat => return Some(Value::Int(16_777_217)),
            Promotion::LongToFloat => return Some(Value::Long(16_777_217)),
            Promotion::LongToDouble => return Some(Value::Long(9_007_199_254_740_993)),
            Promotion::BytesToString => return Some(Value::Bytes(vec![0xff, 0xfe])),
            Promotion::IntToLong | Promotion::IntToDouble | Promotion::FloatToDouble | Promotion::StringToBytes => {}
        }
    }
    const SECONDS: i64 = 1_700_000_000;
    Some(match (&w.form, w.logical.or(r.logical)?) {
        (Form::Primitive(Primitive::Int), Date) => Value::Int(19_675),
        (Form::Primitive(Primitive::Int), TimeMillis) => Value::Int(80_000_000),
        (Form::Primitive(Primitive::Int), _) => Value::Int(1_700_000_000),
        (Form::Primitive(Primitive::Long), TimeMicros) => Value::Long(80_000_000_000),
        (Form::Primitive(Primitive::Long), TimestampMicros | LocalTimestampMicros) => Value::Long(SECONDS * 1_000_000),
        (Form::Primitive(Primitive::Long), TimestampNanos | LocalTimestampNanos) => {
            Value::Long(SECONDS * 1_000_000_000)
        }
        (Form::Primitive(Primitive::Long), _) => Value::Long(SECONDS * 1_000),
        (Form::Primitive(Primitive::Bytes), _) => Value::Bytes(vec![0x01, 0xff]),
        // Text that did not have to be a UUID so far need not be one.
        (Form::Primitive(Primitive::String), _) if w.logical.is_none() => Value::String(b"unknown".to_vec()),
        (Form::Primitive(Primitive::String), _) => Value::String(b"123e4567-e89b-12d3-a456-426614174000".to_vec()),
        (Form::Fixed(fixed), Duration) if fixed.size == 12 => {
            Value::Fixed([1u32, 2, 3].iter().flat_map(|part| part.to_le_bytes()).collect())
        }
        _ => sample::records(shapes, writer, 1).pop()?,
    })
}

fn record_of(shapes: &Shapes, shape: ShapeId) -> &RecordShape {
    let Form::Record(record) = &shapes.get(shape).form else { unreachable!("only records have fields") };
    record
}

fn hexadecimal(bytes: &[u8]) -> String {
    const SHORT: usize = 24;
    let end = if bytes.len() > SHORT { "…" } else { "" };
    format!("0x{}{end}", hex(&bytes[..bytes.len().min(SHORT)]))
}
