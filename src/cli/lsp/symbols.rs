//! Lists the types, fields and symbols of a file, and finds types by name.

use avro_resolve::schema::model::{Document, FileId, NodeId, Type};
use avro_resolve::schema::place::NamedPart;
use avro_resolve::schema::source::Span;
use ls_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, OneOf, Range, SymbolInformation,
    SymbolKind, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use super::capabilities::ClientSupport;
use super::types::PartRef;
use super::view::RequestView;

/// What a file defines: its types, with their fields and symbols.
pub(super) fn of_document(
    view: &RequestView<'_>,
    wanted: &DocumentSymbolParams,
    client: ClientSupport,
) -> Option<DocumentSymbolResponse> {
    let file = view.file(&wanted.text_document.uri)?;
    let document = view.types().document(file)?;
    let mut definitions: Vec<NodeId> = document.definitions.values().copied().collect();
    definitions.sort_by_key(|&node| document.nodes[node as usize].span);
    let symbols = definitions.into_iter().filter_map(|node| of_type(view, file, document, node));
    let symbols: Vec<DocumentSymbol> = symbols.collect();
    Some(match client.nested_symbols {
        true => DocumentSymbolResponse::Nested(symbols),
        false => {
            let uri = &wanted.text_document.uri;
            DocumentSymbolResponse::Flat(symbols.into_iter().flat_map(|symbol| flat(symbol, uri)).collect())
        }
    })
}

fn flat(symbol: DocumentSymbol, uri: &ls_types::Uri) -> Vec<SymbolInformation> {
    let information = |name: String, kind, range: Range, container| {
        #[expect(deprecated, reason = "the field is there and has no default")]
        SymbolInformation {
            name,
            kind,
            tags: None,
            deprecated: None,
            location: Location { uri: uri.clone(), range },
            container_name: container,
        }
    };
    let container = Some(symbol.name.clone());
    let own = information(symbol.name, symbol.kind, symbol.selection_range, None);
    let parts = symbol.children.into_iter().flatten();
    let parts = parts.map(|part| information(part.name, part.kind, part.selection_range, container.clone()));
    std::iter::once(own).chain(parts).collect()
}

fn of_type(view: &RequestView<'_>, file: FileId, document: &Document, node: NodeId) -> Option<DocumentSymbol> {
    let definition = &document.nodes[node as usize];
    let (kind, parts) = match &definition.ty {
        Type::Record(record) => {
            let fields = record.fields.iter().filter_map(|field| {
                let detail = view.types().text(file, document.nodes[field.ty as usize].mark());
                symbol(view, file, (&field.name, Some(detail), SymbolKind::FIELD), [field.span, field.name_span])
            });
            (SymbolKind::STRUCT, fields.collect())
        }
        Type::Enum(enumeration) => {
            let symbols = enumeration
                .symbols
                .iter()
                .filter_map(|one| symbol(view, file, (&one.name, None, SymbolKind::ENUM_MEMBER), [one.span, one.span]));
            (SymbolKind::ENUM, symbols.collect())
        }
        Type::Fixed(_) => (SymbolKind::ARRAY, Vec::new()),
        Type::Primitive(_) | Type::Array(_) | Type::Map(_) | Type::Union(_) | Type::Reference(_) => return None,
    };
    let name = &definition.naming()?.name;
    let namespace = Some(name.namespace().to_owned()).filter(|namespace| !namespace.is_empty());
    let own = symbol(view, file, (name.short(), namespace, kind), [definition.span, definition.mark()])?;
    Some(DocumentSymbol { children: Some(parts), ..own })
}

fn symbol(
    view: &RequestView<'_>,
    file: FileId,
    (name, detail, kind): (&str, Option<String>, SymbolKind),
    [whole, own]: [Span; 2],
) -> Option<DocumentSymbol> {
    // Of a definition in IDL, the name may lie beside the whole.
    let whole = Span { start: whole.start.min(own.start), end: whole.end.max(own.end) };
    let [range, selection_range] = view.locations(file, &[whole, own]).try_into().ok()?;
    #[expect(deprecated, reason = "the field is there and has no default")]
    Some(DocumentSymbol {
        name: name.to_owned(),
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: range.range,
        selection_range: selection_range.range,
        children: None,
    })
}

/// The types whose names hold what was typed.
pub(super) fn of_workspace(view: &RequestView<'_>, wanted: &WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    const MOST: usize = 500;
    let query = wanted.query.to_lowercase();
    let definitions = view.types().documents().flat_map(|(file, document)| {
        document.definitions.iter().map(move |(name, &node)| (name, PartRef { file, part: NamedPart::Type(node) }))
    });
    let mut found: Vec<_> = definitions.filter(|(name, _)| name.full().to_lowercase().contains(&query)).collect();
    found.sort();
    let symbols = found.into_iter().filter_map(|(name, part)| {
        Some(WorkspaceSymbol {
            name: name.short().to_owned(),
            kind: SymbolKind::STRUCT,
            tags: None,
            container_name: Some(name.namespace().to_owned()).filter(|namespace| !namespace.is_empty()),
            location: OneOf::Left(view.location(part)?),
            data: None,
        })
    });
    Some(WorkspaceSymbolResponse::Nested(symbols.take(MOST).collect()))
}
