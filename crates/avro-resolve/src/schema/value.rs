//! A datum in memory. It means something only together with the shape that it belongs to.

use crate::depth::at_most;
use crate::limits;

/// Data nested deeper than this are refused: values are built, compared and dropped by recursion.
pub const MAX_DEPTH: u32 = at_most(limits::DEPTH.most as u32);

/// A datum of any Avro type. Equality is that of the encoding: NaN equals itself, 0.0 differs from -0.0.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // the names are the specification's
pub enum Value {
    Null,
    Boolean(bool),
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    Bytes(Vec<u8>),
    /// Text as its bytes: bytes read as a string need not be UTF-8.
    String(Vec<u8>),
    Fixed(Vec<u8>),
    /// The number of a symbol.
    Enum(u32),
    Array(Vec<Value>),
    /// Entries in the order of the encoding.
    Map(Vec<(Vec<u8>, Value)>),
    /// The number of a branch, and a datum of it.
    Union(u32, Box<Value>),
    /// The fields in the order of the schema.
    Record(Vec<Value>),
}

impl Value {
    /// How many of its strings, keys of maps among them, are not UTF-8.
    pub fn broken_texts(&self) -> u64 {
        let is_broken = |text: &[u8]| u64::from(std::str::from_utf8(text).is_err());
        match self {
            Value::String(text) => is_broken(text),
            Value::Union(_, inner) => inner.broken_texts(),
            Value::Array(parts) | Value::Record(parts) => parts.iter().map(Value::broken_texts).sum(),
            Value::Map(entries) => entries.iter().map(|(key, value)| is_broken(key) + value.broken_texts()).sum(),
            Value::Null
            | Value::Boolean(_)
            | Value::Int(_)
            | Value::Long(_)
            | Value::Float(_)
            | Value::Double(_)
            | Value::Bytes(_)
            | Value::Fixed(_)
            | Value::Enum(_) => 0,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        use Value::*;
        match (self, other) {
            (Null, Null) => true,
            (Boolean(a), Boolean(b)) => a == b,
            (Int(a), Int(b)) => a == b,
            (Long(a), Long(b)) => a == b,
            (Float(a), Float(b)) => a.to_bits() == b.to_bits(),
            (Double(a), Double(b)) => a.to_bits() == b.to_bits(),
            (Bytes(a), Bytes(b)) | (String(a), String(b)) | (Fixed(a), Fixed(b)) => a == b,
            (Enum(a), Enum(b)) => a == b,
            (Array(a), Array(b)) | (Record(a), Record(b)) => a == b,
            (Map(a), Map(b)) => a == b,
            (Union(i, a), Union(j, b)) => i == j && a == b,
            (
                Null | Boolean(_) | Int(_) | Long(_) | Float(_) | Double(_) | Bytes(_) | String(_) | Fixed(_) | Enum(_)
                | Array(_) | Map(_) | Union(..) | Record(_),
                _,
            ) => false,
        }
    }
}
