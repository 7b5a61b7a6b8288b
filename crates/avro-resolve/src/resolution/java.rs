//! Answers as Java's `SchemaCompatibility` does, and with it the Confluent registry (measured: Apache Avro Java 1.12.1).
//!
//! It is another relation than that of [`Resolution`](super::Resolution), kept apart on purpose: it ignores decimals and the
//! validity of defaults, takes any branch of a reader's union, and assumes that what it is still looking at is compatible.
//! An answer is kept for each pair of definitions, as Java keeps it for each pair of objects, so that even the places it
//! gives are Java's.

use std::borrow::Cow;
use std::mem::discriminant;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::action::FailureKind;
use super::java_parser::refusal;
use super::promotion::promotion;
use crate::depth::{DEEPEST, deep};
use crate::schema::model::{Enumeration, Field, Naming, NodeId, NodeRef, Record, Type};
use crate::schema::{LinkedSchema, ReaderSchema, WriterSchema};

/// What Java's checker says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JavaAnswer {
    /// What it complains about, in its order; nothing if it finds the pair compatible.
    pub complaints: Vec<Complaint>,
    /// The exception that it throws instead of an answer.
    pub thrown: Option<String>,
    /// Whether it is thrown by the parser, which refuses one of the schemas; the message is then in short.
    pub is_refused: bool,
}

/// One of its complaints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Complaint {
    /// What is wrong; Java's name is [`FailureKind::java_name`].
    pub kind: FailureKind,
    /// JSON Pointer in the reader, with the branches of the writer's unions.
    pub location: String,
    /// Java's words.
    pub message: String,
}

impl JavaAnswer {
    /// Whether it lets the pair pass.
    pub fn is_compatible(&self) -> bool {
        self.complaints.is_empty() && self.thrown.is_none()
    }
}

/// More complaints than this are not gathered: shared types repeat theirs wherever they are used.
const MOST: usize = 100;

/// Of unions of more branches, what cannot match at all is not kept: it would be the product of their lengths.
const MANY: usize = 256;

/// Of so many branches of one unnamed type at the most it is asked whether they match.
const MOST_UNNAMED: usize = 16;

/// What it takes, in steps, to keep that two types meet, and that they do not match.
const MEETING: usize = 4;
const COMPLAINT: usize = 8;

/// Asks as Java's checker does, and spends what that takes of `room`: a step for each field, name and symbol that is looked at, and for
/// each 16 bytes that are kept of types that meet and of complaints. `None` where there is not room enough: types that refer to each other may all meet.
pub fn java_answer(writer: WriterSchema<'_>, reader: ReaderSchema<'_>, room: &mut u64) -> Option<JavaAnswer> {
    let mut checker =
        Checker { writer: writer.0, reader: reader.0, known: FxHashMap::default(), way: String::new(), depth: 0, room };
    match checker.answer() {
        Ok(complaints) => Some(JavaAnswer { complaints, ..JavaAnswer::default() }),
        Err(Unanswered::Refused(message)) => {
            Some(JavaAnswer { thrown: Some(message), is_refused: true, ..JavaAnswer::default() })
        }
        Err(Unanswered::Thrown(message)) => Some(JavaAnswer { thrown: Some(message), ..JavaAnswer::default() }),
        Err(Unanswered::NoRoom) => None,
    }
}

/// Why there are no complaints to gather.
enum Unanswered {
    /// By the parser.
    Refused(String),
    /// By the checker.
    Thrown(String),
    NoRoom,
}

/// Complaints are shared by all places that ask again.
type Complaints = Rc<[Rc<Complaint>]>;

struct Checker<'a> {
    writer: &'a LinkedSchema,
    reader: &'a LinkedSchema,
    /// `None` while it is being looked at, which counts as compatible.
    known: FxHashMap<(NodeRef, NodeRef), Option<Complaints>>,
    way: String,
    depth: u32,
    room: &'a mut u64,
}

impl Checker<'_> {
    fn answer(&mut self) -> Result<Vec<Complaint>, Unanswered> {
        for (side, schema) in [("reader", self.reader), ("writer", self.writer)] {
            let files = schema.links.files.iter().map(|&file| 1 + schema.links.library.document(file).faults.len());
            self.spend(files.sum())?;
            if let Some(message) = refusal(schema) {
                return Err(Unanswered::Refused(format!("{message} (in the {side}'s schema)")));
            }
        }
        let found = self.pair(self.writer.links.root, self.reader.links.root)?;
        let kept = found.iter().map(|complaint| {
            self.spend(COMPLAINT + (complaint.location.len() + complaint.message.len()) / 16)?;
            Ok(Complaint::clone(complaint))
        });
        kept.collect()
    }

    fn spend(&mut self, steps: usize) -> Result<(), Unanswered> {
        *self.room = self.room.checked_sub(steps as u64).ok_or(Unanswered::NoRoom)?;
        Ok(())
    }

    fn pair(&mut self, writer: NodeRef, reader: NodeRef) -> Result<Complaints, Unanswered> {
        self.spend(MEETING)?;
        let pair = (self.writer.links.follow(writer), self.reader.links.follow(reader));
        match self.known.get(&pair) {
            Some(Some(complaints)) => return Ok(complaints.clone()),
            Some(None) => return Ok(Complaints::default()),
            None => self.known.insert(pair, None),
        };
        if self.depth == DEEPEST {
            return Err(Unanswered::Thrown("java.lang.StackOverflowError".to_owned()));
        }
        let mut complaints = Vec::new();
        self.depth += 1;
        deep(|| self.look(pair.0, pair.1, &mut complaints))?;
        self.depth -= 1;
        let complaints = Complaints::from(complaints);
        self.known.insert(pair, Some(complaints.clone()));
        Ok(complaints)
    }

    fn look(&mut self, w: NodeRef, r: NodeRef, found: &mut Vec<Rc<Complaint>>) -> Result<(), Unanswered> {
        let (written, expected) = (&self.writer.links.node(w).ty, &self.reader.links.node(r).ty);
        let of = |at: NodeRef, node: NodeId| NodeRef { file: at.file, node };
        match (written, expected) {
            (Type::Primitive(writer), Type::Primitive(reader))
                if writer == reader || promotion(*writer, *reader).is_some() => {}
            (Type::Array(writer), Type::Array(reader)) => self.part("/items", of(w, *writer), of(r, *reader), found)?,
            (Type::Map(writer), Type::Map(reader)) => self.part("/values", of(w, *writer), of(r, *reader), found)?,
            (Type::Fixed(writer), Type::Fixed(reader)) => {
                self.names(&writer.naming, &reader.naming, found)?;
                if writer.size != reader.size {
                    let message = format!("expected: {}, found: {}", writer.size, reader.size);
                    self.complain(FailureKind::FixedSizeMismatch, "/size", message, found)?;
                }
            }
            (Type::Enum(writer), Type::Enum(reader)) => {
                self.names(&writer.naming, &reader.naming, found)?;
                self.symbols(writer, reader, found)?;
            }
            (Type::Record(writer), Type::Record(reader)) => {
                self.names(&writer.naming, &reader.naming, found)?;
                self.fields((w, writer), (r, reader), found)?;
            }
            (Type::Union(branches), Type::Union(_)) => {
                for (index, &branch) in branches.iter().enumerate() {
                    let branch = of(w, branch);
                    if !self.passes(branch, r)? {
                        let step = format!("/{index}");
                        self.complain(FailureKind::MissingUnionBranch, &step, self.lacks(branch), found)?;
                    }
                }
            }
            (Type::Union(branches), _) => {
                for (index, &branch) in branches.iter().enumerate() {
                    self.part(&format!("/{index}"), of(w, branch), r, found)?;
                }
            }
            (_, Type::Union(branches)) => {
                let mut unnamed = 0;
                for &branch in branches {
                    if branches.len() > MANY && !self.can_match(w, of(r, branch), &mut unnamed)? {
                        continue;
                    }
                    if self.passes(w, of(r, branch))? {
                        return Ok(());
                    }
                }
                self.complain(FailureKind::MissingUnionBranch, "", self.lacks(w), found)?;
            }
            (
                Type::Primitive(_)
                | Type::Array(_)
                | Type::Map(_)
                | Type::Fixed(_)
                | Type::Enum(_)
                | Type::Record(_)
                | Type::Reference(_),
                _,
            ) => {
                let (reader, writer) = (java_type(expected), java_type(written));
                let message = format!("reader type: {reader} not compatible with writer type: {writer}");
                self.complain(FailureKind::TypeMismatch, "", message, found)?;
            }
        }
        Ok(())
    }

    /// Whether a branch passes. Java asks anew, from an empty way, and keeps the answer with the places as they are from here.
    fn passes(&mut self, writer: NodeRef, reader: NodeRef) -> Result<bool, Unanswered> {
        let way = std::mem::take(&mut self.way);
        let complaints = self.pair(writer, reader)?;
        self.way = way;
        Ok(complaints.is_empty())
    }

    /// Whether types, and unqualified names or aliases, agree; no look inside. Java refuses a union that has an unnamed type
    /// twice; of one that has, the first ones that match are looked at.
    fn can_match(&mut self, writer: NodeRef, reader: NodeRef, unnamed: &mut usize) -> Result<bool, Unanswered> {
        self.spend(1)?;
        let (w, r) = (self.writer.links.node(writer), self.reader.links.node(self.reader.links.follow(reader)));
        Ok(match (w.naming(), r.naming()) {
            (Some(written), Some(expected)) => match_names(written, expected),
            (None, None) => {
                *unnamed += usize::from(discriminant(&w.ty) == discriminant(&r.ty));
                *unnamed <= MOST_UNNAMED
            }
            (Some(_), None) | (None, Some(_)) => false,
        })
    }

    fn part(&mut self, step: &str, w: NodeRef, r: NodeRef, found: &mut Vec<Rc<Complaint>>) -> Result<(), Unanswered> {
        let before = self.way.len();
        self.way.push_str(step);
        let complaints = self.pair(w, r)?;
        self.way.truncate(before);
        let room = MOST.saturating_sub(found.len());
        self.spend(room.min(complaints.len()))?;
        found.extend(complaints.iter().take(room).cloned());
        Ok(())
    }

    fn fields(
        &mut self,
        (w, written): (NodeRef, &Record),
        (r, expected): (NodeRef, &Record),
        found: &mut Vec<Rc<Complaint>>,
    ) -> Result<(), Unanswered> {
        let aliases = expected.fields.iter().map(|field| field.aliases.len());
        self.spend(written.fields.len() + expected.fields.len() + aliases.sum::<usize>())?;
        let by_name: FxHashMap<&str, usize> =
            written.fields.iter().enumerate().rev().map(|(at, field)| (field.name.as_str(), at)).collect();
        for (index, field) in expected.fields.iter().enumerate() {
            let node = NodeRef { file: r.file, node: field.ty };
            let source = self.source(written, &by_name, index, (field, node))?;
            match source {
                Some(source) => {
                    let from = NodeRef { file: w.file, node: source.ty };
                    self.part(&format!("/fields/{index}/type"), from, node, found)?;
                }
                None if field.default.is_some() => {}
                // An enum with a default of its own is compared with the whole record: no match, in odd words.
                None if self.has_enum_default(node) => {
                    self.part(&format!("/fields/{index}/type"), w, node, found)?;
                }
                None => {
                    let step = format!("/fields/{index}");
                    self.complain(FailureKind::ReaderFieldMissingDefaultValue, &step, field.name.to_string(), found)?;
                }
            }
        }
        Ok(())
    }

    /// The writer's field that has the name or an alias; it must be one.
    fn source<'w>(
        &self,
        written: &'w Record,
        by_name: &FxHashMap<&str, usize>,
        index: usize,
        (field, node): (&Field, NodeRef),
    ) -> Result<Option<&'w Field>, Unanswered> {
        let mut seen = FxHashSet::default();
        let names = field.aliases.iter().filter(|alias| seen.insert(*alias));
        let names = [&field.name].into_iter().chain(names);
        let mut found = names.filter_map(|name| by_name.get(name.as_str()));
        let first = found.next().map(|&at| &written.fields[at]);
        if found.next().is_none() {
            return Ok(first);
        }
        let ty = java_type(&self.reader.links.node(self.reader.links.follow(node)).ty);
        let (name, record) = (&field.name, &written.naming.name);
        Err(Unanswered::Thrown(format!(
            "Reader record field {name} type:{ty} pos:{index} matches multiple fields in writer record schema {record}"
        )))
    }

    fn has_enum_default(&self, at: NodeRef) -> bool {
        let node = self.reader.links.node(self.reader.links.follow(at));
        matches!(&node.ty, Type::Enum(enumeration) if enumeration.default.is_some())
    }

    fn names(&mut self, writer: &Naming, reader: &Naming, found: &mut Vec<Rc<Complaint>>) -> Result<(), Unanswered> {
        self.spend(reader.aliases.len())?;
        if match_names(writer, reader) {
            return Ok(());
        }
        self.complain(FailureKind::NameMismatch, "/name", format!("expected: {}", writer.name), found)
    }

    fn symbols(
        &mut self,
        writer: &Enumeration,
        reader: &Enumeration,
        found: &mut Vec<Rc<Complaint>>,
    ) -> Result<(), Unanswered> {
        self.spend(writer.symbols.len() + reader.symbols.len())?;
        let known: FxHashSet<_> = reader.symbols.iter().map(|symbol| &symbol.name).collect();
        let unknown = writer.symbols.iter().map(|symbol| &symbol.name).filter(|name| !known.contains(name));
        let mut unknown: Vec<&str> = unknown.map(|name| name.as_str()).collect();
        if unknown.is_empty() || reader.default.is_some() {
            return Ok(());
        }
        unknown.sort_unstable();
        unknown.dedup();
        self.complain(FailureKind::MissingEnumSymbols, "/symbols", format!("[{}]", unknown.join(", ")), found)
    }

    fn lacks(&self, writer: NodeRef) -> String {
        let writer = self.writer.links.node(self.writer.links.follow(writer));
        format!("reader union lacking writer type: {}", java_type(&writer.ty))
    }

    fn complain(
        &mut self,
        kind: FailureKind,
        step: &str,
        message: String,
        found: &mut Vec<Rc<Complaint>>,
    ) -> Result<(), Unanswered> {
        if found.len() < MOST {
            let way = tail(&self.way);
            let location = if way.is_empty() && step.is_empty() { "/".to_owned() } else { format!("{way}{step}") };
            self.spend(COMPLAINT + (location.len() + message.len()) / 16)?;
            found.push(Rc::new(Complaint { kind, location, message }));
        }
        Ok(())
    }
}

fn match_names(writer: &Naming, reader: &Naming) -> bool {
    writer.name.short() == reader.name.short() || reader.aliases.contains(&writer.name)
}

/// The end of a way: through a chain of thousands of types, the whole of it at each place would be the square of its length.
fn tail(way: &str) -> Cow<'_, str> {
    const LONGEST: usize = 4 * 1024;
    match way.len().checked_sub(LONGEST) {
        Some(from) => format!("…{}", &way[from..]).into(),
        None => way.into(),
    }
}

/// The type's name in Java.
fn java_type(ty: &Type) -> String {
    let name = match ty {
        Type::Primitive(primitive) => primitive.name(),
        Type::Array(_) => "array",
        Type::Map(_) => "map",
        Type::Union(_) => "union",
        Type::Record(_) => "record",
        Type::Enum(_) => "enum",
        Type::Fixed(_) => "fixed",
        Type::Reference(_) => unreachable!("follow() leads to a definition"),
    };
    name.to_ascii_uppercase()
}
