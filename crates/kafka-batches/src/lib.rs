//! Reads Kafka topics in batches of messages, and sends messages each once and in order. What a consumer group asks of a member
//! comes as events between the batches: whoever reads answers them, and no callback changes anything behind its back.
//!
//! ```no_run
//! use std::time::Duration;
//! use kafka_batches::{Batch, Consumer, Event, Settings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let within = Duration::from_secs(10);
//! let mut consumer = Consumer::join(&Settings::new("localhost:9092"), "archive", "views")?;
//! let mut batch = Batch::with_capacity(4096);
//! loop {
//!     match consumer.next(&mut batch, Duration::from_secs(1)) {
//!         Event::Assigned(partitions) => {
//!             let committed = consumer.committed(&partitions, within)?;
//!             let from = |(partition, offset): (&i32, Option<i64>)| (*partition, offset.unwrap_or(0));
//!             consumer.start(&partitions.iter().zip(committed).map(from).collect::<Vec<_>>())?;
//!         }
//!         Event::Revoked { partitions, .. } => consumer.release(&partitions)?,
//!         Event::Messages => {
//!             for message in batch.iter() {
//!                 println!("{}: {:?}", message.offset, message.value);
//!             }
//!         }
//!         Event::Trouble(trouble) => eprintln!("{trouble}"),
//!         Event::End { .. } | Event::Nothing => {}
//!     }
//! }
//! # }
//! ```
//!
//! It is librdkafka, by the crate rdkafka, with what that lacks: batches of messages (reading them is not slowed down by a call for
//! each), commits that end within a time, prefetching that stays within tens of megabytes however much lies ahead, and errors
//! that say the cause and the remedy. No error, `Debug` or `Display` shows a password or key of the settings.

mod batch;
mod consumer;
mod error;
mod event;
mod handle;
mod producer;
mod queue;
mod recorder;
mod settings;
mod topic;
mod trouble;

pub use batch::{Batch, Message};
pub use consumer::Consumer;
pub use error::{CommitFault, Error};
pub use event::Event;
pub use producer::Producer;
pub use settings::Settings;
pub use trouble::Trouble;

/// What this package is made of, for what it has not: topics can be made and changed with it.
pub use rdkafka;
