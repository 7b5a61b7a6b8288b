//! The arguments that choose records, and those of columns.

use std::str::FromStr;

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
pub(crate) struct SelectionArgs {
    /// Write about this share of the records, such as 0.1: those of one value of --by are all there, or none is
    #[arg(long, value_name = "RATE", requires = "by", value_parser = rate, conflicts_with = "raw")]
    #[cfg_attr(feature = "kafka", arg(conflicts_with = "kafka"))]
    pub(crate) sample: Option<f64>,
    /// The field whose values are chosen by --sample
    #[arg(long, value_name = "FIELD", requires = "sample")]
    pub(crate) by: Option<String>,
    /// Another number chooses other values; the same number always the same
    #[arg(long, value_name = "N", requires = "sample", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Write each record once: one that has the same bytes as one before is left out. It takes memory for each different record
    #[arg(long, conflicts_with = "raw")]
    #[cfg_attr(feature = "kafka", arg(conflicts_with = "kafka"))]
    pub(crate) dedup: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ColumnArgs {
    /// Make a directory of files, one for each value of these: a field, date(FIELD) or hour(FIELD)
    #[arg(long, value_name = "KEY", value_delimiter = ',', requires = "out", conflicts_with = "force")]
    pub(crate) partition_by: Vec<PartitionKey>,
    /// Sort the rows by these fields, within each group of rows
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) sort_by: Vec<String>,
    /// How columns are compressed [default: zstd for parquet, none for arrow]
    #[arg(long, value_name = "CODEC")]
    pub(crate) codec: Option<ColumnCodecWord>,
}

impl ColumnArgs {
    /// Whether anything is given.
    pub(crate) fn is_given(&self) -> bool {
        !self.partition_by.is_empty() || !self.sort_by.is_empty() || self.codec.is_some()
    }
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum ColumnCodecWord {
    /// Zstandard, at level 1
    Zstd,
    /// Snappy, for parquet
    Snappy,
    /// No compression
    None,
}

/// What files are parted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PartitionKey {
    /// The value of a field.
    Field(String),
    /// The day of a time, or of text that begins with one.
    Date(String),
    /// Its hour.
    Hour(String),
}

impl PartitionKey {
    /// The field.
    pub(crate) fn field(&self) -> &str {
        match self {
            PartitionKey::Field(field) | PartitionKey::Date(field) | PartitionKey::Hour(field) => field,
        }
    }

    /// What stands before the value in the name of a directory.
    pub(crate) fn name(&self) -> &str {
        match self {
            PartitionKey::Field(field) => field,
            PartitionKey::Date(_) => "date",
            PartitionKey::Hour(_) => "hour",
        }
    }
}

impl FromStr for PartitionKey {
    type Err = String;

    fn from_str(text: &str) -> Result<PartitionKey, String> {
        let inside = |function: &str| text.strip_prefix(function)?.strip_prefix('(')?.strip_suffix(')');
        let key = match (inside("date"), inside("hour")) {
            (Some(field), _) => PartitionKey::Date(field.trim().to_owned()),
            (None, Some(field)) => PartitionKey::Hour(field.trim().to_owned()),
            (None, None) => PartitionKey::Field(text.trim().to_owned()),
        };
        match key.field() {
            "" => Err("it names no field".to_owned()),
            field if field.contains(['(', ')']) => Err("it is a field, date(FIELD) or hour(FIELD)".to_owned()),
            _ => Ok(key),
        }
    }
}

/// Reads a share between 0 and 1.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate <= 1.0 => Ok(rate),
        Ok(_) | Err(_) => Err("it is a number above 0, up to 1".to_owned()),
    }
}
