//! Puts what implementations do differently into words; each names the version that was measured.

use super::hazard::logical;
use super::sentence::{Sides, Words, WordsPart};
use crate::cause::PairSide;
use avro_resolve::resolution::locate::{AliasOutcome, Fallback, Portability};

/// Describes who reads the data otherwise.
pub(super) fn portability(
    found: &Portability,
    Sides { writer: w, reader: r, newer }: Sides<'_>,
    wanted: WordsPart,
) -> Words {
    let named_in_full = |name: &dyn std::fmt::Display| match newer {
        PairSide::Reader => format!("add \"aliases\": [\"{name}\"] to the type in {r}"),
        PairSide::Writer => format!("keep the namespace in {w}: an alias helps new readers only, and {r} is released"),
    };
    match found {
        Portability::JavaUnionNamespace { writer, reader } => Words::new(
            wanted,
            || format!(
                "{w} writes \"{writer}\", the union of {r} has \"{reader}\": Java's checker accepts this, but the decoder of Java 1.12.1 throws"
            ),
            || format!("the decoder of Java 1.12.1 finds no \"{writer}\" here"),
        )
        .help(|| named_in_full(writer)),
        Portability::JavaAliasNamespace { record, field, claimed, fallback } => {
            let outcome = match fallback {
                Fallback::None => "throws",
                Fallback::Default => "takes the default",
            };
            Words::new(
                wanted,
                || format!(
                    "the namespace of \"{record}\" changed, so that the decoder of Java 1.12.1 does not find \"{claimed}\" by the alias of \"{field}\", and {outcome}"
                ),
                || format!("Java 1.12.1 ignores the alias, and {outcome}"),
            )
            .help(|| named_in_full(record))
        }
        Portability::JavaDefaultRewritten { field, renamed } => Words::new(
            wanted,
            || format!(
                "the default of \"{field}\" in {w} gives a value to \"{renamed}\", which an alias in {r} renames: the decoder of Java 1.12.1 throws"
            ),
            || "Java 1.12.1 renames the field in the writer's schema, and throws",
        )
        .writer_label(|| format!("the default in {w} gives a value to \"{renamed}\"")),
        Portability::JavaAliases { renamed, into, outcome } => {
            let outcome = match outcome {
                AliasOutcome::SameBranch => "throws, because a union has that name twice then".to_owned(),
                AliasOutcome::SameField => "throws, because a record has that field twice then".to_owned(),
                AliasOutcome::OtherName { expected } => format!("throws where {r} expects \"{expected}\""),
                AliasOutcome::NoBranch => format!("throws where the union of {r} has no such branch"),
                AliasOutcome::NoField { field } => format!("throws where nothing is left for \"{field}\""),
                AliasOutcome::OtherBranch { branch } => format!("reads it as {branch}"),
                AliasOutcome::OtherField { other } => format!("reads \"{other}\" in its place"),
                AliasOutcome::Default { field } => format!("fills \"{field}\" with its default"),
            };
            Words::new(
                wanted,
                || format!(
                    "by an alias in {r} the decoder of Java 1.12.1 calls every \"{renamed}\" of {w} \"{into}\", and {outcome}"
                ),
                || format!("by this alias Java 1.12.1 calls every \"{renamed}\" of {w} \"{into}\", and {outcome}"),
            )
        }
        Portability::JavaDefaultBranch { field, branch, throws } => {
            let outcome = if *throws { "throws" } else { "fills in another value" };
            Words::new(
                wanted,
                || {
                    format!(
                        "the decoder of Java 1.12.1 takes the default of \"{field}\" for {branch}, and {outcome} where {w} did not write it"
                    )
                },
                || format!("Java 1.12.1 takes this default for {branch}, and {outcome}"),
            )
        }
        Portability::JavaArrayDefault { field } => Words::new(
            wanted,
            || format!(
                "the default [] of \"{field}\" is an array in a union: the decoder of Java 1.12.1 throws where {w} did not write it"
            ),
            || "Java 1.12.1 throws where it fills this in",
        ),
        Portability::FastavroLogicalType { writer, reader } => {
            let (writer, reader) = (logical(*writer), reader.map_or_else(|| "a plain value".to_owned(), logical));
            Words::new(
                wanted,
                || format!("fastavro 1.13.1 reads {writer}, as {w} has it, where {r} has {reader}"),
                || format!("fastavro 1.13.1 still reads {writer}, as {w} has it"),
            )
        }
    }
}
