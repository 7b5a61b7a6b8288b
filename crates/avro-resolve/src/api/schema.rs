//! A schema as one text, and what is wrong with it.

use std::fmt;
use std::str::FromStr;

use crate::foreign::foreign;
use crate::schema::LinkedSchema;
use crate::schema::canonical::{canonical_form, fingerprints};
use crate::schema::fault::Fault;
use crate::schema::print::TwoDefinitions;
use crate::schema::shape::Shapes;
use crate::schema::source::Source;

/// An Avro schema that was parsed from one self-contained JSON text.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let schema = avro_resolve::Schema::parse(r#"{"type": "array", "items": "string"}"#)?;
/// assert_eq!(schema.canonical_form(), r#"{"type":"array","items":"string"}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    pub(super) linked: LinkedSchema,
    pub(super) shapes: Shapes,
}

/// Why a text is not an Avro schema: everything that is wrong with it.
///
/// ```
/// let error = avro_resolve::Schema::parse(r#"{"type": "array", "items": "strin"}"#).unwrap_err();
/// assert_eq!(error.to_string(), "line 1, column 28: unknown type \"strin\"; did you mean \"string\"?");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemaError {
    /// The faults in the order of the text; never empty.
    pub faults: Vec<SchemaFault>,
}

/// One thing that is wrong with a schema.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct SchemaFault {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl Schema {
    /// Parses a schema. Comments are allowed, as in Java's parser.
    ///
    /// # Errors
    /// All faults of the text, if one of them makes it impossible to understand. Without the cargo feature `stack`, also a schema
    /// whose types are nested too deeply.
    pub fn parse(text: &str) -> Result<Schema, SchemaError> {
        let mut shapes = Shapes::default();
        match LinkedSchema::parse("schema", text, &mut shapes) {
            Ok(linked) => Ok(Schema { linked, shapes }),
            Err(faults) => Err(SchemaError { faults: located(&Source::new("schema", text), &faults) }),
        }
    }

    /// Mistakes that leave the schema clear: a default that does not fit, a logical type that is ignored, a name that is not valid.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let schema = avro_resolve::Schema::parse(r#"{"type": "enum", "name": "E", "symbols": ["A", "A"]}"#)?;
    /// assert_eq!(schema.warnings()[0].message, "the enum has the symbol \"A\" twice");
    /// # Ok(())
    /// # }
    /// ```
    pub fn warnings(&self) -> Vec<SchemaFault> {
        let file = self.linked.links.root.file;
        let of_text = &self.linked.links.library.document(file).faults;
        let of_types = self.linked.faults.iter().map(|fault| &fault.fault);
        let mut faults: Vec<Fault> = of_text.iter().chain(of_types).cloned().collect();
        faults.sort_by_key(|fault| fault.span);
        located(self.linked.source(file), &faults)
    }

    /// The parsing canonical form: equal for schemas that read and write the same bytes.
    pub fn canonical_form(&self) -> String {
        let form: Result<String, TwoDefinitions> = canonical_form(&self.shapes, self.linked.root_shape());
        form.expect("one text defines a name once")
    }

    /// The CRC-64-AVRO fingerprint, by which single-object encoding names the schema.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// assert_eq!(avro_resolve::Schema::parse(r#""int""#)?.fingerprint(), 0x7275_d51a_3f39_5c8f);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fingerprint(&self) -> u64 {
        fingerprints(&self.canonical_form()).rabin
    }
}

impl FromStr for Schema {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Schema, SchemaError> {
        Schema::parse(text)
    }
}

fn located(source: &Source, faults: &[Fault]) -> Vec<SchemaFault> {
    let located = |fault: &Fault| {
        let at = source.position(fault.span.start);
        SchemaFault { line: at.line, column: at.column, message: foreign(&fault.kind.to_string()).into_owned() }
    };
    faults.iter().map(located).collect()
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let newline = if index > 0 { "\n" } else { "" };
            write!(f, "{newline}{fault}")?;
        }
        Ok(())
    }
}

impl fmt::Display for SchemaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for SchemaError {}
