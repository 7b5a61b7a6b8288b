//! Makes up scalars and keys that show something: the ends of ranges, and what is lost on the way to narrower types.

use super::spot::Spot;
use crate::data::binary;
use crate::schema::logical::LogicalType;
use crate::schema::model::Primitive;
use crate::schema::value::Value;

const INTS: [i32; 8] = [7, 0, -1, i32::MAX, i32::MIN, (1 << 24) + 1, 300, -65];

const LONGS: [i64; 10] = [
    1_700_000_000_000,
    0,
    -1,
    i64::MAX,
    i64::MIN,
    (1 << 53) + 1,
    (1 << 24) + 1,
    i32::MIN as i64 - 1,
    i32::MAX as i64 + 1,
    64,
];

const FLOATS: [f32; 9] = [1.5, 0.0, -0.0, f32::MAX, f32::MIN, f32::MIN_POSITIVE, f32::from_bits(1), 0.1, 16_777_216.0];

const DOUBLES: [f64; 10] = [
    2.25,
    0.0,
    -0.0,
    f64::MAX,
    f64::MIN,
    f64::MIN_POSITIVE,
    f64::from_bits(1),
    0.1,
    9_007_199_254_740_992.0,
    f32::MAX as f64 * 2.0,
];

const TEXTS: [&str; 8] = ["a", "", "Größe 東京 🎬", "two words", "\"quoted\"\\\n\t", "null", "-12.50", LONG_TEXT];

const LONG_TEXT: &str = "A text that is longer than the one byte of its length, or the line of a screen, can hold: it goes on and on, \
    from the first word to the last, and says nothing that would not have fitted into a few words.";

const BYTES: [&[u8]; 6] = [b"bytes", b"", &[0xff, 0xfe, 0x00], &[0x80], "é".as_bytes(), &[0xc3, 0x28, 0x41, 0xf0]];

const KEYS: [&str; 7] = ["a", "", "schlüssel/鍵", "b.c", "two words", "~1", "d"];

pub(super) fn primitive(primitive: Primitive, logical: Option<LogicalType>, spot: Spot) -> Value {
    match primitive {
        Primitive::Null => Value::Null,
        Primitive::Boolean => Value::Boolean(spot.choose(2).0 == 1),
        Primitive::Int => Value::Int(one_of(&INTS, spot)),
        Primitive::Long => Value::Long(one_of(&LONGS, spot)),
        Primitive::Float => Value::Float(one_of(&FLOATS, spot)),
        Primitive::Double => Value::Double(one_of(&DOUBLES, spot)),
        Primitive::Bytes => Value::Bytes(match logical {
            Some(LogicalType::Decimal { precision, .. }) => shortest(unscaled(precision, spot)),
            Some(LogicalType::BigDecimal) => {
                let mut bytes = Vec::new();
                binary::put_bytes(&shortest(unscaled(9, spot)), &mut bytes);
                binary::put_long(2, &mut bytes);
                bytes
            }
            _ => one_of(&BYTES, spot).to_vec(),
        }),
        Primitive::String => Value::String(match logical {
            Some(LogicalType::Uuid) => uuid(spot.number).into_bytes(),
            _ => one_of(&TEXTS, spot).as_bytes().to_vec(),
        }),
    }
}

pub(super) fn fixed(size: u64, logical: Option<LogicalType>, spot: Spot) -> Value {
    let mut bytes = vec![0; size as usize];
    match logical {
        Some(LogicalType::Decimal { precision, .. }) => {
            let number = unscaled(precision, spot);
            let sign = if number < 0 { 0xff } else { 0 };
            let digits = number.to_be_bytes();
            for (place, byte) in bytes.iter_mut().rev().enumerate() {
                *byte = digits.iter().rev().nth(place).copied().unwrap_or(sign);
            }
        }
        _ => {
            let first = one_of(&[0x00, 0x80, 0xff, 0x41], spot);
            for (byte, place) in bytes.iter_mut().zip(0u64..) {
                *byte = (place as u8).wrapping_mul(17).wrapping_add(first);
            }
        }
    }
    Value::Fixed(bytes)
}

pub(super) fn key(number: u64) -> Vec<u8> {
    KEYS[(number % KEYS.len() as u64) as usize].as_bytes().to_vec()
}

fn one_of<T: Copy>(all: &[T], spot: Spot) -> T {
    all[spot.choose(all.len()).0]
}

/// A decimal's digits: none, one, some, or as many as it takes.
fn unscaled(precision: u32, spot: Spot) -> i128 {
    // Larger powers of ten do not fit 128 bits.
    let most = 10i128.pow(precision.min(38)) - 1;
    one_of(&[12_345, 0, -1, most, -most, 100], spot).clamp(-most, most)
}

/// Two's complement, the highest byte first, in as few bytes as hold it.
fn shortest(number: i128) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let sign = if number < 0 { 0xff } else { 0 };
    let is_spare = |pair: &&[u8]| pair[0] == sign && (pair[0] ^ pair[1]) & 0x80 == 0;
    bytes[bytes.windows(2).take_while(is_spare).count()..].to_vec()
}

fn uuid(number: u64) -> String {
    format!("{number:08x}-0000-4000-8000-{:012x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16)
}
