//! The place of a made-up value, and the choices made there.

use crate::schema::shape::{Form, ShapeId, Shapes};

/// Where in which datum a value is needed.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    /// Counts the data that get here.
    pub(super) number: u64,
    /// Tells places apart.
    pub(super) place: u64,
    pub(super) level: u32,
    /// About so many values may be used.
    pub(super) budget: u32,
}

/// Below this level unions take their lowest branch, and containers stay empty.
const LEVELS: u32 = 14;

impl Spot {
    /// One of `count` choices, and where the choice leads: the data that get there are counted anew.
    pub(super) fn choose(self, count: usize) -> (usize, Spot) {
        let count = count as u64;
        let (round, step) = (self.number / count, self.number % count);
        let choice = (step + mix(self.place ^ mix(round)) % count) % count;
        (choice as usize, Spot { number: round, ..self })
    }

    /// One of `count` parts that share what is left.
    pub(super) fn part(self, index: u32, count: u32) -> Spot {
        let place = mix(self.place.wrapping_add(u64::from(index) + 1));
        Spot { number: self.number, place, level: self.level + 1, budget: self.budget / count }
    }

    /// The items of a container: none, one, or some.
    pub(super) fn items(self, shapes: &Shapes, part: ShapeId) -> impl Iterator<Item = Spot> + use<> {
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

    /// A branch of a union, and where the choice leads.
    pub(super) fn branch(self, shapes: &Shapes, branches: &[ShapeId]) -> (u32, Spot) {
        let all = || (0u32..).zip(branches).filter(|(_, branch)| shapes.is_inhabited(**branch));
        let near_the_end = self.is_near_the_end();
        let usable =
            || all().filter(|(_, branch)| !near_the_end || is_leaf(shapes, **branch)).map(|(number, _)| number);
        let count = usable().count();
        let lowest = || all().min_by_key(|(_, branch)| shapes.height(**branch)).map(|(number, _)| number);
        let (choice, inside) = self.choose(count.max(1));
        (usable().nth(choice).or_else(lowest).expect("a union that has data has a branch that has"), inside)
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
