//! Serializes JSON on one line: the keys of structs as they are, and texts that can be shown without a look at each character.

use std::fmt::Display;
use std::io::{self, Write};

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

use super::put_visible;

/// What is passed on at a time.
const PART: usize = 1 << 16;

/// Writes JSON in which everything that cannot be shown is escaped.
pub(super) struct JsonWriter<W> {
    out: W,
    /// What is not passed on yet.
    text: Vec<u8>,
}

/// A list or an object that was begun.
pub(super) struct Begun<'a, W> {
    writer: &'a mut JsonWriter<W>,
    /// What is written before its next part.
    before: u8,
    end: u8,
}

/// Why something could not be written.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct WriteError(#[from] io::Error);

impl From<WriteError> for io::Error {
    fn from(WriteError(error): WriteError) -> io::Error {
        error
    }
}

impl ser::Error for WriteError {
    fn custom<T: Display>(message: T) -> WriteError {
        WriteError(io::Error::other(message.to_string()))
    }
}

type Written = Result<(), WriteError>;

impl<W: Write> JsonWriter<W> {
    pub(super) fn new(out: W) -> JsonWriter<W> {
        JsonWriter { out, text: Vec::new() }
    }

    /// Writes some JSON as it is.
    pub(super) fn put(&mut self, json: &[u8]) {
        self.text.extend_from_slice(json);
    }

    /// Passes everything on.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.out.flush()
    }

    /// Passes on what there is, once it is enough.
    fn pass_on(&mut self) -> Written {
        if self.text.len() >= PART {
            self.out.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    fn put_text(&mut self, text: &str) -> Written {
        // Such a loop has no exits, and is vectorized.
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') & (byte != b'"') & (byte != b'\\') & (byte != b'#');
        if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
            self.text.reserve(text.len() + 2);
            self.text.push(b'"');
            self.text.extend_from_slice(text.as_bytes());
            self.text.push(b'"');
        } else {
            put_visible(serde_json::to_string(text).map_err(io::Error::from)?.as_bytes(), &mut self.text);
        }
        Ok(())
    }

    /// A number, as the crate serde_json writes it.
    fn put_number(&mut self, number: impl Serialize) -> Written {
        Ok(serde_json::to_writer(&mut self.text, &number).map_err(io::Error::from)?)
    }

    fn begin(&mut self, start: u8, end: u8) -> Result<Begun<'_, W>, WriteError> {
        Ok(Begun { writer: self, before: start, end })
    }
}

impl<W: Write> Begun<'_, W> {
    fn part(&mut self, value: &(impl Serialize + ?Sized)) -> Written {
        self.writer.text.push(self.before);
        self.before = b',';
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Written {
        if self.before != b',' {
            self.writer.text.push(self.before);
        }
        self.writer.text.push(self.end);
        self.writer.pass_on()
    }
}

impl<'a, W: Write> Serializer for &'a mut JsonWriter<W> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Begun<'a, W>;
    type SerializeTuple = Begun<'a, W>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = Begun<'a, W>;
    type SerializeStruct = Begun<'a, W>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    fn serialize_bool(self, value: bool) -> Written {
        self.put(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Written {
        self.put_number(value)
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.put_number(value)
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.put_number(value)
    }

    fn serialize_i64(self, value: i64) -> Written {
        self.put_number(value)
    }

    fn serialize_u8(self, value: u8) -> Written {
        self.put_number(value)
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.put_number(value)
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.put_number(value)
    }

    fn serialize_u64(self, value: u64) -> Written {
        self.put_number(value)
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.put_number(value)
    }

    fn serialize_f64(self, value: f64) -> Written {
        self.put_number(value)
    }

    fn serialize_char(self, value: char) -> Written {
        self.put_text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        self.put_text(value)
    }

    /// Writes JSON as it is: it has no bytes of its own.
    fn serialize_bytes(self, json: &[u8]) -> Written {
        self.put(json);
        self.pass_on()
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.put(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.put_text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let mut object = self.begin(b'{', b'}')?;
        object.serialize_field(variant, value)?;
        object.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Begun<'a, W>, WriteError> {
        self.begin(b'[', b']')
    }

    fn serialize_tuple(self, _: usize) -> Result<Begun<'a, W>, WriteError> {
        self.begin(b'[', b']')
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Begun<'a, W>, WriteError> {
        self.begin(b'{', b'}')
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Begun<'a, W>, WriteError> {
        self.begin(b'{', b'}')
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, WriteError> {
        Err(no_form(name))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(no_form(name))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        Err(no_form(name))
    }
}

/// What no report has, and JSON has no form of its own for.
fn no_form(name: &'static str) -> WriteError {
    ser::Error::custom(format!("JSON has no form for {name}"))
}

impl<W: Write> SerializeSeq for Begun<'_, W> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.part(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl<W: Write> SerializeTuple for Begun<'_, W> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.part(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl<W: Write> SerializeMap for Begun<'_, W> {
    type Ok = ();
    type Error = WriteError;

    /// Writes a key, which is a text.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        self.part(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.writer.text.push(b':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl<W: Write> SerializeStruct for Begun<'_, W> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written {
        let text = &mut self.writer.text;
        text.reserve(key.len() + 4);
        text.extend_from_slice(&[self.before, b'"']);
        text.extend_from_slice(key.as_bytes());
        text.extend_from_slice(b"\":");
        self.before = b',';
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Written {
        self.close()
    }
}
