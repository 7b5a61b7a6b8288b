//! Puts a cause into words.

use super::sentence::{Sides, Words, WordsPart};
use super::{hazard, portability};
use crate::cause::PairSide;
use avro_resolve::resolution::locate::{Cause, NoDefault, OtherMatch};

/// Describes what a reader makes of a place, and why.
pub(super) fn cause(cause: &Cause, sides: Sides<'_>, wanted: WordsPart) -> Words {
    let Sides { writer: w, reader: r, newer } = sides;
    match cause {
        Cause::MissingDefault { field, ty, no_default } => {
            let words = match no_default {
                NoDefault::Absent => Words::new(
                    wanted,
                    || format!("{w} has no field \"{field}\", and {r} has no default for it"),
                    || format!("{w} has no such field, and there is no default"),
                ),
                NoDefault::Invalid => Words::new(
                    wanted,
                    || format!("{w} has no field \"{field}\", and its default in {r} does not fit its type"),
                    || format!("{w} has no such field, and the default does not fit"),
                ),
            };
            match (newer, no_default, ty) {
                (PairSide::Reader, NoDefault::Absent, Some(ty)) => words.help(|| nullable_field(field, ty)),
                (PairSide::Reader, _, _) => words.help(|| format!("give \"{field}\" a default that fits its type")),
                (PairSide::Writer, _, _) => {
                    words.help(|| format!("keep \"{field}\" in {w}, and write it until no reader uses {r} any more"))
                }
            }
        }
        Cause::TypeMismatch { writer, reader } => {
            let words = Words::new(
                wanted,
                || format!("{w} writes {writer}, {r} expects {reader}; {writer} cannot be promoted to {reader}"),
                || format!("{r} expects {reader}"),
            )
            .writer_label(|| format!("{w} writes {writer}"));
            match newer {
                PairSide::Reader => words,
                PairSide::Writer => words.help(|| format!(
                    "keep the type in {w} until no reader uses {r} any more, or add a field of the new type beside it"
                )),
            }
        }
        Cause::MissingSymbol { symbol, no_default, .. } => {
            let (why, why_here) = match no_default {
                NoDefault::Absent => ("its enum has no default", "its enum has no default"),
                NoDefault::Invalid => ("the default of its enum is none of its symbols", "its enum's default does not count"),
            };
            Words::new(
                wanted,
                || format!("{w} can write \"{symbol}\"; {r} does not know it, and {why}"),
                || format!("{r} does not know \"{symbol}\", and {why_here}"),
            )
            .writer_label(|| format!("{w} can write \"{symbol}\""))
            .help(|| match newer {
                PairSide::Reader => format!("put \"{symbol}\" back, or give the enum of {r} a \"default\" symbol"),
                PairSide::Writer => format!(
                    "do not write \"{symbol}\" until every reader knows it; an enum with a \"default\" can grow at any time"
                ),
            })
        }
        Cause::NameMismatch { writer, reader } => Words::new(
            wanted,
            || format!("{w} writes \"{writer}\", {r} expects \"{reader}\", and no alias in {r} connects them"),
            || format!("{w} calls it \"{writer}\", and no alias says so"),
        )
        .help(|| match newer {
            PairSide::Reader => format!("add \"aliases\": [\"{writer}\"] to the type in {r}, or, if it is a new schema, give it a subject of its own"),
            PairSide::Writer => format!("keep the name \"{reader}\" in {w}: an alias helps new readers only, and {r} is released"),
        }),
        Cause::FixedSizeMismatch { writer, reader } => {
            let words = Words::new(
                wanted,
                || format!("{w} writes {writer} bytes, {r} expects {reader}"),
                || format!("{r} expects {reader} bytes"),
            )
            .writer_label(|| format!("{w} writes {writer} bytes"));
            kept(words, "size", sides)
        }
        Cause::MissingBranch { branch, reader, .. } => Words::new(
            wanted,
            || format!("{w} can write {branch}; {r} expects {reader} and does not accept it"),
            || format!("{r} does not accept {branch}"),
        )
        .writer_label(|| format!("{w} can write {branch}"))
        .help(|| match newer {
            PairSide::Reader => format!("let {r} accept {branch}: add it to the union, or make the type a union that has it"),
            PairSide::Writer => format!("do not write {branch} until every reader accepts it: upgrade readers first"),
        }),
        Cause::ScaleMismatch { writer, reader } => {
            let words = Words::new(
                wanted,
                || {
                    format!(
                        "{w} writes decimals of scale {writer}, {r} expects scale {reader}: the same bytes, another number"
                    )
                },
                || format!("{r} expects scale {reader}"),
            )
            .writer_label(|| format!("{w} writes scale {writer}"));
            kept(words, "scale", sides)
        }
        Cause::OneWayChanged { writer_is_one_way } => {
            let (waits, one_way) = if *writer_is_one_way { (r, w) } else { (w, r) };
            Words::new(
                wanted,
                || format!("{one_way} has no answer to this message, and {waits} has one: they cannot call each other"),
                || if *writer_is_one_way { format!("{w} sends no answer") } else { format!("{w} sends an answer") },
            )
        }
        Cause::PrecisionChanged { writer, reader } => Words::new(
            wanted,
            || format!("{w} writes decimals of up to {writer} digits, {r} expects up to {reader}"),
            || format!("{r} expects up to {reader} digits"),
        )
        .writer_label(|| format!("{w} writes up to {writer} digits")),
        Cause::AmbiguousAlias { field, claimed } => Words::new(
            wanted,
            || format!(
                "an alias of \"{field}\" also names \"{claimed}\" of {w}: Java 1.12.1, fastavro 1.13.1 and apache-avro 0.22.0 disagree on who gets it"
            ),
            || format!("an alias also names \"{claimed}\" of {w}: Java, fastavro and apache-avro disagree"),
        )
        .writer_label(|| format!("{w} writes \"{claimed}\"")),
        Cause::AmbiguousBranch { written, chosen, other, why: OtherMatch::Matches } => Words::new(
            wanted,
            || {
                format!(
                    "{written} of {w} is read as {chosen}; {other} comes first and matches too, and fastavro 1.13.1 takes that"
                )
            },
            || format!("{written} is read as this; fastavro 1.13.1 takes {other}"),
        ),
        Cause::AmbiguousBranch { written, chosen, other, why: OtherMatch::WouldDo } => Words::new(
            wanted,
            || format!(
                "{written} of {w} is read as {chosen}, which fails; {other} could read it, so that Java's checker accepts the pair, but the decoder of Java 1.12.1 takes {chosen} too"
            ),
            || format!("{written} is read as this, although {other} could read it"),
        )
        .help(|| format!("rename {other} or {chosen} in {r}, or make {chosen} able to read {written}")),
        Cause::AmbiguousBranch { written, chosen, other, why: OtherMatch::WouldDoByAlias } => Words::new(
            wanted,
            || format!(
                "{written} of {w} is read as {chosen}, which fails; Java 1.12.1 reads it as {other}, which has its name as an alias"
            ),
            || format!("{written} is read as this, and by Java 1.12.1 as {other}"),
        )
        .help(|| format!("remove the alias of {other} in {r}, or give {chosen} another name")),
        Cause::Hazard(found) => hazard::hazard(found, sides, wanted),
        Cause::Portability(found) => portability::portability(found, sides, wanted),
    }
}

/// With the advice to keep what a newer writer has changed.
fn kept(words: Words, what: &str, Sides { writer: w, reader: r, newer }: Sides<'_>) -> Words {
    match newer {
        PairSide::Reader => words,
        PairSide::Writer => words.help(|| format!("keep the {what} in {w} until no reader uses {r} any more")),
    }
}

/// The field as it would be with a null default.
fn nullable_field(field: &str, ty: &str) -> String {
    if !ty.starts_with(['"', '[', '{']) {
        return nullable_in_idl(field, ty);
    }
    let nullable = match ty.strip_prefix('[') {
        Some(_) if ty.contains("\"null\"") => {
            return format!("\"default\": null for \"{field}\", with \"null\" as the union's first branch");
        }
        Some(branches) => format!("[\"null\", {}", branches.trim_start()),
        None => format!("[\"null\", {ty}]"),
    };
    format!("{{\"name\": \"{field}\", \"type\": {nullable}, \"default\": null}}")
}

/// The same in IDL.
fn nullable_in_idl(field: &str, ty: &str) -> String {
    let Some(branches) = ty.strip_prefix("union").and_then(|rest| rest.trim_start().strip_prefix('{')) else {
        return if ty.ends_with('?') {
            format!("{ty} {field} = null;")
        } else {
            format!("union {{ null, {ty} }} {field} = null;")
        };
    };
    let mut words = branches.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    if words.any(|word| word == "null") {
        return format!("= null for {field}, with null as the union's first branch");
    }
    format!("union {{ null, {} {field} = null;", branches.trim_start())
}

#[cfg(test)]
mod tests {
    use super::nullable_field;

    #[test]
    fn a_field_with_a_null_default_is_written_in_the_language_of_its_file() {
        for (ty, field) in [
            (r#""int""#, r#"{"name": "f", "type": ["null", "int"], "default": null}"#),
            (r#"["int", "string"]"#, r#"{"name": "f", "type": ["null", "int", "string"], "default": null}"#),
            (r#"["int", "null"]"#, r#""default": null for "f", with "null" as the union's first branch"#),
            ("int", "union { null, int } f = null;"),
            ("array<int>", "union { null, array<int> } f = null;"),
            ("int?", "int? f = null;"),
            ("union { int, string }", "union { null, int, string } f = null;"),
            ("union{int, null}", "= null for f, with null as the union's first branch"),
        ] {
            assert_eq!(nullable_field("f", ty), field);
        }
    }
}
