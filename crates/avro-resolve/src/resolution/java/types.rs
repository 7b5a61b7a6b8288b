//! Java's names of types, and its promotions.

use crate::schema::model::{Primitive, Type};

pub(super) fn widens(writer: Primitive, reader: Primitive) -> bool {
    use Primitive::*;
    match reader {
        Long => writer == Int,
        Float => matches!(writer, Int | Long),
        Double => matches!(writer, Int | Long | Float),
        Bytes => writer == String,
        String => writer == Bytes,
        Null | Boolean | Int => false,
    }
}

/// The type's name in Java.
pub(super) fn java_type(ty: &Type) -> &'static str {
    match ty {
        Type::Primitive(Primitive::Null) => "NULL",
        Type::Primitive(Primitive::Boolean) => "BOOLEAN",
        Type::Primitive(Primitive::Int) => "INT",
        Type::Primitive(Primitive::Long) => "LONG",
        Type::Primitive(Primitive::Float) => "FLOAT",
        Type::Primitive(Primitive::Double) => "DOUBLE",
        Type::Primitive(Primitive::Bytes) => "BYTES",
        Type::Primitive(Primitive::String) => "STRING",
        Type::Array(_) => "ARRAY",
        Type::Map(_) => "MAP",
        Type::Union(_) => "UNION",
        Type::Record(_) => "RECORD",
        Type::Enum(_) => "ENUM",
        Type::Fixed(_) => "FIXED",
        Type::Reference(_) => unreachable!("follow() leads to a definition"),
    }
}
