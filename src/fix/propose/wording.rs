//! Writes a type of an older version so that the newest version can hold it: names mean what they meant, and types that only the
//! older version defines come along.

use avro_resolve::schema::edit::{self, Edit, EditableText, Excerpt};
use avro_resolve::schema::model::*;
use avro_resolve::schema::name::Name;
use avro_resolve::schema::source::Span;
use rustc_hash::FxHashSet;

use super::broken::{Break, Side};

/// Where a text is to be put in the newest version.
pub(crate) struct TargetPlace<'a> {
    pub(crate) text: &'a EditableText<'a>,
    pub(crate) file: FileId,
    /// What it replaces; empty if it is inserted.
    pub(crate) place: Span,
}

/// The ways to write a type of the older version there: as the newest version can hold it, as it was written, and, of a named
/// type, its definition for its name and its name for its definition.
pub(crate) fn wordings(broken: &Break<'_>, at: NodeRef, target: &TargetPlace<'_>) -> Vec<String> {
    let old = &broken.old;
    let definition = old.links().follow(at);
    let cut =
        |at: NodeRef| span_of(old, at).and_then(|span| adopted(old, Excerpt { text: old.text(at.file), span }, target));
    let mut wordings: Vec<String> =
        span_of(old, at).and_then(|span| carried(broken, at.file, span, target)).into_iter().collect();
    wordings.extend(cut(at));
    if definition != at {
        wordings.extend(cut(definition));
    } else if let Some(naming) = old.node(at).naming() {
        wordings.push(format!("\"{}\"", naming.name));
    }
    let mut seen = FxHashSet::default();
    wordings.retain(|wording| seen.insert(wording.clone()));
    wordings
}

/// A part of the older version's text, such as a field, as the newest version can hold it.
pub(crate) fn carried(broken: &Break<'_>, file: FileId, span: Span, target: &TargetPlace<'_>) -> Option<String> {
    let mut carrier = Carrier { broken, target, known: FxHashSet::default(), left: MOST_CARRIED };
    let text = carrier.carry(file, span)?;
    // It is cut again from the whole text around it, whose first line says how deep it is.
    let around = broken.old.text(file);
    let text = format!("{}{text}{}", &around[..span.start as usize], &around[span.end as usize..]);
    let length = text.len() - (around.len() - (span.end - span.start) as usize);
    let span = Span { start: span.start, end: span.start + length as u32 };
    adopted(&broken.old, Excerpt { text: &text, span }, target)
}

fn adopted(_: &Side<'_>, excerpt: Excerpt<'_>, target: &TargetPlace<'_>) -> Option<String> {
    target.text.adopt(excerpt, target.place.start)
}

fn span_of(side: &Side<'_>, at: NodeRef) -> Option<Span> {
    let node = side.node(at);
    // A name may have an object around it, which belongs to the type.
    let is_name = matches!(node.ty, Type::Reference(_));
    if is_name { side.page(at.file)?.span(&side.links().pointer(at)) } else { Some(node.span) }
}

/// A type that brings more types along is no small edit.
const MOST_CARRIED: usize = 4;

/// Carries types over from the older version to the newest.
struct Carrier<'a, 'b> {
    broken: &'a Break<'b>,
    target: &'a TargetPlace<'a>,
    /// The types that came along.
    known: FxHashSet<Name>,
    left: usize,
}

impl Carrier<'_, '_> {
    /// A part of an older file with the names that the newest version has for its types.
    fn carry(&mut self, file: FileId, part: Span) -> Option<String> {
        let old = self.broken.old;
        let nodes = &old.document(file).nodes;
        let first = nodes.partition_point(|node| node.span.start < part.start);
        let mut edits: Vec<Edit> = Vec::new();
        let mut done = part.start;
        let inside = nodes[first..].iter().zip(first as NodeId..).take_while(|(node, _)| node.span.start < part.end);
        for (node, at) in inside.filter(|(node, _)| node.span.end <= part.end) {
            if node.span.start < done {
                continue;
            }
            let definition = old.links().follow(NodeRef { file, node: at });
            let Some(naming) = old.node(definition).naming() else { continue };
            let is_definition = definition == NodeRef { file, node: at };
            let text = match self.name_of(&naming.name) {
                Some(name) if is_definition || name != naming.name => Some(format!("\"{name}\"")),
                Some(_) => None,
                None => {
                    self.known.insert(naming.name.clone());
                    if is_definition { None } else { Some(self.along(definition)?) }
                }
            };
            if let Some(text) = text {
                done = node.span.end;
                let span = Span { start: node.span.start - part.start, end: node.span.end - part.start };
                edits.push(Edit { span, text });
            }
        }
        Some(edit::apply(&old.text(file)[part.start as usize..part.end as usize], &edits))
    }

    /// A definition that comes along, on one line, with its full name.
    fn along(&mut self, definition: NodeRef) -> Option<String> {
        self.left = self.left.checked_sub(1)?;
        let old = self.broken.old;
        let naming = old.node(definition).naming()?;
        let text = self.carry(definition.file, span_of(&old, definition)?)?;
        let page = EditableText::open(&text)?;
        let renamed = edit::apply(&text, &page.replace("/name", format!("\"{}\"", naming.name))?);
        Some(EditableText::open(&renamed)?.write(&EditableText::open(&renamed)?.get("")?))
    }

    /// What the newest version calls a type of the older one, if it has it outside of the place.
    fn name_of(&self, name: &Name) -> Option<Name> {
        if self.known.contains(name) {
            return Some(name.clone());
        }
        let new = self.broken.new;
        let is_outside = |at: NodeRef| {
            let Span { start, end } = new.node(at).span;
            at.file != self.target.file
                || end <= self.target.place.start
                || self.target.place.end <= start
                || self.target.place.start == self.target.place.end
        };
        if new.named(name).is_some_and(is_outside) {
            return Some(name.clone());
        }
        let heirs = new.links().files.iter().flat_map(|&file| {
            let nodes = new.document(file).nodes.iter().zip(0..);
            nodes.map(move |(node, at)| (node, NodeRef { file, node: at }))
        });
        let mut heirs = heirs.filter_map(|(node, at)| {
            let naming = node.naming()?;
            (naming.aliases.contains(name) && is_outside(at)).then(|| naming.name.clone())
        });
        heirs.next()
    }
}
