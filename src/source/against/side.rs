//! Defines a directory of a comparison: what was read of it, and what it is compared with.

use std::rc::Rc;

use super::other_rules::ComparedRoot;
use crate::model::input::Input;
use crate::source::git::{Repository, Revision};
use crate::source::roots::SchemaRoot;

/// A directory, and what was read of it.
pub(super) struct ComparedSide {
    pub(super) root: SchemaRoot,
    pub(super) input: Input,
    pub(super) compared: Option<Compared>,
}

/// What a directory is compared with.
pub(super) struct Compared {
    /// The directory as a user named it, and as it is really called.
    pub(super) name: String,
    pub(super) real_name: String,
    /// The repository that was read.
    pub(super) repository: Rc<Repository>,
    /// The revision that the working tree is compared with, if it is one.
    pub(super) base: Option<Revision>,
    pub(super) is_work_tree: bool,
    /// The directories of the revisions that have schemas.
    pub(super) directories: Vec<String>,
}

impl ComparedSide {
    /// Its names, for the comparison of rules.
    pub(super) fn names(&self) -> ComparedRoot<'_> {
        let names = self.compared.as_ref().map(|compared| (compared.name.clone(), compared.real_name.clone()));
        let (name, real_name) = names.unwrap_or_default();
        ComparedRoot { prefix: self.root.prefix.as_deref(), name, real_name }
    }
}
