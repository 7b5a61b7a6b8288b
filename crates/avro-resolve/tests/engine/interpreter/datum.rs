//! A value, which means something only together with its schema.

/// Enum symbols, union branches and record fields go by their position in the schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    Null,
    Boolean(bool),
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    Bytes(Vec<u8>),
    /// Not a Rust string: bytes read as a string need not be UTF-8.
    String(Vec<u8>),
    Fixed(Vec<u8>),
    Enum(usize),
    Array(Vec<Datum>),
    Map(Vec<(Vec<u8>, Datum)>),
    Union(usize, Box<Datum>),
    Record(Vec<Datum>),
}
