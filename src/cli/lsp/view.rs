//! What a request sees: the open texts, and what is known of them.

use avro_resolve::schema::model::FileId;
use avro_resolve::schema::source::Span;
use ls_types::{Location, TextDocumentPositionParams, Uri};

use super::documents::Documents;
use super::edits::without_mark;
use super::positions::LineIndex;
use super::snapshot::EditorSnapshot;
use super::types::{PartRef, TypeIndex};

/// What a request sees.
pub(super) struct RequestView<'a> {
    pub(super) documents: &'a Documents,
    pub(super) snapshot: &'a EditorSnapshot,
}

/// How places go from one text to another one that differs in one part.
struct PlaceMap {
    /// So many bytes are the same at the beginning, and at the end.
    prefix: usize,
    suffix: usize,
    lengths: [usize; 2],
}

impl<'a> RequestView<'a> {
    pub(super) fn types(&self) -> &'a TypeIndex {
        &self.snapshot.types
    }

    /// The file of a document.
    pub(super) fn file(&self, uri: &Uri) -> Option<FileId> {
        self.types().file(&self.documents.name_of(uri)?)
    }

    /// The text of a file as the editor has it, or else as it was checked.
    pub(super) fn current_text(&self, file: FileId) -> String {
        let source = self.types().source(file);
        let open = self.documents.open_at(&source.name);
        open.map_or_else(|| source.text.to_string(), |open| without_mark(&open.text).to_owned())
    }

    /// The file of a position, and the byte in the text that the types are of: the last one that made sense.
    pub(super) fn place(&self, at: &TextDocumentPositionParams) -> Option<(FileId, u32)> {
        let file = self.file(&at.text_document.uri)?;
        let (now, known) = (self.current_text(file), &self.types().source(file).text);
        let offset = LineIndex::new(&now, self.documents.units).offset(at.position);
        PlaceMap::between(&now, known).map(offset).map(|offset| (file, offset as u32))
    }

    /// The named part at a position.
    pub(super) fn part(&self, at: &TextDocumentPositionParams) -> Option<PartRef> {
        let (file, offset) = self.place(at)?;
        let part = self.types().document(file)?.named_part_at(offset)?;
        Some(PartRef { file, part })
    }

    /// Where a place of a file is in the editor, if it is still there.
    pub(super) fn locations(&self, file: FileId, spans: &[Span]) -> Vec<Location> {
        let known = self.types().source(file);
        let Some(uri) = self.documents.uri(&known.name) else { return Vec::new() };
        let now = self.current_text(file);
        let (map, lines) = (PlaceMap::between(&known.text, &now), LineIndex::new(&now, self.documents.units));
        let moved = spans.iter().filter_map(|span| {
            let (start, end) = (map.map(span.start as usize)?, map.map(span.end as usize)?);
            Some(lines.range(Span { start: start as u32, end: end as u32 }))
        });
        moved.map(|range| Location { uri: uri.clone(), range }).collect()
    }

    /// The place of the name of a part.
    pub(super) fn location(&self, part: PartRef) -> Option<Location> {
        self.locations(part.file, &[self.types().span(part)?]).pop()
    }
}

impl PlaceMap {
    fn between(from: &str, to: &str) -> PlaceMap {
        let lengths = [from.len(), to.len()];
        let (from, to) = (from.as_bytes(), to.as_bytes());
        if from == to {
            return PlaceMap { prefix: from.len(), suffix: 0, lengths };
        }
        let prefix = from.iter().zip(to).take_while(|(a, b)| a == b).count();
        let (from, to) = (&from[prefix..], &to[prefix..]);
        let suffix = from.iter().rev().zip(to.iter().rev()).take_while(|(a, b)| a == b).count();
        PlaceMap { prefix, suffix, lengths }
    }

    /// The same place in the other text, if it is not in the part that differs.
    fn map(&self, offset: usize) -> Option<usize> {
        let [from, to] = self.lengths;
        if offset <= self.prefix {
            return Some(offset);
        }
        (offset + self.suffix >= from).then(|| offset + to - from)
    }
}

#[test]
fn places_move_with_the_text_around_a_change() {
    let map = PlaceMap::between("abXYef", "abZef");
    let moved: Vec<Option<usize>> = (0..=6).map(|at| map.map(at)).collect();
    assert_eq!(moved, [Some(0), Some(1), Some(2), None, Some(3), Some(4), Some(5)]);
    assert_eq!(PlaceMap::between("same", "same").map(4), Some(4));
}
