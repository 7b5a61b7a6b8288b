//! Writes JSON that a terminal and the log of a CI system can show: what they would act upon is escaped.

use std::borrow::Cow;
use std::io::{self, Write};

use avro_resolve::foreign::{is_hidden, marked};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes a value on one line.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, VisibleJson))?;
    Ok(())
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

/// JSON in which everything that cannot be shown is `\u` and four digits: the same value, which a terminal or the log of a CI
/// system can show.
fn visible(json: &str) -> Cow<'_, str> {
    let is_plain = |byte: &u8| *byte < 0x7f && *byte != b'#';
    let has_to_be_escaped = |(character, is_safe): (char, bool)| match character {
        '#' => !is_safe,
        character => character > '~' && is_hidden(character),
    };
    if json.as_bytes().iter().fold(true, |all, byte| all & is_plain(byte)) || !marked(json).any(has_to_be_escaped) {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 16);
    for (character, is_safe) in marked(json) {
        if has_to_be_escaped((character, is_safe)) {
            let units =
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            shown.push_str(&units);
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Writes JSON on one line as [`visible`] has it.
struct VisibleJson;

impl Formatter for VisibleJson {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        out.write_all(visible(fragment).as_bytes())
    }
}

#[test]
fn json_keeps_its_value() {
    let text = "::x ##vso[ \u{7f}\u{9b}\u{2028}\u{202e}\u{e0041}\u{feff} ✗ \u{1b}\n";
    let shown = r##""::x #\u0023vso[ \u007f\u009b\u2028\u202e\udb40\udc41\ufeff ✗ \u001b\n""##;
    let mut written = Vec::new();
    write(&text, &mut written).expect("memory takes everything");
    assert_eq!(String::from_utf8_lossy(&written), shown);
    assert_eq!((line(&text), pretty(&text)), (shown.to_owned(), format!("{shown}\n")));
    assert_eq!(serde_json::from_str::<String>(shown).expect("it is JSON"), text);
}
