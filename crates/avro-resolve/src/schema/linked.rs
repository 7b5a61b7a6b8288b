//! A whole schema: its text, its types with every name tied to a definition, and their shapes.

use std::sync::Arc;

use super::aliases::JavaAliases;
use super::fault::{Fault, FileFault};
use super::idl;
use super::json_text::{JsonObject, JsonValue, tree};
use super::link::{Edition, File, FileScope, Library, Links};
use super::model::{Field, FileId, NodeRef};
use super::parse::parse_source;
use super::shape::{ShapeId, ShapeMap, Shapes, intern};
use super::source::{Source, Sources, Span};
use super::syntax::Syntax;

/// A whole schema: its text, its types, and their shapes.
#[derive(Clone, Debug)]
pub struct LinkedSchema {
    /// The types, every name tied to its definition.
    pub links: Links,
    /// Defaults that do not fit and types that no datum inhabits; faults of single files are in their documents.
    pub faults: Vec<FileFault>,
    shapes: ShapeMap,
    aliases: Option<Arc<JavaAliases>>,
}

impl LinkedSchema {
    /// Links `file` as seen from `edition` and keeps its shapes in `shapes`, which all versions of a subject share.
    ///
    /// # Errors
    /// Every name that nothing defines, or that could mean two definitions; defaults that come to too much.
    pub fn new(
        library: &Arc<Library>,
        file: FileId,
        edition: Option<Edition>,
        shapes: &mut Shapes,
    ) -> Result<LinkedSchema, Vec<FileFault>> {
        LinkedSchema::of(Links::new(library, file, edition)?, shapes)
    }

    /// Keeps the shapes of linked types.
    ///
    /// # Errors
    /// Defaults that come to too much.
    pub fn of(links: Links, shapes: &mut Shapes) -> Result<LinkedSchema, Vec<FileFault>> {
        let (map, mut faults) = intern(shapes, &links);
        faults.extend(links.found_in_no_namespace.iter().cloned());
        let aliases = JavaAliases::of(&links).map(Arc::new);
        let (faults, fatal): (Vec<FileFault>, Vec<FileFault>) =
            faults.into_iter().partition(|fault| fault.fault.kind.leaves_schema_clear());
        if fatal.is_empty() { Ok(LinkedSchema { links, faults, shapes: map, aliases }) } else { Err(fatal) }
    }

    /// The faults of the text of one of its files, as far as it is the schema's.
    pub fn faults_of_text(&self, file: FileId) -> impl Iterator<Item = &Fault> {
        let document = self.links.library.document(file);
        let is_own = move |fault: &&Fault| {
            let around = || document.definition_around(fault.span.start);
            self.links.has_rest || around().is_some_and(|node| self.shapes.has(NodeRef { file, node }))
        };
        document.faults.iter().filter(is_own)
    }

    /// The bytes of its files.
    pub fn size(&self) -> u64 {
        self.links.files.iter().map(|&file| self.links.library.source(file).text.len() as u64).sum()
    }

    /// Parses a self-contained schema, in the language that its name says: a schema, a protocol or IDL. Of a file with many types
    /// it is the first that the file is about.
    ///
    /// # Errors
    /// All faults of the text, if one of them makes it impossible to understand.
    pub fn parse(name: &str, text: &str, shapes: &mut Shapes) -> Result<LinkedSchema, Vec<Fault>> {
        let source = Source::new(name, text);
        let document = parse_source(&source).map_err(|broken| broken.faults)?;
        let sources = Arc::new(Sources::new(vec![source]));
        let library = Arc::new(Library::new(sources, 0, vec![Ok(File { document, scope: FileScope::OwnVersions })]));
        LinkedSchema::new(&library, 0, None, shapes).map_err(|faults| faults.into_iter().map(|f| f.fault).collect())
    }

    /// The shape of the whole schema.
    pub fn root_shape(&self) -> ShapeId {
        self.shape(self.links.root)
    }

    /// The shape of the type at `node`.
    pub fn shape(&self, node: NodeRef) -> ShapeId {
        self.shapes.get(self.links.follow(node))
    }

    /// What its aliases rename in the schema of a writer, if it has any.
    pub(crate) fn aliases(&self) -> Option<&JavaAliases> {
        self.aliases.as_deref()
    }

    /// The text of a file that takes part.
    pub fn source(&self, file: FileId) -> &Source {
        self.links.library.source(file)
    }

    /// The properties of a field that mean nothing to Avro, in the order of the file: name, value if it is a text, and place of the
    /// value.
    pub fn field_properties(&self, file: FileId, field: &Field) -> Vec<(String, Option<String>, Span)> {
        let written = self.text(file, field.span);
        match self.source(file).syntax() {
            Syntax::Schema | Syntax::Protocol => {
                let tree = tree(written).ok().flatten();
                let object = tree.as_ref().and_then(|tree| tree.root().as_object());
                properties(object, |at| at + field.span.start)
            }
            Syntax::Idl => {
                let (record, before) = idl::record_of(written);
                let read = idl::read(&record);
                properties(idl::first_field(&read.tree), |at| at - before + field.span.start)
            }
        }
    }

    /// The text at `span` of `file`.
    pub fn text(&self, file: FileId, span: Span) -> &str {
        self.source(file).slice(span)
    }

    /// Documentation as JSON: as it is written there, or in IDL what Java takes out of the comment.
    pub fn documentation(&self, file: FileId, span: Span) -> String {
        let text = self.text(file, span);
        if text.starts_with("/**") {
            serde_json::Value::from(&*idl::doc_text(text)).to_string()
        } else {
            text.to_owned()
        }
    }
}

/// Properties of a field that mean nothing to Avro, their places moved to where the field is.
fn properties(field: Option<JsonObject<'_>>, moved: impl Fn(u32) -> u32) -> Vec<(String, Option<String>, Span)> {
    const OF_AVRO: [&str; 6] = ["name", "type", "doc", "aliases", "default", "order"];
    let own = field.into_iter().flat_map(JsonObject::iter).filter(|property| !OF_AVRO.contains(&property.name));
    let moved = |span: Span| Span { start: moved(span.start), end: moved(span.end) };
    let text = |value: JsonValue<'_>| value.as_str().map(str::to_owned);
    own.map(|found| (found.name.to_owned(), text(found.value), moved(found.value.span()))).collect()
}

/// The schema that data were written with.
#[derive(Clone, Copy, Debug)]
pub struct WriterSchema<'a>(pub &'a LinkedSchema);

/// The schema that a reader expects.
#[derive(Clone, Copy, Debug)]
pub struct ReaderSchema<'a>(pub &'a LinkedSchema);
