//! Finds small edits of a subject's newest version that mend its breaking findings. Each is tried: made in memory, and the
//! subject checked again.
//!
//! Released versions stay as they are: only files that belong to the newest version are edited. A fix is offered when
//! afterwards its finding is gone from every gated pair, no other finding as bad has come up in any, no pair can read less
//! than before, no mistake is new in the edited files, and the newest version uses no type that only older versions define.
//! Where something as bad comes up only because its surroundings can be read now, what mends that belongs to the fix.
//!
//! All fixes of a subject are tried together, too: that is its patch.
//!
//! A fix is *automatic* if it only adds to what the author wrote, and there is one sensible thing to add:
//!
//! - the value that the author gave as a default in a wrong place or form: inside the type, or `"3"` for an int.
//! - a default, an alias or a documentation that the author gave under a misspelt name.
//! - what means the same to avrocheck, and is understood by all: a type without an object that is only around it.
//! - a default of `null` where null is the first branch already, `[]` for an array, `{}` for a map: they say that nothing
//!   was there, which is true of the old data. Not where a field of the old version has gone that this one may continue: a
//!   default would hide its values.
//! - the old name as an alias: of a field if a version in between says so, of a type if only one can have it and, for a record,
//!   half of its fields are known by name.
//! - a symbol or a branch put back: old data hold it whatever becomes of the new, and no new datum changes.
//!
//! It is *suggested* if it changes what the author wrote (a type, a size, a scale or a name put back, a null branch that
//! users of the field will see), if there are several answers (a default that is a value like any other, an enum's default), if it
//! rests on a guess (a field renamed), or if it puts a duty on those who write (a removed field kept).
//!
//! No fix takes a new symbol or branch out again: it was wanted, and what it needs is an order of steps.

mod mistakes;
mod patch;
pub(crate) mod propose;
pub(crate) mod search;
pub(crate) mod shared;
pub(crate) mod trial;

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::finding::fingerprint::Fingerprint;
use avro_resolve::schema::edit::Edit;
use avro_resolve::schema::model::FileId;

/// Edits of one file that mend a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The file.
    pub file: FileId,
    /// The edits, in the order of the text.
    pub edits: Vec<Edit>,
    /// What they do.
    pub remedy: Remedy,
    /// Whether there is nothing to decide; to other fixes a human has to agree.
    pub is_automatic: bool,
}

/// Edits by file, in the order of the texts.
pub type EditsByFile = BTreeMap<FileId, Vec<Edit>>;

/// Edits of the newest version that mend several findings of a subject together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patch {
    /// The edits.
    pub edits: EditsByFile,
    /// What they do.
    pub remedies: Vec<Remedy>,
    /// The findings that they mend.
    pub mends: BTreeSet<Fingerprint>,
    /// Those of them to whose edits a human has to agree.
    pub to_decide: BTreeSet<Fingerprint>,
    /// How many breaking findings the subject has.
    pub findings: usize,
}

/// What a fix does to the newest version.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Remedy {
    /// Gives a field a default, which is JSON.
    AddDefault {
        field: SmolStr,
        default: String,
    },
    /// Gives a field a default of null, with null as the first branch.
    NullFirst(SmolStr),
    /// Lets a field be null, by default.
    MakeNullable(SmolStr),
    /// Lets a field take the values of one that has gone.
    AddFieldAlias {
        field: SmolStr,
        alias: SmolStr,
    },
    /// Keeps data readable that were written under another name.
    AddTypeAlias {
        name: String,
        alias: String,
    },
    /// Moves a default, which is JSON, from the type of a field to the field.
    MoveDefault {
        field: SmolStr,
        default: String,
    },
    /// Writes a default, which is JSON, as its type asks for.
    CorrectDefault {
        field: SmolStr,
        default: String,
    },
    /// Takes a default away that means nothing where it is.
    RemoveDefault(String),
    /// Puts a type in the place of the objects that are only around it.
    Unwrap,
    /// Moves the logical type of a field into its type.
    NestLogicalType {
        field: SmolStr,
        logical: String,
    },
    /// Spells the name of an attribute as the specification does.
    RenameAttribute {
        written: String,
        meant: &'static str,
    },
    /// Spells the name of a logical type as the specification does.
    SpellLogicalType(String),
    /// Takes an attribute out that is there twice.
    RemoveRepeated(String),
    /// Writes the name of a type in the place of its second definition.
    ReferTo(String),
    /// Takes an alias away that names a field which is there.
    DropFieldAlias {
        field: SmolStr,
        alias: SmolStr,
    },
    AddEnumDefault(SmolStr),
    PutBackSymbol(SmolStr),
    PutBackBranch(String),
    /// Takes the old type beside the new one.
    TakeBoth(String),
    KeepType(String),
    KeepName(String),
    KeepSize(u64),
    KeepScale(u32),
    /// A field as it was.
    KeepField(SmolStr),
    /// Several things, each of which needs the one before.
    Several(Vec<Remedy>),
}

/// The fixes of a subject's findings.
#[derive(Clone, Debug, Default)]
pub struct Fixes {
    /// The fixes of each finding that has one, the best first.
    pub by_finding: BTreeMap<Fingerprint, Vec<Fix>>,
    /// What mends several findings, where there are several.
    pub patch: Option<Patch>,
    /// Whether the search cost too much and was given up; there may be more fixes.
    pub is_cut_short: bool,
}

impl Fixes {
    /// The fixes of a finding, the best first.
    pub fn of(&self, finding: Fingerprint) -> &[Fix] {
        self.by_finding.get(&finding).map_or(&[], Vec::as_slice)
    }

    /// Whether there is no edit to make.
    pub(crate) fn are_none(&self) -> bool {
        self.by_finding.is_empty() && self.patch.is_none()
    }

    /// The findings that have fixes.
    pub(crate) fn findings(&self) -> impl Iterator<Item = Fingerprint> {
        self.by_finding.iter().filter(|(_, fixes)| !fixes.is_empty()).map(|(finding, _)| *finding)
    }

    /// Whether the best fix of a finding needs no human.
    pub(crate) fn mends(&self, finding: Fingerprint) -> bool {
        self.of(finding).first().is_some_and(|fix| fix.is_automatic)
    }

    /// The findings that are mended without a human.
    pub(crate) fn mended(&self) -> impl Iterator<Item = Fingerprint> {
        self.by_finding.keys().copied().filter(|finding| self.mends(*finding))
    }

    /// Those that can be made together and without a human: of each finding the best, if it is automatic.
    pub fn automatic(&self) -> impl Iterator<Item = &Fix> {
        let best = self.by_finding.values().filter_map(|fixes| fixes.first());
        best.filter(|fix| fix.is_automatic)
    }
}
