//! Resolves a writer's types against a reader's into one table of [`Action`]s: what a reader does with each part of a datum
//! (specification: Schema Resolution). Everything else is a use of this table.
//!
//! Resolution is total: where the specification signals an error, the action is [`Action::Fail`], and the error surfaces when a
//! datum reaches it. The table grows with each pair of schemas and is shared by all versions of a subject, so that a part
//! that did not change is resolved once.

mod action;
mod enumeration;
mod hazard;
pub mod java;
mod java_default;
mod java_names;
mod java_parser;
pub mod locate;
mod naming;
mod promotion;
mod record;
mod rename;
mod table;
mod takers;
mod union;
mod verdict;

pub use action::{Action, AliasConflict, Choice, FailureKind, FieldAction, Pair, PairId, RecordAction, Verdict};
pub use enumeration::SymbolAction;
pub use promotion::Promotion;
pub use table::Resolution;
pub use takers::Takers;
