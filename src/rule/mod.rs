//! Holds every rule as data: what it is called, how bad it is, when it is active, why it matters, what to do, and an example
//! that raises it.
//!
//! A file holds the rules of a family: `resolution` (AVC1xx), `hazard` (AVC2xx), `portability` (AVC3xx), `lint`, `advice` and
//! `slips` (AVC4xx), `history` (AVC5xx), `message` (AVC6xx). `of_cause` says which rule a cause falls under. How to add a rule: `docs/contributing.md`.

use std::sync::LazyLock;

use crate::model::text;

/// Declares the rules of a family and lists them. A rule is always active and concerns everybody unless its row says otherwise.
macro_rules! rules {
    ($family:expr; $($constant:ident = { id: $id:literal, $($row:tt)* };)*) => {
        $(#[doc = $id] pub(crate) static $constant: Rule = Rule { id: $id, $($row)* ..Rule::of_family($family) };)*
        /// The rules of this file, by id.
        pub(super) static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

/// Reads an example from a case directory: each file by its path there, with a note where it needs one.
macro_rules! example {
    ($layout:ident $case:literal: $($path:literal $($note:literal)?),*) => {
        RuleExample {
            layout: CaseLayout::$layout,
            files: &[$(ExampleFile {
                path: $path,
                note: concat!($($note)?),
                text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/", $case, "/", $path)),
            }),*],
        }
    };
}

/// Reads an example of two versions.
macro_rules! versions {
    ($case:literal) => { example!(Versions $case: "writer.avsc", "reader.avsc") };
}

mod advice;
mod hazard;
mod history;
mod lint;
mod message;
mod of_cause;
mod portability;
mod resolution;
mod row;
mod slips;

pub(crate) use advice::*;
pub(crate) use hazard::*;
pub(crate) use history::*;
pub(crate) use message::*;
pub(crate) use of_cause::{of_cause, of_fault, of_message};
pub(crate) use portability::*;
pub use row::*;

/// Every rule, by id.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let all = [
        resolution::RULES,
        hazard::RULES,
        portability::RULES,
        lint::RULES,
        advice::RULES,
        slips::RULES,
        history::RULES,
        message::RULES,
    ];
    all.concat()
});

/// The rule with this id or name.
pub(crate) fn find(id_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id_or_name) || rule.name == id_or_name)
}

/// The rule that was most likely meant: by its number alone, or by an id or a name that is near enough.
pub(crate) fn nearest(id_or_name: &str) -> Option<&'static Rule> {
    let wanted = id_or_name.to_lowercase();
    let ids: Vec<String> = RULES.iter().map(|rule| rule.id.to_lowercase()).collect();
    let words = ids.iter().map(String::as_str).chain(RULES.iter().map(|rule| rule.name));
    find(&format!("AVC{wanted}")).or_else(|| find(text::nearest(&wanted, words)?))
}
