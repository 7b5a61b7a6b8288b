//! Escapes what a terminal or the log of a CI system would act upon, in JSON that has been written.

use avro_resolve::foreign::{is_hidden, is_logging_command};

/// JSON in which everything that cannot be shown is `\u` and four digits: the same value. Outside of texts, JSON has none of it.
pub(super) fn visible(json: String) -> String {
    if plain_start(json.as_bytes()) == json.len() {
        return json;
    }
    let mut shown = Vec::with_capacity(json.len() + 16);
    put_visible(json.as_bytes(), &mut shown);
    String::from_utf8(shown).expect("what is UTF-8 stays so")
}

/// Adds JSON as [`visible`] has it.
pub(super) fn put_visible(json: &[u8], shown: &mut Vec<u8>) {
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
