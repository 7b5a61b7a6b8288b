//! How a primitive type widens to another (specification: Schema Resolution).

use crate::schema::model::Primitive;
use crate::schema::shape::{Form, Shape};

/// A promotion of the specification.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Promotion {
    IntToLong,
    IntToFloat,
    IntToDouble,
    LongToFloat,
    LongToDouble,
    FloatToDouble,
    StringToBytes,
    BytesToString,
}

impl Promotion {
    /// The writer's type and the reader's.
    pub fn types(self) -> (Primitive, Primitive) {
        match self {
            Promotion::IntToLong => (Primitive::Int, Primitive::Long),
            Promotion::IntToFloat => (Primitive::Int, Primitive::Float),
            Promotion::IntToDouble => (Primitive::Int, Primitive::Double),
            Promotion::LongToFloat => (Primitive::Long, Primitive::Float),
            Promotion::LongToDouble => (Primitive::Long, Primitive::Double),
            Promotion::FloatToDouble => (Primitive::Float, Primitive::Double),
            Promotion::StringToBytes => (Primitive::String, Primitive::Bytes),
            Promotion::BytesToString => (Primitive::Bytes, Primitive::String),
        }
    }
}

/// The promotion from the writer's type to the reader's, if there is one.
pub(super) fn promotion_of(writer: &Shape, reader: &Shape) -> Option<Promotion> {
    match (&writer.form, &reader.form) {
        (Form::Primitive(writer), Form::Primitive(reader)) => promotion(*writer, *reader),
        _ => None,
    }
}

/// The same for two primitive types.
#[inline]
pub(super) fn promotion(writer: Primitive, reader: Primitive) -> Option<Promotion> {
    match (writer, reader) {
        (Primitive::Int, Primitive::Long) => Some(Promotion::IntToLong),
        (Primitive::Int, Primitive::Float) => Some(Promotion::IntToFloat),
        (Primitive::Int, Primitive::Double) => Some(Promotion::IntToDouble),
        (Primitive::Long, Primitive::Float) => Some(Promotion::LongToFloat),
        (Primitive::Long, Primitive::Double) => Some(Promotion::LongToDouble),
        (Primitive::Float, Primitive::Double) => Some(Promotion::FloatToDouble),
        (Primitive::String, Primitive::Bytes) => Some(Promotion::StringToBytes),
        (Primitive::Bytes, Primitive::String) => Some(Promotion::BytesToString),
        _ => None,
    }
}
