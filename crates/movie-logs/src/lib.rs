//! The log lines of a movie-streaming service as Avro container files, and back.
//!
//! A line reports one of three events: a minute of a movie that was watched, a rating, or a request for recommendations.
//!
//! ```text
//! 2024-03-08T23:06:09,422004,GET /data/m/the+room+2003/84.mpg
//! 2024-03-08T23:06:10,422004,GET /rate/the+room+2003=1
//! 2024-03-08T23:06:11,422004,recommendation request server1, status 200, result: alien, heat, 31 ms
//! ```
//!
//! [`line::parse`] makes an [`event::Event`] of a line, or says why it is none. What it accepts is printed back byte for byte:
//!
//! ```
//! use movie_logs::{event::Kind, line};
//!
//! let line = "2024-03-08T23:06:09,422004,GET /data/m/the+room+2003/84.mpg";
//! let event = line::parse(line).expect("it is a log line");
//! assert_eq!((event.kind, event.texts[2], event.numbers[0]), (Kind::Watch, "the+room+2003", 84));
//!
//! let mut printed = Vec::new();
//! event.print(&mut printed);
//! assert_eq!(printed, line.as_bytes());
//!
//! let reason = line::parse("hello").expect_err("it is none");
//! assert_eq!(reason.to_string(), "it does not start with a time, such as 2024-03-08T23:06:09, and a comma");
//! ```
//!
//! A [`plan::Plan`] binds the fields of a schema to those of an event, by a property, by name or by alias, and encodes events as data
//! of it. The type of a field decides what it holds: the time as a string or as a timestamp, a number as an int or a decimal.
//!
//! ```
//! use avro_resolve::schema::{LinkedSchema, shape::Shapes};
//! use movie_logs::{event::Kind, line, plan::Plan};
//!
//! let mut shapes = Shapes::default();
//! let text = r#"{"type": "record", "name": "MovieRatingEvent", "fields": [
//!     {"name": "userId", "type": "string"},
//!     {"name": "rating", "type": "int"}
//! ]}"#;
//! let schema = LinkedSchema::parse("rating.avsc", text, &mut shapes).expect("it is a schema");
//! let plan = Plan::new(Kind::Rating, &schema, &shapes).expect("a line fills both fields");
//! assert_eq!(plan.unkept, ["time", "movieId"]);
//!
//! let mut bytes = Vec::new();
//! let event = line::parse("2024-03-08T23:06:10,422004,GET /rate/alien=5").expect("it is a log line");
//! plan.encode(&event, &mut bytes).expect("the number is one");
//! assert_eq!(bytes, b"\x0c422004\x0a");
//! ```
//!
//! [`convert::convert`] takes whole inputs, raw lines or CSV, and gives the bytes of a container file for each kind of event, the
//! same for any number of threads. [`restore::Restorer`] prints records as log lines again.

pub mod batch;
mod binding;
pub mod check;
mod chunk;
mod conversion;
pub mod convert;
mod csv;
mod encode;
pub mod event;
mod in_order;
mod inputs;
pub mod line;
mod log_time;
mod movies;
mod number_type;
mod part;
pub mod plan;
pub mod reason;
pub mod restore;
mod short_scan;
pub mod zone;

#[cfg(test)]
mod tests;
