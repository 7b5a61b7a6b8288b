//! Binds the fields of a schema's record to the parts of a kind of line.

use avro_resolve::foreign::foreign;
use avro_resolve::likeness::Comparisons;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::{self, Primitive, Record, Type};
use avro_resolve::schema::shape::{FieldShape, Form, RecordShape, ShapeId, Shapes};
use avro_resolve::schema::source::Span;

use super::conversion::Conversion;
use super::event::{Kind, Slot};
use super::part::Part;
use super::zone::Zone;

/// The property of a field that names the part of the line that it takes.
pub const LOG_FIELD: &str = "logField";

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

/// A schema whose data are records.
#[derive(Clone, Copy)]
pub(super) struct RecordSchema<'s> {
    schema: &'s LinkedSchema,
    shapes: &'s Shapes,
    record: &'s Record,
    shape: &'s RecordShape,
}

/// What the fields of a record take from the lines of a kind.
pub(super) struct Binding<'s> {
    /// In the order of the record. None takes its default.
    pub(super) fields: Vec<BoundField<'s>>,
}

/// A field and what it takes.
pub(super) struct BoundField<'s> {
    pub(super) place: &'s model::Field,
    pub(super) shape: &'s FieldShape,
    pub(super) taken: Option<Result<Taken, Refusal>>,
}

/// A part of a line as a value of a field.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) part: Part,
    pub(super) conversion: Conversion,
    /// The branch of a union that every value is of.
    pub(super) branch: Option<i64>,
}

impl<'s> RecordSchema<'s> {
    /// The record of a schema.
    ///
    /// # Errors
    /// If its data are something else.
    pub(super) fn of(schema: &'s LinkedSchema, shapes: &'s Shapes) -> Result<RecordSchema<'s>, Refusal> {
        let node = schema.links.node(schema.links.follow(schema.links.root));
        match (&node.ty, &shapes.get(schema.root_shape()).form) {
            (Type::Record(record), Form::Record(shape)) => Ok(RecordSchema { schema, shapes, record, shape }),
            _ => {
                let shape = shapes.describe(schema.root_shape());
                Err(refusal(schema, node.span, format!("{shape} is not a record, but a log line becomes one")))
            }
        }
    }

    /// The name of the record without its namespace.
    pub(super) fn name(&self) -> &str {
        self.shape.name.short()
    }

    pub(super) fn refusal(&self, span: Span, message: String) -> Refusal {
        refusal(self.schema, span, message)
    }

    /// The part that a field takes: the one that its property `logField` names; without it that of its name, or else of its
    /// first alias that is one.
    fn part(&self, kind: Kind, field: &model::Field) -> Option<Result<Part, Refusal>> {
        let file = self.schema.links.follow(self.schema.links.root).file;
        let properties = self.schema.field_properties(file, field);
        if let Some((_, text, span)) = properties.iter().rfind(|(name, ..)| name == LOG_FIELD) {
            let known = || Part::all(kind).map(Part::name);
            let named = text.as_deref().and_then(|text| Part::named(kind, text));
            return Some(named.ok_or_else(|| {
                let parts = known().collect::<Vec<_>>().join(", ");
                let near = text.as_deref().and_then(|text| Comparisons::default().nearest(text, known()));
                let message = match (text, near) {
                    (None, _) => format!("{LOG_FIELD} is not a string; the parts of a {kind} line are {parts}"),
                    (Some(text), Some(meant)) => {
                        format!("a {kind} line has no {}; did you mean {meant}? Its parts are {parts}", foreign(text))
                    }
                    (Some(text), None) => format!("a {kind} line has no {}; its parts are {parts}", foreign(text)),
                };
                self.refusal(*span, message)
            }));
        }
        if let Some((slip, _, span)) = properties.iter().find(|(name, ..)| is_slip(name)) {
            let message = format!("{} means nothing; did you mean {LOG_FIELD}?", foreign(slip));
            return Some(Err(self.refusal(*span, message)));
        }
        let of_alias = || field.aliases.iter().find_map(|alias| Part::named(kind, alias));
        Part::named(kind, &field.name).or_else(of_alias).map(Ok)
    }
}

impl<'s> Binding<'s> {
    /// Binds each field to the part that it takes. Instants are those of local times in `zone`.
    pub(super) fn new(kind: Kind, schema: RecordSchema<'s>, zone: &Zone) -> Binding<'s> {
        let bound = |(place, shape): (&'s model::Field, &'s FieldShape)| {
            let taken = schema.part(kind, place).map(|part| {
                let part = part?;
                take(part, schema.shapes, shape.shape, zone).map_err(|message| schema.refusal(place.span, message))
            });
            BoundField { place, shape, taken }
        };
        Binding { fields: schema.record.fields.iter().zip(&schema.shape.fields).map(bound).collect() }
    }

    /// The field that a part of a line is had back from, and its index: the first whose values are always exact, or else the first.
    pub(super) fn keeper(&self, part: Part) -> Option<(usize, &Taken)> {
        let keeping = self.fields.iter().enumerate().filter_map(|(index, field)| match &field.taken {
            Some(Ok(taken)) if taken.part == part => Some((index, taken)),
            Some(Ok(_) | Err(_)) | None => None,
        });
        keeping.min_by_key(|(index, taken)| (!taken.conversion.is_exact(), *index))
    }

    /// The parts that a line is made of. Where the recommendations are a list, the error of a failed request is one.
    pub(super) fn needed(&self, kind: Kind) -> impl Iterator<Item = Part> {
        let is_list = |(_, taken): (usize, &Taken)| matches!(taken.conversion, Conversion::Movies { .. });
        let recommendations = Part::named(kind, "recommendations");
        let needs_error = recommendations.and_then(|part| self.keeper(part)).is_some_and(is_list);
        Part::all(kind).filter(move |part| *part != Part::Error || needs_error)
    }

    /// The parts of a line that cannot be had back.
    pub(super) fn unkept(&self, kind: Kind) -> Vec<&'static str> {
        self.needed(kind).filter(|part| self.keeper(*part).is_none()).map(Part::name).collect()
    }
}

/// How a field takes a part: of a union, in the branch that suits it best.
fn take(part: Part, shapes: &Shapes, shape: ShapeId, zone: &Zone) -> Result<Taken, String> {
    let mut why = None;
    let mut fit = |shape: ShapeId| {
        let fit = Conversion::of(part, shapes, shape, zone);
        fit.map_err(|more| why = why.take().or(more)).ok()
    };
    let taken = match &shapes.get(shape).form {
        Form::Union(branches) => {
            let numbered = || (0i64..).zip(branches);
            let fitting =
                numbered().filter_map(|(at, branch)| fit(*branch).map(|(rank, conversion)| (rank, at, conversion)));
            let best = fitting.min_by_key(|(rank, at, _)| (*rank, *at));
            let null = numbered().find(|(_, branch)| shapes.get(**branch).form == Form::Primitive(Primitive::Null));
            best.map(|(_, at, mut conversion)| {
                let chooses = null.is_some_and(|(null, _)| conversion.may_be_null(null, at));
                Taken { part, conversion, branch: (!chooses).then_some(at) }
            })
        }
        _ => fit(shape).map(|(_, conversion)| Taken { part, conversion, branch: None }),
    };
    taken.ok_or_else(|| {
        let (name, shape) = (part.name(), shapes.describe(shape));
        match why {
            Some(why) => format!("{name} is {shape}: {why}"),
            None => format!("{name} is {shape}, which cannot hold {}", held_by(part)),
        }
    })
}

/// What a part is, and which types hold it.
fn held_by(part: Part) -> &'static str {
    match part {
        Part::Error => "the text of an error; make it string, or a union of null and string",
        Part::Field(field) => match (field.name, field.slot) {
            ("time", _) => "a time of a log line; make it string, bytes, or a long that is a timestamp",
            ("recommendations", _) => "a text of a log line; make it string, bytes or an array of strings",
            ("status", _) => "a number of a log line; make it int, long, or an enum of symbols such as HTTP_200",
            (_, Slot::Text(_)) => "a text of a log line; make it string or bytes",
            (_, Slot::Number(_)) => "a number of a log line; make it int, long, double or a decimal",
        },
    }
}

/// Whether a property was to be the one that names a part.
fn is_slip(name: &str) -> bool {
    name.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().eq_ignore_ascii_case(LOG_FIELD)
}

fn refusal(schema: &LinkedSchema, span: Span, message: String) -> Refusal {
    let source = schema.source(schema.links.follow(schema.links.root).file);
    let position = source.position(span.start);
    Refusal { file: source.name.clone(), line: position.line, column: position.column, message }
}
