//! Translates a writer's data into a reader's values (specification: Schema Resolution). An error surfaces only when a datum
//! reaches it.

mod batch;
mod execute;
mod failure;
mod failures;
mod observer;
mod trace;

#[cfg(feature = "second-opinion")]
pub(crate) use batch::DataColumn;
pub use batch::{Batch, BatchTranslator, TranslatedBatch};
pub use execute::{read, translate};
pub use failure::{Failure, TranslateError};
pub use failures::translate_to_the_end;
pub use observer::{Change, Observer, Step};
pub use trace::{Changed, Trace};
