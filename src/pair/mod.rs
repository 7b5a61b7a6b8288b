//! What is in one pair of a writer's and a reader's version.

pub mod dropped;
pub mod hazard;
