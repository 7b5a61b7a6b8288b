//! Says what the words of Avro IDL are, for editors that colour them.

use avro_resolve::schema::highlight::{IdlPart, parts};
use avro_resolve::schema::syntax::Syntax;
use ls_types::{
    SemanticToken, SemanticTokenType, SemanticTokens, SemanticTokensLegend, SemanticTokensParams, SemanticTokensResult,
};

use super::positions::LineIndex;
use super::view::RequestView;

/// The kinds of words, by their numbers.
const KINDS: [(IdlPart, SemanticTokenType); 9] = [
    (IdlPart::Keyword, SemanticTokenType::KEYWORD),
    (IdlPart::BuiltInType, SemanticTokenType::TYPE),
    (IdlPart::TypeName, SemanticTokenType::STRUCT),
    (IdlPart::FieldName, SemanticTokenType::PROPERTY),
    (IdlPart::Symbol, SemanticTokenType::ENUM_MEMBER),
    (IdlPart::Annotation, SemanticTokenType::DECORATOR),
    (IdlPart::Text, SemanticTokenType::STRING),
    (IdlPart::Number, SemanticTokenType::NUMBER),
    (IdlPart::Comment, SemanticTokenType::COMMENT),
];

/// The names of the kinds.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: KINDS.map(|(_, kind)| kind).into(), token_modifiers: Vec::new() }
}

/// The words of a file; none of one that is not IDL.
pub(super) fn tokens(view: &RequestView<'_>, wanted: &SemanticTokensParams) -> Option<SemanticTokensResult> {
    let document = view.documents.get(&wanted.text_document.uri)?;
    if Syntax::of(&view.documents.name(&document.path)) != Syntax::Idl {
        return None;
    }
    let lines = LineIndex::new(&document.text, view.documents.units);
    let (mut line, mut character, mut data) = (0, 0, Vec::new());
    for (span, part) in parts(&document.text) {
        let kind = KINDS.iter().position(|(kind, _)| *kind == part).expect("all kinds are there") as u32;
        // A token is on one line.
        for range in lines.on_each_line(span) {
            let delta_line = range.start.line - line;
            let delta_start = range.start.character - if delta_line == 0 { character } else { 0 };
            (line, character) = (range.start.line, range.start.character);
            let length = range.end.character - range.start.character;
            data.push(SemanticToken { delta_line, delta_start, length, token_type: kind, token_modifiers_bitset: 0 });
        }
    }
    Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data }))
}
