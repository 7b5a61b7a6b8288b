//! Binds the fields of a schema to those of an event, once, so that each line is encoded by a list of steps.

use avro_resolve::data::binary::{self, put_bytes, put_long};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::{Primitive, Record, Type};
use avro_resolve::schema::shape::{FieldShape, Form, RecordShape, ShapeId, Shapes};
use avro_resolve::schema::source::Span;

use super::event::{Event, Field, Kind, Slot};
use super::reason::Reason;

/// How events of one kind become data of one schema.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The kind.
    pub kind: Kind,
    /// What a line says and the schema has no field for; it is lost.
    pub unkept: Vec<&'static str>,
    steps: Vec<Step>,
}

/// Why no line can become a datum of a schema: the file, the place there, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct Refusal {
    /// The schema's file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Cause and remedy.
    pub message: String,
}

/// Appends a part of a datum.
#[derive(Clone, Debug)]
enum Step {
    /// The same bytes for every event: defaults, and the numbers of unions' branches.
    Constant(Box<[u8]>),
    /// A text as string or bytes.
    Text(usize),
    /// A number as int or long.
    Number(usize),
    /// A number as string or bytes.
    Digits(usize),
    /// A text that has to be a number, as int or long.
    Parsed { text: usize, field: &'static str, wanted: Primitive },
}

impl Plan {
    /// Binds the fields of a record to those of a kind of event, by name or alias; the other fields take their default.
    ///
    /// # Errors
    /// Every field that nothing fills, or that cannot hold what a line gives.
    pub fn new(kind: Kind, schema: &LinkedSchema, shapes: &Shapes) -> Result<Plan, Vec<Refusal>> {
        let at = schema.links.follow(schema.links.root);
        let node = schema.links.node(at);
        let refuse = |span: Span, message: String| {
            let source = schema.source(at.file);
            let position = source.position(span.start);
            Refusal { file: source.name.clone(), line: position.line, column: position.column, message }
        };
        let (Type::Record(record), Form::Record(shape)) = (&node.ty, &shapes.get(schema.root_shape()).form) else {
            let message =
                format!("{} is not a record, but a log line becomes one", shapes.describe(schema.root_shape()));
            return Err(vec![refuse(node.span, message)]);
        };
        Plan::of_record(kind, shapes, record, shape, refuse)
    }

    fn of_record(
        kind: Kind,
        shapes: &Shapes,
        record: &Record,
        shape: &RecordShape,
        refuse: impl Fn(Span, String) -> Refusal,
    ) -> Result<Plan, Vec<Refusal>> {
        let mut building = Building { shapes, steps: Vec::new(), constant: Vec::new() };
        let mut bound = Vec::new();
        let mut refusals = Vec::new();
        for (place, field) in record.fields.iter().zip(&shape.fields) {
            let given = match bind(kind, field) {
                Some(given) => {
                    bound.push(given.name);
                    building.given(given, field.shape)
                }
                None => building.default(kind, field),
            };
            refusals.extend(given.err().map(|message| refuse(place.span, message)));
        }
        building.end_constant();
        let unkept = kind.fields().iter().map(|field| field.name).filter(|name| !bound.contains(name)).collect();
        if refusals.is_empty() { Ok(Plan { kind, unkept, steps: building.steps }) } else { Err(refusals) }
    }

    /// Appends the event as a datum.
    ///
    /// # Errors
    /// If the schema wants a number where the line has other text; `out` is as before then.
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
                Step::Digits(number) => put_bytes(event.numbers[*number].to_string().as_bytes(), out),
                Step::Parsed { text, field, wanted } => match parsed(event.texts[*text], *wanted) {
                    Some(number) => put_long(number, out),
                    None => {
                        out.truncate(start);
                        return Err(Reason::DoesNotFit { field, wanted: wanted.name() });
                    }
                },
            }
        }
        Ok(())
    }
}

/// The field of the kind that a schema's field takes: that of its name, or failing that of an alias.
pub fn bind(kind: Kind, field: &FieldShape) -> Option<&'static Field> {
    let named = |name: &str| kind.fields().iter().find(|given| given.name == name);
    named(&field.name).or_else(|| field.aliases.iter().find_map(|alias| named(alias)))
}

/// The number that a text is, if the text is how the number is printed.
fn parsed(text: &str, wanted: Primitive) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    let is_in_range = wanted == Primitive::Long || i32::try_from(number).is_ok();
    (is_in_range && number.to_string() == text).then_some(number)
}

struct Building<'a> {
    shapes: &'a Shapes,
    steps: Vec<Step>,
    /// The constant bytes that the next step comes after.
    constant: Vec<u8>,
}

impl Building<'_> {
    fn given(&mut self, given: &Field, shape: ShapeId) -> Result<(), String> {
        let fitting = |shape: ShapeId| rank(given, self.shapes, shape);
        let chosen = match &self.shapes.get(shape).form {
            Form::Union(branches) => {
                let ranked = (0i64..).zip(branches).filter_map(|(at, &branch)| Some((fitting(branch)?, at, branch)));
                ranked.min_by_key(|&(rank, at, _)| (rank, at)).map(|(_, at, branch)| {
                    put_long(at, &mut self.constant);
                    branch
                })
            }
            _ => fitting(shape).map(|_| shape),
        };
        let Some(Form::Primitive(primitive)) = chosen.map(|chosen| &self.shapes.get(chosen).form) else {
            let (has, wants) = match given.slot {
                Slot::Text(_) => ("a text", "string or bytes"),
                Slot::Number(_) => ("a number", "int or long"),
            };
            let shape = self.shapes.describe(shape);
            return Err(format!("{} is {shape}, which cannot hold {has} of a log line; make it {wants}", given.name));
        };
        self.end_constant();
        self.steps.push(match (given.slot, is_number(*primitive)) {
            (Slot::Text(text), false) => Step::Text(text),
            (Slot::Text(text), true) => Step::Parsed { text, field: given.name, wanted: *primitive },
            (Slot::Number(number), true) => Step::Number(number),
            (Slot::Number(number), false) => Step::Digits(number),
        });
        Ok(())
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

/// How well a type holds what a line gives, 0 best; `None` if it does not. A logical type gives numbers and bytes a meaning
/// that a log's do not have; a time is not a number.
fn rank(given: &Field, shapes: &Shapes, shape: ShapeId) -> Option<u8> {
    let shape = shapes.get(shape);
    let Form::Primitive(primitive) = shape.form else { return None };
    let is_text = matches!(given.slot, Slot::Text(_));
    match primitive {
        _ if shape.logical.is_some() => None,
        Primitive::String => Some(if is_text { 0 } else { 2 }),
        Primitive::Bytes => Some(if is_text { 1 } else { 3 }),
        Primitive::Int | Primitive::Long if given.name == "time" => None,
        Primitive::Long => Some(if is_text { 2 } else { 1 }),
        Primitive::Int => Some(if is_text { 3 } else { 0 }),
        Primitive::Null | Primitive::Boolean | Primitive::Float | Primitive::Double => None,
    }
}

fn is_number(primitive: Primitive) -> bool {
    matches!(primitive, Primitive::Int | Primitive::Long)
}
