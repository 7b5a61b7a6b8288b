//! A shape in, made-up data of it out: always the same, and together as different as their number allows.
//!
//! Where there is a choice, the data of any run of consecutive numbers as long as the list of choices take each of them once,
//! in an order that differs from place to place and from run to run, so that two fields do not go hand in hand.

mod plain;
mod scalar;
#[cfg(test)]
mod tests;

pub use plain::plain;

use crate::depth::deep;
use crate::schema::shape::{Form, RecordShape, ShapeId, Shapes};
use crate::schema::value::Value;

/// Below this level unions take their lowest branch, and containers stay empty.
const LEVELS: u32 = 14;

/// About so many values make up a datum, if its type does not ask for more.
const VALUES: u32 = 2_000;

/// A datum of more values is not made, even if the type asks for it. Long fixed count for as many values as might stand there.
const MOST_VALUES: u64 = 8_192;
const BYTES_A_VALUE: u64 = 64;

/// The first `count` made-up data of the shape. There are none if no finite datum has the shape, or only ones of more than
/// a few thousand values.
pub fn records(shapes: &Shapes, shape: ShapeId, count: usize) -> Vec<Value> {
    if !shapes.is_inhabited(shape) {
        return Vec::new();
    }
    let record =
        |number| Making { shapes, values: 0 }.value(shape, Spot { number, place: 0, level: 0, budget: VALUES });
    (0..count as u64).map_while(record).collect()
}

struct Making<'a> {
    shapes: &'a Shapes,
    /// So many are made.
    values: u64,
}

/// Where in which datum a value is needed.
#[derive(Clone, Copy)]
struct Spot {
    /// Counts the data that get here.
    number: u64,
    /// Tells places apart.
    place: u64,
    level: u32,
    /// About so many values may be used.
    budget: u32,
}

impl Making<'_> {
    /// `None` if the datum gets too large.
    fn value(&mut self, shape: ShapeId, spot: Spot) -> Option<Value> {
        let shapes = self.shapes;
        let shape = shapes.get(shape);
        self.values += match &shape.form {
            Form::Fixed(fixed) => 1 + fixed.size / BYTES_A_VALUE,
            Form::Primitive(_) | Form::Enum(_) | Form::Array(_) | Form::Map(_) | Form::Union(_) | Form::Record(_) => 1,
        };
        if self.values > MOST_VALUES {
            return None;
        }
        Some(match &shape.form {
            Form::Primitive(primitive) => scalar::primitive(*primitive, shape.logical, spot),
            Form::Fixed(fixed) => scalar::fixed(fixed.size, shape.logical, spot),
            Form::Enum(enumeration) => Value::Enum(spot.choose(enumeration.symbols.len()).0 as u32),
            Form::Array(part) => {
                let items = spot.items(shapes, *part).map(|spot| deep(|| self.value(*part, spot)));
                Value::Array(items.collect::<Option<_>>()?)
            }
            Form::Map(part) => {
                let entries = (0..).zip(spot.items(shapes, *part));
                let entries = entries
                    .map(|(index, spot)| Some((scalar::key(spot.number + index), deep(|| self.value(*part, spot))?)));
                let mut entries = entries.collect::<Option<Vec<_>>>()?;
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                entries.dedup_by(|a, b| a.0 == b.0);
                Value::Map(entries)
            }
            Form::Union(branches) => {
                let choices = spot.branches(shapes, branches);
                let (choice, spot) = spot.choose(choices.len());
                let branch = choices[choice];
                Value::Union(branch, Box::new(deep(|| self.value(branches[branch as usize], spot.part(0, 1)))?))
            }
            Form::Record(record) => Value::Record(self.fields(record, spot)?),
        })
    }

    fn fields(&mut self, record: &RecordShape, spot: Spot) -> Option<Vec<Value>> {
        let count = record.fields.len() as u32;
        let fields = (0u32..).zip(&record.fields);
        fields.map(|(index, field)| deep(|| self.value(field.shape, spot.part(index, count)))).collect()
    }
}

impl Spot {
    /// One of `count` choices, and where the choice leads: the data that get there are counted anew.
    fn choose(self, count: usize) -> (usize, Spot) {
        let count = count as u64;
        let (round, turn) = (self.number / count, self.number % count);
        let choice = (turn + mix(self.place ^ mix(round)) % count) % count;
        (choice as usize, Spot { number: round, ..self })
    }

    /// One of `count` parts that share what is left.
    fn part(self, index: u32, count: u32) -> Spot {
        let place = mix(self.place.wrapping_add(u64::from(index) + 1));
        Spot { number: self.number, place, level: self.level + 1, budget: self.budget / count }
    }

    /// The items of a container: none, one, or some.
    fn items(self, shapes: &Shapes, part: ShapeId) -> impl Iterator<Item = Spot> + use<> {
        let is_leaf = is_leaf(shapes, part);
        let lengths: &[u32] = match (shapes.is_inhabited(part), self.is_near_the_end()) {
            (false, _) => &[0],
            (true, true) if !is_leaf || self.level > LEVELS => &[0],
            (true, _) => &[3, 0, 1],
        };
        let (choice, inside) = self.choose(lengths.len());
        let length = lengths[choice];
        // Each item is a datum of its own.
        let number = move |index: u32| inside.number * u64::from(length) + u64::from(index);
        (0..length).map(move |index| Spot { number: number(index), ..inside.part(0, length) })
    }

    /// The branches to choose from.
    fn branches(self, shapes: &Shapes, branches: &[ShapeId]) -> Vec<u32> {
        let all = || (0u32..).zip(branches).filter(|(_, branch)| shapes.is_inhabited(**branch));
        let numbers = |branches: Vec<(u32, &ShapeId)>| branches.into_iter().map(|(number, _)| number).collect();
        if !self.is_near_the_end() {
            return numbers(all().collect());
        }
        let leaves: Vec<_> = all().filter(|(_, branch)| is_leaf(shapes, **branch)).collect();
        if leaves.is_empty() {
            return numbers(all().min_by_key(|(_, branch)| shapes.height(**branch)).into_iter().collect());
        }
        numbers(leaves)
    }

    fn is_near_the_end(self) -> bool {
        self.level > LEVELS || self.budget < 4
    }
}

/// A number that looks unlike its neighbours' (the finalizer of SplitMix64).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

fn is_leaf(shapes: &Shapes, shape: ShapeId) -> bool {
    match &shapes.get(shape).form {
        Form::Primitive(_) | Form::Enum(_) | Form::Fixed(_) => true,
        Form::Array(_) | Form::Map(_) | Form::Union(_) | Form::Record(_) => false,
    }
}
