//! Puts a hazard into words: what changes its meaning, and how.

use super::sentence::{Sides, Words, WordsPart};
use crate::cause::PairSide;
use crate::model::text::{listed, shorten};
use crate::render::text::foreign::foreign;
use avro_resolve::resolution::Promotion;
use avro_resolve::resolution::locate::{Hazard, OtherBytes, Sorting};
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::model::Order;

/// Describes data that can be read and may not mean the same.
pub(super) fn hazard(hazard: &Hazard, Sides { writer: w, reader: r, newer }: Sides<'_>, wanted: WordsPart) -> Words {
    match hazard {
        Hazard::UnitChanged { writer, reader } => Words::new(
            wanted,
            || format!("{w} writes {}, {r} reads the same number as {}", writer.name(), reader.name()),
            || format!("{r} reads the number as {}", reader.name()),
        )
        .writer_label(|| format!("{w} writes {}", writer.name())),
        Hazard::LossyPromotion { promotion } => {
            let (from, to) = types(*promotion);
            Words::new(
                wanted,
                || format!("{w} writes {from}, {r} reads {to}, which cannot hold every {from} exactly"),
                || format!("{r} reads {to}"),
            )
            .writer_label(|| format!("{w} writes {from}"))
        }
        Hazard::EnumDefaultMasks { symbol, default, .. } => Words::new(
            wanted,
            || format!("{w} can write \"{symbol}\"; {r} does not know it and reads it as \"{default}\""),
            || format!("\"{symbol}\" becomes \"{default}\""),
        )
        .writer_label(|| format!("{w} can write \"{symbol}\"")),
        Hazard::BytesAsText => Words::new(
            wanted,
            || format!("{w} writes bytes, {r} reads them as text, and not all bytes are UTF-8"),
            || format!("{r} reads text"),
        )
        .writer_label(|| format!("{w} writes bytes")),
        Hazard::LogicalTypeChanged { writer, reader } => {
            let it = if writer.is_some() { "the same value" } else { "it" };
            let writer = writer.map_or_else(|| "a plain value".to_owned(), logical);
            let (read, read_here) = match reader.map(logical) {
                Some(reader) => (format!("{r} reads {it} as {reader}"), format!("{r} reads it as {reader}")),
                None => (format!("{r} reads the plain value"), format!("{r} reads the plain value")),
            };
            Words::new(wanted, || format!("{w} writes {writer}, {read}"), || read_here)
                .writer_label(|| format!("{w} writes {writer}"))
        }
        Hazard::RenamedWithoutAlias { gone, came } => Words::new(
            wanted,
            || format!(
                "{r} has no \"{gone}\" of {w}; its \"{came}\" looks like it, but no alias says so: old values are lost"
            ),
            || format!("looks like \"{gone}\" of {w}, but no alias says so"),
        )
        .writer_label(|| format!("{w} writes \"{gone}\""))
        .help(|| match newer {
            PairSide::Reader => format!("if it is the same field, add \"aliases\": [\"{gone}\"] to \"{came}\" in {r}"),
            PairSide::Writer => {
                format!("if it is the same field, keep the name \"{came}\" in {w}, or write it beside \"{gone}\"")
            }
        }),
        Hazard::DefaultChanged { field, before, after } => {
            let [before, after] = [before, after].map(|text| shorten(&foreign(text), MOST_OF_A_DEFAULT, "…"));
            Words::new(
                wanted,
                || format!("data without \"{field}\" are read as {before} with {w}, and as {after} with {r}"),
                || format!("{r} fills in {after}"),
            )
            .writer_label(|| format!("{w} fills in {before}"))
        }
        Hazard::DataDropped { fields } => {
            let fields: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
            let fields = listed(&fields, MOST_FIELDS, ", ");
            Words::new(wanted, || format!("{r} drops {fields} of {w}"), || format!("{r} drops {fields}"))
        }
        Hazard::NamespaceIgnored { writer, reader } => {
            let words = Words::new(
                wanted,
                || format!(
                    "{w} writes \"{writer}\", {r} expects \"{reader}\": they match by their unqualified name alone"
                ),
                || format!("{w} calls it \"{writer}\""),
            );
            match newer {
                PairSide::Reader => {
                    words.help(|| format!("if it is the same type, add \"aliases\": [\"{writer}\"] to it in {r}"))
                }
                PairSide::Writer => words,
            }
        }
        Hazard::AliasSwap { field, other } => Words::new(
            wanted,
            || format!(
                "\"{field}\" and \"{other}\" name each other as aliases, but {w} has both: each keeps its own value"
            ),
            || format!("\"{other}\" has this name as an alias too; nothing is swapped"),
        ),
        Hazard::NothingKept { record } => Words::new(
            wanted,
            || format!("{r} keeps no field that {w} writes into \"{record}\": it reads the same record every time"),
            || format!("{r} keeps nothing of {w}"),
        ),
        Hazard::SortOrderChanged(Sorting::Field { field, writer, reader }) => Words::new(
            wanted,
            || format!("\"{field}\" {} in {w}, and {} in {r}", sorts(*writer), sorts(*reader)),
            || format!("{} in {r}", sorts(*reader)),
        )
        .writer_label(|| format!("{} in {w}", sorts(*writer))),
        Hazard::SortOrderChanged(Sorting::Symbols { first, second }) => Words::new(
            wanted,
            || format!("\"{first}\" sorts before \"{second}\" in {w}, and after it in {r}"),
            || format!("\"{second}\" now sorts before \"{first}\""),
        ),
        Hazard::OtherBytes(why) => {
            let why = match why {
                OtherBytes::Fields => "its fields, or their order, changed".to_owned(),
                OtherBytes::Symbols => "a symbol has another number".to_owned(),
                OtherBytes::Branches => {
                    "a union branch has another number, or there is a union on one side only".to_owned()
                }
                OtherBytes::Promotion { promotion } => {
                    let (from, to) = types(*promotion);
                    format!("{to} instead of {from}")
                }
            };
            Words::new(
                wanted,
                || format!("a key of {w} gets other bytes when it is written with {r}: {why}"),
                || format!("a key of {w} gets other bytes here"),
            )
        }
    }
}

/// Columns.
const MOST_OF_A_DEFAULT: usize = 60;
const MOST_FIELDS: usize = 5;

/// A logical type with what belongs to it.
pub(super) fn logical(logical: LogicalType) -> String {
    match logical {
        LogicalType::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
        logical => logical.name().to_owned(),
    }
}

fn types(promotion: Promotion) -> (&'static str, &'static str) {
    let (from, to) = promotion.types();
    (from.name(), to.name())
}

fn sorts(order: Order) -> &'static str {
    match order {
        Order::Ascending => "sorts ascending",
        Order::Descending => "sorts descending",
        Order::Ignore => "is left out of sorting",
    }
}
