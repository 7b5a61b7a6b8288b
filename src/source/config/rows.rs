//! Lists the settings in force, one a row.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::origin;
use super::words::{Layer, SettingKey};
use crate::policy::origin::{SettingOrigin, SettingRow, SettingValue};
use avro_resolve::schema::source::Source;

/// A row for each key that can be said everywhere: as the first of the layers says it.
pub(super) fn plain(layers: &[&Layer]) -> impl Iterator<Item = SettingRow> {
    SettingKey::ALL.into_iter().map(|key| {
        let said = layers.iter().find_map(|layer| layer.words(key));
        let (words, origin) = match said {
            Some(words) => {
                let origin = words.first().map_or(SettingOrigin::Default, |word| word.origin.clone());
                (Some(words.iter().map(|word| word.value.clone()).collect()), origin)
            }
            None => (key.default_words(), SettingOrigin::Default),
        };
        let value = match words {
            None => SettingValue::Unset,
            Some(words) if key.is_list() => SettingValue::List(words),
            Some(words) => SettingValue::Word(words.concat()),
        };
        SettingRow { key: key.name().to_owned(), value, origin }
    })
}

/// A row for each value in a table of the file, which is known to make sense.
pub(super) fn tables(source: &Source) -> Vec<SettingRow> {
    let mut rows = Vec::new();
    if let Ok(document) = DeTable::parse(&source.text) {
        for (key, value) in document.get_ref() {
            let is_table = matches!(value.get_ref(), DeValue::Table(_))
                || matches!(value.get_ref(), DeValue::Array(items) if items.iter().any(is_table));
            if is_table {
                add(key.get_ref(), value, source, &mut rows);
            }
        }
    }
    rows.sort_by_key(|(offset, _)| *offset);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn is_table(value: &Spanned<DeValue<'_>>) -> bool {
    matches!(value.get_ref(), DeValue::Table(_))
}

/// Tables are three deep at most: `override[0].rules.AVC101`.
fn add(key: &str, value: &Spanned<DeValue<'_>>, source: &Source, rows: &mut Vec<(usize, SettingRow)>) {
    let start = value.span().start;
    let mut row = |value| rows.push((start, SettingRow { key: key.to_owned(), value, origin: origin(source, start) }));
    match value.get_ref() {
        DeValue::Table(table) => {
            table.iter().for_each(|(name, value)| add(&format!("{key}.{}", name.get_ref()), value, source, rows));
        }
        DeValue::Array(items) if items.iter().any(is_table) => {
            for (number, item) in items.iter().enumerate() {
                add(&format!("{key}[{number}]"), item, source, rows);
            }
        }
        DeValue::Array(items) => {
            row(SettingValue::List(items.iter().map(|item| word(item.get_ref(), source, item.span().start)).collect()))
        }
        other => row(SettingValue::Word(word(other, source, start))),
    }
}

fn word(value: &DeValue<'_>, source: &Source, start: usize) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Boolean(is) => is.to_string(),
        // Numbers are written as they stand.
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Array(_) | DeValue::Table(_) => {
            source.text[start..].split([',', ']', '\n', '#']).next().unwrap_or_default().trim().to_owned()
        }
    }
}
