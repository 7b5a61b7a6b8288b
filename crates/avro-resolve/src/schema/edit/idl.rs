//! Edits of IDL. Places and values are those of the JSON that the text stands for; what they become is written as IDL.

use super::list::List;
use super::{Edit, EditableText};
use crate::schema::convert::{as_identifier, as_type};
use crate::schema::json_text::{JsonArray, JsonObject, JsonValue};
use crate::schema::source::Span;

/// What a place is, by the last steps that lead to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Field,
    Fields,
    Symbols,
    /// A symbol, or the name of something.
    Name,
    Type,
    /// JSON in an annotation or a default.
    Json,
}

fn role(place: &str) -> Role {
    let mut steps = place.rsplit('/');
    let (last, before) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    let outer = steps.next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) && !last.is_empty();
    match (last, before) {
        (_, "fields" | "request") if is_number => Role::Field,
        (_, "symbols") if is_number => Role::Name,
        // Of a union; a list in an annotation is something else.
        (_, "type" | "items" | "values" | "types" | "errors") if is_number => Role::Type,
        (_, _) if is_number && outer == "type" => Role::Type,
        ("fields" | "request", _) => Role::Fields,
        ("symbols", _) => Role::Symbols,
        ("name", _) => Role::Name,
        ("type" | "items" | "values" | "schema" | "response", _) => Role::Type,
        _ => Role::Json,
    }
}

impl EditableText<'_> {
    /// [`set_text`](EditableText::set_text) in IDL.
    pub(super) fn set_in_idl(&self, place: &str, name: &str, value: &str) -> Option<Vec<Edit>> {
        let object = self.object(place)?;
        let inner = format!("{place}/{name}");
        let is_default_of_enum = name == "default" && object.get("symbols").is_some();
        let value = if is_default_of_enum { symbol(value)? } else { self.in_idl(&inner, value)? };
        if let Some(known) = object.get(name) {
            // What a word says without saying it has no place of its own.
            let is_written = known.span().start < known.span().end;
            return is_written.then(|| vec![Edit { span: known.span(), text: value }]);
        }
        let own_name = object.get("name").map(JsonValue::span);
        let edit = match (role(place), name) {
            (Role::Field, "default") => Edit::insert(own_name?.end, format!(" = {value}")),
            _ if is_default_of_enum => Edit::insert(object.get("symbols")?.span().end, format!(" = {value};")),
            (Role::Field, _) => Edit::insert(own_name?.start, format!("@{name}({value}) ")),
            (Role::Type, _) => {
                let word = object.get("type")?.span();
                // A declaration stands on a line of its own.
                let between = own_name.map_or_else(|| " ".to_owned(), |_| self.line_break_before(word.start));
                Edit::insert(word.start, format!("@{name}({value}){between}"))
            }
            (Role::Fields | Role::Symbols | Role::Name | Role::Json, _) => return None,
        };
        Some(vec![edit])
    }

    /// A line break and the spaces before what stands at the beginning of its line; a space before anything else.
    fn line_break_before(&self, at: u32) -> String {
        let before = &self.text[..at as usize];
        let indent = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        if indent.trim().is_empty() { format!("\n{indent}") } else { " ".to_owned() }
    }

    /// [`insert`](EditableText::insert) in IDL.
    pub(super) fn insert_in_idl(&self, place: &str, before: usize, item: &str) -> Option<Vec<Edit>> {
        let array = self.find(place)?.as_array()?;
        match role(place) {
            Role::Fields => Some(vec![self.insert_field(self.find(place)?.span(), array, before, item)?]),
            Role::Symbols => Some(self.list_of_idl(place)?.insert(before, &symbol(item)?)),
            Role::Type => Some(self.list_of_idl(place)?.insert(before, &as_type(item)?)),
            Role::Json => Some(self.list_of_idl(place)?.insert(before, item)),
            Role::Field | Role::Name => None,
        }
    }

    /// [`remove`](EditableText::remove) in IDL: an item, or the default of a field.
    pub(super) fn remove_in_idl(&self, place: &str, part: &str) -> Option<Vec<Edit>> {
        let value = self.find(place)?;
        if let Some(object) = value.as_object() {
            return Some(vec![self.remove_property(object, role(place), part)?]);
        }
        let (index, span) = (part.parse().ok()?, value.as_array()?.get(part.parse().ok()?)?.span());
        match role(place) {
            Role::Fields => {
                // The spaces before it go with it.
                let before = self.text[..span.start as usize].trim_end().len() as u32;
                Some(vec![Edit { span: Span { start: before, ..span }, text: String::new() }])
            }
            Role::Symbols | Role::Type | Role::Json => Some(vec![self.list_of_idl(place)?.remove(index)?]),
            Role::Field | Role::Name => None,
        }
    }

    fn remove_property(&self, object: JsonObject<'_>, role: Role, name: &str) -> Option<Edit> {
        let property = object.property(name)?;
        let Span { start, end } = property.span();
        let written = &self.text[start as usize..end as usize];
        if name == "default" && role == Role::Field {
            // From the name of the field on.
            let start = object.get("name")?.span().end;
            return Some(Edit { span: Span { start, end }, text: String::new() });
        }
        // An annotation, from the @ to the parenthesis after its value.
        let start = self.text[..start as usize].strip_suffix('@')?.len() as u32;
        let after = &self.text[end as usize..];
        let close = after.find(')').filter(|close| after[..*close].trim().is_empty() && written.contains('('))?;
        let end = end + close as u32 + 1;
        let spaces = self.text[end as usize..].len() - self.text[end as usize..].trim_start().len();
        Some(Edit { span: Span { start, end: end + spaces as u32 }, text: String::new() })
    }

    /// [`wrap`](EditableText::wrap) in IDL: makes a type a branch of a union.
    pub(super) fn wrap_in_idl(&self, place: &str, before: &[&str], after: &[&str]) -> Option<Vec<Edit>> {
        let Span { start, end } = self.find(place).filter(|_| role(place) == Role::Type)?.span();
        let types = |items: &[&str]| items.iter().map(|item| as_type(item)).collect::<Option<Vec<String>>>();
        let before: String = types(before)?.iter().map(|ty| format!("{ty}, ")).collect();
        let after: String = types(after)?.iter().map(|ty| format!(", {ty}")).collect();
        Some(vec![Edit::insert(start, format!("union {{ {before}")), Edit::insert(end, format!("{after} }}"))])
    }

    /// The field, or else the type or message, that is around some places.
    pub(super) fn declaration_around(&self, places: &[Span]) -> Option<Span> {
        let is_around = |value: &JsonValue<'_>| {
            let Span { start, end } = value.span();
            places.iter().all(|place| start <= place.start && place.end <= end)
        };
        let root = self.tree.root().as_object()?;
        let types = root.get("types").and_then(JsonValue::as_array).into_iter().flat_map(JsonArray::iter);
        let messages = root.get("messages").and_then(JsonValue::as_object).into_iter().flat_map(JsonObject::iter);
        let whole = types.chain(messages.map(|message| message.value)).find(is_around)?;
        let object = whole.as_object()?;
        let fields = object.get("fields").or_else(|| object.get("request")).and_then(JsonValue::as_array);
        let field = fields.into_iter().flat_map(JsonArray::iter).find(is_around);
        Some(field.unwrap_or(whole).span())
    }

    /// What JSON at a place is in IDL.
    pub(super) fn in_idl(&self, place: &str, json: &str) -> Option<String> {
        match role(place) {
            Role::Name => symbol(json),
            Role::Type => as_type(json),
            Role::Json => Some(json.to_owned()),
            Role::Field | Role::Fields | Role::Symbols => None,
        }
    }

    /// The items of a list with commas: branches, symbols, or JSON.
    pub(super) fn list_of_idl(&self, place: &str) -> Option<List<'_>> {
        let value = self.find(place)?;
        let items: Vec<Span> = value.as_array()?.iter().map(JsonValue::span).collect();
        let Span { start, end } = value.span();
        let open = self.text[start as usize..end as usize].find(['{', '['])? as u32;
        // The union that a question mark makes has no list.
        let is_list = items.first().is_none_or(|first| first.start > start + open);
        is_list.then(|| List::within(self.text, Span { start: start + open + 1, end: end - 1 }, items))
    }

    fn insert_field(&self, fields: Span, array: JsonArray<'_>, before: usize, field: &str) -> Option<Edit> {
        let is_idl = field.ends_with(';');
        let between = |at: Span| self.line_break_before(at.start);
        let edit = match (array.get(before), before.checked_sub(1).and_then(|last| array.get(last))) {
            (Some(next), _) => Edit::insert(next.span().start, format!("{field}{}", between(next.span()))),
            (None, Some(last)) => Edit::insert(last.span().end, format!("{}{field}", between(last.span()))),
            (None, None) => Edit::insert(fields.start + 1, format!(" {field} ")),
        };
        is_idl.then_some(edit)
    }
}

/// The name that a JSON text says.
fn symbol(json: &str) -> Option<String> {
    as_identifier(serde_json::from_str::<String>(json).ok()?.as_str())
}
