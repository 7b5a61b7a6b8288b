//! Finds the schema that a user means: one grammar, one resolver and one archive for every command.
//!
//! [`reference`] reads what was typed, [`archive`] is where versions are looked up, [`link`] finds the types that a file
//! does not define itself, [`resolve`] puts them together. [`by_id`] finds the schemas of messages.

pub(crate) mod archive;
pub(crate) mod by_id;
pub(crate) mod link;
pub(crate) mod named;
pub(crate) mod reference;
pub(crate) mod resolve;
