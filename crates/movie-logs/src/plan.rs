//! Decides once how events become data of a schema, so that each line is encoded by a list of steps.

use avro_resolve::data::binary::{self, put_bytes, put_long};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::{FieldShape, Shapes};

use super::binding::{Binding, RecordSchema, Taken};
use super::check::ValueCheck;
use super::conversion::Conversion;
use super::event::{Event, Kind};
use super::reason::Reason;
use super::zone::{TIMEZONE, Zone};

pub use super::binding::{LOG_FIELD, Refusal};

/// How events of one kind become data of one schema.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The kind.
    pub kind: Kind,
    /// What a line says and the schema has no field for: it is lost. If there is nothing, each line is restored from its datum byte
    /// for byte, and those that would not be are rejected.
    pub unkept: Vec<&'static str>,
    /// The zone in which times are taken, if the schema has instants.
    pub zone: Option<Zone>,
    steps: Vec<Step>,
}

/// A part of the way from an event to a datum.
#[derive(Clone, Debug)]
enum Step {
    /// Appends the same bytes for every event: defaults, and the numbers of unions' branches.
    Constant(Box<[u8]>),
    /// Appends a text as string or bytes.
    Text(usize),
    /// Appends a number as int or long.
    Number(usize),
    /// Appends what is made of a part of the line.
    Converted(Box<Conversion>),
    /// Appends nothing, and rejects some lines.
    Check(Box<ValueCheck>),
}

impl Step {
    /// Takes a step that may reject the line; what was appended from `start` on is taken back then. As a part of the loop over the steps, it
    /// would make each of the others cost more.
    #[inline(never)]
    fn put_or_reject(&self, event: &Event<'_>, out: &mut Vec<u8>, start: usize) -> Result<(), Reason> {
        let done = match self {
            Step::Converted(conversion) => conversion.put(event, out),
            Step::Check(check) => check.demand(event),
            Step::Constant(_) | Step::Text(_) | Step::Number(_) => Ok(()),
        };
        if done.is_err() {
            out.truncate(start);
        }
        done
    }
}

impl Plan {
    /// Binds the fields of a record to the parts of a kind of line: the one that the property [`LOG_FIELD`] of the field names, or else that
    /// of its name, or of an alias. The other fields take their default. Instants are those of local times in UTC.
    ///
    /// # Errors
    /// Every field that nothing fills, or that cannot hold what a line gives.
    pub fn new(kind: Kind, schema: &LinkedSchema, shapes: &Shapes) -> Result<Plan, Vec<Refusal>> {
        Plan::in_zone(kind, schema, shapes, &Zone::utc())
    }

    /// The same with instants of local times in a zone.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn in_zone(kind: Kind, schema: &LinkedSchema, shapes: &Shapes, zone: &Zone) -> Result<Plan, Vec<Refusal>> {
        let schema = RecordSchema::of(schema, shapes).map_err(|refusal| vec![refusal])?;
        let binding = Binding::new(kind, schema, zone);
        let unkept = binding.unkept(kind);
        let mut building = Building { shapes, steps: Vec::new(), constant: Vec::new() };
        let (mut refusals, mut has_instants) = (Vec::new(), false);
        for (index, field) in binding.fields.iter().enumerate() {
            match &field.taken {
                Some(Ok(taken)) => {
                    has_instants |= matches!(&taken.conversion, Conversion::Time { form, .. } if form.zone.is_some());
                    let is_restored =
                        unkept.is_empty() && binding.keeper(taken.part).is_some_and(|(at, _)| at == index);
                    building.put(taken.clone(), is_restored);
                }
                Some(Err(refusal)) => refusals.push(refusal.clone()),
                None => {
                    let put = building.default(kind, field.shape);
                    refusals.extend(put.err().map(|message| schema.refusal(field.place.span, message)));
                }
            }
        }
        building.end_constant();
        let zone = has_instants.then(|| zone.clone());
        if refusals.is_empty() { Ok(Plan { kind, unkept, zone, steps: building.steps }) } else { Err(refusals) }
    }

    /// Rejects lines that fail a check.
    pub fn check(&mut self, checks: impl IntoIterator<Item = ValueCheck>) {
        let checks = checks.into_iter().map(|check| Step::Check(Box::new(check)));
        self.steps.splice(0..0, checks);
    }

    /// What is to be known of the lines to restore them, as an entry of the header of a container file.
    pub fn metadata(&self) -> Option<(&'static str, &[u8])> {
        self.zone.as_ref().map(|zone| (TIMEZONE, zone.name().as_bytes()))
    }

    /// Appends the event as a datum.
    ///
    /// # Errors
    /// If no datum is exactly what the line says, or it fails a check; `out` is as before then.
    ///
    /// # Panics
    /// If the event is of another kind than the plan.
    #[inline]
    pub fn encode(&self, event: &Event<'_>, out: &mut Vec<u8>) -> Result<(), Reason> {
        assert_eq!(event.kind, self.kind, "a plan is for one kind of event");
        let start = out.len();
        for step in &self.steps {
            match step {
                Step::Constant(bytes) => out.extend_from_slice(bytes),
                Step::Text(text) => put_bytes(event.texts[*text].as_bytes(), out),
                Step::Number(number) => put_long(i64::from(event.numbers[*number]), out),
                Step::Converted(_) | Step::Check(_) => step.put_or_reject(event, out, start)?,
            }
        }
        Ok(())
    }
}

struct Building<'a> {
    shapes: &'a Shapes,
    steps: Vec<Step>,
    /// The constant bytes that the next step comes after.
    constant: Vec<u8>,
}

impl Building<'_> {
    fn put(&mut self, taken: Taken, is_restored: bool) {
        taken.branch.into_iter().for_each(|branch| put_long(branch, &mut self.constant));
        self.end_constant();
        let conversion = if is_restored { taken.conversion.restored() } else { taken.conversion };
        // Most parts are of these two, and each line goes through all steps.
        self.steps.push(match conversion {
            Conversion::Text(text) => Step::Text(text),
            Conversion::Number(number) => Step::Number(number),
            converted @ (Conversion::Parsed { .. }
            | Conversion::Digits(_)
            | Conversion::Typed { .. }
            | Conversion::Time { .. }
            | Conversion::Movies { .. }
            | Conversion::Error(_)) => Step::Converted(Box::new(converted)),
        });
    }

    fn default(&mut self, kind: Kind, field: &FieldShape) -> Result<(), String> {
        let default = field.default.as_ref().ok_or_else(|| {
            let name = &field.name;
            format!("a {kind} line has no {name}, and the field has no default that fits; give it one")
        })?;
        binary::encode(self.shapes, field.shape, &default.value, &mut self.constant);
        Ok(())
    }

    fn end_constant(&mut self) {
        if !self.constant.is_empty() {
            self.steps.push(Step::Constant(std::mem::take(&mut self.constant).into_boxed_slice()));
        }
    }
}
