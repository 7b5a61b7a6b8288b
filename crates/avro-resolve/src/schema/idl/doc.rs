//! Takes the text out of documentation comments, as Java does.

use std::borrow::Cow;

/// The text of a documentation comment without `/**`, `*/`, and the stars or spaces that all its lines begin with.
pub(in crate::schema) fn doc_text(comment: &str) -> Cow<'_, str> {
    let inside = comment.strip_prefix("/**").unwrap_or(comment);
    let text = inside.strip_suffix("*/").unwrap_or(inside).trim_matches(|c| c <= ' ');
    match common_stars(text) {
        Some(stars) => without_stars(text, stars),
        None => without_indent(text),
    }
}

/// The stars that every line begins with: two or one.
fn common_stars(text: &str) -> Option<&'static str> {
    let has = |stars: &str| {
        text.starts_with(stars)
            && lines(text).skip(1).all(|(line, _)| line.trim_start_matches(is_space).starts_with(stars))
    };
    ["**", "*"].into_iter().find(|stars| has(stars))
}

fn without_stars<'t>(text: &'t str, stars: &str) -> Cow<'t, str> {
    let stripped = |line: &'t str| {
        let rest = line.trim_start_matches(is_space).strip_prefix(stars).unwrap_or(line);
        rest.strip_prefix(is_space).unwrap_or(rest)
    };
    if lines(text).nth(1).is_none() {
        return stripped(text).into();
    }
    lines(text).flat_map(|(line, end)| [stripped(line), end]).collect()
}

/// The text without the spaces that all lines after the first begin with.
fn without_indent<'t>(text: &'t str) -> Cow<'t, str> {
    let indent_of = |line: &'_ str| line.len() - line.trim_start_matches(is_space).len();
    let mut others = lines(text).skip(1).map(|(line, _)| line);
    let Some(second) = others.next() else { return text.into() };
    let common = others.fold(&second[..indent_of(second)], |common, line| {
        let same = common.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
        &common[..common.floor_char_boundary(same)]
    });
    let stripped = |(line, end): (&'t str, &'t str)| [line.strip_prefix(common).unwrap_or(line), end];
    let (first, end) = lines(text).next().unwrap_or_default();
    [first, end].into_iter().chain(lines(text).skip(1).flat_map(stripped)).collect()
}

/// The lines with what ends them.
pub(in crate::schema) fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = text.find(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']) else {
            rest = None;
            return Some((text, ""));
        };
        let after = &text[at..];
        let length = if after.starts_with("\r\n") { 2 } else { after.chars().next().map_or(0, char::len_utf8) };
        rest = Some(&after[length..]);
        Some((&text[..at], &after[..length]))
    })
}

/// White space within a line (Java: `\h`).
fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{A0}' | '\u{1680}' | '\u{180E}' | '\u{2000}'
            ..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_what_they_begin_with() {
        for (comment, text) in [
            ("/** One line. */", "One line."),
            ("/***/", ""),
            ("/**\n * First.\n *  Second.\n *\n */", "First.\n Second.\n"),
            ("/** ** two\n   ** stars */", "two\nstars"),
            ("/** ** two\n   * and one */", "* two\nand one"),
            ("/** first\n    second\n      third */", "first\nsecond\n  third"),
            ("/** first\r\n\tsecond\r\n  third */", "first\r\n\tsecond\r\n  third"),
            ("/** * star\n without */", "* star\nwithout"),
            ("/** a\n\n   b */", "a\n\n   b"),
        ] {
            assert_eq!(doc_text(comment), text, "{comment}");
        }
    }
}
