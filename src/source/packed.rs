//! Keeps texts compressed until they are read: a repository can have hundreds of megabytes of schemas, of which a run looks at those
//! of one subject at a time.

use std::cell::RefCell;

use avro_resolve::schema::text::Text;
use zstd::bulk::{Compressor, decompress};

/// The fastest that zstd has: JSON becomes a tenth.
const LEVEL: i32 = 1;

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// A text that is kept compressed, if that is worth it.
pub(super) fn packed(text: String) -> Text {
    if text.starts_with('\u{feff}') {
        return text.into();
    }
    let compress = |compressor: &mut Option<Compressor<'static>>| {
        let compressor = match compressor {
            Some(compressor) => compressor,
            None => compressor.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(text.as_bytes())
    };
    let size = text.len();
    match COMPRESSOR.with_borrow_mut(compress) {
        Ok(bytes) if bytes.len() < size / 2 => {
            let bytes: Box<[u8]> = bytes.into();
            Text::later(size, move || {
                let text = decompress(&bytes, size).ok().and_then(|text| String::from_utf8(text).ok());
                text.expect("it was compressed above")
            })
        }
        Ok(_) | Err(_) => text.into(),
    }
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
