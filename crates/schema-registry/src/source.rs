//! What a kind of registry has to answer, so that callers read all kinds in one way.

use super::error::Error;
use super::model::{Configured, Registered, SchemaId, SchemaText, SubjectVersion};

/// A kind of registry.
pub(crate) trait Source: Send + Sync {
    /// All subjects, sorted.
    fn subjects(&self) -> Result<Vec<String>, Error>;

    /// The versions of a subject that are not deleted, in ascending order.
    fn versions(&self, subject: &str) -> Result<Vec<u32>, Error>;

    /// Whether anything is kept for later runs.
    fn is_kept(&self) -> bool;

    /// A version. With the state of its subject it is what an earlier run kept in that state, and is kept for later ones; without it
    /// the server is asked.
    fn schema(&self, of: &SubjectVersion, state: Option<&str>) -> Result<Registered, Error>;

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
