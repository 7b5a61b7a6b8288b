//! Lays a schema out anew.

use avro_resolve::schema::layout::laid_out;
use avro_resolve::schema::syntax::Syntax;
use ls_types::{DocumentFormattingParams, TextEdit};

use super::positions::LineIndex;
use super::view::RequestView;
use crate::model::path::is_schema_file;

/// One edit of the whole text; none if it is laid out already, or cannot be understood.
pub(super) fn format(view: &RequestView<'_>, wanted: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let document = view.documents.get(&wanted.text_document.uri)?;
    let name = view.documents.name(&document.path);
    let text = is_schema_file(&name).then_some(&document.text)?;
    let new_text = laid_out(text, Syntax::of(&name)).filter(|laid_out| **laid_out != **text)?;
    let range = LineIndex::new(text, view.documents.units).whole();
    Some(vec![TextEdit { range, new_text }])
}
