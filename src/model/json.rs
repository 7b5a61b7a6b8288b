//! Writes JSON that a terminal and the log of a CI system can show: what they would act upon is escaped.

use std::io::{self, BufWriter, IntoInnerError, Write};

use avro_resolve::foreign::{is_hidden, is_logging_command};
use serde::Serialize;

/// Writes a value on one line, with a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    // Of a type that the compiler can see through: JSON is written a few bytes at a time.
    let mut out = BufWriter::with_capacity(1 << 16, VisibleJson::new(out));
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")?;
    out.into_inner().map_err(IntoInnerError::into_error)?.finish()
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

/// Passes JSON on as [`visible`] has it.
struct VisibleJson<W> {
    out: W,
    /// What came behind the last quote: it may end within a character or a command.
    begun: Vec<u8>,
    /// Room for what is passed on.
    shown: Vec<u8>,
}

impl<W: Write> VisibleJson<W> {
    fn new(out: W) -> VisibleJson<W> {
        VisibleJson { out, begun: Vec::new(), shown: Vec::new() }
    }

    fn finish(mut self) -> io::Result<()> {
        put_visible(&self.begun, &mut self.shown);
        self.out.write_all(&self.shown)?;
        self.out.flush()
    }
}

impl<W: Write> Write for VisibleJson<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.begun.is_empty() && plain_start(bytes) == bytes.len() {
            self.out.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let whole = bytes.iter().rposition(|byte| *byte == b'"').map_or(0, |quote| quote + 1);
        if whole > 0 {
            if self.begun.is_empty() {
                put_visible(&bytes[..whole], &mut self.shown);
            } else {
                self.begun.extend_from_slice(&bytes[..whole]);
                put_visible(&self.begun, &mut self.shown);
                self.begun.clear();
            }
            self.out.write_all(&self.shown)?;
            self.shown.clear();
        }
        self.begun.extend_from_slice(&bytes[whole..]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
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

    #[test]
    fn where_parts_end_does_not_matter() {
        let json =
            serde_json::to_string(&["a ##vso[b\u{202e}c", "", "✗✗ #", "##[x]\"\u{e0041}"]).expect("texts are JSON");
        for size in 1..json.len() {
            let mut written = Vec::new();
            let mut out = VisibleJson::new(&mut written);
            json.as_bytes().chunks(size).for_each(|part| out.write_all(part).expect("memory takes everything"));
            out.finish().expect("memory takes everything");
            assert_eq!(String::from_utf8_lossy(&written), visible(json.clone()), "parts of {size} bytes");
        }
    }
}
