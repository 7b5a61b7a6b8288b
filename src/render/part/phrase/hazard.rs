//! Hazards in, sentences out.

use crate::render::part::phrase::{Newer, Sides};
use avro_resolve::resolution::Promotion;
use avro_resolve::resolution::locate::{Hazard, OtherBytes, Sorting};
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::model::Order;

/// What changes its meaning, and how.
pub(crate) fn message(hazard: &Hazard, Sides { writer: w, reader: r }: Sides<'_>) -> String {
    match hazard {
        Hazard::UnitChanged { writer, reader } => {
            format!("{w} wrote {}, {r} takes the same number as {}", writer.name(), reader.name())
        }
        Hazard::LossyPromotion { promotion } => {
            let (from, to) = types(*promotion);
            format!("{w} wrote {from}, {r} reads {to}, which does not hold every {from} exactly")
        }
        Hazard::EnumDefaultMasks { symbol, default, .. } => {
            format!("{w} may have written \"{symbol}\", which {r} does not know and reads as \"{default}\"")
        }
        Hazard::BytesAsText => format!("{w} wrote bytes, {r} reads them as text, and not all bytes are UTF-8"),
        Hazard::LogicalTypeChanged { writer: Some(writer), reader: Some(reader) } => {
            format!("{w} wrote {}, {r} takes the same value as {}", name(*writer), name(*reader))
        }
        Hazard::LogicalTypeChanged { writer: Some(writer), reader: None } => {
            format!("{w} wrote {}, {r} takes the plain value", name(*writer))
        }
        Hazard::LogicalTypeChanged { writer: None, reader } => {
            let reader = reader.map_or_else(String::new, name);
            format!("{w} wrote a plain value, {r} takes it as {reader}")
        }
        Hazard::RenamedWithoutAlias { gone, came } => {
            format!(
                "\"{gone}\" of {w} is gone and \"{came}\" of {r} looks like it, but no alias says so: old values are lost"
            )
        }
        Hazard::DefaultChanged { field, before, after } => {
            format!("data without \"{field}\" read as {} in {w}, and as {} in {r}", short(before), short(after))
        }
        Hazard::DataDropped { fields } => format!("{r} does not keep {} of {w}", list(fields)),
        Hazard::NamespaceIgnored { writer, reader } => {
            format!("{w} wrote a \"{writer}\", {r} expects a \"{reader}\": they match by their unqualified name alone")
        }
        Hazard::AliasSwap { field, other } => {
            format!(
                "\"{field}\" and \"{other}\" name each other in their aliases, but {w} has both: each keeps its own value"
            )
        }
        Hazard::NothingKept { record } => {
            format!("{r} keeps no field that {w} wrote into \"{record}\": all data read alike")
        }
        Hazard::SortOrderChanged(Sorting::Field { field, writer, reader }) => {
            format!("\"{field}\" sorts {} in {w}, and {} in {r}", order(*writer), order(*reader))
        }
        Hazard::SortOrderChanged(Sorting::Symbols { first, second }) => {
            format!("\"{first}\" sorts before \"{second}\" in {w}, and behind it in {r}")
        }
        Hazard::OtherBytes(why) => {
            let why = match why {
                OtherBytes::Fields => "other fields, or another order of them".to_owned(),
                OtherBytes::Symbols => "other numbers for the symbols".to_owned(),
                OtherBytes::Branches => "another number for the branch, or none".to_owned(),
                OtherBytes::Promotion { promotion } => {
                    let (from, to) = types(*promotion);
                    format!("{to} instead of {from}")
                }
            };
            format!("a key of {w} gets other bytes when it is written with {r}: {why}")
        }
    }
}

/// The same in the few words that fit beside the source line.
pub(crate) fn label(hazard: &Hazard, sides: Sides<'_>) -> String {
    let Sides { writer: w, reader: r } = sides;
    match hazard {
        Hazard::UnitChanged { reader, .. } => format!("{r} takes the number as {}", reader.name()),
        Hazard::LossyPromotion { promotion } => format!("{r} reads {}", types(*promotion).1),
        Hazard::EnumDefaultMasks { symbol, default, .. } => format!("\"{symbol}\" becomes \"{default}\""),
        Hazard::BytesAsText => format!("{r} reads text"),
        Hazard::LogicalTypeChanged { reader: Some(reader), .. } => format!("{r} takes it as {}", name(*reader)),
        Hazard::LogicalTypeChanged { reader: None, .. } => format!("{r} takes the plain value"),
        Hazard::RenamedWithoutAlias { gone, .. } => format!("looks like \"{gone}\" of {w}, but no alias says so"),
        Hazard::DefaultChanged { after, .. } => format!("{r} fills in {}", short(after)),
        Hazard::DataDropped { fields } => format!("{r} does not keep {}", list(fields)),
        Hazard::NamespaceIgnored { writer, .. } => format!("{w} calls it \"{writer}\""),
        Hazard::AliasSwap { other, .. } => format!("swaps names with \"{other}\" by aliases; nothing is swapped"),
        Hazard::NothingKept { .. } => format!("{r} keeps nothing of {w}"),
        Hazard::SortOrderChanged(Sorting::Field { reader, .. }) => format!("sorts {} in {r}", order(*reader)),
        Hazard::SortOrderChanged(Sorting::Symbols { first, second }) => {
            format!("\"{second}\" now sorts before \"{first}\"")
        }
        Hazard::OtherBytes(_) => format!("a key of {w} gets other bytes here"),
    }
}

/// What the writer's side looks like, where the frame should show it too.
pub(crate) fn writer_label(hazard: &Hazard, w: &str) -> Option<String> {
    match hazard {
        Hazard::UnitChanged { writer, .. } => Some(format!("{w} wrote {}", writer.name())),
        Hazard::LossyPromotion { promotion } => Some(format!("{w} wrote {}", types(*promotion).0)),
        Hazard::EnumDefaultMasks { symbol, .. } => Some(format!("{w} may have written \"{symbol}\"")),
        Hazard::BytesAsText => Some(format!("{w} wrote bytes")),
        Hazard::LogicalTypeChanged { writer: Some(writer), .. } => Some(format!("{w} wrote {}", name(*writer))),
        Hazard::LogicalTypeChanged { writer: None, .. } => Some(format!("{w} wrote a plain value")),
        Hazard::RenamedWithoutAlias { gone, .. } => Some(format!("{w} wrote \"{gone}\"")),
        Hazard::DefaultChanged { before, .. } => Some(format!("{w} fills in {}", short(before))),
        Hazard::SortOrderChanged(Sorting::Field { writer, .. }) => Some(format!("sorts {} in {w}", order(*writer))),
        Hazard::DataDropped { .. }
        | Hazard::NamespaceIgnored { .. }
        | Hazard::AliasSwap { .. }
        | Hazard::NothingKept { .. }
        | Hazard::SortOrderChanged(Sorting::Symbols { .. })
        | Hazard::OtherBytes(_) => None,
    }
}

/// What to do, where more can be said than the rule says of all.
pub(crate) fn fix(hazard: &Hazard, newer: Newer, Sides { writer: w, reader: r }: Sides<'_>) -> Option<String> {
    match (hazard, newer) {
        (Hazard::RenamedWithoutAlias { gone, came }, Newer::Reader) => {
            Some(format!("if it is the same field, add \"aliases\": [\"{gone}\"] to \"{came}\" in {r}"))
        }
        (Hazard::RenamedWithoutAlias { gone, came }, Newer::Writer) => {
            Some(format!("if it is the same field, keep the name \"{came}\" in {w}, or write it beside \"{gone}\""))
        }
        (Hazard::NamespaceIgnored { writer, .. }, Newer::Reader) => {
            Some(format!("if it is the same type, add \"aliases\": [\"{writer}\"] to it in {r}"))
        }
        _ => None,
    }
}

fn types(promotion: Promotion) -> (&'static str, &'static str) {
    match promotion {
        Promotion::IntToLong => ("int", "long"),
        Promotion::IntToFloat => ("int", "float"),
        Promotion::IntToDouble => ("int", "double"),
        Promotion::LongToFloat => ("long", "float"),
        Promotion::LongToDouble => ("long", "double"),
        Promotion::FloatToDouble => ("float", "double"),
        Promotion::StringToBytes => ("string", "bytes"),
        Promotion::BytesToString => ("bytes", "string"),
    }
}

/// A logical type with what belongs to it.
pub(crate) fn name(logical: LogicalType) -> String {
    match logical {
        LogicalType::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
        logical => logical.name().to_owned(),
    }
}

fn order(order: Order) -> &'static str {
    match order {
        Order::Ascending => "ascending",
        Order::Descending => "descending",
        Order::Ignore => "not at all",
    }
}

fn list(names: &[smol_str::SmolStr]) -> String {
    const MOST: usize = 5;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("\"{name}\"")).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn short(json: &str) -> String {
    const MOST: usize = 60;
    match json.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", &json[..cut]),
        None => json.to_owned(),
    }
}
