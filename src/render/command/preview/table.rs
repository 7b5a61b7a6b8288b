//! Draws lines of cells as a table: side by side or, where the terminal is too narrow, one column below the other.

use colored::{Color, Colorize};

use crate::evidence::preview::Fate;
use crate::model::text::shorten;
use crate::render::record::{Line, mark, word};
use crate::render::text::layout::{pad, widest, width};
use crate::render::text::style::Look;

/// Columns narrower than this would hide too much: then they are placed below each other.
const NARROWEST: usize = 36;

const GAP: &str = "  ";

/// How the records of a preview are laid out: all alike, so that they can be compared.
pub(crate) struct Table<'a> {
    look: Look,
    /// The head of each column.
    heads: &'a [String],
    /// The width of each column; `None` if they are placed below each other.
    widths: Option<Vec<usize>>,
    /// The width of a column that has the terminal for itself.
    whole: usize,
    /// The width of the widest word of a fate.
    word: usize,
}

impl<'a> Table<'a> {
    /// Lays out lines for a terminal of so many columns.
    pub(crate) fn new(look: Look, terminal: usize, heads: &'a [String], lines: &[&Line]) -> Table<'a> {
        let word = lines.iter().map(|line| word(line).len()).max().unwrap_or(0);
        let (columns, left) = (heads.len(), GAP.len() + 2 + word + GAP.len());
        let room = terminal.saturating_sub(left + (columns - 1) * GAP.len()) / columns;
        let width_of = |at: usize| widest(lines.iter().map(|line| &line.cells[at])).max(width(&heads[at]));
        let widths: Vec<usize> = (0..columns).map(width_of).collect();
        let is_narrow = room < NARROWEST && widths.iter().any(|width| *width > room);
        let widths = (!is_narrow).then(|| widths.into_iter().map(|width| width.min(room)).collect());
        let returned = lines.iter().filter(|_| is_narrow && columns == 3).map(|line| self::word(&returned(line)).len());
        let word = returned.fold(word, usize::max);
        Table { look, heads, widths, whole: terminal.saturating_sub(left), word }
    }

    /// Draws the lines of a record.
    pub(crate) fn draw(&self, lines: &[Line]) -> String {
        let Some(widths) = &self.widths else { return self.stacked(lines) };
        let mut text = " ".repeat(GAP.len() + 2 + self.word + GAP.len());
        for (head, width) in self.heads.iter().zip(widths) {
            text.push_str(&format!("{}{GAP}", self.look.bold(&pad(&self.cut(head, *width), *width))));
        }
        text = format!("{}\n", text.trim_end());
        for line in lines {
            let cells = &line.cells[..widths.len()];
            let last = cells.iter().rposition(|cell| !cell.is_empty()).unwrap_or(0);
            let mut row = format!("{GAP}{}{GAP}", self.mark(line));
            for (at, (cell, width)) in cells.iter().zip(widths).enumerate().take(last + 1) {
                let cell = self.cut(cell, *width);
                let cell = if at == last { cell } else { format!("{}{GAP}", pad(&cell, *width)) };
                row.push_str(&self.paint(line, at, &cell));
            }
            text.push_str(&format!("{}\n", row.trim_end()));
        }
        text
    }

    fn stacked(&self, lines: &[Line]) -> String {
        let mut text = String::new();
        for (at, head) in self.heads.iter().enumerate() {
            text.push_str(&format!("{GAP}{}\n", self.look.bold(head)));
            for line in lines.iter().filter(|line| !line.cells[at].is_empty()) {
                let cell = self.paint(line, at, &self.cut(&line.cells[at], self.whole));
                let mark = if at == 2 { self.mark(&returned(line)) } else { self.mark(line) };
                text.push_str(format!("{GAP}{mark}{GAP}{cell}").trim_end());
                text.push('\n');
            }
        }
        text
    }

    /// The mark of a fate and its word.
    fn mark(&self, line: &Line) -> String {
        let mark = match &line.fate {
            None => " ",
            Some(Fate::Kept) if line.is_lost => self.look.choose("≠", "!"),
            Some(fate) => mark(fate, self.look),
        };
        let text = format!("{mark} {}", pad(word(line), self.word));
        match line.fate.as_ref().and_then(colour) {
            Some(colour) => self.look.paint(&text, |text| text.color(colour)),
            None if line.is_lost => self.look.red(&text),
            None => text,
        }
    }

    fn paint(&self, line: &Line, column: usize, cell: &str) -> String {
        match (column, line.fate.as_ref().and_then(colour)) {
            (2, _) if line.is_lost => self.look.red(cell),
            (0 | 1, Some(colour)) => self.look.paint(cell, |text| text.color(colour)),
            (_, _) => cell.to_owned(),
        }
    }

    fn cut(&self, text: &str, room: usize) -> String {
        shorten(text, room, self.look.ellipsis())
    }
}

/// What became of a part on the way back, for the column of what came back: what was dropped before is filled in there.
fn returned(line: &Line) -> Line {
    let fate = line.fate.as_ref().map(|fate| match fate {
        Fate::Dropped => Fate::Defaulted,
        Fate::Kept | Fate::Promoted | Fate::Changed | Fate::Recast | Fate::Masked | Fate::Defaulted => Fate::Kept,
        Fate::Failed(failed) => Fate::Failed(*failed),
    });
    Line { fate, ..line.clone() }
}

fn colour(fate: &Fate) -> Option<Color> {
    match fate {
        Fate::Kept => None,
        Fate::Promoted => Some(Color::Cyan),
        Fate::Changed | Fate::Recast | Fate::Masked => Some(Color::Magenta),
        Fate::Defaulted => Some(Color::Green),
        Fate::Dropped => Some(Color::Yellow),
        Fate::Failed(_) => Some(Color::Red),
    }
}
