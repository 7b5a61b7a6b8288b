//! Reads the bytes of logical types as the values that they mean.

use arrow_array::types::{Decimal128Type, Decimal256Type, DecimalType};
use arrow_buffer::i256;

use crate::error::ValueError;

/// A decimal of up to 38 digits: a number in two's complement, the highest byte first (specification: Decimal).
pub(crate) fn decimal128(bytes: &[u8], digits: u8) -> Result<i128, ValueError> {
    let number = widened(bytes, digits).map(i128::from_be_bytes)?;
    if Decimal128Type::is_valid_decimal_precision(number, digits) { Ok(number) } else { Err(too_many(bytes, digits)) }
}

/// A decimal of up to 76 digits.
pub(crate) fn decimal256(bytes: &[u8], digits: u8) -> Result<i256, ValueError> {
    let number = widened(bytes, digits).map(i256::from_be_bytes)?;
    if Decimal256Type::is_valid_decimal_precision(number, digits) { Ok(number) } else { Err(too_many(bytes, digits)) }
}

/// The same number in `N` bytes.
fn widened<const N: usize>(bytes: &[u8], digits: u8) -> Result<[u8; N], ValueError> {
    let &first = bytes.first().ok_or(ValueError::EmptyDecimal)?;
    let sign = if first < 0x80 { 0 } else { 0xff };
    let mut wide = [sign; N];
    let (rest, low) = bytes.split_at(bytes.len().saturating_sub(N));
    wide[N - low.len()..].copy_from_slice(low);
    let is_same = rest.iter().all(|byte| *byte == sign) && (wide[0] < 0x80) == (sign == 0);
    if is_same { Ok(wide) } else { Err(too_many(bytes, digits)) }
}

#[cold]
fn too_many(bytes: &[u8], digits: u8) -> ValueError {
    let shown = &bytes[..bytes.len().min(64)];
    let hex: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
    ValueError::Decimal { hex: if shown.len() < bytes.len() { hex + "…" } else { hex }, digits }
}

/// A UUID of 16 bytes, or as text of 36 characters (RFC 9562).
pub(crate) fn uuid(bytes: &[u8]) -> Result<[u8; 16], ValueError> {
    if let Ok(uuid) = bytes.try_into() {
        return Ok(uuid);
    }
    let parsed = || {
        let mut digits = Vec::with_capacity(32);
        for (at, &byte) in bytes.iter().enumerate() {
            match at {
                8 | 13 | 18 | 23 if byte == b'-' => {}
                8 | 13 | 18 | 23 => return None,
                _ => digits.push(char::from(byte).to_digit(16)? as u8),
            }
        }
        let (pairs, []) = digits.as_chunks::<2>() else { return None };
        let uuid: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        uuid.try_into().ok().filter(|_| bytes.len() == 36)
    };
    let text = || String::from_utf8_lossy(&bytes[..bytes.len().min(64)]).into_owned();
    parsed().ok_or_else(|| ValueError::Uuid { text: text() })
}

/// Months, days and milliseconds, each a number of 32 bits without a sign, the lowest byte first (specification: Duration).
pub(crate) fn duration(bytes: &[u8]) -> Result<(i32, i32, u32), ValueError> {
    let (numbers, _) = bytes.as_chunks::<4>();
    let [months, days, millis] = [0, 1, 2].map(|at| u32::from_le_bytes(numbers[at]));
    match (i32::try_from(months), i32::try_from(days)) {
        (Ok(months), Ok(days)) => Ok((months, days, millis)),
        (_, _) => Err(ValueError::Duration { months, days }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_numbers_in_twos_complement() {
        assert_eq!(decimal128(&[0xfb, 0x2e], 4), Ok(-1234));
        assert_eq!(decimal128(&[0; 40], 1), Ok(0));
        assert_eq!(decimal128(&[0xff; 40], 1), Ok(-1));
        assert_eq!(decimal128(&[], 4), Err(ValueError::EmptyDecimal));
        assert_eq!(decimal128(&[0x27, 0x10], 4), Err(ValueError::Decimal { hex: "2710".to_owned(), digits: 4 }));
        let beyond = [&[0][..], &[0x80; 16]].concat();
        assert!(decimal128(&beyond, 38).is_err());
        assert_eq!(decimal256(&beyond, 76).map(|number| number.to_i128()), Ok(None));
    }

    #[test]
    fn a_uuid_is_text_or_16_bytes() {
        let bytes: [u8; 16] = std::array::from_fn(|at| at as u8);
        assert_eq!(uuid(b"00010203-0405-0607-0809-0A0b0c0d0e0f"), Ok(bytes));
        assert_eq!(uuid(&bytes), Ok(bytes));
        for text in [
            "",
            "00010203-0405-0607-0809-0a0b0c0d0e0",
            "00010203x0405-0607-0809-0a0b0c0d0e0f",
            "\u{e9}00010203-0405-0607-0809-0a0b0c0d0e",
        ] {
            assert!(uuid(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_duration_has_three_numbers() {
        let bytes = |parts: [u32; 3]| parts.iter().flat_map(|part| part.to_le_bytes()).collect::<Vec<u8>>();
        assert_eq!(duration(&bytes([1, 2, u32::MAX])), Ok((1, 2, u32::MAX)));
        assert_eq!(duration(&bytes([1 << 31, 2, 3])), Err(ValueError::Duration { months: 1 << 31, days: 2 }));
    }
}
