//! Keeps texts compressed until they are read: a repository can have hundreds of megabytes of schemas, of which a run looks at those
//! of one subject at a time.

use std::cell::RefCell;

use avro_resolve::schema::text::Text;
use snap::raw::{Decoder, Encoder};

thread_local! {
    /// Each has a table that takes as long to make as a text to compress.
    static ENCODER: RefCell<Encoder> = RefCell::new(Encoder::new());
}

/// A text that is kept compressed, if that is worth it.
pub(super) fn packed(text: String) -> Text {
    let is_smaller = |bytes: &Vec<u8>| bytes.len() < text.len() / 2;
    let bytes = ENCODER.with_borrow_mut(|encoder| encoder.compress_vec(text.as_bytes()));
    let bytes = bytes.ok().filter(is_smaller);
    let Some(bytes) = bytes.filter(|_| !text.starts_with('\u{feff}')) else { return text.into() };
    let bytes = bytes.into_boxed_slice();
    Text::later(text.len(), move || {
        let text = Decoder::new().decompress_vec(&bytes).ok().and_then(|text| String::from_utf8(text).ok());
        text.expect("it was compressed above")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_it_was() {
        for text in ["", "\u{feff}\"int\"", "\"int\"", &"{\"name\": \"ä\"}\n".repeat(5_000)] {
            let kept = packed(text.to_owned());
            assert_eq!((kept.len(), &*kept), (text.len(), text));
        }
    }
}
