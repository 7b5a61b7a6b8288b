//! Writes the smallest datum that can be read in a given way.

use super::execute::is_bound;
use super::outcome::{Absence, Budget, Extent, LARGEST};
use super::readings::{ReadingId, Readings, index_length};
use super::scalar;
use crate::data::binary::{self, MAX_DEPTH, put_long};
use crate::depth::deep;
use crate::schema::shape::{Form, ShapeId};

/// A datum that is being written, and what may still be added to it.
pub(super) struct Writing<'a> {
    pub(super) readings: &'a Readings<'a>,
    pub(super) bytes: Vec<u8>,
    budget: Budget,
    left: u64,
}

impl<'a> Writing<'a> {
    pub(super) fn new(readings: &'a Readings<'a>, budget: Budget) -> Writing<'a> {
        Writing { readings, bytes: Vec::new(), budget, left: LARGEST.min(budget.left) }
    }

    /// Takes what was written from the budget.
    pub(super) fn charge(&self, budget: &mut Budget) {
        let spent = LARGEST.min(budget.left) - self.left;
        budget.left -= spent;
    }

    /// The datum of that shape, unless it is nested deeper than data may be.
    pub(super) fn finish(self, shape: ShapeId) -> Result<Vec<u8>, Absence> {
        let spent = LARGEST.min(self.budget.left) - self.left;
        // Each level takes a value or a byte.
        let is_deep = || binary::decode(self.readings.subject.shapes, shape, &self.bytes).is_err_and(|e| is_bound(&e));
        if spent >= u64::from(MAX_DEPTH) && is_deep() { Err(Absence::BoundReached) } else { Ok(self.bytes) }
    }

    /// Makes room for so many values and bytes.
    pub(super) fn spend(&mut self, cost: u64) -> Result<(), Absence> {
        self.left = self.left.checked_sub(cost).ok_or(Absence::BoundReached)?;
        Ok(())
    }

    /// Appends the smallest datum that can be read so; where there is none, one that fails in as few places as is easily had.
    pub(super) fn put_harmless(&mut self, id: ReadingId) -> Result<(), Absence> {
        if self.readings.cost(id).is_some() {
            return self.smallest(id);
        }
        let reading = self.readings.get(id);
        let shapes = self.readings.subject.shapes;
        // A record of records without end is not inhabited, so this ends.
        let is_record = matches!(shapes.get(reading.shape).form, Form::Record(_));
        if is_record && reading.extent == Extent::Whole && shapes.is_inhabited(reading.shape) {
            self.spend(1)?;
            return reading.parts.iter().try_for_each(|&part| deep(|| self.put_harmless(part)));
        }
        match self.readings.unread(reading.shape) {
            Some(unread) => self.smallest(unread),
            None => Err(self.readings.absence()),
        }
    }

    /// Appends the smallest datum that can be read so.
    pub(super) fn smallest(&mut self, id: ReadingId) -> Result<(), Absence> {
        let cost = self.readings.cost(id).ok_or(self.readings.absence())?;
        self.spend(cost)?;
        // Most bytes count once.
        self.bytes.reserve(cost as usize);
        self.put_smallest(id);
        Ok(())
    }

    fn put_smallest(&mut self, id: ReadingId) {
        /// Up to so many bytes are kept.
        const SHORT: usize = 64;
        let reading = self.readings.get(id);
        if let Some(known) = reading.smallest.get() {
            return self.bytes.extend_from_slice(known);
        }
        let start = self.bytes.len();
        deep(|| self.put_form(id));
        if self.bytes.len() - start <= SHORT {
            reading.smallest.get_or_init(|| self.bytes[start..].into());
        }
    }

    fn put_form(&mut self, id: ReadingId) {
        let readings = self.readings;
        let reading = readings.get(id);
        let shape = readings.subject.shapes.get(reading.shape);
        match &shape.form {
            Form::Primitive(primitive) => self.bytes.extend(scalar::smallest(*primitive, shape.logical)),
            Form::Fixed(fixed) => self.bytes.resize(self.bytes.len() + fixed.size as usize, 0),
            Form::Enum(enumeration) => {
                let known = (0..enumeration.symbols.len()).find(|&at| readings.knows_symbol(&reading.readers, at));
                put_long(known.expect("what has a cost can be had") as i64, &mut self.bytes);
            }
            Form::Array(_) | Form::Map(_) => self.bytes.push(0),
            Form::Union(_) => {
                let cost = |(number, part): &(usize, &ReadingId)| {
                    readings.cost(**part).map(|cost| cost.saturating_add(index_length(*number)))
                };
                let branches = reading.parts.iter().enumerate();
                let cheapest =
                    branches.filter_map(|branch| Some((cost(&branch)?, branch))).min_by_key(|(cost, _)| *cost);
                let (_, (number, &branch)) = cheapest.expect("what has a cost can be had");
                put_long(number as i64, &mut self.bytes);
                self.put_smallest(branch);
            }
            Form::Record(_) => reading.parts.iter().for_each(|&part| self.put_smallest(part)),
        }
    }
}
