//! Writes data as Avro binary, and reads the parts of it.

use super::datum::Datum;
use super::model::{Id, Schema, Type};

/// The bytes of a datum. An array or map that holds anything is one block with a positive count, as
/// Java's `BinaryEncoder` writes it.
///
/// Panics if the datum is not of the schema's type: that is a mistake of the test.
pub fn encode(schema: &Schema, datum: &Datum) -> Vec<u8> {
    let mut out = Vec::new();
    write(schema, schema.root, datum, &mut out);
    out
}

fn write(schema: &Schema, ty: Id, datum: &Datum, out: &mut Vec<u8>) {
    match (&schema.types[ty], datum) {
        (Type::Null, Datum::Null) => {}
        (Type::Boolean, Datum::Boolean(value)) => out.push(u8::from(*value)),
        (Type::Int, Datum::Int(value)) => write_long(i64::from(*value), out),
        (Type::Long, Datum::Long(value)) => write_long(*value, out),
        (Type::Float, Datum::Float(value)) => out.extend(value.to_le_bytes()),
        (Type::Double, Datum::Double(value)) => out.extend(value.to_le_bytes()),
        (Type::Bytes { .. }, Datum::Bytes(value)) | (Type::String, Datum::String(value)) => write_bytes(value, out),
        (Type::Fixed { size, .. }, Datum::Fixed(value)) if value.len() == *size => out.extend(value),
        (Type::Enum { symbols, .. }, Datum::Enum(index)) if *index < symbols.len() => write_long(*index as i64, out),
        (Type::Array(ty), Datum::Array(items)) => {
            write_count(items.len(), out);
            items.iter().for_each(|item| write(schema, *ty, item, out));
            write_end(items.len(), out);
        }
        (Type::Map(ty), Datum::Map(entries)) => {
            write_count(entries.len(), out);
            for (key, value) in entries {
                write_bytes(key, out);
                write(schema, *ty, value, out);
            }
            write_end(entries.len(), out);
        }
        (Type::Union(branches), Datum::Union(index, value)) => {
            write_long(*index as i64, out);
            write(schema, branches[*index], value, out);
        }
        (Type::Record { fields, .. }, Datum::Record(values)) if fields.len() == values.len() => {
            fields.iter().zip(values).for_each(|(field, value)| write(schema, field.ty, value, out));
        }
        (ty, datum) => panic!("{datum:?} is not a datum of {ty:?}"),
    }
}

/// Zig-zag, then seven bits a byte, the lowest first.
fn write_long(value: i64, out: &mut Vec<u8>) {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    while rest > 0x7f {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn write_bytes(value: &[u8], out: &mut Vec<u8>) {
    write_long(value.len() as i64, out);
    out.extend(value);
}

fn write_count(count: usize, out: &mut Vec<u8>) {
    write_long(count as i64, out);
}

/// The count of an empty array is its end already.
fn write_end(count: usize, out: &mut Vec<u8>) {
    if count > 0 {
        write_long(0, out);
    }
}

/// The bytes not read yet.
#[derive(Clone)]
pub(super) struct Input<'a>(pub &'a [u8]);

impl Input<'_> {
    pub fn take(&mut self, count: usize) -> Result<Vec<u8>, String> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("the datum is truncated")?;
        self.0 = rest;
        Ok(taken.to_vec())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.take(N)?.try_into().map_err(|_| "the datum is truncated".to_string())
    }

    pub fn boolean(&mut self) -> Result<bool, String> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => Err(format!("{other} is no boolean")),
        }
    }

    pub fn int(&mut self) -> Result<i32, String> {
        let value = self.long()?;
        i32::try_from(value).map_err(|_| format!("{value} is no int"))
    }

    pub fn long(&mut self) -> Result<i64, String> {
        let mut bits = 0u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            // The tenth byte has room for one bit.
            if shift == 63 && byte > 1 {
                break;
            }
            bits |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok((bits >> 1) as i64 ^ -((bits & 1) as i64));
            }
        }
        Err("a number does not fit a long".to_string())
    }

    pub fn float(&mut self) -> Result<f32, String> {
        self.array().map(f32::from_le_bytes)
    }

    pub fn double(&mut self) -> Result<f64, String> {
        self.array().map(f64::from_le_bytes)
    }

    pub fn bytes(&mut self) -> Result<Vec<u8>, String> {
        let length = self.index("length")?;
        self.take(length)
    }

    /// A number that counts or points at something.
    pub fn index(&mut self, what: &str) -> Result<usize, String> {
        let value = self.long()?;
        usize::try_from(value).map_err(|_| format!("{value} is no {what}"))
    }

    /// The number of items in the next block of an array or map; 0 after the last.
    pub fn block(&mut self) -> Result<u64, String> {
        let count = self.long()?;
        if count < 0 {
            // For readers that want to skip the block: its size in bytes.
            self.long()?;
        }
        Ok(count.unsigned_abs())
    }
}
