//! Collects the lines of inputs that have no end into units.
//!
//! A unit ends where its lines say so: behind so many of them, when its files are large enough, or before the first line of a later
//! span of time. Blocks, too, depend on the lines alone, from the first of the unit on. So a unit that is made again from its
//! start has the same bytes, unless it ended because nothing came for a while, or the process was asked to end.

mod collector;
mod data;
mod open_unit;

#[cfg(feature = "kafka")]
pub(crate) use collector::Elsewhere;
pub(crate) use collector::{Collector, ContainerForm, Roll, UnitTotals};
#[cfg(feature = "kafka")]
pub(crate) use data::DataSchema;
pub(crate) use open_unit::{Behind, OpenUnit, Opened};
