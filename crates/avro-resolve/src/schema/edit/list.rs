//! Inserts and removes items of a JSON array or object, separated as the items that are there.

use super::replacement::Edit;
use crate::schema::json_text::{JsonContent, JsonProperty, JsonValue};
use crate::schema::source::Span;

/// The items of an array, or the properties of an object.
pub(super) struct List<'t> {
    text: &'t str,
    /// What is between the brackets.
    inside: Span,
    items: Vec<Span>,
    /// What is between the first key and its value.
    colon: &'t str,
}

impl<'t> List<'t> {
    /// The parts of an array or object; `None` for other values.
    pub(super) fn of(text: &'t str, value: JsonValue<'_>) -> Option<List<'t>> {
        let (items, colon) = match value.content() {
            JsonContent::Array(array) => (array.iter().map(JsonValue::span).collect(), ":"),
            JsonContent::Object(object) => {
                let gap = |first: JsonProperty<'_>| first.name_span.end as usize..first.value.span().start as usize;
                let colon = object.iter().next().map(|first| &text[gap(first)]);
                let colon = colon.filter(|colon| colon.chars().all(|c| c == ':' || c == ' '));
                (object.iter().map(|property| property.span()).collect(), colon.unwrap_or(": "))
            }
            JsonContent::String(_) | JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => {
                return None;
            }
        };
        let Span { start, end } = value.span();
        Some(List { text, inside: Span { start: start + 1, end: end - 1 }, items, colon })
    }

    /// Items with commas between them, inside of brackets.
    pub(super) fn within(text: &'t str, inside: Span, items: Vec<Span>) -> List<'t> {
        List { text, inside, items, colon: ": " }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn colon(&self) -> &'t str {
        self.colon
    }

    pub(super) fn item(&self, index: usize) -> Option<&'t str> {
        self.items.get(index).map(|item| self.slice(item.start, item.end))
    }

    /// Inserts an item before that of an index, or after the last.
    pub(super) fn insert(&self, before: usize, item: &str) -> Vec<Edit> {
        if let Some(next) = self.items.get(before) {
            let separator = self.separator(before.max(1));
            return vec![Edit::insert(next.start, format!("{item}{separator}"))];
        }
        let Some(last) = self.items.last() else {
            let Span { start, end } = self.inside;
            let is_blank = self.slice(start, end).trim().is_empty();
            let span = Span { start, end: if is_blank { end } else { start } };
            return vec![Edit { span, text: item.to_owned() }];
        };
        let separator = self.separator(self.items.len() - 1);
        let comment_end = self.end_of_comment(last.end);
        if comment_end == last.end || !separator.contains('\n') {
            return vec![Edit::insert(last.end, format!("{separator}{item}"))];
        }
        // A comment after the last item stays after it.
        match separator.strip_prefix(',') {
            Some(rest) => vec![Edit::insert(last.end, ","), Edit::insert(comment_end, format!("{rest}{item}"))],
            None => vec![Edit::insert(comment_end, format!("{separator}{item}"))],
        }
    }

    /// Takes an item out, with what sets it apart; `None` if there is a comment in it.
    pub(super) fn remove(&self, index: usize) -> Option<Edit> {
        self.remove_row(index, index)
    }

    /// Takes items out, whose indices are in order; `None` if there is a comment between them.
    pub(super) fn remove_all(&self, indices: &[usize]) -> Option<Vec<Edit>> {
        let rows = indices.chunk_by(|one, next| one + 1 == *next);
        rows.map(|row| self.remove_row(*row.first()?, *row.last()?)).collect()
    }

    /// Takes the items from the first to the last out.
    fn remove_row(&self, first: usize, last: usize) -> Option<Edit> {
        let (one, other) = (self.items.get(first)?, self.items.get(last)?);
        let (start, end) = match (first.checked_sub(1), self.items.get(last + 1)) {
            (Some(previous), _) => (self.items[previous].end, other.end),
            (None, Some(next)) => (one.start, next.start),
            (None, None) => (one.start, other.end),
        };
        let outer = if first > 0 { self.slice(start, one.start) } else { self.slice(other.end, end) };
        let inner = self.items[first..=last].windows(2).map(|pair| self.slice(pair[0].end, pair[1].start));
        let is_plain = (outer.is_empty() || is_plain(outer)) && inner.into_iter().all(is_plain);
        is_plain.then(|| Edit { span: Span { start, end }, text: String::new() })
    }

    /// What sets the item of an index apart from the one before; where there is none, as if there were.
    fn separator(&self, index: usize) -> String {
        let gap = match (index.checked_sub(1).and_then(|before| self.items.get(before)), self.items.get(index)) {
            (Some(before), Some(item)) => self.slice(before.end, item.start),
            (_, _) => self.slice(self.inside.start, self.items.first().map_or(self.inside.start, |item| item.start)),
        };
        if is_plain(gap) {
            return gap.to_owned();
        }
        match gap.rfind('\n') {
            Some(line) => {
                let newline = if gap[..line].ends_with('\r') { "\r\n" } else { "\n" };
                let indentation = gap[line + 1..].chars().take_while(|c| c.is_whitespace());
                std::iter::once(',').chain(newline.chars()).chain(indentation).collect()
            }
            None if self.colon == ":" && !self.text.contains(", ") => ",".to_owned(),
            None => ", ".to_owned(),
        }
    }

    /// The end of a comment that follows on the same line; the same place if there is none.
    fn end_of_comment(&self, at: u32) -> u32 {
        let rest = self.slice(at, self.inside.end);
        let comment = rest.trim_start_matches([' ', '\t']);
        let start = rest.len() - comment.len();
        let end = match comment.get(..2) {
            Some("//") => comment.find('\n').map(|end| comment[..end].trim_end_matches('\r').len()),
            Some("/*") => comment.find("*/").map(|end| end + 2),
            Some(_) | None => None,
        };
        end.map_or(at, |end| at + (start + end) as u32)
    }

    fn slice(&self, start: u32, end: u32) -> &'t str {
        &self.text[start as usize..end as usize]
    }
}

/// A comma and white space.
fn is_plain(gap: &str) -> bool {
    gap.matches(',').count() == 1 && gap.chars().all(|c| c == ',' || c.is_whitespace())
}
