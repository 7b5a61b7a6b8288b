//! Logical types, and when a `logicalType` attribute is to be ignored (specification: Logical Types).

use std::fmt;

use super::primitive::Primitive;
use crate::likeness::is_almost;

/// The logical types of Avro 1.12.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names are the specification's
pub enum LogicalType {
    Decimal { precision: u32, scale: u32 },
    BigDecimal,
    Uuid,
    Date,
    TimeMillis,
    TimeMicros,
    TimestampMillis,
    TimestampMicros,
    TimestampNanos,
    LocalTimestampMillis,
    LocalTimestampMicros,
    LocalTimestampNanos,
    Duration,
}

/// What a logical type annotates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base<'t> {
    /// A primitive type.
    Primitive(Primitive),
    /// A fixed type of this many bytes.
    Fixed(u64),
    /// Any other type, such as a map; none of the specification's logical types fits one.
    Other(&'t str),
}

impl fmt::Display for Base<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Base::Primitive(primitive) => f.write_str(primitive.name()),
            Base::Fixed(size) => write!(f, "a fixed of {size} byte{}", if *size == 1 { "" } else { "s" }),
            Base::Other(what) => f.write_str(what),
        }
    }
}

/// Why a logical type is ignored, as the specification asks for where it does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // each variant says it all
pub enum LogicalTypeMisfit {
    WrongBase {
        needs: &'static str,
        found: String,
    },
    /// `inside`: what to write, or why it would be ignored inside the type, too.
    BesideType {
        meant: &'static str,
        inside: Result<String, Box<LogicalTypeMisfit>>,
    },
    /// The type has this logical type already.
    HasAnother {
        other: String,
    },
    NotText,
    /// `misfit`: why what was meant would be ignored, too.
    Misspelt {
        meant: &'static str,
        misfit: Option<Box<LogicalTypeMisfit>>,
    },
    PrecisionMissing,
    PrecisionNoNumber {
        found: &'static str,
    },
    ScaleNoNumber,
    ScaleAbovePrecision {
        precision: i64,
        scale: i64,
    },
    PrecisionTooLarge {
        precision: i64,
        size: u64,
    },
}

impl LogicalType {
    /// The specification's name, such as `timestamp-millis`.
    pub fn name(self) -> &'static str {
        use LogicalType::*;
        match self {
            Decimal { .. } => "decimal",
            BigDecimal => "big-decimal",
            Uuid => "uuid",
            Date => "date",
            TimeMillis => "time-millis",
            TimeMicros => "time-micros",
            TimestampMillis => "timestamp-millis",
            TimestampMicros => "timestamp-micros",
            TimestampNanos => "timestamp-nanos",
            LocalTimestampMillis => "local-timestamp-millis",
            LocalTimestampMicros => "local-timestamp-micros",
            LocalTimestampNanos => "local-timestamp-nanos",
            Duration => "duration",
        }
    }

    /// The scale, if this is a decimal.
    pub fn decimal_scale(self) -> Option<u32> {
        match self {
            LogicalType::Decimal { scale, .. } => Some(scale),
            _ => None,
        }
    }
}

/// Reads the logical type called `name` on `base`. `precision` and `scale` are the attributes of a decimal, `None` where they
/// are not whole numbers; a scale that is absent is 0. A name that the specification does not know is not a mistake: `Ok(None)`.
pub fn logical_type(
    name: &str,
    base: Base<'_>,
    precision: Option<i64>,
    scale: Option<i64>,
) -> Result<Option<LogicalType>, LogicalTypeMisfit> {
    use LogicalType::*;
    use Primitive::{Bytes, Int, Long, String};
    let on = |wanted: Primitive, needs, logical| match base {
        Base::Primitive(found) if found == wanted => Ok(Some(logical)),
        Base::Primitive(_) | Base::Fixed(_) | Base::Other(_) => Err(wrong_base(needs, base)),
    };
    match name {
        "decimal" => decimal(base, precision, scale).map(Some),
        "big-decimal" => on(Bytes, "bytes", BigDecimal),
        "uuid" if base == Base::Fixed(16) => Ok(Some(Uuid)),
        "uuid" => on(String, "string, or a fixed of 16 bytes", Uuid),
        "date" => on(Int, "int", Date),
        "time-millis" => on(Int, "int", TimeMillis),
        "time-micros" => on(Long, "long", TimeMicros),
        "timestamp-millis" => on(Long, "long", TimestampMillis),
        "timestamp-micros" => on(Long, "long", TimestampMicros),
        "timestamp-nanos" => on(Long, "long", TimestampNanos),
        "local-timestamp-millis" => on(Long, "long", LocalTimestampMillis),
        "local-timestamp-micros" => on(Long, "long", LocalTimestampMicros),
        "local-timestamp-nanos" => on(Long, "long", LocalTimestampNanos),
        "duration" if base == Base::Fixed(12) => Ok(Some(Duration)),
        "duration" => Err(wrong_base("a fixed of 12 bytes", base)),
        _ => {
            let Some(meant) = meant(name) else { return Ok(None) };
            let misfit = logical_type(meant, base, precision, scale).err().map(Box::new);
            Err(LogicalTypeMisfit::Misspelt { meant, misfit })
        }
    }
}

/// The names of the specification.
pub const NAMES: [&str; 13] = [
    "decimal",
    "big-decimal",
    "uuid",
    "date",
    "time-millis",
    "time-micros",
    "timestamp-millis",
    "timestamp-micros",
    "timestamp-nanos",
    "local-timestamp-millis",
    "local-timestamp-micros",
    "local-timestamp-nanos",
    "duration",
];

/// The logical type of that name, or the one that the name almost is: in other case, with other separators, or with one letter
/// wrong.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name).or_else(|| NAMES.into_iter().find(|known| is_almost(name, known)))
}

fn wrong_base(needs: &'static str, base: Base<'_>) -> LogicalTypeMisfit {
    LogicalTypeMisfit::WrongBase { needs, found: base.to_string() }
}

fn decimal(base: Base<'_>, precision: Option<i64>, scale: Option<i64>) -> Result<LogicalType, LogicalTypeMisfit> {
    let size = match base {
        Base::Primitive(Primitive::Bytes) => None,
        Base::Fixed(size) => Some(size),
        Base::Primitive(_) | Base::Other(_) => return Err(wrong_base("bytes or a fixed", base)),
    };
    let precision =
        precision.filter(|&p| p > 0 && p <= i64::from(u32::MAX)).ok_or(LogicalTypeMisfit::PrecisionMissing)?;
    let scale = scale.ok_or(LogicalTypeMisfit::ScaleNoNumber)?;
    if scale < 0 || scale > precision {
        return Err(LogicalTypeMisfit::ScaleAbovePrecision { precision, scale });
    }
    if let Some(size) = size
        && precision as f64 > most_digits(size)
    {
        return Err(LogicalTypeMisfit::PrecisionTooLarge { precision, size });
    }
    Ok(LogicalType::Decimal { precision: precision as u32, scale: scale as u32 })
}

/// The most decimal digits that a two's-complement number of `size` bytes always holds:
/// floor(log10(2^(8·size − 1) − 1)) in the specification's words.
fn most_digits(size: u64) -> f64 {
    if size == 0 { 0.0 } else { (std::f64::consts::LOG10_2 * (8.0 * size as f64 - 1.0)).floor() }
}
