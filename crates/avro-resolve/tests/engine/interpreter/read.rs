//! Reads the bytes of a datum, as its writer meant it or as a reader sees it.

use super::binary::Input;
use super::datum::Datum;
use super::model::{Id, Schema, Type};
use super::resolve::{Source, choose_branch, field_sources, matches};

/// Deeper data are refused: a type that contains itself without a way out reads no byte and would
/// never end.
const MAX_DEPTH: usize = 300;

/// Longer arrays and maps are refused: items that take no bytes can claim any number.
const MAX_ITEMS: usize = 1 << 20;

/// The datum as the reader sees it; an error if it does not resolve, or if the bytes are not
/// exactly one datum of the writer.
pub fn read(writer: &Schema, reader: &Schema, datum: &[u8]) -> Result<Datum, String> {
    let mut input = Input(datum);
    let read = resolve(writer, writer.root, reader, reader.root, &mut input, 0)?;
    finish(&input)?;
    Ok(read)
}

/// The datum as its writer meant it.
pub fn decode(schema: &Schema, datum: &[u8]) -> Result<Datum, String> {
    let mut input = Input(datum);
    let decoded = plain(schema, schema.root, &mut input, 0)?;
    finish(&input)?;
    Ok(decoded)
}

fn finish(input: &Input) -> Result<(), String> {
    if input.0.is_empty() { Ok(()) } else { Err(format!("{} bytes are left over", input.0.len())) }
}

fn check_depth(depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH { Err("the datum is nested too deeply".to_string()) } else { Ok(()) }
}

fn plain(schema: &Schema, ty: Id, input: &mut Input, depth: usize) -> Result<Datum, String> {
    check_depth(depth)?;
    Ok(match &schema.types[ty] {
        Type::Null => Datum::Null,
        Type::Boolean => Datum::Boolean(input.boolean()?),
        Type::Int => Datum::Int(input.int()?),
        Type::Long => Datum::Long(input.long()?),
        Type::Float => Datum::Float(input.float()?),
        Type::Double => Datum::Double(input.double()?),
        Type::Bytes { .. } => Datum::Bytes(input.bytes()?),
        Type::String => Datum::String(input.bytes()?),
        Type::Fixed { size, .. } => Datum::Fixed(input.take(*size)?),
        Type::Enum { symbols, .. } => Datum::Enum(choice(symbols, "symbol", input)?),
        Type::Array(items) => Datum::Array(blocks(input, |input| plain(schema, *items, input, depth + 1))?),
        Type::Map(values) => {
            Datum::Map(blocks(input, |input| Ok((input.bytes()?, plain(schema, *values, input, depth + 1)?)))?)
        }
        Type::Union(branches) => {
            let index = choice(branches, "branch", input)?;
            Datum::Union(index, Box::new(plain(schema, branches[index], input, depth + 1)?))
        }
        Type::Record { fields, .. } => {
            let values = fields.iter().map(|field| plain(schema, field.ty, input, depth + 1));
            Datum::Record(values.collect::<Result<_, _>>()?)
        }
    })
}

fn resolve(writer: &Schema, w: Id, reader: &Schema, r: Id, input: &mut Input, depth: usize) -> Result<Datum, String> {
    check_depth(depth)?;
    let (wt, rt) = (&writer.types[w], &reader.types[r]);
    if let Type::Union(branches) = wt {
        let index = choice(branches, "branch", input)?;
        return resolve(writer, branches[index], reader, r, input, depth + 1);
    }
    if let Type::Union(branches) = rt {
        let index = choose_branch(wt, reader, branches).ok_or_else(|| format!("no branch of {rt:?} takes {wt:?}"))?;
        let datum = resolve(writer, w, reader, branches[index], input, depth + 1)?;
        return Ok(Datum::Union(index, Box::new(datum)));
    }
    if !matches(wt, rt) {
        return Err(format!("{wt:?} cannot be read as {rt:?}"));
    }
    match (wt, rt) {
        (Type::Enum { symbols: written, .. }, Type::Enum { symbols: known, default, .. }) => {
            let symbol = &written[choice(written, "symbol", input)?];
            let index = known.iter().position(|other| other == symbol).or(*default);
            index.map(Datum::Enum).ok_or_else(|| format!("{symbol} is no symbol of the reader"))
        }
        (Type::Array(wi), Type::Array(ri)) => {
            blocks(input, |input| resolve(writer, *wi, reader, *ri, input, depth + 1)).map(Datum::Array)
        }
        (Type::Map(wv), Type::Map(rv)) => {
            blocks(input, |input| Ok((input.bytes()?, resolve(writer, *wv, reader, *rv, input, depth + 1)?)))
                .map(Datum::Map)
        }
        (Type::Record { .. }, Type::Record { .. }) => record(writer, w, reader, r, input, depth),
        _ => promote(plain(writer, w, input, depth + 1)?, rt),
    }
}

fn record(writer: &Schema, w: Id, reader: &Schema, r: Id, input: &mut Input, depth: usize) -> Result<Datum, String> {
    let (Type::Record { fields: wf, .. }, Type::Record { fields: rf, .. }) = (&writer.types[w], &reader.types[r])
    else {
        unreachable!("asked to read what is no record");
    };
    // Where each value of the writer starts: two fields of the reader may want the same one.
    let mut starts = Vec::new();
    for field in wf {
        starts.push(input.clone());
        plain(writer, field.ty, input, depth + 1)?;
    }
    let mut values = Vec::new();
    for (source, field) in field_sources(wf, reader, r).into_iter().zip(rf) {
        values.push(match source {
            Source::Writer(index) => {
                resolve(writer, wf[index].ty, reader, field.ty, &mut starts[index].clone(), depth + 1)?
            }
            Source::Default(datum) => datum,
            Source::Missing => return Err(format!("no value for {}", field.name)),
        });
    }
    Ok(Datum::Record(values))
}

/// The datum of a type that matches `reader`, turned into one of type `reader`.
fn promote(datum: Datum, reader: &Type) -> Result<Datum, String> {
    Ok(match (datum, reader) {
        (Datum::Int(value), Type::Long) => Datum::Long(i64::from(value)),
        (Datum::Int(value), Type::Float) => Datum::Float(value as f32),
        (Datum::Int(value), Type::Double) => Datum::Double(f64::from(value)),
        (Datum::Long(value), Type::Float) => Datum::Float(value as f32),
        (Datum::Long(value), Type::Double) => Datum::Double(value as f64),
        (Datum::Float(value), Type::Double) => Datum::Double(f64::from(value)),
        (Datum::Bytes(value), Type::String) => Datum::String(value),
        (Datum::String(value), Type::Bytes { .. }) => Datum::Bytes(value),
        (datum, _) => datum,
    })
}

/// An index into `all`.
fn choice<T>(all: &[T], what: &str, input: &mut Input) -> Result<usize, String> {
    let index = input.index(what)?;
    if index < all.len() { Ok(index) } else { Err(format!("there is no {what} {index}")) }
}

/// The items of all blocks of an array or map.
fn blocks<T>(input: &mut Input, mut item: impl FnMut(&mut Input) -> Result<T, String>) -> Result<Vec<T>, String> {
    let mut items = Vec::new();
    loop {
        let count = input.block()?;
        if count == 0 {
            return Ok(items);
        }
        for _ in 0..count {
            if items.len() == MAX_ITEMS {
                return Err("the array or map is too long".to_string());
            }
            items.push(item(input)?);
        }
    }
}
