//! Writes JSON that a terminal and the log of a CI system can show: what they would act upon is escaped.

mod visible;
mod writer;
#[cfg(feature = "cli")]
mod written;

use std::io::{self, Write};

use serde::Serialize;

use visible::visible;
use writer::JsonWriter;
#[cfg(feature = "cli")]
pub(crate) use written::WrittenJson;

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
