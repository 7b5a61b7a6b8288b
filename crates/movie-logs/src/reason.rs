//! Why a line is not a log line: data, and the words for it.

use super::event::Kind;

/// The longest line that is looked at, in bytes; so is the longest entry of a CSV file.
pub const MAX_LINE: usize = 1 << 20;

/// Why an input line is rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum Reason {
    #[error("the line is empty")]
    Empty,
    #[error("the message has no value; it deletes others of its key where a topic is compacted")]
    NoValue,
    #[error("the line is longer than 1 MiB")]
    TooLong,
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("there is a line feed inside the line")]
    LineFeed,
    #[error("it does not start with a time, such as 2024-03-08T23:06:09, and a comma")]
    Time,
    #[error("the time is of a day that there is not")]
    NoSuchDay,
    #[error("the time has a time zone, which the times of this log do not have; take it away, such as with sed")]
    TimeZone,
    #[error("no user and comma follow the time")]
    NoUser,
    #[error("the request is none of `GET /data/m/`, `GET /rate/` and `recommendation request `")]
    Request,
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} is empty")]
    EmptyField(&'static str),
    #[error("{0} is not a whole number")]
    NotANumber(&'static str),
    #[error("{0} has zeros in front, which would be lost")]
    LeadingZero(&'static str),
    #[error("{0} is larger than 2147483647")]
    TooLarge(&'static str),
    #[error("{field} is to be {wanted} in the schema, and would not survive as one")]
    DoesNotFit { field: &'static str, wanted: &'static str },
    #[error("the time has a fraction that {unit} cannot hold; a field with a finer unit can, and so can a string")]
    FineTime { unit: &'static str },
    #[error(
        "the time would be printed with other digits than it has: none of whole seconds, else those of {unit}; a string keeps it"
    )]
    OtherDigits { unit: &'static str },
    #[error("the time has the second 60, which no timestamp has; a string keeps it")]
    LeapSecond,
    #[error("the time is too far from 1970 for a timestamp of the schema; a string keeps it")]
    FarTime,
    #[error(
        "the clocks of the time zone skip this time; a local-timestamp takes it as it is, and so does --timezone UTC"
    )]
    SkippedTime,
    #[error(
        "the clocks of the time zone show this time twice; a local-timestamp takes it as it is, and so does --timezone UTC"
    )]
    RepeatedTime,
    #[error("the enum of the schema has no symbol for the {field} {number}")]
    NoSymbol { field: &'static str, number: i32 },
    #[error(
        "commas without spaces separate the recommendations, and would be printed with spaces; a string keeps them"
    )]
    CommasAlone,
    #[error("the {field} is {number}; it is to be {rule}")]
    NotAllowed { field: &'static str, number: i32, rule: &'static str },
    #[error("the quotes are wrong: {0}")]
    Quotes(QuoteFault),
    #[error("the record does not have two columns, type and log entry")]
    Columns,
    #[error("the record does not have as many columns as the header")]
    OtherColumns,
    #[error("the type is none of Movie, Rating and Recommendation")]
    UnknownType,
    #[error("the type says {stated}, the log entry is a {actual}")]
    WrongType { stated: Kind, actual: Kind },
}

/// What is wrong with the quotes of a CSV record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum QuoteFault {
    #[error("one opens and none closes it within 1 MiB")]
    Unclosed,
    #[error("something other than a comma or the end of the line follows a closing one")]
    TextBehind,
    #[error("there is one inside a column that is not quoted")]
    Unquoted,
}
