//! Makes data that together take every way through a pair that reads everything: each branch and symbol of the writer,
//! containers with and without items, and both ends of every range that is promoted. Each is executed.
//!
//! The data are numbered. A part knows how many of its visits it takes to see everything below, and what to do on each; so
//! the parts of a record are seen side by side, and the branches of a union one after the other. A part that is in several
//! places is seen in the first, and so is one that an earlier pair of the subject has shown already; elsewhere it takes its
//! smallest datum. So types that share their parts do not multiply, and recursion ends.

use super::execute::{Contradiction, must_succeed};
use super::outcome::{Absence, Budget, Extent, Witness};
use super::readings::{Reading, ReadingId, Readings, index_length};
use super::scalar;
use super::smallest::Writing;
use crate::data::binary::{put_bytes, put_long};
use crate::depth::deep;
use crate::resolution::{Action, PairId, Promotion};
use crate::schema::shape::Form;

/// What was exercised for a pair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cover {
    /// The data that were read.
    pub data: Vec<Box<[u8]>>,
    /// Whether that is all.
    pub extent: Extent,
}

/// What the pairs so far have shown.
#[derive(Clone, Debug, Default)]
pub struct Exercised {
    shown: Vec<Shown>,
}

/// Whether and where a reading is shown.
#[derive(Clone, Copy, Debug)]
enum Shown {
    No,
    /// In the pair at hand, at this place, in so many visits.
    Here(PlaceInReading, u64),
    /// In an earlier pair.
    Before(Extent),
}

/// Parts further down are only passed.
const DEEPEST: u32 = 256;

/// Containers hold no more than so many items, each of them a visit of the part.
const ITEMS: u64 = 4;

/// Exercises a pair that cannot fail.
///
/// # Errors
/// If a datum cannot be read.
pub fn cover(
    readings: &Readings<'_>,
    exercised: &mut Exercised,
    root: PairId,
    budget: &mut Budget,
) -> Result<Cover, Contradiction> {
    exercised.shown.resize(readings.len(), Shown::No);
    let mut plan = Plan { readings, shown: &mut exercised.shown, own: Vec::new(), extent: Extent::Whole };
    let first = readings.of(root);
    let visits = plan.visits(first, PlaceInReading::ROOT, 0);
    let mut data = Vec::new();
    for visit in 0..visits {
        let mut writing = Writing::new(readings, *budget);
        let written = plan.put(first, PlaceInReading::ROOT, visit, &mut writing);
        writing.charge(budget);
        let outcome = match written {
            Ok(()) => must_succeed(readings.subject, root, writing.bytes)?,
            Err(absence) => Witness::Absent(absence),
        };
        match outcome {
            Witness::Datum(datum) => data.push(datum),
            Witness::Absent(_) => plan.extent = Extent::Bounded,
        }
        if budget.left == 0 {
            break;
        }
    }
    let Plan { shown, own, extent, .. } = plan;
    own.into_iter().for_each(|reading| shown[reading.0 as usize] = Shown::Before(extent));
    Ok(Cover { data, extent })
}

/// Where each part is seen, and how often.
struct Plan<'a> {
    readings: &'a Readings<'a>,
    shown: &'a mut [Shown],
    /// The parts that are seen in this pair.
    own: Vec<ReadingId>,
    extent: Extent,
}

/// The part of that number of that reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct PlaceInReading {
    whole: ReadingId,
    part: u32,
}

impl PlaceInReading {
    const ROOT: PlaceInReading = PlaceInReading { whole: ReadingId(u32::MAX), part: 0 };
}

impl Plan<'_> {
    /// How many visits of a part it takes to see it and everything below: none if no datum gets there.
    fn visits(&mut self, id: ReadingId, place: PlaceInReading, depth: u32) -> u64 {
        if self.readings.cost(id).is_none() {
            self.extent = self.extent.max(self.readings.extent);
            return 0;
        }
        match self.shown[id.0 as usize] {
            Shown::No if depth < DEEPEST => {}
            Shown::Here(..) => return 1,
            Shown::Before(extent) => {
                self.extent = self.extent.max(extent);
                return 1;
            }
            Shown::No => {
                self.extent = Extent::Bounded;
                return 1;
            }
        }
        self.shown[id.0 as usize] = Shown::Here(place, 1);
        self.own.push(id);
        let reading = self.readings.get(id);
        let shape = self.readings.subject.shapes.get(reading.shape);
        let mut part = |(part, &inner): (u32, &ReadingId)| {
            deep(|| self.visits(inner, PlaceInReading { whole: id, part }, depth + 1))
        };
        let parts = (0u32..).zip(&reading.parts);
        let visits = match &shape.form {
            Form::Primitive(primitive) => scalar::count(*primitive, shape.logical, &self.promotions(reading)),
            Form::Fixed(_) => 1,
            Form::Enum(enumeration) => enumeration.symbols.len() as u64,
            // And one for the empty one.
            Form::Array(_) | Form::Map(_) => parts.map(part).sum::<u64>().div_ceil(ITEMS) + 1,
            Form::Union(_) => parts.map(part).fold(0, u64::saturating_add),
            Form::Record(_) => parts.map(&mut part).max().unwrap_or(1),
        };
        self.shown[id.0 as usize] = Shown::Here(place, visits);
        visits
    }

    /// Appends what a part is on a visit.
    fn put(&self, id: ReadingId, place: PlaceInReading, visit: u64, writing: &mut Writing<'_>) -> Result<(), Absence> {
        let visits = self.visits_at(id, place);
        if visit >= visits {
            return writing.smallest(id);
        }
        writing.spend(1)?;
        let reading = self.readings.get(id);
        let shape = self.readings.subject.shapes.get(reading.shape);
        let before = writing.bytes.len();
        match &shape.form {
            Form::Primitive(primitive) => scalar::put(*primitive, shape.logical, visit, &mut writing.bytes),
            Form::Fixed(_) => return writing.smallest(id),
            Form::Enum(_) => put_long(visit as i64, &mut writing.bytes),
            Form::Array(_) | Form::Map(_) => return self.put_items(id, visit, writing),
            Form::Union(_) => {
                let mut left = visit;
                for (part, &inner) in (0u32..).zip(&reading.parts) {
                    let place = PlaceInReading { whole: id, part };
                    let own = self.visits_once(inner, place);
                    if left < own {
                        writing.spend(index_length(part as usize))?;
                        put_long(i64::from(part), &mut writing.bytes);
                        return deep(|| self.put(inner, place, left, writing));
                    }
                    left -= own;
                }
                unreachable!("the visits of a union are those of its branches")
            }
            Form::Record(_) => {
                return (0u32..).zip(&reading.parts).try_for_each(|(part, &inner)| {
                    let place = PlaceInReading { whole: id, part };
                    if visit >= self.visits_at(inner, place) {
                        return writing.smallest(inner);
                    }
                    deep(|| self.put(inner, place, visit, writing))
                });
            }
        }
        writing.spend((writing.bytes.len() - before) as u64)
    }

    /// The items of an array, or the entries of a map; after the last visits of the part, none.
    fn put_items(&self, id: ReadingId, visit: u64, writing: &mut Writing<'_>) -> Result<(), Absence> {
        let reading = self.readings.get(id);
        let (place, part) = (PlaceInReading { whole: id, part: 0 }, reading.parts[0]);
        let visits = self.visits_once(part, place);
        let items = (visit * ITEMS).min(visits)..((visit + 1) * ITEMS).min(visits);
        if !items.is_empty() {
            put_long((items.end - items.start) as i64, &mut writing.bytes);
            let is_map = matches!(self.readings.subject.shapes.get(reading.shape).form, Form::Map(_));
            for item in items {
                if is_map {
                    put_bytes(format!("key{}", item % ITEMS).as_bytes(), &mut writing.bytes);
                }
                deep(|| self.put(part, place, item, writing))?;
            }
        }
        writing.bytes.push(0);
        writing.spend(2)
    }

    /// The same as [`visits`](Self::visits), once it is planned.
    fn visits_once(&self, id: ReadingId, place: PlaceInReading) -> u64 {
        match self.readings.cost(id) {
            Some(_) => self.visits_at(id, place).max(1),
            None => 0,
        }
    }

    /// How many visits of a part differ at this place.
    fn visits_at(&self, id: ReadingId, place: PlaceInReading) -> u64 {
        match self.shown[id.0 as usize] {
            Shown::Here(home, visits) if home == place => visits,
            Shown::Here(..) | Shown::Before(_) | Shown::No => 0,
        }
    }

    fn promotions(&self, reading: &Reading) -> Vec<Promotion> {
        let promotion = |&reader: &PairId| match self.readings.subject.resolution.pair(reader).action {
            Action::Promote(promotion) => Some(promotion),
            _ => None,
        };
        reading.readers.iter().filter_map(promotion).collect()
    }
}
