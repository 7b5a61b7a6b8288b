//! Leads from names to definitions, and from definitions to all that use them.

use ls_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, ReferenceParams};

use super::view::RequestView;

/// Where the type is defined whose name the cursor stands in.
pub(super) fn definition(view: &RequestView<'_>, at: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let part = view.part(&at.text_document_position_params)?;
    let definition = view.types().definition(part)?;
    view.location(definition).map(GotoDefinitionResponse::Scalar)
}

/// Every name that means the same type.
pub(super) fn references(view: &RequestView<'_>, at: &ReferenceParams) -> Option<Vec<Location>> {
    let part = view.part(&at.text_document_position)?;
    let definition = view.types().definition(part)?;
    let declaration = at.context.include_declaration.then_some(definition);
    let all = declaration.into_iter().chain(view.types().uses(definition));
    Some(all.filter_map(|part| view.location(part)).collect())
}
