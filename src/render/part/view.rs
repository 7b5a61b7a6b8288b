//! What was checked and what the user wants to see of it, for every format.

use crate::render::part::look::{Colour, Look};

/// What the text shows beside the report itself.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What was checked, as the user named it.
    pub target: &'a str,
    /// How it looks.
    pub look: Look,
    /// When to draw a subject's matrix.
    pub matrices: Matrices,
    /// Whether to add text diffs.
    pub diffs: Diffs,
}

impl View<'_> {
    /// The same for what is no terminal.
    pub(crate) fn without_colour(&self) -> Self {
        View { look: Look { colour: Colour::Off, ..self.look }, ..*self }
    }
}

/// When to draw a subject's matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Matrices {
    /// For every subject listed.
    Listed,
    /// Where something fails.
    Failing,
}

/// Whether to add text diffs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Diffs {
    /// Of each version against the one before.
    Shown,
    /// None.
    Omitted,
}
