//! Defines a change: what changed, where, and whom it breaks by itself.

use avro_resolve::schema::model::FileId;
use avro_resolve::schema::source::Span;

/// One difference between an older and a newer schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What changed.
    pub kind: ChangeKind,
    /// The way from the root by names, such as `lines[].price`; empty at the root.
    pub trail: String,
    /// As it was; `None` if it was not there.
    pub before: Option<String>,
    /// As it is; `None` if it is gone.
    pub after: Option<String>,
    /// Whom the change breaks by itself.
    pub effect: Effect,
    /// Where it shows in the newer text; for something that is gone, where it was in the older one.
    pub file: FileId,
    /// The place in that file.
    pub span: Span,
}

/// The kinds of changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum ChangeKind {
    FieldAdded,
    FieldRemoved,
    FieldRenamed,
    FieldsReordered,
    TypeChanged,
    TypeWidened,
    TypeRenamed,
    LogicalTypeChanged,
    SizeChanged,
    DefaultAdded,
    DefaultRemoved,
    DefaultChanged,
    SymbolAdded,
    SymbolRemoved,
    SymbolsReordered,
    EnumDefaultChanged,
    BranchAdded,
    BranchRemoved,
    BranchesReordered,
    AliasesChanged,
    SortOrderChanged,
    DocChanged,
}

/// Whom a change breaks by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Effect {
    /// Readers with the newer schema cannot read some older data.
    pub breaks_backward: bool,
    /// Readers with the older schema cannot read some newer data.
    pub breaks_forward: bool,
    /// Data that can be read may mean something else, in one direction or in both.
    pub changes_meaning: bool,
}

impl Effect {
    pub(super) const SAFE: Effect = Effect { breaks_backward: false, breaks_forward: false, changes_meaning: false };

    /// The words of reports.
    pub fn name(self) -> &'static str {
        match (self.breaks_backward, self.breaks_forward, self.changes_meaning) {
            (false, false, true) => "changes meaning",
            (false, false, false) => "safe",
            (true, false, false) => "breaks backward",
            (true, false, true) => "changes meaning, breaks backward",
            (false, true, false) => "breaks forward",
            (false, true, true) => "changes meaning, breaks forward",
            (true, true, _) => "breaks both ways",
        }
    }
}

impl ChangeKind {
    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::FieldAdded => "field-added",
            ChangeKind::FieldRemoved => "field-removed",
            ChangeKind::FieldRenamed => "field-renamed",
            ChangeKind::FieldsReordered => "fields-reordered",
            ChangeKind::TypeChanged => "type-changed",
            ChangeKind::TypeWidened => "type-widened",
            ChangeKind::TypeRenamed => "type-renamed",
            ChangeKind::LogicalTypeChanged => "logical-type-changed",
            ChangeKind::SizeChanged => "size-changed",
            ChangeKind::DefaultAdded => "default-added",
            ChangeKind::DefaultRemoved => "default-removed",
            ChangeKind::DefaultChanged => "default-changed",
            ChangeKind::SymbolAdded => "symbol-added",
            ChangeKind::SymbolRemoved => "symbol-removed",
            ChangeKind::SymbolsReordered => "symbols-reordered",
            ChangeKind::EnumDefaultChanged => "enum-default-changed",
            ChangeKind::BranchAdded => "branch-added",
            ChangeKind::BranchRemoved => "branch-removed",
            ChangeKind::BranchesReordered => "branches-reordered",
            ChangeKind::AliasesChanged => "aliases-changed",
            ChangeKind::SortOrderChanged => "sort-order-changed",
            ChangeKind::DocChanged => "doc-changed",
        }
    }
}
