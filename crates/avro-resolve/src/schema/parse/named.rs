//! Parses records, enums and fixed (specification: Complex Types, Names, Aliases).

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::attributes::{Attributes, Owner};
use super::{Parser, Seen, Syntax, all, wrong};
use crate::schema::fault::FaultKind;
use crate::schema::json_text::JsonValue;
use crate::schema::logical::Base;
use crate::schema::model::*;
use crate::schema::name::{self, Name};
use crate::schema::source::Span;

impl<'t> Parser<'t> {
    /// A record, enum or fixed, as `kind` says.
    pub(super) fn definition(
        &mut self,
        kind: &'static str,
        object: JsonValue<'t>,
        attributes: &Attributes<'t>,
        namespace: &str,
        step: NodeStep,
    ) -> Option<NodeId> {
        let whole = object.span();
        // A placeholder keeps the place, so that parents come before children.
        let node = self.push(Type::Union(Box::default()), whole, step);
        let naming = self.naming(object, attributes, kind, namespace, node);
        let of = || naming.as_ref().map_or_else(|| format!("this {kind}"), |naming| format!("{kind} {}", naming.name));
        let mut base = Base::Other(if kind == "enum" { "an enum" } else { "a record" });
        let ty = match kind {
            "record" => {
                let fields = self.required((attributes, attributes.fields), of, "fields", whole)?;
                let step_of = |part| NodeStep { parent: node, part, wrappers: 0 };
                let inner = naming.as_ref().map_or(namespace, |naming| naming.name.namespace());
                let fields = self.fields(fields, inner, |_, index| step_of(Part::Field(index)))?;
                naming.map(|naming| Type::Record(Box::new(Record { naming, fields })))
            }
            "enum" => {
                let symbols = self.required((attributes, attributes.symbols), of, "symbols", whole)?;
                let symbols = self.symbols(symbols)?;
                let (mut default, mut misfit) = (None, None);
                if let Some(value) = attributes.default
                    && let Some((name, span)) = self.enum_default(value)
                {
                    if symbols.iter().any(|symbol| symbol.name == name) {
                        default = Some(Symbol { name, span });
                    } else {
                        self.note(FaultKind::InvalidEnumDefault { symbol: name.to_string() }, span);
                        misfit = Some(Symbol { name, span });
                    }
                }
                naming.map(|naming| Type::Enum(Box::new(Enumeration { naming, symbols, default, misfit })))
            }
            _ => {
                let value = self.required((attributes, attributes.size), of, "size", whole)?;
                let size = value.as_integer().and_then(|size| u64::try_from(size).ok());
                let Some(size) = size.filter(|&size| size <= i32::MAX as u64) else {
                    return self.fault(wrong("size", "a number of bytes from 0 to 2147483647"), value.span());
                };
                base = Base::Fixed(size);
                naming.map(|naming| Type::Fixed(Box::new(Fixed { naming, size, size_span: value.span() })))
            }
        };
        if kind != "enum" {
            self.note_default_of_type(attributes);
        }
        self.logical(node, attributes, base);
        self.nodes[node as usize].ty = ty?;
        Some(node)
    }

    /// The fields of a record or the parameters of a message; `step` leads to the type of each.
    pub(super) fn fields(
        &mut self,
        value: JsonValue<'t>,
        namespace: &str,
        step: impl Fn(&Parser<'t>, u32) -> NodeStep,
    ) -> Option<Box<[Field]>> {
        let Some(fields) = value.as_array() else {
            return self.fault(wrong("fields", "an array of fields"), value.span());
        };
        let fields: Box<[Field]> = all(fields, |index, field| self.field(field, namespace, step(self, index)))?;
        self.note_invalid_parts("field", fields.iter().map(|field| (&field.name, field.name_span)));
        let mut seen = Seen::of(fields.len());
        for field in &fields {
            if !seen.insert(&field.name) {
                self.note(FaultKind::DuplicateField { field: field.name.to_string() }, field.name_span);
            }
        }
        Some(fields)
    }

    fn field(&mut self, value: JsonValue<'t>, namespace: &str, step: NodeStep) -> Option<Field> {
        let Some(object) = value.as_object() else {
            return self.fault(wrong("fields", "an array of objects, one for each field"), value.span());
        };
        let attributes = Attributes::of(object, Owner::Field, &mut self.faults);
        let whole = value.span();
        let name = self.required((&attributes, attributes.name), || "this field".to_owned(), "name", whole);
        let name = name.and_then(|value| self.string(value, "name"));
        let of = || name.as_ref().map_or_else(|| "this field".to_owned(), |(name, _)| format!("field \"{name}\""));
        let ty = self.required((&attributes, attributes.ty), of, "type", whole);
        let ty = ty.and_then(|ty| self.schema(ty, namespace, step));
        let aliases = self.aliases(&attributes);
        let order = self.order(&attributes);
        let doc = self.doc(&attributes);
        let default = attributes.default.map(|value| {
            let span = value.span();
            let (json, is_beyond_double) = value.with_plain_numbers();
            Box::new(DefaultText { json, is_beyond_double, span })
        });
        if let (Some(node), Some(value)) = (ty, attributes.ty) {
            self.note_misplaced(&attributes, (node, value), default.as_deref());
        }
        let (name, name_span) = name?;
        if aliases.contains(&name) {
            let span = attributes.aliases.map_or(name_span, JsonValue::span);
            self.note(FaultKind::AliasIsOwnName { field: name.to_string() }, span);
        }
        self.has_aliases |= aliases.iter().any(|alias| *alias != name);
        Some(Field { name, span: whole, name_span, aliases, ty: ty?, default, order, doc })
    }

    /// The place of the documentation.
    fn doc(&mut self, attributes: &Attributes<'t>) -> Option<Span> {
        let value = attributes.doc?;
        if value.as_str().is_none() && !value.is_null() {
            self.note(FaultKind::DocNotText, value.span());
        }
        Some(value.span())
    }

    fn order(&mut self, attributes: &Attributes<'t>) -> Order {
        let Some(value) = attributes.order else { return Order::Ascending };
        let written = value.as_str().unwrap_or_default();
        match written {
            "ascending" => return Order::Ascending,
            "descending" => return Order::Descending,
            "ignore" => return Order::Ignore,
            _ => {}
        }
        // Java takes capital letters, too, and makes small ones of IDL's.
        let (order, refused_by) = match written.to_ascii_lowercase().as_str() {
            "ascending" => (Order::Ascending, "avro-python 1.12.1 refuses"),
            "descending" => (Order::Descending, "avro-python 1.12.1 refuses"),
            "ignore" => (Order::Ignore, "avro-python 1.12.1 refuses"),
            _ => (Order::Ascending, "Java 1.12.1 refuses"),
        };
        let expected = "\"ascending\", \"descending\" or \"ignore\"";
        if self.syntax != Syntax::Idl || !written.eq_ignore_ascii_case(order.name()) {
            self.note(FaultKind::UnusableAttribute { attribute: "order", expected, refused_by }, value.span());
        }
        order
    }

    /// The default of an enum, if it is a text.
    fn enum_default(&mut self, value: JsonValue<'t>) -> Option<(SmolStr, Span)> {
        if value.as_str().is_some() {
            return self.string(value, "default");
        }
        let refused_by = "fastavro 1.13.1 and avro-python 1.12.1 refuse";
        let kind = FaultKind::UnusableAttribute { attribute: "default", expected: "one of the symbols", refused_by };
        self.fault(kind, value.span())
    }

    fn symbols(&mut self, value: JsonValue<'t>) -> Option<Box<[Symbol]>> {
        let Some(symbols) = value.as_array() else {
            return self.fault(wrong("symbols", "an array of strings"), value.span());
        };
        let symbols: Box<[Symbol]> = all(symbols, |_, symbol| {
            let (name, span) = self.string(symbol, "symbols")?;
            Some(Symbol { name, span })
        })?;
        self.note_invalid_parts("symbol", symbols.iter().map(|symbol| (&symbol.name, symbol.span)));
        let mut seen = Seen::of(symbols.len());
        for symbol in &symbols {
            if !seen.insert(&symbol.name) {
                self.note(FaultKind::DuplicateSymbol { symbol: symbol.name.to_string() }, symbol.span);
            }
        }
        Some(symbols)
    }

    /// Fields of a record or symbols of an enum whose names are not allowed, each with a name that none of the others has.
    fn note_invalid_parts<'n>(&mut self, what: &'static str, names: impl Iterator<Item = (&'n SmolStr, Span)> + Clone) {
        if names.clone().all(|(name, _)| name::is_valid_part(name)) {
            return;
        }
        let mut taken: FxHashSet<SmolStr> = names.clone().map(|(name, _)| name.clone()).collect();
        for (name, at) in names.filter(|(name, _)| !name::is_valid_part(name)) {
            // A dot is no end of a part here.
            let whole = name::valid_part(name);
            let instead = if whole.is_empty() { whole } else { name::valid_name(&whole, |name| taken.contains(name)) };
            taken.insert(SmolStr::new(&instead));
            self.note(FaultKind::InvalidName { what, name: name.to_string(), instead }, at);
        }
    }

    /// Invalid names of types get names that no type of the file has.
    pub(super) fn find_names_for_types(&mut self) {
        let mut proposed: FxHashSet<String> = FxHashSet::default();
        let definitions = &self.definitions;
        for fault in &mut self.faults {
            if let FaultKind::InvalidName { what: "type", name: full, instead } = &mut fault.kind {
                let is_taken = |name: &str| proposed.contains(name) || definitions.contains_key(&Name::new(name, ""));
                *instead = name::valid_name(full, is_taken);
                proposed.insert(instead.clone());
            }
        }
    }

    /// Name, namespace, aliases and doc of a named type; enters it among the definitions.
    fn naming(
        &mut self,
        object: JsonValue<'t>,
        attributes: &Attributes<'t>,
        kind: &str,
        namespace: &str,
        node: NodeId,
    ) -> Option<Naming> {
        let namespace = match attributes.namespace {
            Some(own) if let Some(own) = own.as_str() => own,
            Some(other) if !other.is_null() => {
                let refused_by = "avro-python 1.12.1 refuses";
                let kind = FaultKind::UnusableAttribute { attribute: "namespace", expected: "a string", refused_by };
                self.note(kind, other.span());
                namespace
            }
            Some(_) | None => namespace,
        };
        let (written, at) = self
            .required((attributes, attributes.name), || format!("this {kind}"), "name", object.span())
            .and_then(|value| self.string(value, "name"))?;
        let name = Name::new(&written, namespace);
        self.short_enough(name.full(), at)?;
        if !name.is_valid() || Primitive::from_name(name.full()).is_some() {
            self.note(FaultKind::InvalidName { what: "type", name: name.to_string(), instead: String::new() }, at);
        } else if written.starts_with('.') {
            self.note(
                FaultKind::LeadingDot { name: written.to_string(), is_reference: false, is_in_namespace: false },
                at,
            );
        } else if Primitive::from_name(name.short()).is_some() {
            self.note(FaultKind::PrimitiveName { name: name.to_string() }, at);
        }
        if let Some(earlier) = self.definitions.get(&name) {
            let name = name.to_string();
            let first = || {
                let body = self.bodies.binary_search_by_key(earlier, |(id, _)| *id);
                self.bodies[body.expect("every definition has a body")].1.plain()
            };
            let first = self.repeated.entry(*earlier).or_insert_with(first);
            let is_same = *first == object.plain();
            let kind = if is_same { FaultKind::RepeatedDefinition { name } } else { FaultKind::Redefined { name } };
            self.note(kind, at);
        } else {
            self.bodies.push((node, object));
            self.definitions.insert(name.clone(), node);
        }
        let aliases = self.aliases(attributes);
        if let (Some(alias), Some(value)) = (aliases.iter().find(|alias| !is_valid_in_java(alias)), attributes.aliases)
        {
            self.note(FaultKind::InvalidTypeAlias { alias: alias.to_string() }, value.span());
        }
        let aliases: Box<[Name]> = aliases.iter().map(|alias| Name::new(alias, name.namespace())).collect();
        self.has_aliases |= aliases.iter().any(|alias| *alias != name);
        let doc = self.doc(attributes);
        Some(Naming { name, span: at, aliases, aliases_span: attributes.aliases.map(JsonValue::span), doc })
    }

    fn aliases(&mut self, attributes: &Attributes<'t>) -> Box<[SmolStr]> {
        let Some(value) = attributes.aliases else { return Box::default() };
        let Some(aliases) = value.as_array() else {
            self.note(FaultKind::UnusableAliases, value.span());
            return Box::default();
        };
        let mut names = Vec::with_capacity(aliases.len());
        for alias in aliases.iter() {
            if alias.as_str().is_none() {
                self.note(FaultKind::UnusableAliases, alias.span());
                continue;
            }
            names.extend(self.string(alias, "aliases").map(|(name, _)| name));
        }
        names.into()
    }
}

/// Whether Java accepts the alias of a type. It knows letters and digits of all alphabets.
fn is_valid_in_java(alias: &str) -> bool {
    let is_valid = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && letters.all(|c| c.is_alphanumeric() || c == '_')
    };
    alias.split('.').next_back().is_some_and(is_valid)
}
