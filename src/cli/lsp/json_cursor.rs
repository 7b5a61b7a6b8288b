//! Finds out what is being written at a place of JSON that may be half-written.

/// What is written at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct JsonCursor {
    pub(super) part: CursorPart,
    /// Where the text begins that is being written, after its quote if it has one.
    pub(super) start: usize,
    /// Whether it has a quote.
    pub(super) is_quoted: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum CursorPart {
    /// The name of an attribute of an object that has some, and that is an item of this list.
    Name { known: Vec<String>, list: Option<String> },
    /// The value of an attribute, or an item of the list that is its value.
    Value { attribute: Option<String>, is_item: bool, list: Option<String> },
}

/// An object or array that is open.
struct OpenPart {
    is_object: bool,
    /// The attribute whose value it is.
    attribute: Option<String>,
    names: Vec<String>,
    /// The attribute whose value is written now.
    current: Option<String>,
    last: String,
}

/// What is written at a byte of a text.
pub(super) fn at(text: &str, offset: usize) -> Option<JsonCursor> {
    let text = &text[..text.floor_char_boundary(offset)];
    let mut open: Vec<OpenPart> = Vec::new();
    let (mut letters, mut quoted) = (text.char_indices().peekable(), None);
    let mut word = None;
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => {
                let mut content = String::new();
                quoted = Some(at + 1);
                while let Some((_, letter)) = letters.next() {
                    match letter {
                        '"' => {
                            quoted = None;
                            break;
                        }
                        '\\' => content.extend(letters.next().map(|(_, escaped)| escaped)),
                        letter => content.push(letter),
                    }
                }
                if quoted.is_none()
                    && let Some(part) = open.last_mut()
                {
                    part.last = content;
                }
                word = None;
            }
            '{' | '[' => {
                let attribute = open.last().and_then(|part| match part.is_object {
                    true => part.current.clone(),
                    false => part.attribute.clone(),
                });
                let (names, last) = (Vec::new(), String::new());
                open.push(OpenPart { is_object: letter == '{', attribute, names, current: None, last });
                word = None;
            }
            '}' | ']' => {
                open.pop();
                word = None;
            }
            ':' => {
                if let Some(part) = open.last_mut() {
                    part.names.push(part.last.clone());
                    part.current = Some(std::mem::take(&mut part.last));
                }
                word = None;
            }
            ',' => {
                if let Some(part) = open.last_mut() {
                    part.current = None;
                }
                word = None;
            }
            letter if letter.is_whitespace() => word = None,
            _ => word = word.or(Some(at)),
        }
    }
    let list = |part: &OpenPart| part.attribute.clone();
    let part = match open.last() {
        None => CursorPart::Value { attribute: None, is_item: false, list: None },
        Some(part) if !part.is_object => CursorPart::Value { attribute: list(part), is_item: true, list: list(part) },
        Some(part) => match &part.current {
            Some(attribute) => {
                CursorPart::Value { attribute: Some(attribute.clone()), is_item: false, list: list(part) }
            }
            None => CursorPart::Name { known: part.names.clone(), list: list(part) },
        },
    };
    let start = quoted.or(word).unwrap_or(text.len());
    Some(JsonCursor { part, start, is_quoted: quoted.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(known: &[&str], list: Option<&str>) -> CursorPart {
        let known = known.iter().map(|name| (*name).to_owned()).collect();
        CursorPart::Name { known, list: list.map(str::to_owned) }
    }

    fn value(attribute: &str, is_item: bool, list: Option<&str>) -> CursorPart {
        CursorPart::Value { attribute: Some(attribute.to_owned()), is_item, list: list.map(str::to_owned) }
    }

    #[test]
    fn a_cursor_is_in_a_name_or_a_value() {
        let part = |text: &str| at(text, text.len()).expect("a place").part;
        assert_eq!(part("{"), name(&[], None));
        assert_eq!(part("{\"type\": \"record\", \"fields\": [{\"name\": \"a\", "), name(&["name"], Some("fields")));
        assert_eq!(part("{\"fields\": [{\"type\": \"in"), value("type", false, Some("fields")));
        assert_eq!(part("{\"fields\": [{\"type\": [\"null\", \"s"), value("type", true, Some("type")));
        assert_eq!(
            part("{\"fields\": [{\"type\": {\"type\": \"array\", \"items\": "),
            value("items", false, Some("type"))
        );
        assert_eq!(at("{\"a\": \"x,{", 10), at("{\"a\": \"x,{\"}", 10));
    }
}
