//! What the numbers of lines are to be, beyond what the grammar says.

use super::event::{Event, Field, Kind, Slot};
use super::reason::Reason;

/// What a number of a line is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueCheck {
    field: &'static str,
    number: usize,
    allowed: Allowed,
    rule: &'static str,
}

/// The numbers that a line may have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Allowed {
    /// Those that are not below the one and not above the other.
    Range(Option<i64>, Option<i64>),
    /// These.
    OneOf(Vec<i64>),
}

/// Reasons name so many numbers of a set.
const SHOWN: usize = 10;

impl ValueCheck {
    /// Checks a number of the lines of a kind, by the name of the field. None if they have no such number. The words of the
    /// rule live as long as the program: every reason names them.
    pub fn new(kind: Kind, field: &str, allowed: Allowed) -> Option<ValueCheck> {
        let field = kind.fields().iter().find(|known| known.name == field)?;
        let Field { name, slot: Slot::Number(number) } = *field else { return None };
        let rule = match &allowed {
            Allowed::Range(Some(min), Some(max)) => format!("from {min} to {max}"),
            Allowed::Range(Some(min), None) => format!("at least {min}"),
            Allowed::Range(None, Some(max)) => format!("at most {max}"),
            Allowed::Range(None, None) => "any number".to_owned(),
            Allowed::OneOf(numbers) => {
                let shown = numbers.iter().take(SHOWN).map(i64::to_string).collect::<Vec<_>>().join(", ");
                match numbers.len().saturating_sub(SHOWN) {
                    0 => format!("one of {shown}"),
                    more => format!("one of {shown} and {more} more"),
                }
            }
        };
        Some(ValueCheck { field: name, number, allowed, rule: rule.leak() })
    }

    /// The names of the numbers that lines of a kind have.
    pub fn fields(kind: Kind) -> impl Iterator<Item = &'static str> {
        kind.fields().iter().filter(|field| matches!(field.slot, Slot::Number(_))).map(|field| field.name)
    }

    /// Checks a line.
    ///
    /// # Errors
    /// If its number is not what it is to be.
    pub(super) fn demand(&self, event: &Event<'_>) -> Result<(), Reason> {
        let found = event.numbers[self.number];
        let number = i64::from(found);
        let is_allowed = match &self.allowed {
            Allowed::Range(min, max) => min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max),
            Allowed::OneOf(numbers) => numbers.contains(&number),
        };
        if is_allowed { Ok(()) } else { Err(Reason::NotAllowed { field: self.field, number: found, rule: self.rule }) }
    }
}
