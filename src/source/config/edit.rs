//! Adds a waiver to the text of a configuration: comments and formatting stay.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

use crate::policy::Waiver;

#[cfg(test)]
mod tests;

/// What a new configuration begins with.
const NEW: &str = "version = 1\n";

/// The text with this waiver; that of the same finding and subject is renewed.
///
/// # Errors
/// What is in the way, to be read after the file's name.
pub(crate) fn with_waiver(text: Option<&str>, waiver: &Waiver) -> Result<String, String> {
    let text = text.unwrap_or(NEW);
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let item = document.entry("waive").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let tables = item.as_array_of_tables_mut();
    let tables = tables.ok_or("`waive` is not written as [[waive]] tables; write it so, then it can be edited")?;
    let same = tables.iter().position(|table| is_same(table, waiver));
    if same.is_none() {
        let mut table = Table::new();
        // What stands at the end of the file is no comment on the new table.
        table.decor_mut().set_prefix("\n");
        tables.push(table);
    }
    let table = tables.get_mut(same.unwrap_or(tables.len() - 1)).expect("it was found or added");
    let fingerprint = waiver.fingerprint.to_string();
    set(table, "fingerprint", Some(fingerprint.as_str().into()));
    set(table, "subject", waiver.subject.as_deref().map(Into::into));
    set(table, "reason", Some(waiver.reason.as_str().into()));
    let date = waiver.expires.map(|expires| expires.to_string().parse::<toml_edit::Datetime>());
    set(table, "expires", date.map(|date| Value::from(date.expect("a date is one for TOML too"))));
    Ok(like(text, &document.to_string()))
}

/// The edited text with the line ends, and the byte order mark, of the text before.
fn like(before: &str, edited: &str) -> String {
    let mark = if before.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let lines = edited.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let is_windows = before.contains("\r\n");
    format!("{mark}{}", if is_windows { lines.replace('\n', "\r\n") } else { lines })
}

fn is_same(table: &Table, waiver: &Waiver) -> bool {
    let word = |key| table.get(key).and_then(Item::as_str);
    word("fingerprint").is_some_and(|known| known.eq_ignore_ascii_case(&waiver.fingerprint.to_string()))
        && word("subject") == waiver.subject.as_deref()
}

/// Sets a key, and keeps the comment beside what it was.
fn set(table: &mut Table, key: &str, new: Option<Value>) {
    match (new, table.get_mut(key).and_then(Item::as_value_mut)) {
        (None, _) => drop(table.remove(key)),
        (Some(mut new), Some(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (Some(new), None) => drop(table.insert(key, value(new))),
    }
}
