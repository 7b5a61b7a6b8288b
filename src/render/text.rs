//! Text for people: colours and marks, columns and lines, and texts that others chose.

pub(crate) mod foreign;
pub(crate) mod layout;
pub(crate) mod style;

/// A part of a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    /// What was between backticks.
    Code(&'a str),
}

/// The parts of a sentence, for formats that do not know backticks. One without another is text.
pub(crate) fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), sentence);
    while let Some((before, (code, after))) = rest.split_once('`').and_then(|(a, b)| Some((a, b.split_once('`')?))) {
        pieces.extend([Piece::Text(before), Piece::Code(code)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[test]
fn code_is_between_backticks() {
    use Piece::{Code, Text};
    assert_eq!(pieces("`v1` is, 5` is"), [Text(""), Code("v1"), Text(" is, 5` is")]);
    assert_eq!(pieces("``"), [Text(""), Code(""), Text("")]);
}
