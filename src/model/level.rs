//! Defines the compatibility levels, named as in the Confluent schema registry, and says which pairs of versions each gates.

use std::fmt;
use std::str::FromStr;

use super::text::nearest;

/// Which older versions a new version has to be compatible with, and in which direction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Level {
    /// Who must be able to read whom.
    pub direction: Direction,
    /// Which of the older versions count.
    pub reach: Reach,
}

/// Who must be able to read whom.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// Nothing has to be readable.
    None,
    /// Readers of the new version read old data: upgrade readers first.
    Backward,
    /// Readers of old versions read new data: upgrade writers first.
    Forward,
    /// Both: upgrade in any order.
    Full,
}

/// Which of the older versions count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reach {
    /// The one before.
    Previous,
    /// Every one.
    Transitive,
}

impl Level {
    /// The level without configuration: the registry's default direction, over the whole archive.
    pub const DEFAULT: Level = Level { direction: Direction::Backward, reach: Reach::Transitive };

    /// Every level, in the registry's order.
    pub const ALL: [Level; 7] = [
        Level { direction: Direction::None, reach: Reach::Previous },
        Level { direction: Direction::Backward, reach: Reach::Previous },
        Level { direction: Direction::Backward, reach: Reach::Transitive },
        Level { direction: Direction::Forward, reach: Reach::Previous },
        Level { direction: Direction::Forward, reach: Reach::Transitive },
        Level { direction: Direction::Full, reach: Reach::Previous },
        Level { direction: Direction::Full, reach: Reach::Transitive },
    ];

    /// The registry's name.
    pub fn name(self) -> &'static str {
        match (self.direction, self.reach) {
            (Direction::None, _) => "NONE",
            (Direction::Backward, Reach::Previous) => "BACKWARD",
            (Direction::Backward, Reach::Transitive) => "BACKWARD_TRANSITIVE",
            (Direction::Forward, Reach::Previous) => "FORWARD",
            (Direction::Forward, Reach::Transitive) => "FORWARD_TRANSITIVE",
            (Direction::Full, Reach::Previous) => "FULL",
            (Direction::Full, Reach::Transitive) => "FULL_TRANSITIVE",
        }
    }

    /// Whether a run at this level fails if the pair does; a version is known by its rank from old to new. New versions are
    /// gated against the others, never old against old; without an earlier state to compare with, the newest version is the
    /// new one. A new version between others is checked against those before it, and those after it against the new one.
    pub fn gates(self, (writer, reader): (usize, usize), is_new: impl Fn(usize) -> bool) -> bool {
        let (older, newer) = (writer.min(reader), writer.max(reader));
        let involves_new = older != newer && (is_new(older) || is_new(newer));
        let counts = match self.reach {
            Reach::Previous => older + 1 == newer,
            Reach::Transitive => true,
        };
        let is_owed = match self.direction {
            Direction::None => false,
            Direction::Backward => reader == newer,
            Direction::Forward => writer == newer,
            Direction::Full => true,
        };
        involves_new && counts && is_owed
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Level, UnknownLevel> {
        let wanted = text.to_ascii_uppercase().replace('-', "_");
        Level::ALL.into_iter().find(|level| level.name() == wanted).ok_or_else(|| {
            let nearest = nearest(&wanted, Level::ALL.map(Level::name));
            let guess = nearest.map_or("the".to_owned(), |nearest| format!("did you mean {nearest}? The"));
            UnknownLevel { text: text.to_owned(), guess }
        })
    }
}

/// A word that is not the name of a level.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{text}\" is not a level; {guess} levels are {}", Level::ALL.map(Level::name).join(", "))]
pub struct UnknownLevel {
    text: String,
    guess: String,
}
