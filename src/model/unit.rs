//! Names and describes units: the files that are made of one range of an input that has no end, such as a partition of a topic.
//!
//! A unit is a directory. It is named by its input and its start alone, so that two processes that work on the same range, with
//! whatever ends, want the same name, and one of them gets it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The file of a unit that describes it, and is written last.
pub(crate) const MANIFEST: &str = "unit.json";

/// An input that has no end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Stream {
    /// A partition of a topic: `p3`.
    Partition(i32),
    /// A log: its file name when it was seen first, as [`Stream::log_name`] writes it, and which log of this name it is, from 1:
    /// `app.log-2`.
    Log(String, u32),
}

/// The place of a unit among others: `p3-o000001000`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct UnitName {
    pub stream: Stream,
    /// An offset of messages, or of bytes of a log.
    pub start: u64,
}

impl Stream {
    /// A file name with characters alone that names may have everywhere: other bytes are written as in URLs.
    pub(crate) fn log_name(name: &str) -> String {
        let mut safe = String::new();
        for byte in name.bytes() {
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'.' | b'_' | b'-' => safe.push(char::from(byte)),
                _ => safe += &format!("%{byte:02X}"),
            }
        }
        // Names of files are bounded; the number tells those apart that begin alike.
        safe.truncate(MOST_OF_NAME);
        safe
    }

    /// Reads what the name of a unit says of its input.
    fn parse(text: &str) -> Option<Stream> {
        if let Some((name, number)) = text.rsplit_once('-') {
            return number.parse().ok().map(|number| Stream::Log(name.to_owned(), number));
        }
        text.strip_prefix('p').and_then(|number| number.parse().ok()).map(Stream::Partition)
    }
}

/// A file name is shown by so many characters.
const MOST_OF_NAME: usize = 80;

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stream::Partition(number) => write!(f, "p{number}"),
            Stream::Log(name, number) => write!(f, "{name}-{number}"),
        }
    }
}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-o{:09}", self.stream, self.start)
    }
}

impl UnitName {
    /// Reads the name of a directory, if it is a unit's.
    pub(crate) fn parse(name: &str) -> Option<UnitName> {
        let (stream, digits) = name.rsplit_once("-o")?;
        let is_number = digits.len() >= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let start = digits.parse().ok().filter(|_| is_number)?;
        Stream::parse(stream).map(|stream| UnitName { stream, start })
    }

    /// The file of a type of event: `movie_watches-p3-o000001000.avro`.
    pub(crate) fn file(&self, events: &str) -> String {
        format!("{events}-{self}.avro")
    }

    /// The file of the lines that were turned away.
    pub(crate) fn rejects(&self) -> String {
        format!("rejects-{self}.jsonl")
    }
}

/// What a unit is made of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    /// A partition of a topic, with the topic's id where brokers give them: a topic that is made anew has another one.
    Kafka {
        topic: String,
        partition: i32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic_id: Option<String>,
    },
    /// A log file, or standard input.
    Log(LogOrigin),
}

/// How a log is known again, under another name or compressed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct LogOrigin {
    /// Where it was when the unit was made; `-` is standard input.
    pub path: String,
    /// Its device and its number there, where the system has those.
    pub file: Option<(u64, u64)>,
    /// How many of its first bytes the hash is of.
    pub head_bytes: u64,
    /// SHA-256 of them, in hexadecimal.
    pub head_sha256: String,
    /// The number of the physical line that the unit ends before, from 1.
    pub next_line: u64,
}

impl LogOrigin {
    /// Standard input: it cannot be known again, and each run's is another one.
    pub(crate) fn standard_input(stream: &Stream) -> LogOrigin {
        LogOrigin { path: "-".to_owned(), file: None, head_bytes: 0, head_sha256: stream.to_string(), next_line: 1 }
    }
}

/// Describes a unit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The version of this description.
    pub unit_version: u32,
    pub origin: Origin,
    /// The first offset.
    pub start: u64,
    /// Behind the last offset: the next unit starts there.
    pub end: u64,
    /// Input lines, those that were turned away included.
    pub lines: u64,
    pub rejected: u64,
    pub files: Vec<UnitFile>,
}

/// A container file of a unit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct UnitFile {
    pub file: String,
    pub events: u64,
    pub bytes: u64,
}

/// The version of the description that is written.
pub(crate) const UNIT_VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_where_a_unit_starts() {
        let log = Stream::Log(Stream::log_name("app log-o1.txt"), 2);
        for (stream, start, name) in
            [(Stream::Partition(3), 1000, "p3-o000001000"), (log, 12_345_678_901, "app%20log-o1.txt-2-o12345678901")]
        {
            let unit = UnitName { stream, start };
            assert_eq!((unit.to_string().as_str(), UnitName::parse(name)), (name, Some(unit)));
        }
        for other in [
            "p3",
            "p3-o",
            "p3-o12",
            "p3-o00000001x",
            "-o000000001",
            "x3-o000000001",
            "a-x-o000000001",
            "p3-o99999999999999999999999",
        ] {
            assert_eq!(UnitName::parse(other), None, "{other}");
        }
    }
}
