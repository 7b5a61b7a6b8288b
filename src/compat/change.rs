//! Two consecutive versions of a schema in, what changed between them out, each change with what it does to readers.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::resolution::{Action, Kind, Resolution};
use crate::schema::model::{Enumeration, Field, FileId, NodeRef, Order, Record, Type};
use crate::schema::name::Name;
use crate::schema::shape::{ShapeId, Shapes};
use crate::schema::source::Span;
use crate::schema::{Schema, deep};

/// One difference between an older and a newer schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What changed.
    pub kind: ChangeKind,
    /// The way from the root by names, such as `lines[].price`; empty at the root.
    pub trail: String,
    /// As it was; `None` if it was not there.
    pub before: Option<String>,
    /// As it is; `None` if it is gone.
    pub after: Option<String>,
    /// Whom the change breaks by itself.
    pub effect: Effect,
    /// Where it shows in the newer text; for something that is gone, where it was in the older one.
    pub file: FileId,
    /// The place in that file.
    pub span: Span,
}

/// What can change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum ChangeKind {
    FieldAdded,
    FieldRemoved,
    FieldRenamed,
    FieldsReordered,
    TypeChanged,
    TypeWidened,
    TypeRenamed,
    LogicalTypeChanged,
    SizeChanged,
    DefaultAdded,
    DefaultRemoved,
    DefaultChanged,
    SymbolAdded,
    SymbolRemoved,
    SymbolsReordered,
    EnumDefaultChanged,
    BranchAdded,
    BranchRemoved,
    BranchesReordered,
    AliasesChanged,
    SortOrderChanged,
    DocChanged,
}

/// Whom a change breaks by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Effect {
    /// Readers with the newer schema cannot read some older data.
    pub breaks_backward: bool,
    /// Readers with the older schema cannot read some newer data.
    pub breaks_forward: bool,
}

impl Effect {
    const SAFE: Effect = Effect { breaks_backward: false, breaks_forward: false };

    /// The words of reports.
    pub fn name(self) -> &'static str {
        match (self.breaks_backward, self.breaks_forward) {
            (false, false) => "safe",
            (true, false) => "breaks backward",
            (false, true) => "breaks forward",
            (true, true) => "breaks both ways",
        }
    }
}

impl ChangeKind {
    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::FieldAdded => "field-added",
            ChangeKind::FieldRemoved => "field-removed",
            ChangeKind::FieldRenamed => "field-renamed",
            ChangeKind::FieldsReordered => "fields-reordered",
            ChangeKind::TypeChanged => "type-changed",
            ChangeKind::TypeWidened => "type-widened",
            ChangeKind::TypeRenamed => "type-renamed",
            ChangeKind::LogicalTypeChanged => "logical-type-changed",
            ChangeKind::SizeChanged => "size-changed",
            ChangeKind::DefaultAdded => "default-added",
            ChangeKind::DefaultRemoved => "default-removed",
            ChangeKind::DefaultChanged => "default-changed",
            ChangeKind::SymbolAdded => "symbol-added",
            ChangeKind::SymbolRemoved => "symbol-removed",
            ChangeKind::SymbolsReordered => "symbols-reordered",
            ChangeKind::EnumDefaultChanged => "enum-default-changed",
            ChangeKind::BranchAdded => "branch-added",
            ChangeKind::BranchRemoved => "branch-removed",
            ChangeKind::BranchesReordered => "branches-reordered",
            ChangeKind::AliasesChanged => "aliases-changed",
            ChangeKind::SortOrderChanged => "sort-order-changed",
            ChangeKind::DocChanged => "doc-changed",
        }
    }
}

/// What changed from `old` to `new`, in the order of the texts.
pub fn changes(shapes: &Shapes, resolution: &mut Resolution, old: &Schema, new: &Schema) -> Vec<Change> {
    let mut walk =
        Walk { shapes, resolution, old, new, seen: FxHashSet::default(), trail: String::new(), found: Vec::new() };
    walk.types(old.links.root, new.links.root);
    walk.found
}

struct Walk<'a> {
    shapes: &'a Shapes,
    resolution: &'a mut Resolution,
    old: &'a Schema,
    new: &'a Schema,
    seen: FxHashSet<(NodeRef, NodeRef)>,
    trail: String,
    found: Vec<Change>,
}

impl Walk<'_> {
    fn types(&mut self, old: NodeRef, new: NodeRef) {
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
                self.within("[]", |walk| deep(|| walk.types(part(o, *was), part(n, *is))));
            }
            (Type::Map(was), Type::Map(is)) => {
                self.within("{}", |walk| deep(|| walk.types(part(o, *was), part(n, *is))));
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

    /// Same shape and same text: nothing to see. (A name from another file may have changed its documentation there.)
    fn is_untouched(&self, old: NodeRef, new: NodeRef) -> bool {
        self.old.shape(old) == self.new.shape(new)
            && self.old.links.files.len() == 1
            && self.new.links.files.len() == 1
            && self.old.text(old.file, self.old.links.node(old).span)
                == self.new.text(new.file, self.new.links.node(new).span)
    }

    fn fields(&mut self, o: NodeRef, was: &Record, n: NodeRef, is: &Record) {
        let by_name = |record: &Record| -> FxHashMap<SmolStr, usize> {
            record.fields.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect()
        };
        let (old_names, new_names) = (by_name(was), by_name(is));
        // A field of the newer schema that takes an older one by alias is that field renamed.
        let source = |field: &Field| {
            old_names.get(&field.name).copied().or_else(|| {
                let free = field.aliases.iter().filter(|alias| !new_names.contains_key(*alias));
                free.filter_map(|alias| old_names.get(alias).copied()).next()
            })
        };
        let sources: Vec<Option<usize>> = is.fields.iter().map(source).collect();
        let taken: FxHashSet<usize> = sources.iter().flatten().copied().collect();
        for (at, gone) in was.fields.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            let before = self.describe_field(self.old, o, at);
            let breaks_forward = self.lacks_default(self.old.shape(o), at);
            let effect = Effect { breaks_forward, ..Effect::SAFE };
            let place = (o.file, gone.span);
            self.at(&gone.name, |walk| walk.note(ChangeKind::FieldRemoved, Some(before), None, effect, place));
        }
        for (at, (field, source)) in is.fields.iter().zip(&sources).enumerate() {
            let place = (n.file, field.span);
            let Some(source) = *source else {
                let after = self.describe_field(self.new, n, at);
                let breaks_backward = self.lacks_default(self.new.shape(n), at);
                let effect = Effect { breaks_backward, ..Effect::SAFE };
                self.at(&field.name, |walk| walk.note(ChangeKind::FieldAdded, None, Some(after), effect, place));
                continue;
            };
            let old_field = &was.fields[source];
            if old_field.name != field.name {
                let knows_new_name = old_field.aliases.contains(&field.name);
                let breaks_forward = !knows_new_name && self.lacks_default(self.old.shape(o), source);
                let effect = Effect { breaks_forward, ..Effect::SAFE };
                let (before, after) = (Some(old_field.name.to_string()), Some(field.name.to_string()));
                self.at(&field.name, |walk| walk.note(ChangeKind::FieldRenamed, before, after, effect, place));
            }
            self.at(&field.name, |walk| walk.field((o, old_field), (n, field)));
        }
        let order: Vec<usize> = sources.iter().flatten().copied().collect();
        if !order.is_sorted() {
            let names = |record: &Record| {
                let names: Vec<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
                Some(names.join(", "))
            };
            let place = (n.file, is.naming.span);
            self.note(ChangeKind::FieldsReordered, names(was), names(is), Effect::SAFE, place);
        }
    }

    fn field(&mut self, (o, was): (NodeRef, &Field), (n, is): (NodeRef, &Field)) {
        if was.aliases != is.aliases {
            let text = |aliases: &[SmolStr]| (!aliases.is_empty()).then(|| aliases.join(", "));
            self.note(
                ChangeKind::AliasesChanged,
                text(&was.aliases),
                text(&is.aliases),
                Effect::SAFE,
                (n.file, is.span),
            );
        }
        let json = |field: &Field| field.default.as_ref().map(|default| default.json.to_string());
        let (before, after) = (json(was), json(is));
        if before != after {
            let kind = match (&before, &after) {
                (None, _) => ChangeKind::DefaultAdded,
                (_, None) => ChangeKind::DefaultRemoved,
                _ => ChangeKind::DefaultChanged,
            };
            let span = is.default.as_ref().map_or(is.span, |default| default.span);
            self.note(kind, before, after, Effect::SAFE, (n.file, span));
        }
        if was.order != is.order {
            let name = |order: Order| match order {
                Order::Ascending => "ascending",
                Order::Descending => "descending",
                Order::Ignore => "ignore",
            };
            let (before, after) = (name(was.order).to_owned(), name(is.order).to_owned());
            self.note(ChangeKind::SortOrderChanged, Some(before), Some(after), Effect::SAFE, (n.file, is.span));
        }
        self.doc((o, was.doc), (n, is.doc), is.name_span);
        let (old, new) = (NodeRef { file: o.file, node: was.ty }, NodeRef { file: n.file, node: is.ty });
        deep(|| self.types(old, new));
    }

    fn symbols(&mut self, o: NodeRef, was: &Enumeration, n: NodeRef, is: &Enumeration) {
        let names = |enumeration: &Enumeration| -> FxHashMap<SmolStr, usize> {
            enumeration.symbols.iter().enumerate().map(|(at, symbol)| (symbol.name.clone(), at)).collect()
        };
        let (old, new) = (names(was), names(is));
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
            let list = |enumeration: &Enumeration| {
                let symbols: Vec<&str> = enumeration.symbols.iter().map(|symbol| symbol.name.as_str()).collect();
                Some(symbols.join(", "))
            };
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
        let partner = |walk: &Self, branch: NodeRef| {
            let shape = walk.shapes.get(walk.new.shape(branch));
            let like = |other: &NodeRef, is_same: &dyn Fn(&Name, &Name) -> bool| {
                let other = walk.shapes.get(walk.old.shape(*other));
                other.type_name() == shape.type_name()
                    && match (other.name(), shape.name()) {
                        (Some(other), Some(name)) => is_same(other, name),
                        _ => true,
                    }
            };
            let aliases = shape.naming().map_or(&[][..], |(_, aliases)| aliases);
            let at = |is_same: &dyn Fn(&Name, &Name) -> bool| was.iter().position(|other| like(other, is_same));
            at(&|other, name| other == name)
                .or_else(|| at(&|other, _| aliases.contains(other)))
                .or_else(|| at(&|other, name| other.short() == name.short()))
        };
        let partners: Vec<Option<usize>> = is.iter().map(|&branch| partner(self, branch)).collect();
        for (_, &gone) in was.iter().enumerate().filter(|(at, _)| !partners.contains(&Some(*at))) {
            let breaks_backward = self.can_fail(self.old.shape(gone), self.new.shape(n));
            let before = self.shapes.describe(self.old.shape(gone));
            let place = (o.file, self.old.links.node(gone).mark());
            let effect = Effect { breaks_backward, ..Effect::SAFE };
            self.note(ChangeKind::BranchRemoved, Some(before), None, effect, place);
        }
        for (&branch, partner) in is.iter().zip(&partners) {
            match partner {
                Some(old) => {
                    let shape = self.shapes.get(self.new.shape(branch));
                    let name = shape.name().map_or(shape.type_name(), Name::short);
                    let old = was[*old];
                    self.within(&format!("<{name}>"), |walk| deep(|| walk.types(old, branch)));
                }
                None => {
                    let breaks_forward = self.can_fail(self.new.shape(branch), self.old.shape(o));
                    let after = self.shapes.describe(self.new.shape(branch));
                    let place = (n.file, self.new.links.node(branch).mark());
                    let effect = Effect { breaks_forward, ..Effect::SAFE };
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

    /// Name, aliases and documentation of a named type.
    fn naming(&mut self, o: NodeRef, n: NodeRef) {
        let (Some(was), Some(is)) = (self.old.links.node(o).naming(), self.new.links.node(n).naming()) else { return };
        if was.name != is.name {
            let (old, new) = (self.old.shape(o), self.new.shape(n));
            let effect =
                Effect { breaks_backward: self.is_misnamed(old, new), breaks_forward: self.is_misnamed(new, old) };
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
            let effect = self.effect(was, is);
            let (before, after) = (self.shapes.describe(was), self.shapes.describe(is));
            let place = (n.file, self.new.links.node(n).mark());
            self.note(ChangeKind::LogicalTypeChanged, Some(before), Some(after), effect, place);
        }
    }

    fn doc(&mut self, (o, was): (NodeRef, Option<Span>), (n, is): (NodeRef, Option<Span>), around: Span) {
        let before = was.map(|span| self.old.text(o.file, span).to_owned());
        let after = is.map(|span| self.new.text(n.file, span).to_owned());
        if before != after {
            self.note(ChangeKind::DocChanged, before, after, Effect::SAFE, (n.file, is.unwrap_or(around)));
        }
    }

    fn describe_field(&self, schema: &Schema, record: NodeRef, at: usize) -> String {
        let Type::Record(node) = &schema.links.node(record).ty else { unreachable!("only records have fields") };
        let field = &node.fields[at];
        let ty = self.shapes.describe(schema.shape(NodeRef { file: record.file, node: field.ty }));
        match &field.default {
            Some(default) => format!("{ty} (default {})", crate::schema::default::show(&default.json)),
            None => format!("{ty} (no default)"),
        }
    }

    /// Whether a field has no default that fits.
    fn lacks_default(&self, record: ShapeId, at: usize) -> bool {
        match &self.shapes.get(record).form {
            crate::schema::shape::Form::Record(record) => record.fields[at].default.is_none(),
            _ => unreachable!("only records have fields"),
        }
    }

    fn effect(&mut self, old: ShapeId, new: ShapeId) -> Effect {
        Effect { breaks_backward: self.can_fail(old, new), breaks_forward: self.can_fail(new, old) }
    }

    fn can_fail(&mut self, writer: ShapeId, reader: ShapeId) -> bool {
        let pair = self.resolution.resolve_shapes(self.shapes, writer, reader);
        self.resolution.pair(pair).can_fail()
    }

    fn is_misnamed(&mut self, writer: ShapeId, reader: ShapeId) -> bool {
        let pair = self.resolution.resolve_shapes(self.shapes, writer, reader);
        matches!(self.resolution.pair(pair).action, Action::Fail(Kind::NameMismatch))
    }

    fn at(&mut self, field: &str, inside: impl FnOnce(&mut Self)) {
        let dot = if self.trail.is_empty() { "" } else { "." };
        self.within(&format!("{dot}{field}"), inside);
    }

    fn within(&mut self, step: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.trail.len();
        self.trail.push_str(step);
        inside(self);
        self.trail.truncate(length);
    }

    fn note(
        &mut self,
        kind: ChangeKind,
        before: Option<String>,
        after: Option<String>,
        effect: Effect,
        (file, span): (FileId, Span),
    ) {
        self.found.push(Change { kind, trail: self.trail.clone(), before, after, effect, file, span });
    }
}
