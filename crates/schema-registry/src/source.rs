//! What a kind of registry has to answer, so that callers read all kinds in one way.

use super::error::Error;
use super::model::{Configured, Registered, SchemaId, SchemaText, SubjectVersion};

/// A kind of registry.
pub(crate) trait Source: Send + Sync {
    /// All subjects, sorted.
    fn subjects(&self) -> Result<Vec<String>, Error>;

    /// The versions of a subject that are not deleted, in ascending order.
    fn versions(&self, subject: &str) -> Result<Vec<u32>, Error>;

    /// A version as an earlier run kept it.
    fn kept(&self, of: &SubjectVersion) -> Option<Registered>;

    /// A version as the server has it; it is kept for later runs.
    fn schema(&self, of: &SubjectVersion) -> Result<Registered, Error>;

    /// The schema of an id.
    fn schema_by_id(&self, id: &SchemaId) -> Result<SchemaText, Error>;

    /// The versions that have the schema of an id, sorted.
    fn subject_versions_of(&self, id: &SchemaId) -> Result<Vec<SubjectVersion>, Error>;

    /// The level of a subject, and what goes with it.
    fn level(&self, subject: &str) -> Result<Configured, Error>;

    /// The mode of a subject; `None` if the server has no modes.
    fn mode(&self, subject: &str) -> Result<Option<String>, Error>;

    /// The ids of the schemas that refer to a version, sorted.
    fn referencing(&self, of: &SubjectVersion) -> Result<Vec<SchemaId>, Error>;
}
