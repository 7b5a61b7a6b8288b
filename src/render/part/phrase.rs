//! Counts with their nouns.

pub(crate) use crate::model::text::{count, grouped};
