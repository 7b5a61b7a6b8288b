//! Reads lines of a limited length.

use std::io::{self, BufRead, Read};

use crate::model::limits::MESSAGE_BYTES;

/// A line of the input, without its end.
pub(super) enum IncomingLine {
    Whole(Vec<u8>),
    /// It has more bytes than a message may have, and was skipped.
    TooLong,
}

/// The next line; `None` at the end of the input.
pub(super) fn next(mut input: impl BufRead) -> io::Result<Option<IncomingLine>> {
    let mut line = Vec::new();
    input.by_ref().take(MESSAGE_BYTES.most + 1).read_until(b'\n', &mut line)?;
    let is_complete = line.pop_if(|last| *last == b'\n').is_some();
    if line.is_empty() && !is_complete {
        return Ok(None);
    }
    if line.len() as u64 > MESSAGE_BYTES.most {
        input.skip_until(b'\n')?;
        return Ok(Some(IncomingLine::TooLong));
    }
    Ok(Some(IncomingLine::Whole(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_skipped() {
        let most = MESSAGE_BYTES.most as usize;
        let text = [vec![b'a'; most], vec![b'b'; most + 1], vec![b'c'; 3 * most], b"\nd".to_vec()];
        let text = text.join(&b'\n');
        let mut input = &text[..];
        let mut lengths = Vec::new();
        while let Some(line) = next(&mut input).expect("memory can be read") {
            lengths.push(match line {
                IncomingLine::Whole(line) => Some(line.len()),
                IncomingLine::TooLong => None,
            });
        }
        assert_eq!(lengths, [Some(most), None, None, Some(0), Some(1)]);
    }
}
