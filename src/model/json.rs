//! Writes JSON that a terminal and the log of a CI system can show: what they would act upon is escaped.

use std::borrow::Cow;
use std::io::{self, BufWriter, IntoInnerError, Write};

use avro_resolve::foreign::{is_hidden, is_logging_command};
use serde::Serialize;

/// Writes a value on one line, with a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    // Of a type that the compiler can see through: JSON is written a few bytes at a time.
    let mut out = BufWriter::with_capacity(1 << 16, VisibleJson { out, begun: Vec::new() });
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")?;
    out.into_inner().map_err(IntoInnerError::into_error)?.finish()
}

/// A value on many lines, with a line feed.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("structs of texts and numbers are JSON");
    text.push('\n');
    visible(&text).into_owned()
}

/// A value on one line, without its end.
pub(crate) fn line(value: &impl Serialize) -> String {
    visible(&serde_json::to_string(value).expect("texts and data are JSON")).into_owned()
}

/// JSON in which everything that cannot be shown is `\u` and four digits: the same value. Outside of texts, JSON has none of it.
fn visible(json: &str) -> Cow<'_, str> {
    if plain_start(json.as_bytes()) == json.len() {
        return Cow::Borrowed(json);
    }
    let (mut shown, mut rest) = (String::with_capacity(json.len() + 16), json);
    while !rest.is_empty() {
        let (plain, others) = rest.split_at(plain_start(rest.as_bytes()));
        shown.push_str(plain);
        let mut characters = others.chars();
        let character = characters.next();
        match character {
            Some(character) if is_hidden(character) || is_logging_command(others) => {
                let units =
                    character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
                shown.push_str(&units);
            }
            character => shown.extend(character),
        }
        rest = characters.as_str();
    }
    Cow::Owned(shown)
}

/// How many bytes at the beginning are ASCII that can be shown and begins no command.
fn plain_start(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| *byte < 0x7f && *byte != b'#';
    // A loop without exits is vectorized.
    let is_all_plain = |part: &&[u8]| part.iter().fold(true, |all, byte| all & is_plain(byte));
    let skipped = 64 * bytes.chunks_exact(64).take_while(is_all_plain).count();
    skipped + bytes[skipped..].iter().take_while(|byte| is_plain(byte)).count()
}

/// Passes JSON on as [`visible`] has it.
struct VisibleJson<W> {
    out: W,
    /// What came behind the last quote: it may end within a character or a command.
    begun: Vec<u8>,
}

impl<W: Write> VisibleJson<W> {
    fn finish(mut self) -> io::Result<()> {
        self.pass(&[])?;
        self.out.flush()
    }

    /// Passes on what has begun, and more that ends it.
    fn pass(&mut self, more: &[u8]) -> io::Result<()> {
        let json = [&std::mem::take(&mut self.begun), more].concat();
        let json = std::str::from_utf8(&json).map_err(io::Error::other)?;
        self.out.write_all(visible(json).as_bytes())
    }
}

impl<W: Write> Write for VisibleJson<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.begun.is_empty() && plain_start(bytes) == bytes.len() {
            self.out.write_all(bytes)?;
        } else {
            let whole = bytes.iter().rposition(|byte| *byte == b'"').map_or(0, |quote| quote + 1);
            if whole > 0 {
                self.pass(&bytes[..whole])?;
            }
            self.begun.extend_from_slice(&bytes[whole..]);
        }
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
            let mut out = VisibleJson { out: &mut written, begun: Vec::new() };
            json.as_bytes().chunks(size).for_each(|part| out.write_all(part).expect("memory takes everything"));
            out.finish().expect("memory takes everything");
            assert_eq!(String::from_utf8_lossy(&written), visible(&json), "parts of {size} bytes");
        }
    }
}
