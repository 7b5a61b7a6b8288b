//! How a part of a line becomes a value: the type of the field decides, once for all lines.

use avro_resolve::data::binary::{put_bytes, put_long};
use avro_resolve::schema::model::Primitive;
use avro_resolve::schema::shape::{Form, Shape, ShapeId, Shapes};

use super::event::{Event, Field, Slot};
use super::log_time::TimeForm;
use super::movies::{self, SUCCESS};
use super::number_type::NumberType;
use super::part::Part;
use super::reason::Reason;
use super::zone::Zone;

/// How a part of a line becomes a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Conversion {
    /// A text as string or bytes.
    Text(usize),
    /// A text that has to be a number as numbers are printed, as int or long.
    Parsed { text: usize, field: &'static str, wanted: Primitive },
    /// A number as int or long.
    Number(usize),
    /// A number as string or bytes.
    Digits(usize),
    /// A number as another type of numbers, or as a symbol.
    Typed { number: usize, field: &'static str, wanted: NumberType },
    /// The time as a timestamp. Where it is restored from it, only times are taken that are printed as they are written.
    Time { form: TimeForm, is_restored: bool },
    /// The recommendations as an array of strings; a failed request has none. Where they are restored from it, only those are taken that
    /// are printed as they are written.
    Movies { absence: Absence, is_restored: bool },
    /// The result of a failed request as a string; others have none.
    Error(Absence),
}

/// What is written where a line has nothing for a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Absence {
    /// No items, or no characters.
    Empty,
    /// The branch of a union that is null; a value is of the other branch.
    Null { null: i64, value: i64 },
}

/// A conversion and how well the type suits the part, 0 best; or why the type cannot hold it, if there is more to say than that.
pub(super) type Fit = Result<(u8, Conversion), Option<String>>;

impl Conversion {
    /// How a part becomes a value of a type that is no union. Instants are those of local times in `zone`. A logical type gives
    /// numbers and texts a meaning that a log's do not have, apart from those of times and decimals.
    pub(super) fn of(part: Part, shapes: &Shapes, shape: ShapeId, zone: &Zone) -> Fit {
        let whole = shapes.get(shape);
        match part {
            Part::Field(Field { name: "time", .. }) if whole.logical.is_some() => time(whole, zone),
            Part::Field(Field { name, slot: Slot::Text(text) }) => match (&whole.form, whole.logical) {
                (Form::Primitive(Primitive::String), None) => Ok((0, Conversion::Text(*text))),
                (Form::Primitive(Primitive::Bytes), None) => Ok((1, Conversion::Text(*text))),
                (Form::Primitive(wanted @ (Primitive::Int | Primitive::Long)), None) if *name != "time" => {
                    let rank = if *wanted == Primitive::Long { 2 } else { 3 };
                    Ok((rank, Conversion::Parsed { text: *text, field: name, wanted: *wanted }))
                }
                (Form::Array(items), _) if *name == "recommendations" => array(shapes, *items),
                _ => Err(None),
            },
            Part::Field(Field { name, slot: Slot::Number(number) }) => number_of(name, *number, whole),
            Part::Error => match (&whole.form, whole.logical) {
                (Form::Primitive(Primitive::String), None) => Ok((0, Conversion::Error(Absence::Empty))),
                _ => Err(None),
            },
        }
    }

    /// The same for a union that has null as branch `null` and the type as branch `value`. Returns whether lines that have nothing for
    /// the field are null.
    pub(super) fn may_be_null(&mut self, null: i64, value: i64) -> bool {
        match self {
            Conversion::Movies { absence, .. } | Conversion::Error(absence) => {
                *absence = Absence::Null { null, value };
                true
            }
            Conversion::Text(_)
            | Conversion::Parsed { .. }
            | Conversion::Number(_)
            | Conversion::Digits(_)
            | Conversion::Typed { .. }
            | Conversion::Time { .. } => false,
        }
    }

    /// Whether the part can be had back from any value. Times and movies may be written in several ways.
    pub(super) fn is_exact(&self) -> bool {
        !matches!(self, Conversion::Time { .. } | Conversion::Movies { .. })
    }

    /// Takes only what is printed as it is written.
    pub(super) fn restored(mut self) -> Conversion {
        if let Conversion::Time { is_restored, .. } | Conversion::Movies { is_restored, .. } = &mut self {
            *is_restored = true;
        }
        self
    }

    /// Appends the value.
    ///
    /// # Errors
    /// If no value is exactly what the line says.
    pub(super) fn put(&self, event: &Event<'_>, out: &mut Vec<u8>) -> Result<(), Reason> {
        let (result, is_failed) = (event.texts[3], event.numbers[0] != SUCCESS);
        match self {
            Conversion::Text(text) => put_bytes(event.texts[*text].as_bytes(), out),
            Conversion::Number(number) => put_long(i64::from(event.numbers[*number]), out),
            Conversion::Digits(number) => put_bytes(event.numbers[*number].to_string().as_bytes(), out),
            Conversion::Parsed { text, field, wanted } => match parsed(event.texts[*text], *wanted) {
                Some(number) => put_long(number, out),
                None => return Err(Reason::DoesNotFit { field, wanted: wanted.name() }),
            },
            Conversion::Typed { number, field, wanted } => wanted.put(event.numbers[*number], field, out)?,
            Conversion::Time { form, is_restored: false } => put_long(form.number(event.texts[0])?, out),
            Conversion::Time { form, is_restored: true } => put_long(form.number_as_written(event.texts[0])?, out),
            Conversion::Movies { absence, is_restored } => {
                if *is_restored && !is_failed {
                    movies::demand_spaces(result)?;
                }
                absence.put((!is_failed).then_some(|out: &mut Vec<u8>| put_movies(result, out)), out);
            }
            Conversion::Error(absence) => {
                absence.put(is_failed.then_some(|out: &mut Vec<u8>| put_bytes(result.as_bytes(), out)), out);
            }
        }
        Ok(())
    }
}

impl Absence {
    fn put(self, value: Option<impl FnOnce(&mut Vec<u8>)>, out: &mut Vec<u8>) {
        match (self, value) {
            (Absence::Null { value: branch, .. }, Some(put)) => {
                put_long(branch, out);
                put(out);
            }
            (Absence::Null { null, .. }, None) => put_long(null, out),
            (Absence::Empty, Some(put)) => put(out),
            (Absence::Empty, None) => put_long(0, out),
        }
    }
}

fn time(whole: &Shape, zone: &Zone) -> Fit {
    let form = whole.logical.and_then(|logical| TimeForm::of(logical, zone)).ok_or(None)?;
    Ok((2, Conversion::Time { form, is_restored: false }))
}

fn array(shapes: &Shapes, items: ShapeId) -> Fit {
    match shapes.get(items) {
        Shape { form: Form::Primitive(Primitive::String), logical: None } => {
            Ok((2, Conversion::Movies { absence: Absence::Empty, is_restored: false }))
        }
        _ => Err(Some(format!("an array of {} holds no movies; make it an array of strings", shapes.describe(items)))),
    }
}

fn number_of(field: &'static str, number: usize, whole: &Shape) -> Fit {
    match (&whole.form, whole.logical) {
        (Form::Primitive(Primitive::Int), None) => Ok((0, Conversion::Number(number))),
        (Form::Primitive(Primitive::Long), None) => Ok((1, Conversion::Number(number))),
        (Form::Primitive(Primitive::String), None) => Ok((2, Conversion::Digits(number))),
        (Form::Primitive(Primitive::Bytes), None) => Ok((3, Conversion::Digits(number))),
        _ => {
            let (rank, wanted) = NumberType::of(field, whole)?;
            Ok((rank, Conversion::Typed { number, field, wanted }))
        }
    }
}

/// The number that a text is, if the text is how the number is printed.
fn parsed(text: &str, wanted: Primitive) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    let is_in_range = wanted == Primitive::Long || i32::try_from(number).is_ok();
    (is_in_range && number.to_string() == text).then_some(number)
}

fn put_movies(result: &str, out: &mut Vec<u8>) {
    let movies = movies::split(result);
    let count = movies.clone().count();
    if count > 0 {
        put_long(count as i64, out);
        movies.for_each(|movie| put_bytes(movie.as_bytes(), out));
    }
    put_long(0, out);
}
