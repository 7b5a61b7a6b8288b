//! Encodes the smallest datum of a primitive, and those that show something: both ends of its range, and what is just too much
//! for the types that it promotes to.

use crate::data::binary::{put_bytes, put_long};
use crate::resolution::Promotion;
use crate::schema::logical::LogicalType;
use crate::schema::model::Primitive;

/// The smallest datum; logical types get one that they can show.
pub(super) fn smallest(primitive: Primitive, logical: Option<LogicalType>) -> &'static [u8] {
    match (primitive, logical) {
        (Primitive::Null, _) => b"",
        (Primitive::Boolean | Primitive::Int | Primitive::Long, _) => b"\0",
        (Primitive::Float, _) => b"\0\0\0\0",
        (Primitive::Double, _) => b"\0\0\0\0\0\0\0\0",
        // One byte, and it is 0.
        (Primitive::Bytes, Some(LogicalType::Decimal { .. })) => b"\x02\0",
        // The digits are one byte, and so is the scale.
        (Primitive::Bytes, Some(LogicalType::BigDecimal)) => b"\x06\x02\0\0",
        (Primitive::String, Some(LogicalType::Uuid)) => b"\x4800000000-0000-0000-0000-000000000000",
        (Primitive::Bytes | Primitive::String, _) => b"\0",
    }
}

// Of each list, the first two are enough where nothing is promoted.
const INTS: [i32; 8] = [0, -1, i32::MIN, i32::MAX, (1 << 24) - 1, (1 << 24) + 1, -(1 << 24) - 1, 1 << 24];
const LONGS: [i64; 12] = [
    0,
    -1,
    i64::MIN,
    i64::MAX,
    (1 << 53) - 1,
    (1 << 53) + 1,
    -(1 << 53) - 1,
    1 << 53,
    (1 << 24) - 1,
    (1 << 24) + 1,
    -(1 << 24) - 1,
    1 << 24,
];
const FLOATS: [f32; 9] =
    [0.0, -1.5, f32::MAX, f32::MIN, f32::MIN_POSITIVE, f32::from_bits(1), -0.0, f32::INFINITY, 0.1];
const DOUBLES: [f64; 2] = [0.0, -1.5];
const TEXTS: [&str; 2] = ["", "é鍵"];
const BYTES: [&[u8]; 3] = [b"", &[0xff], "é".as_bytes()];
const DECIMALS: [&[u8]; 2] = [&[0], &[0xff]];

/// How many data show something, given how they are read.
pub(super) fn count(primitive: Primitive, logical: Option<LogicalType>, promotions: &[Promotion]) -> u64 {
    let own = match (primitive, logical) {
        (Primitive::Null, _)
        | (Primitive::Bytes, Some(LogicalType::BigDecimal))
        | (Primitive::String, Some(LogicalType::Uuid)) => return 1,
        (Primitive::Bytes, Some(LogicalType::Decimal { .. })) => return 2,
        (
            Primitive::Boolean
            | Primitive::Int
            | Primitive::Long
            | Primitive::Float
            | Primitive::Double
            | Primitive::Bytes
            | Primitive::String,
            _,
        ) => 2,
    };
    let of_promotion = |promotion: &Promotion| match promotion {
        Promotion::IntToLong | Promotion::IntToDouble => 4,
        Promotion::IntToFloat => INTS.len(),
        Promotion::LongToDouble => 8,
        Promotion::LongToFloat => LONGS.len(),
        Promotion::FloatToDouble => FLOATS.len(),
        Promotion::StringToBytes => TEXTS.len(),
        Promotion::BytesToString => BYTES.len(),
    };
    promotions.iter().map(of_promotion).max().unwrap_or(own) as u64
}

/// Appends the datum of that number.
pub(super) fn put(primitive: Primitive, logical: Option<LogicalType>, number: u64, out: &mut Vec<u8>) {
    let at = number as usize;
    match (primitive, logical) {
        (Primitive::Null, _) => {}
        (Primitive::Boolean, _) => out.push(number as u8),
        (Primitive::Int, _) => put_long(i64::from(INTS[at]), out),
        (Primitive::Long, _) => put_long(LONGS[at], out),
        (Primitive::Float, _) => out.extend(FLOATS[at].to_le_bytes()),
        (Primitive::Double, _) => out.extend(DOUBLES[at].to_le_bytes()),
        (Primitive::Bytes, Some(LogicalType::BigDecimal)) | (Primitive::String, Some(LogicalType::Uuid)) => {
            out.extend(smallest(primitive, logical));
        }
        (Primitive::Bytes, Some(LogicalType::Decimal { .. })) => put_bytes(DECIMALS[at], out),
        (Primitive::Bytes, _) => put_bytes(BYTES[at], out),
        (Primitive::String, _) => put_bytes(TEXTS[at].as_bytes(), out),
    }
}
