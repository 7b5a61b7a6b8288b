//! Asks the apache-avro crate what it reads out of a writer's bytes. No verdict rests on it: it is asked as an independent
//! implementation, and its answer is compared with ours.
//!
//! It sees schemas as resolution does: without defaults that do not fit, and without logical types that are to be ignored.

mod answer;
mod effort;
mod known;
mod names;
mod opinion;
mod price;
mod question;
mod same;

pub use answer::{Answer, differs};
pub use effort::MAX_DEPTH;
pub use opinion::{Opinion, Party};
pub use question::Question;
