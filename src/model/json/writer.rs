//! Serializes JSON on one line: the keys of structs as they are, and texts that can be shown without a look at each character.

use std::fmt::Display;
use std::io::{self, Write};

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

use super::visible::put_visible;

/// What is passed on at a time.
const PART: usize = 1 << 16;

/// Writes JSON in which everything that cannot be shown is escaped.
pub(super) struct JsonWriter<'o> {
    /// Where it is passed on to, unless it is kept.
    out: Option<&'o mut dyn Write>,
    /// What is not passed on yet.
    text: Vec<u8>,
}

/// A list or an object that was begun.
pub(super) struct OpenJson<'a, 'o> {
    writer: &'a mut JsonWriter<'o>,
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

impl<'o> JsonWriter<'o> {
    /// Passes on what it writes.
    pub(super) fn to(out: &'o mut dyn Write) -> JsonWriter<'o> {
        JsonWriter { out: Some(out), text: Vec::new() }
    }

    /// Keeps what it writes, which has about so many bytes.
    #[cfg(feature = "cli")]
    pub(super) fn with_capacity(bytes: usize) -> JsonWriter<'o> {
        JsonWriter { out: None, text: Vec::with_capacity(bytes) }
    }

    /// Writes some JSON as it is.
    pub(super) fn put(&mut self, json: &[u8]) -> io::Result<()> {
        match &mut self.out {
            Some(out) if json.len() >= PART => {
                out.write_all(&self.text)?;
                self.text.clear();
                out.write_all(json)
            }
            Some(_) | None => {
                self.text.extend_from_slice(json);
                Ok(())
            }
        }
    }

    /// Passes everything on, or returns it.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        let Some(out) = self.out else { return Ok(self.text) };
        out.write_all(&self.text)?;
        out.flush()?;
        Ok(Vec::new())
    }

    /// Passes on what there is, once it is enough.
    fn pass_on(&mut self) -> Written {
        if self.text.len() >= PART
            && let Some(out) = &mut self.out
        {
            out.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    fn put_text(&mut self, text: &str) -> Written {
        if is_plain(text.as_bytes()) {
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

    fn begin(&mut self, start: u8, end: u8) -> Result<OpenJson<'_, 'o>, WriteError> {
        Ok(OpenJson { writer: self, before: start, end })
    }
}

/// Whether a text needs no escapes, and begins no command. Most texts are a few words.
fn is_plain(text: &[u8]) -> bool {
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte = b' ';
        while byte <= b'~' {
            plain[byte as usize] = !matches!(byte, b'"' | b'\\' | b'#');
            byte += 1;
        }
        plain
    };
    let (parts, rest) = text.as_chunks::<8>();
    let is_plain = |all, byte: &u8| all & PLAIN[*byte as usize];
    parts.iter().all(|part| part.iter().fold(true, is_plain)) && rest.iter().fold(true, is_plain)
}

impl OpenJson<'_, '_> {
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

impl<'a, 'o> Serializer for &'a mut JsonWriter<'o> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = OpenJson<'a, 'o>;
    type SerializeTuple = OpenJson<'a, 'o>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = OpenJson<'a, 'o>;
    type SerializeStruct = OpenJson<'a, 'o>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    fn serialize_bool(self, value: bool) -> Written {
        self.text.extend_from_slice(if value { b"true" } else { b"false" });
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
        Ok(self.put(json)?)
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.text.extend_from_slice(b"null");
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

    fn serialize_seq(self, _: Option<usize>) -> Result<OpenJson<'a, 'o>, WriteError> {
        self.begin(b'[', b']')
    }

    fn serialize_tuple(self, _: usize) -> Result<OpenJson<'a, 'o>, WriteError> {
        self.begin(b'[', b']')
    }

    fn serialize_map(self, _: Option<usize>) -> Result<OpenJson<'a, 'o>, WriteError> {
        self.begin(b'{', b'}')
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<OpenJson<'a, 'o>, WriteError> {
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

impl SerializeSeq for OpenJson<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.part(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeTuple for OpenJson<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.part(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeMap for OpenJson<'_, '_> {
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

impl SerializeStruct for OpenJson<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written {
        let text = &mut self.writer.text;
        text.reserve(key.len() + 4);
        text.push(self.before);
        text.push(b'"');
        text.extend_from_slice(key.as_bytes());
        text.push(b'"');
        text.push(b':');
        self.before = b',';
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Written {
        self.close()
    }
}
