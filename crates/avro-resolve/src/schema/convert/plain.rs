//! JSON without places, whose objects have their properties in order.

use crate::schema::json_text::{JsonContent, JsonObject, JsonValue};

/// JSON whose objects have their properties in order.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum NormalJson {
    Object(Vec<(String, NormalJson)>),
    Array(Vec<NormalJson>),
    Text(String),
    /// A number as it is written.
    Number(String),
    Boolean(bool),
    Null,
}

pub(super) type Properties = Vec<(String, NormalJson)>;

/// A value as it is, without its layout.
pub(super) fn plain(value: JsonValue<'_>) -> NormalJson {
    match value.content() {
        JsonContent::Object(object) => NormalJson::Object(properties(object, &[])),
        JsonContent::Array(array) => NormalJson::Array(array.iter().map(plain).collect()),
        JsonContent::String(said) => text(said),
        JsonContent::Number(written) => NormalJson::Number(written.to_owned()),
        JsonContent::Boolean(boolean) => NormalJson::Boolean(boolean),
        JsonContent::Null => NormalJson::Null,
    }
}

/// The properties that mean nothing to Avro; of those that are there twice, the last.
pub(super) fn properties(object: JsonObject<'_>, reserved: &[&str]) -> Properties {
    let counts = object.iter().filter(|property| {
        !reserved.contains(&property.name)
            && object.property(property.name).is_some_and(|last| last.name_span == property.name_span)
    });
    counts.map(|property| (property.name.to_owned(), plain(property.value))).collect()
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> NormalJson {
    NormalJson::Text(text.into())
}
