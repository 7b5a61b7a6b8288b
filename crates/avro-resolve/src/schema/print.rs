//! Prints one self-contained schema: every type is defined where it first occurs, and named after that.

use std::borrow::Cow;
use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::logical::LogicalType;
use super::model::{Order, Primitive};
use super::name::Name;
use super::shape::{Form, ShapeId, Shapes};
use crate::depth::deep;

/// How much of a schema to print.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// All that resolution and data depend on: also aliases, defaults that fit, sort orders and logical types.
    Full,
    /// The parsing canonical form (specification: Transforming into Parsing Canonical Form).
    Canonical,
}

/// Two types of one name, from two files, cannot be in one text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{name} has two definitions in different files, which cannot be in one text")]
pub struct TwoDefinitions {
    /// The full name.
    pub name: Name,
}

/// Prints a schema as JSON without white space.
///
/// # Errors
/// If the schema joins files that define one name differently.
pub fn print(shapes: &Shapes, root: ShapeId, style: Style) -> Result<String, TwoDefinitions> {
    let mut printer = Printer { shapes, style, defined: FxHashMap::default(), namespace: "", text: String::new() };
    printer.shape(root)?;
    Ok(printer.text)
}

struct Printer<'a> {
    shapes: &'a Shapes,
    style: Style,
    defined: FxHashMap<&'a Name, ShapeId>,
    /// That of the innermost record around.
    namespace: &'a str,
    text: String,
}

impl<'a> Printer<'a> {
    fn shape(&mut self, id: ShapeId) -> Result<(), TwoDefinitions> {
        let shape = self.shapes.get(id);
        if let Some(name) = shape.name() {
            match self.defined.get(name) {
                Some(&first) if first == id => {
                    self.reference(name);
                    return Ok(());
                }
                Some(_) => return Err(TwoDefinitions { name: name.clone() }),
                None => self.defined.insert(name, id),
            };
        }
        let logical = shape.logical.filter(|_| self.style == Style::Full);
        match &shape.form {
            Form::Primitive(primitive) => self.primitive(*primitive, logical),
            Form::Union(branches) => {
                self.text.push('[');
                for (index, &branch) in branches.iter().enumerate() {
                    self.comma(index);
                    deep(|| self.shape(branch))?;
                }
                self.text.push(']');
            }
            Form::Array(part) | Form::Map(part) => {
                let is_array = matches!(shape.form, Form::Array(_));
                let head = if is_array { r#"{"type":"array","items":"# } else { r#"{"type":"map","values":"# };
                self.text.push_str(head);
                deep(|| self.shape(*part))?;
                self.text.push('}');
            }
            Form::Enum(enumeration) => {
                self.named(&enumeration.name, &enumeration.aliases, "enum");
                self.text.push_str(",\"symbols\":[");
                for (index, symbol) in enumeration.symbols.iter().enumerate() {
                    self.comma(index);
                    self.quoted(symbol);
                }
                self.text.push(']');
                if let (Some(default), Style::Full) = (enumeration.default, self.style) {
                    self.text.push_str(",\"default\":");
                    self.quoted(&enumeration.symbols[default as usize]);
                }
                self.text.push('}');
            }
            Form::Fixed(fixed) => {
                self.named(&fixed.name, &fixed.aliases, "fixed");
                write!(self.text, ",\"size\":{}", fixed.size).expect("a String takes everything");
                self.logical(logical);
                self.text.push('}');
            }
            Form::Record(record) => {
                self.named(&record.name, &record.aliases, "record");
                self.text.push_str(",\"fields\":[");
                let outer = std::mem::replace(&mut self.namespace, record.name.namespace());
                for (index, field) in record.fields.iter().enumerate() {
                    self.comma(index);
                    self.text.push_str("{\"name\":");
                    self.quoted(&field.name);
                    self.text.push_str(",\"type\":");
                    deep(|| self.shape(field.shape))?;
                    if self.style == Style::Full {
                        self.aliases(field.aliases.iter().map(|alias| alias.as_str()));
                        if let Some(default) = &field.default {
                            write!(self.text, ",\"default\":{}", default.json).expect("a String takes everything");
                        }
                        match field.order {
                            Order::Ascending => {}
                            Order::Descending => self.text.push_str(",\"order\":\"descending\""),
                            Order::Ignore => self.text.push_str(",\"order\":\"ignore\""),
                        }
                    }
                    self.text.push('}');
                }
                self.text.push_str("]}");
                self.namespace = outer;
            }
        }
        Ok(())
    }

    /// The name of a type that is defined before. The canonical form has full names only; elsewhere a name without a namespace
    /// gets a dot in front where it would join the namespace around it.
    fn reference(&mut self, name: &Name) {
        let would_join = name.namespace().is_empty() && !self.namespace.is_empty();
        match self.style {
            Style::Full if would_join => self.quoted(&format!(".{name}")),
            Style::Full | Style::Canonical => self.quoted(name.full()),
        }
    }

    fn primitive(&mut self, primitive: Primitive, logical: Option<LogicalType>) {
        if logical.is_none() {
            self.quoted(primitive.name());
        } else {
            self.text.push_str("{\"type\":");
            self.quoted(primitive.name());
            self.logical(logical);
            self.text.push('}');
        }
    }

    fn logical(&mut self, logical: Option<LogicalType>) {
        let Some(logical) = logical else { return };
        self.text.push_str(",\"logicalType\":");
        self.quoted(logical.name());
        if let LogicalType::Decimal { precision, scale } = logical {
            write!(self.text, ",\"precision\":{precision},\"scale\":{scale}").expect("a String takes everything");
        }
    }

    /// The attributes up to `type`, in the order of the canonical form: name first, then type.
    fn named(&mut self, name: &Name, aliases: &[Name], ty: &str) {
        self.text.push_str("{\"name\":");
        self.quoted(name.full());
        write!(self.text, ",\"type\":\"{ty}\"").expect("a String takes everything");
        if self.style == Style::Full {
            if name.namespace().is_empty() {
                // Inside a type with a namespace a bare name would join it.
                self.text.push_str(",\"namespace\":\"\"");
            }
            self.aliases(aliases.iter().map(|alias| alias_of(name, alias)));
        }
    }

    fn aliases(&mut self, aliases: impl ExactSizeIterator<Item = impl AsRef<str>>) {
        if aliases.len() == 0 {
            return;
        }
        self.text.push_str(",\"aliases\":[");
        for (index, alias) in aliases.enumerate() {
            self.comma(index);
            self.quoted(alias.as_ref());
        }
        self.text.push(']');
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.text.push(',');
        }
    }

    fn quoted(&mut self, text: &str) {
        if text.bytes().any(|byte| byte < 0x20 || matches!(byte, b'"' | b'\\')) {
            return self.text.push_str(&serde_json::Value::from(text).to_string());
        }
        self.text.extend(["\"", text, "\""]);
    }
}

/// A type's alias as it is written: one without a namespace, of a type that has one, begins with a dot.
fn alias_of<'a>(name: &Name, alias: &'a Name) -> Cow<'a, str> {
    let would_join = !alias.full().contains('.') && !name.namespace().is_empty();
    match would_join || alias.full().starts_with('.') {
        true => format!(".{alias}").into(),
        false => alias.full().into(),
    }
}
