//! Writes JSON that a terminal and the log of a CI system can show: what they would act upon is escaped.

mod writer;

use std::io::{self, Write};

use avro_resolve::foreign::{is_hidden, is_logging_command};
use serde::{Serialize, Serializer};

use writer::JsonWriter;

/// Writes a value on one line, with a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(value: &impl Serialize, mut out: impl Write) -> io::Result<()> {
    let mut writer = JsonWriter::to(&mut out);
    value.serialize(&mut writer)?;
    writer.put(b"\n")?;
    writer.finish().map(drop)
}

/// JSON on one line that was written before, to be a part of what [`write`] writes.
pub(crate) struct WrittenJson(pub(crate) Vec<u8>);

impl WrittenJson {
    /// Writes a value.
    ///
    /// # Errors
    /// It is not JSON.
    pub(crate) fn new(value: &impl Serialize) -> io::Result<WrittenJson> {
        let mut writer = JsonWriter::default();
        value.serialize(&mut writer)?;
        Ok(WrittenJson(writer.finish()?))
    }
}

impl Serialize for WrittenJson {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}

/// A value on many lines, with a line feed.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("structs of texts and numbers are JSON");
    text.push('\n');
    visible(text)
}

/// A value on one line, without its end.
pub(crate) fn line(value: &impl Serialize) -> String {
    visible(serde_json::to_string(value).expect("texts and data are JSON"))
}

/// JSON in which everything that cannot be shown is `\u` and four digits: the same value. Outside of texts, JSON has none of it.
fn visible(json: String) -> String {
    if plain_start(json.as_bytes()) == json.len() {
        return json;
    }
    let mut shown = Vec::with_capacity(json.len() + 16);
    put_visible(json.as_bytes(), &mut shown);
    String::from_utf8(shown).expect("what is UTF-8 stays so")
}

fn put_visible(json: &[u8], shown: &mut Vec<u8>) {
    /// More than the longest character or command has.
    const LONGEST: usize = 16;
    let mut rest = json;
    loop {
        let (plain, others) = rest.split_at(plain_start(rest));
        shown.extend_from_slice(plain);
        let start = others[..others.len().min(LONGEST)].utf8_chunks().next().map_or("", |start| start.valid());
        let Some(character) = start.chars().next() else { break shown.extend_from_slice(others) };
        if is_hidden(character) || is_logging_command(start) {
            let units =
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            shown.extend_from_slice(units.as_bytes());
        } else {
            shown.extend_from_slice(&others[..character.len_utf8()]);
        }
        rest = &others[character.len_utf8()..];
    }
}

/// How many bytes at the beginning are ASCII that can be shown and begins no command.
fn plain_start(bytes: &[u8]) -> usize {
    const PART: usize = 64;
    let is_plain = |byte: u8| (byte < 0x7f) & (byte != b'#');
    // A loop over parts of one size without exits is vectorized.
    let is_all_plain = |part: &&[u8; PART]| part.iter().fold(true, |all, byte| all & is_plain(*byte));
    let skipped = PART * bytes.as_chunks().0.iter().take_while(is_all_plain).count();
    skipped + bytes[skipped..].iter().take_while(|byte| is_plain(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_value() {
        let text = "::x ##vso[ \u{7f}\u{9b}\u{2028}\u{202e}\u{e0041}\u{feff} ✗ \u{1b}\n#a";
        let shown = r###""::x \u0023#vso[ \u007f\u009b\u2028\u202e\udb40\udc41\ufeff ✗ \u001b\n#a""###;
        let mut written = Vec::new();
        write(&text, &mut written).expect("memory takes everything");
        assert_eq!(String::from_utf8_lossy(&written), format!("{shown}\n"));
        assert_eq!((line(&text), pretty(&text)), (shown.to_owned(), format!("{shown}\n")));
        assert_eq!(serde_json::from_str::<String>(shown).expect("it is JSON"), text);
    }
}
