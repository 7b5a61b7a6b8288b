//! Compares the fields of two records.

use std::cell::LazyCell;

use smol_str::SmolStr;

use super::kind::{ChangeKind, Effect};
use super::types::{Comparison, listed, positions};
use crate::model::text::{on_one_line, shorten};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::default::show;
use avro_resolve::schema::model::{DefaultText, Field, FileId, NodeRef, Order, Record};
use avro_resolve::schema::shape::{Form, ShapeId};

impl Comparison<'_> {
    pub(crate) fn fields(&mut self, o: NodeRef, was: &Record, n: NodeRef, is: &Record) {
        let old_names = positions(was.fields.iter().map(|field| &field.name));
        let new_names = LazyCell::new(|| positions(is.fields.iter().map(|field| &field.name)));
        // A field of the newer schema that takes an older one by alias is that field renamed.
        let source = |field: &Field| {
            old_names.get(&field.name).copied().or_else(|| {
                let free = field.aliases.iter().filter(|alias| !new_names.contains_key(*alias));
                free.filter_map(|alias| old_names.get(alias).copied()).next()
            })
        };
        let sources: Vec<Option<usize>> = is.fields.iter().map(source).collect();
        let mut is_taken = vec![false; was.fields.len()];
        sources.iter().flatten().for_each(|&source| is_taken[source] = true);
        for (at, gone) in was.fields.iter().enumerate().filter(|(at, _)| !is_taken[*at]) {
            let before = self.describe_field(self.old, o.file, gone);
            let breaks_forward = self.lacks_default(self.old.shape(o), at);
            let effect = Effect { breaks_forward, ..Effect::SAFE };
            let place = (o.file, gone.span);
            self.at(&gone.name, |inside| inside.note(ChangeKind::FieldRemoved, Some(before), None, effect, place));
        }
        for (at, (field, source)) in is.fields.iter().zip(&sources).enumerate() {
            let place = (n.file, field.span);
            let Some(source) = *source else {
                let after = self.describe_field(self.new, n.file, field);
                let breaks_backward = self.lacks_default(self.new.shape(n), at);
                let effect = Effect { breaks_backward, ..Effect::SAFE };
                self.at(&field.name, |inside| inside.note(ChangeKind::FieldAdded, None, Some(after), effect, place));
                continue;
            };
            let old_field = &was.fields[source];
            if old_field.name != field.name {
                let knows_new_name = old_field.aliases.contains(&field.name);
                let breaks_forward = !knows_new_name && self.lacks_default(self.old.shape(o), source);
                let effect = Effect { breaks_forward, ..Effect::SAFE };
                let (before, after) = (Some(old_field.name.to_string()), Some(field.name.to_string()));
                self.at(&field.name, |inside| inside.note(ChangeKind::FieldRenamed, before, after, effect, place));
            }
            if !self.is_same_field((o, old_field), (n, field)) {
                self.at(&field.name, |inside| inside.field((o, old_field), (n, field)));
            }
        }
        let order: Vec<usize> = sources.iter().flatten().copied().collect();
        if !order.is_sorted() {
            let names = |record: &Record| listed(record.fields.iter().map(|field| &field.name));
            let place = (n.file, is.naming.span);
            self.note(ChangeKind::FieldsReordered, names(was), names(is), Effect::SAFE, place);
        }
    }

    /// Whether all of a field is the same: mostly it is.
    fn is_same_field(&self, (o, was): (NodeRef, &Field), (n, is): (NodeRef, &Field)) -> bool {
        let old = self.old.links.follow(NodeRef { file: o.file, node: was.ty });
        let new = self.new.links.follow(NodeRef { file: n.file, node: is.ty });
        self.old.text(o.file, was.span) == self.new.text(n.file, is.span) && self.is_untouched(old, new)
    }

    fn field(&mut self, (o, was): (NodeRef, &Field), (n, is): (NodeRef, &Field)) {
        if was.aliases != is.aliases {
            let text = |aliases: &[SmolStr]| (!aliases.is_empty()).then(|| aliases.join(", "));
            let (before, after) = (text(&was.aliases), text(&is.aliases));
            self.note(ChangeKind::AliasesChanged, before, after, Effect::SAFE, (n.file, is.span));
        }
        let written = |schema: &LinkedSchema, file: FileId, field: &Field| {
            let default = field.default.as_ref()?;
            Some(beyond_double(schema, file, default).unwrap_or_else(|| default.json.to_string()))
        };
        let (before, after) = (written(self.old, o.file, was), written(self.new, n.file, is));
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
        self.deeper(old, new);
    }

    fn describe_field(&self, schema: &LinkedSchema, file: FileId, field: &Field) -> String {
        let ty = self.shapes.describe(schema.shape(NodeRef { file, node: field.ty }));
        match &field.default {
            Some(default) => {
                let beyond = beyond_double(schema, file, default).map(|text| shorten(&text, 60, "…"));
                format!("{ty} (default {})", beyond.unwrap_or_else(|| show(&default.json)))
            }
            None => format!("{ty} (no default)"),
        }
    }

    /// Whether a field has no default that fits.
    fn lacks_default(&self, record: ShapeId, at: usize) -> bool {
        let Form::Record(record) = &self.shapes.get(record).form else { unreachable!("only records have fields") };
        record.fields[at].default.is_none()
    }
}

/// A default with a number that no JSON value holds, as it stands in the file.
fn beyond_double(schema: &LinkedSchema, file: FileId, default: &DefaultText) -> Option<String> {
    default.is_beyond_double.then(|| on_one_line(schema.links.library.source(file).slice(default.span)))
}
