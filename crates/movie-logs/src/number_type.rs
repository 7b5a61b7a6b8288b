//! Numbers of a line as floating-point numbers, decimals and symbols, and back.

use avro_resolve::data::binary::{put_bytes, put_long};
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::model::Primitive;
use avro_resolve::schema::shape::{EnumShape, Form, Shape};

use super::reason::Reason;

/// What a number becomes, if not int, long or its digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum NumberType {
    Float,
    Double,
    /// `size`: that of a fixed; bytes have as many as are needed.
    Decimal {
        precision: u32,
        scale: u32,
        size: Option<u64>,
    },
    /// The numbers at the end of symbols in their order, and the index of each symbol.
    Enum(Box<[(i32, u32)]>),
}

/// The largest scale of a decimal: numbers of a line have ten digits, and 128 bits have 38.
const MOST_SCALE: u32 = 28;

/// The largest size of a fixed, in bytes: each line fills it.
const MOST_BYTES: u64 = 64;

impl NumberType {
    /// What a number becomes in a type, and how well that suits it, 4 best; or why the type cannot hold it, if there is more to say.
    pub(super) fn of(field: &str, whole: &Shape) -> Result<(u8, NumberType), Option<String>> {
        match (&whole.form, whole.logical) {
            (Form::Primitive(Primitive::Double), None) => Ok((4, NumberType::Double)),
            (Form::Primitive(Primitive::Bytes), Some(LogicalType::Decimal { precision, scale })) => {
                decimal(precision, scale, None)
            }
            (Form::Fixed(fixed), Some(LogicalType::Decimal { precision, scale })) => {
                decimal(precision, scale, Some(fixed.size))
            }
            (Form::Primitive(Primitive::Float), None) => Ok((6, NumberType::Float)),
            (Form::Enum(symbols), _) if field == "status" => Ok((7, NumberType::Enum(numbered(symbols)?))),
            _ => Err(None),
        }
    }

    /// Appends a number of a line, which is not negative.
    ///
    /// # Errors
    /// If no value is exactly that number.
    pub(super) fn put(&self, number: i32, field: &'static str, out: &mut Vec<u8>) -> Result<(), Reason> {
        match self {
            NumberType::Float => {
                let float = number as f32;
                if f64::from(float) != f64::from(number) {
                    return Err(Reason::DoesNotFit { field, wanted: "float" });
                }
                out.extend_from_slice(&float.to_le_bytes());
            }
            NumberType::Double => out.extend_from_slice(&f64::from(number).to_le_bytes()),
            NumberType::Decimal { precision, scale, size } => {
                let unscaled = i128::from(number) * 10i128.pow(*scale);
                // Where there is no such power, it has more digits than any number here.
                if 10i128.checked_pow(*precision).is_some_and(|limit| unscaled >= limit) {
                    return Err(Reason::DoesNotFit { field, wanted: "decimal" });
                }
                let bytes = unscaled.to_be_bytes();
                // The first bit is the sign: it is 0, and stays.
                let spare = bytes.array_windows().take_while(|[first, next]| *first == 0 && *next < 0x80).count();
                let bytes = &bytes[spare..];
                match size {
                    None => put_bytes(bytes, out),
                    Some(size) => {
                        let zeros = *size as usize - bytes.len();
                        out.resize(out.len() + zeros, 0);
                        out.extend_from_slice(bytes);
                    }
                }
            }
            NumberType::Enum(symbols) => match symbols.binary_search_by_key(&number, |(number, _)| *number) {
                Ok(at) => put_long(symbols[at].1.into(), out),
                Err(_) => return Err(Reason::NoSymbol { field, number }),
            },
        }
        Ok(())
    }

    /// The number that a value is: a floating-point number or a symbol as text, a decimal as its bytes. None if it is not one of a line.
    pub(super) fn number(&self, value: &[u8]) -> Option<i32> {
        match self {
            NumberType::Float => whole(std::str::from_utf8(value).ok()?.parse::<f32>().ok()?.into()),
            NumberType::Double => whole(std::str::from_utf8(value).ok()?.parse().ok()?),
            NumberType::Decimal { scale, .. } => {
                let significant = &value[value.iter().take_while(|byte| **byte == 0).count()..];
                let is_negative = value.first().is_none_or(|byte| *byte >= 0x80);
                if is_negative || significant.len() > 16 {
                    return None;
                }
                let unscaled = significant.iter().fold(0, |number: u128, byte| (number << 8) | u128::from(*byte));
                let unit = 10u128.pow(*scale);
                if unscaled % unit == 0 { i32::try_from(unscaled / unit).ok() } else { None }
            }
            NumberType::Enum(_) => number_at_end(std::str::from_utf8(value).ok()?),
        }
    }
}

fn decimal(precision: u32, scale: u32, size: Option<u64>) -> Result<(u8, NumberType), Option<String>> {
    if scale > MOST_SCALE {
        return Err(Some(format!("its scale is {scale}; make it {MOST_SCALE} at most")));
    }
    if size.is_some_and(|size| size > MOST_BYTES) {
        return Err(Some(format!(
            "it has more bytes than a number needs; make it a fixed of {MOST_BYTES} bytes at most"
        )));
    }
    Ok((5, NumberType::Decimal { precision, scale, size }))
}

/// The symbols that end in a number.
fn numbered(symbols: &EnumShape) -> Result<Box<[(i32, u32)]>, Option<String>> {
    let indexed = (0..).zip(&symbols.symbols);
    let mut numbered: Vec<(i32, u32)> =
        indexed.filter_map(|(index, symbol)| Some((number_at_end(symbol)?, index))).collect();
    numbered.sort_unstable();
    if numbered.is_empty() {
        return Err(Some("none of its symbols ends in a number, such as HTTP_200".to_owned()));
    }
    let symbol = |index: u32| &symbols.symbols[index as usize];
    match numbered.array_windows().find(|[one, next]| one.0 == next.0) {
        Some([one, next]) => {
            Err(Some(format!("its symbols {} and {} are both {}", symbol(one.1), symbol(next.1), one.0)))
        }
        None => Ok(numbered.into()),
    }
}

/// The number that a symbol ends in, if it is written as numbers are.
fn number_at_end(symbol: &str) -> Option<i32> {
    let digits = &symbol[symbol.trim_end_matches(|letter: char| letter.is_ascii_digit()).len()..];
    digits.parse().ok().filter(|_| digits == "0" || !digits.starts_with('0'))
}

fn whole(number: f64) -> Option<i32> {
    let whole = number as i32;
    (whole >= 0 && f64::from(whole) == number).then_some(whole)
}
