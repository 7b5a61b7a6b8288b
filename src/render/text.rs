//! Text for people: colours and marks, columns and lines, and texts that others chose.

pub(crate) mod foreign;
pub(crate) mod layout;
pub(crate) mod style;

/// A part of a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SentencePart<'a> {
    Text(&'a str),
    /// What was between backticks.
    Code(&'a str),
}

/// The parts of a sentence, for formats that do not know backticks. One without another is text.
pub(crate) fn parts_of(sentence: &str) -> Vec<SentencePart<'_>> {
    let (mut parts, mut rest) = (Vec::new(), sentence);
    while let Some((before, (code, after))) = rest.split_once('`').and_then(|(a, b)| Some((a, b.split_once('`')?))) {
        parts.extend([SentencePart::Text(before), SentencePart::Code(code)]);
        rest = after;
    }
    parts.push(SentencePart::Text(rest));
    parts
}

#[test]
fn code_is_between_backticks() {
    use SentencePart::{Code, Text};
    assert_eq!(parts_of("`v1` is, 5` is"), [Text(""), Code("v1"), Text(" is, 5` is")]);
    assert_eq!(parts_of("``"), [Text(""), Code(""), Text("")]);
}
