//! Compares two versions type by type.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::kind::{Change, ChangeKind, Effect};
use super::meaning::{Meanings, is_other_meaning};
use avro_resolve::depth::deep;
use avro_resolve::resolution::{Action, FailureKind, Resolution};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::{Enumeration, FileId, NodeRef, Type};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::source::Span;

pub(crate) struct Comparison<'a> {
    pub(crate) shapes: &'a Shapes,
    pub(crate) resolution: &'a mut Resolution,
    pub(crate) old: &'a LinkedSchema,
    pub(crate) new: &'a LinkedSchema,
    pub(crate) seen: FxHashSet<(NodeRef, NodeRef)>,
    pub(crate) depth: u32,
    /// What the stack has no room for, with the way there: it is compared from the top.
    pub(crate) later: Vec<(NodeRef, NodeRef, String)>,
    pub(crate) trail: String,
    pub(crate) meanings: Meanings,
    pub(crate) found: Vec<Change>,
}

/// The most bytes of the way from the root that a change names.
const LONGEST: usize = 512;

impl Comparison<'_> {
    /// Compares both schemas, and what is below.
    pub(crate) fn roots(&mut self) {
        self.types(self.old.links.root, self.new.links.root);
        while let Some((old, new, trail)) = self.later.pop() {
            self.trail = trail;
            self.types(old, new);
        }
    }

    /// Compares parts of the types at hand.
    pub(crate) fn deeper(&mut self, old: NodeRef, new: NodeRef) {
        /// So many levels are compared at once: there can be as many as there are pairs, and each takes stack.
        const LEVELS: u32 = 10_000;
        if self.depth == LEVELS {
            // Its end is all that is shown of a long way.
            let ending = self.trail.len().saturating_sub(2 * LONGEST);
            let start = (ending..).find(|&at| self.trail.is_char_boundary(at)).unwrap_or(0);
            self.later.push((old, new, self.trail[start..].to_owned()));
            return;
        }
        self.depth += 1;
        deep(|| self.types(old, new));
        self.depth -= 1;
    }

    pub(crate) fn types(&mut self, old: NodeRef, new: NodeRef) {
        let (o, n) = (self.old.links.follow(old), self.new.links.follow(new));
        if self.is_untouched(o, n) || !self.seen.insert((o, n)) {
            return;
        }
        let (before, after) = (self.old.links.node(o), self.new.links.node(n));
        let part = |at: NodeRef, node| NodeRef { file: at.file, node };
        match (&before.ty, &after.ty) {
            (Type::Record(was), Type::Record(is)) => {
                self.naming(o, n);
                self.fields(o, was, n, is);
            }
            (Type::Enum(was), Type::Enum(is)) => {
                self.naming(o, n);
                self.symbols(o, was, n, is);
            }
            (Type::Fixed(was), Type::Fixed(is)) => {
                self.naming(o, n);
                if was.size != is.size {
                    let (before, after) = (was.size.to_string(), is.size.to_string());
                    let effect = self.effect(self.old.shape(o), self.new.shape(n));
                    self.note(ChangeKind::SizeChanged, Some(before), Some(after), effect, (n.file, is.size_span));
                }
                self.logical(o, n);
            }
            (Type::Array(was), Type::Array(is)) => {
                self.within("[]", |inside| inside.deeper(part(o, *was), part(n, *is)));
            }
            (Type::Map(was), Type::Map(is)) => {
                self.within("{}", |inside| inside.deeper(part(o, *was), part(n, *is)));
            }
            (Type::Union(was), Type::Union(is)) => {
                let was: Vec<NodeRef> = was.iter().map(|&branch| part(o, branch)).collect();
                let is: Vec<NodeRef> = is.iter().map(|&branch| part(n, branch)).collect();
                self.branches(o, &was, n, &is);
            }
            (Type::Primitive(was), Type::Primitive(is)) if was == is => self.logical(o, n),
            _ => {
                let (was, is) = (self.old.shape(o), self.new.shape(n));
                let effect = self.effect(was, is);
                let kind = if effect.breaks_backward { ChangeKind::TypeChanged } else { ChangeKind::TypeWidened };
                let (before, after) = (self.shapes.describe(was), self.shapes.describe(is));
                let place = (n.file, self.new.links.node(new).mark());
                self.note(kind, Some(before), Some(after), effect, place);
            }
        }
    }

    /// Whether shape and text are the same. (A name from another file may have changed its documentation there.)
    pub(crate) fn is_untouched(&self, old: NodeRef, new: NodeRef) -> bool {
        self.old.shape(old) == self.new.shape(new)
            && self.old.links.files.len() == 1
            && self.new.links.files.len() == 1
            && self.old.text(old.file, self.old.links.node(old).span)
                == self.new.text(new.file, self.new.links.node(new).span)
    }

    fn symbols(&mut self, o: NodeRef, was: &Enumeration, n: NodeRef, is: &Enumeration) {
        let old = positions(was.symbols.iter().map(|symbol| &symbol.name));
        let new = positions(is.symbols.iter().map(|symbol| &symbol.name));
        for symbol in was.symbols.iter().filter(|symbol| !new.contains_key(&symbol.name)) {
            let effect = Effect { breaks_backward: is.default.is_none(), ..Effect::SAFE };
            let place = (o.file, symbol.span);
            self.note(ChangeKind::SymbolRemoved, Some(symbol.name.to_string()), None, effect, place);
        }
        for symbol in is.symbols.iter().filter(|symbol| !old.contains_key(&symbol.name)) {
            let effect = Effect { breaks_forward: was.default.is_none(), ..Effect::SAFE };
            let place = (n.file, symbol.span);
            self.note(ChangeKind::SymbolAdded, None, Some(symbol.name.to_string()), effect, place);
        }
        let kept: Vec<usize> = is.symbols.iter().filter_map(|symbol| old.get(&symbol.name).copied()).collect();
        if !kept.is_sorted() {
            let list = |enumeration: &Enumeration| listed(enumeration.symbols.iter().map(|symbol| &symbol.name));
            self.note(ChangeKind::SymbolsReordered, list(was), list(is), Effect::SAFE, (n.file, is.naming.span));
        }
        let default = |enumeration: &Enumeration| enumeration.default.as_ref().map(|symbol| symbol.name.to_string());
        let (before, after) = (default(was), default(is));
        if before != after {
            let span = is.default.as_ref().map_or(is.naming.span, |default| default.span);
            self.note(ChangeKind::EnumDefaultChanged, before, after, Effect::SAFE, (n.file, span));
        }
    }

    fn branches(&mut self, o: NodeRef, was: &[NodeRef], n: NodeRef, is: &[NodeRef]) {
        let partners = self.partners(was, is);
        let kept: FxHashSet<usize> = partners.iter().flatten().copied().collect();
        for (_, &gone) in was.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
            let breaks_backward = self.can_fail(self.old.shape(gone), self.new.shape(n));
            let before = self.shapes.describe(self.old.shape(gone));
            let place = (o.file, self.old.links.node(gone).mark());
            // The other way, each branch of a long union would meet each that is gone.
            let changes_meaning = self.is_read_as_another(self.old.shape(gone), self.new.shape(n));
            let effect = Effect { breaks_backward, changes_meaning, ..Effect::SAFE };
            self.note(ChangeKind::BranchRemoved, Some(before), None, effect, place);
        }
        for (&branch, partner) in is.iter().zip(&partners) {
            match partner {
                Some(old) => {
                    let shape = self.shapes.get(self.new.shape(branch));
                    let name = shape.name().map_or(shape.type_name(), Name::short);
                    let old = was[*old];
                    self.within(&format!("<{name}>"), |inside| inside.deeper(old, branch));
                }
                None => {
                    let breaks_forward = self.can_fail(self.new.shape(branch), self.old.shape(o));
                    let after = self.shapes.describe(self.new.shape(branch));
                    let place = (n.file, self.new.links.node(branch).mark());
                    let changes_meaning = self.is_read_as_another(self.new.shape(branch), self.old.shape(o));
                    let effect = Effect { breaks_forward, changes_meaning, ..Effect::SAFE };
                    self.note(ChangeKind::BranchAdded, None, Some(after), effect, place);
                }
            }
        }
        let order: Vec<usize> = partners.iter().flatten().copied().collect();
        if !order.is_sorted() {
            let (before, after) = (self.shapes.describe(self.old.shape(o)), self.shapes.describe(self.new.shape(n)));
            let place = (n.file, self.new.links.node(n).span);
            self.note(ChangeKind::BranchesReordered, Some(before), Some(after), Effect::SAFE, place);
        }
    }

    /// For each newer branch the older one that it continues: of the same type, and for named types of the same full name,
    /// else one that an alias names, else of the same unqualified name.
    fn partners(&self, was: &[NodeRef], is: &[NodeRef]) -> Vec<Option<usize>> {
        let mut known: FxHashMap<(&str, Option<&str>), usize> = FxHashMap::default();
        let mut namesakes: FxHashMap<(&str, &str), usize> = FxHashMap::default();
        for (at, &branch) in was.iter().enumerate() {
            let shape = self.shapes.get(self.old.shape(branch));
            known.entry((shape.type_name(), shape.name().map(Name::full))).or_insert(at);
            if let Some(name) = shape.name() {
                namesakes.entry((shape.type_name(), name.short())).or_insert(at);
            }
        }
        let partner = |&branch: &NodeRef| {
            let shape = self.shapes.get(self.new.shape(branch));
            let ty = shape.type_name();
            let Some((name, aliases)) = shape.naming() else { return known.get(&(ty, None)).copied() };
            let mut names = [name].into_iter().chain(aliases);
            let by_name = names.find_map(|name| known.get(&(ty, Some(name.full()))).copied());
            by_name.or_else(|| namesakes.get(&(ty, name.short())).copied())
        };
        is.iter().map(partner).collect()
    }

    /// Name, aliases and documentation of a named type.
    fn naming(&mut self, o: NodeRef, n: NodeRef) {
        let (Some(was), Some(is)) = (self.old.links.node(o).naming(), self.new.links.node(n).naming()) else { return };
        if was.name != is.name {
            let (old, new) = (self.old.shape(o), self.new.shape(n));
            let (breaks_backward, breaks_forward) = (self.is_misnamed(old, new), self.is_misnamed(new, old));
            let effect = Effect { breaks_backward, breaks_forward, ..Effect::SAFE };
            let (before, after) = (Some(was.name.to_string()), Some(is.name.to_string()));
            self.note(ChangeKind::TypeRenamed, before, after, effect, (n.file, is.span));
        }
        if was.aliases != is.aliases {
            let text = |aliases: &[Name]| {
                let aliases: Vec<&str> = aliases.iter().map(Name::full).collect();
                (!aliases.is_empty()).then(|| aliases.join(", "))
            };
            let span = is.aliases_span.unwrap_or(is.span);
            let (before, after) = (text(&was.aliases), text(&is.aliases));
            self.note(ChangeKind::AliasesChanged, before, after, Effect::SAFE, (n.file, span));
        }
        self.doc((o, was.doc), (n, is.doc), is.span);
    }

    fn logical(&mut self, o: NodeRef, n: NodeRef) {
        let (before, after) = (self.old.links.node(o), self.new.links.node(n));
        if before.logical != after.logical {
            let (was, is) = (self.old.shape(o), self.new.shape(n));
            let changes_meaning = is_other_meaning(before.logical, after.logical);
            let effect = Effect { changes_meaning, ..self.effect(was, is) };
            let (before, after) = (self.shapes.describe(was), self.shapes.describe(is));
            let place = (n.file, self.new.links.node(n).mark());
            self.note(ChangeKind::LogicalTypeChanged, Some(before), Some(after), effect, place);
        }
    }

    pub(crate) fn doc(&mut self, (o, was): (NodeRef, Option<Span>), (n, is): (NodeRef, Option<Span>), around: Span) {
        let before = was.map(|span| self.old.documentation(o.file, span));
        let after = is.map(|span| self.new.documentation(n.file, span));
        if before != after {
            self.note(ChangeKind::DocChanged, before, after, Effect::SAFE, (n.file, is.unwrap_or(around)));
        }
    }

    fn effect(&mut self, old: ShapeId, new: ShapeId) -> Effect {
        let (breaks_backward, breaks_forward) = (self.can_fail(old, new), self.can_fail(new, old));
        let changes_meaning = self.is_read_as_another(old, new) || self.is_read_as_another(new, old);
        Effect { breaks_backward, breaks_forward, changes_meaning }
    }

    fn is_read_as_another(&mut self, writer: ShapeId, reader: ShapeId) -> bool {
        self.meanings.change(self.shapes, self.resolution, (writer, reader))
    }

    fn can_fail(&mut self, writer: ShapeId, reader: ShapeId) -> bool {
        let pair = self.resolution.resolve_shapes(self.shapes, writer, reader);
        self.resolution.pair(pair).can_fail()
    }

    fn is_misnamed(&mut self, writer: ShapeId, reader: ShapeId) -> bool {
        let pair = self.resolution.resolve_shapes(self.shapes, writer, reader);
        matches!(self.resolution.pair(pair).action, Action::Fail(FailureKind::NameMismatch))
    }

    pub(crate) fn at(&mut self, field: &str, compare: impl FnOnce(&mut Self)) {
        let dot = if self.trail.is_empty() { "" } else { "." };
        self.below([dot, field], compare);
    }

    pub(crate) fn within(&mut self, step: &str, compare: impl FnOnce(&mut Self)) {
        self.below([step], compare);
    }

    fn below<const N: usize>(&mut self, steps: [&str; N], compare: impl FnOnce(&mut Self)) {
        let length = self.trail.len();
        self.trail.extend(steps);
        compare(self);
        self.trail.truncate(length);
    }

    pub(crate) fn note(
        &mut self,
        kind: ChangeKind,
        before: Option<String>,
        after: Option<String>,
        effect: Effect,
        (file, span): (FileId, Span),
    ) {
        // Of a very long way only the end is kept: whole ways would take quadratic memory.
        let end = self.trail.len().saturating_sub(LONGEST);
        let trail = match (end..self.trail.len()).find(|&at| self.trail.is_char_boundary(at)) {
            Some(start) if end > 0 => format!("…{}", &self.trail[start..]),
            _ => self.trail.clone(),
        };
        self.found.push(Change { kind, trail, before, after, effect, file, span });
    }
}

/// The place of each name; of equal ones, the last.
pub(super) fn positions<'a>(names: impl Iterator<Item = &'a SmolStr>) -> FxHashMap<&'a SmolStr, usize> {
    names.zip(0..).collect()
}

/// Names in their order, as one text.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a SmolStr>) -> Option<String> {
    Some(names.map(SmolStr::as_str).collect::<Vec<_>>().join(", "))
}
