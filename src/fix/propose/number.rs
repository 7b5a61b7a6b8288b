//! A size or scale that changed in, the old number put back out.

use serde_json::json;

use crate::fix::propose::{Break, suggested};
use crate::fix::{Fix, Remedy};
use avro_resolve::schema::edit::{Edit, EditableText};
use avro_resolve::schema::model::Type;

pub(crate) fn size(broken: &Break<'_>, old: u64) -> Option<Vec<Fix>> {
    let at = broken.new.definition()?;
    let Type::Fixed(fixed) = &broken.new.schema.links.node(at).ty else { return None };
    let edits = vec![Edit { span: fixed.size_span, text: old.to_string() }];
    Some(vec![suggested(at.file, Remedy::KeepSize { old }, edits)])
}

pub(crate) fn scale(broken: &Break<'_>, old: u32) -> Option<Vec<Fix>> {
    let at = broken.new.definition()?;
    let page = EditableText::open(broken.new.text_of(at.file))?;
    let edits = page.set(&broken.new.schema.links.pointer(at), "scale", &json!(old), &["precision"])?;
    Some(vec![suggested(at.file, Remedy::KeepScale { old }, edits)])
}
