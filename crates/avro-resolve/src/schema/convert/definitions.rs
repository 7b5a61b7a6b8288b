//! Finds the named types and the messages of a bundle, in the order in which Java comes to them.

use rustc_hash::FxHashMap;

use super::bundle::{Bundle, BundledFile};
use super::plain::plain;
use crate::depth::deep;
use crate::schema::fault::{Fault, FaultKind, FileFault};
use crate::schema::idl;
use crate::schema::json_text::{JsonContent, JsonObject, JsonTree, JsonValue, tree_with_faults};
use crate::schema::model::FileId;
use crate::schema::name::Name;
use crate::schema::syntax::Syntax;

/// The trees of the files of a bundle.
pub(super) struct Trees<'b> {
    files: &'b [BundledFile],
    trees: Vec<JsonTree<'b>>,
}

/// A value, and how to read it.
#[derive(Clone, Copy)]
pub(super) struct Placed<'v> {
    pub(super) value: JsonValue<'v>,
    pub(super) file: FileId,
    pub(super) syntax: Syntax,
    text: &'v str,
    /// The namespace around it.
    pub(super) namespace: &'v str,
}

/// The named types and the messages of a bundle.
#[derive(Default)]
pub(super) struct Definitions<'v> {
    pub(super) by_name: FxHashMap<Name, Placed<'v>>,
    pub(super) order: Vec<Name>,
    pub(super) messages: Vec<NamedMessage<'v>>,
    /// Whether other files may define what nothing here defines.
    pub(super) is_open: bool,
}

pub(super) type NamedMessage<'v> = (&'v str, Placed<'v>);

impl<'b> Trees<'b> {
    /// Reads the texts of files that can be understood.
    pub(super) fn of(bundle: &'b Bundle) -> Trees<'b> {
        let tree = |file: &'b BundledFile| match file.syntax {
            Syntax::Idl => idl::read(&file.source.text).tree,
            Syntax::Schema | Syntax::Protocol => {
                let scanned = tree_with_faults(&file.source.text).ok().flatten();
                scanned.expect("only files that can be understood are converted").tree
            }
        };
        Trees { files: &bundle.files, trees: bundle.files.iter().map(tree).collect() }
    }

    pub(super) fn root(&self, file: FileId) -> Placed<'_> {
        let BundledFile { source, syntax, .. } = &self.files[file as usize];
        let value = self.trees[file as usize].root();
        let root = Placed { value, file, syntax: *syntax, text: &source.text, namespace: "" };
        match value.as_object().filter(|_| *syntax != Syntax::Schema) {
            Some(object) => Placed { namespace: root.protocol_name(object).1, ..root },
            None => root,
        }
    }
}

impl<'v> Placed<'v> {
    /// A value in the same namespace.
    pub(super) fn at(self, value: JsonValue<'v>) -> Placed<'v> {
        Placed { value, ..self }
    }

    /// The name of a protocol, and its namespace; empty for a file of IDL without one.
    pub(super) fn protocol_name(self, object: JsonObject<'v>) -> (Name, &'v str) {
        let get = |name: &str| object.get(name).and_then(JsonValue::as_str);
        let written = get("protocol").unwrap_or_default();
        let namespace = namespace_in(written).unwrap_or_else(|| get("namespace").unwrap_or_default());
        (Name::new(written, namespace), namespace)
    }

    /// The name of a named type.
    pub(super) fn name_of(self, object: JsonObject<'v>) -> Option<Name> {
        let written = object.get("name")?.as_str()?;
        Some(Name::new(written, self.own_namespace(object)))
    }

    fn own_namespace(self, object: JsonObject<'v>) -> &'v str {
        object.get("namespace").and_then(JsonValue::as_str).unwrap_or(self.namespace)
    }

    /// A value inside of a named type.
    pub(super) fn inside(self, object: JsonObject<'v>, value: JsonValue<'v>) -> Placed<'v> {
        let written = object.get("name").and_then(JsonValue::as_str).unwrap_or_default();
        let namespace = namespace_in(written).unwrap_or_else(|| self.own_namespace(object));
        Placed { value, namespace, ..self }
    }

    /// Whether it is a name in backticks, which in a namespace means no word of IDL.
    pub(super) fn is_quoted_name(self) -> bool {
        self.syntax == Syntax::Idl
            && !self.namespace.is_empty()
            && self.text[self.value.span().start as usize..].starts_with('`')
    }
}

/// The namespace of a name that has one.
fn namespace_in(written: &str) -> Option<&str> {
    written.rfind('.').map(|dot| &written[..dot])
}

/// Whether a type of this kind has a name.
pub(super) fn is_definition(kind: &str) -> bool {
    matches!(kind, "record" | "error" | "enum" | "fixed")
}

impl<'v> Definitions<'v> {
    /// All that a bundle defines.
    ///
    /// # Errors
    /// Names that two files define differently.
    pub(super) fn of(bundle: &'v Bundle, trees: &'v Trees<'v>) -> Result<Definitions<'v>, Vec<FileFault>> {
        let definitions = Definitions { is_open: bundle.files[0].syntax == Syntax::Schema, ..Definitions::default() };
        let seen = vec![false; bundle.files.len()];
        let mut finder = Finder { bundle, trees, seen, definitions, faults: Vec::new() };
        finder.definitions.messages = finder.file(0);
        (1..).take(bundle.files.len() - 1).for_each(|file| drop(finder.file(file)));
        if finder.faults.is_empty() { Ok(finder.definitions) } else { Err(finder.faults) }
    }
}

struct Finder<'v> {
    bundle: &'v Bundle,
    trees: &'v Trees<'v>,
    seen: Vec<bool>,
    definitions: Definitions<'v>,
    faults: Vec<FileFault>,
}

impl<'v> Finder<'v> {
    /// Finds the types of a file and of those that it imports; their messages, if it is a protocol.
    fn file(&mut self, file: FileId) -> Vec<NamedMessage<'v>> {
        if std::mem::replace(&mut self.seen[file as usize], true) {
            return Vec::new();
        }
        let root = self.trees.root(file);
        let Some(object) = root.value.as_object().filter(|_| root.syntax != Syntax::Schema) else {
            self.types(root);
            return Vec::new();
        };
        let BundledFile { document, imports, .. } = &self.bundle.files[file as usize];
        let document = document.as_ref().expect("only files that can be understood are converted");
        let mut imports = document.imports.iter().zip(imports).peekable();
        let types: Vec<_> =
            object.get("types").and_then(JsonValue::as_array).into_iter().flat_map(|all| all.iter()).collect();
        let own = object.get("messages").and_then(JsonValue::as_object);
        let mut own = own.into_iter().flat_map(|all| all.iter()).map(|message| (message.name, root.at(message.value)));
        let (mut messages, mut taken) = (Vec::new(), 0);
        for index in 0..=types.len() {
            while let Some((import, imported)) = imports.next_if(|(import, _)| import.types_before == index) {
                messages.extend(own.by_ref().take(import.messages_before - taken));
                taken = import.messages_before;
                messages.extend(imported.iter().flat_map(|&file| deep(|| self.file(file))));
            }
            if let Some(&ty) = types.get(index) {
                self.types(root.at(ty));
            }
        }
        messages.extend(own);
        if root.syntax == Syntax::Protocol {
            messages.iter().for_each(|(_, message)| self.types_of_message(*message));
        }
        if object.get("protocol").is_some() { messages } else { Vec::new() }
    }

    /// Finds the types that a message defines, which only JSON can.
    fn types_of_message(&mut self, message: Placed<'v>) {
        let Some(object) = message.value.as_object() else { return };
        let request = object.get("request").and_then(JsonValue::as_array);
        let parameters = request.into_iter().flat_map(|request| request.iter());
        let types = parameters.filter_map(|parameter| parameter.as_object()?.get("type"));
        let types = types.chain([object.get("response"), object.get("errors")].into_iter().flatten());
        types.for_each(|ty| self.types(message.at(ty)));
    }

    /// Finds the named types in a type.
    fn types(&mut self, ty: Placed<'v>) {
        match ty.value.content() {
            JsonContent::Array(branches) => branches.iter().for_each(|branch| deep(|| self.types(ty.at(branch)))),
            JsonContent::Object(object) => {
                let Some(inner) = object.get("type") else { return };
                match inner.as_str() {
                    None => deep(|| self.types(ty.at(inner))),
                    Some(kind) if is_definition(kind) => {
                        let fields = object.get("fields").and_then(JsonValue::as_array);
                        for field in fields.into_iter().flat_map(|fields| fields.iter()) {
                            let field_type = field.as_object().and_then(|field| field.get("type"));
                            field_type.into_iter().for_each(|field| deep(|| self.types(ty.inside(object, field))));
                        }
                        // Java has a type when it has read all of it.
                        self.define(ty, object);
                    }
                    Some(_) => {
                        let part = object.get("items").or_else(|| object.get("values"));
                        part.into_iter().for_each(|part| deep(|| self.types(ty.at(part))));
                    }
                }
            }
            JsonContent::String(_) | JsonContent::Number(_) | JsonContent::Boolean(_) | JsonContent::Null => {}
        }
    }

    fn define(&mut self, ty: Placed<'v>, object: JsonObject<'v>) {
        let Some(name) = ty.name_of(object) else { return };
        match self.definitions.by_name.get(&name) {
            None => {
                self.definitions.order.push(name.clone());
                self.definitions.by_name.insert(name, ty);
            }
            Some(first) if plain(first.value) == plain(ty.value) => {}
            Some(first) => {
                let other = self.bundle.files[first.file as usize].source.name.clone();
                let span = object.get("name").map_or(ty.value.span(), JsonValue::span);
                let kind = FaultKind::DefinedOtherwise { name: name.to_string(), other };
                self.faults.push(FileFault { file: ty.file, fault: Fault { kind, span } });
            }
        }
    }
}
