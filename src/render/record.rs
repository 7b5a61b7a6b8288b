//! Makes the lines that show a record side by side: as it was written, as it is read, and as it comes back.

mod time;
mod value;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::evidence::preview::{Became, Datum, Fate, Leaf, Part, PartStep, Type};
use crate::model::json;
use crate::render::text::foreign::foreign;
use crate::render::text::style::{Detail, Look};
use crate::rule::Rule;
use avro_resolve::depth::deep;
use avro_resolve::schema::shape::Shapes;
use value::{branch, text, text_and_type};

/// One line: what became of a part, and the part as it was written, as it is read, and as it comes back.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// What became of it; `None` for the head of a record, array or map.
    pub(crate) fate: Option<Fate>,
    /// Whether it did not come back.
    pub(crate) is_lost: bool,
    /// Its cells, without colours.
    pub(crate) cells: [String; 3],
}

/// What became of a part, in a word; nothing where all is as it was.
pub(crate) fn word(line: &Line) -> &'static str {
    match &line.fate {
        None => "",
        Some(Fate::Kept) if line.is_lost => "lost",
        Some(Fate::Kept) => "",
        Some(fate) => fate.name(),
    }
}

/// The mark of a fate.
pub(crate) fn mark(fate: &Fate, look: Look) -> &'static str {
    match fate {
        Fate::Kept => " ",
        Fate::Promoted => look.choose("↑", "^"),
        Fate::Changed => look.choose("≠", "!"),
        Fate::Recast => look.choose("≈", "~"),
        Fate::Masked => "?",
        Fate::Defaulted => "+",
        Fate::Dropped => "-",
        Fate::Failed(_) => look.choose("✗", "x"),
    }
}

/// What lines are made with.
#[derive(Clone, Copy)]
pub(crate) struct LineMaker<'a> {
    pub(crate) shapes: &'a Shapes,
    pub(crate) look: Look,
    /// Whether there is a column of what came back.
    pub(crate) goes_back: bool,
    /// The rule about a failing place.
    pub(crate) rules: &'a dyn Fn(usize) -> &'static Rule,
}

/// Records, arrays and maps in which nothing changed are on one line, up to this width.
const INLINE: usize = 44;

/// Of longer arrays and maps only so many parts are shown.
const ITEMS: usize = 5;

impl LineMaker<'_> {
    /// The lines of a record.
    pub(crate) fn lines(self, part: &Part) -> Vec<Line> {
        let mut lines = Vec::new();
        match &part.became {
            Became::Parts(_, _, parts) if part.written == Some(PartStep::Whole) => self.parts(parts, 0, &mut lines),
            Became::Parts(..) | Became::Value(_) => self.part(part, 0, &mut lines),
        }
        lines
    }

    fn part(self, part: &Part, level: usize, lines: &mut Vec<Line>) {
        let indent = "  ".repeat(level);
        let label = |step: &Option<PartStep>| step.as_ref().map(label).unwrap_or_default();
        let (written, read) = (label(&part.written), label(&part.read));
        match &part.became {
            Became::Value(leaf) => lines.push(self.leaf(leaf, &indent, &written, &read)),
            Became::Parts(from, to, parts) => {
                let inline = part.is_all(&|leaf| leaf.fate == Fate::Kept && self.has_come_back(leaf));
                if let Some(shown) = self.inline(part, Column::Written).filter(|_| inline) {
                    let branch =
                        |ty: &Type| branch(self.shapes, *ty).map(|name| format!(" ({name})")).unwrap_or_default();
                    let read_as = self.inline(part, Column::Read).unwrap_or_default();
                    let as_written = format!("{indent}{written}{shown}{}", branch(from));
                    let as_read = format!("{indent}{read}{read_as}{}", branch(to));
                    let cells = [as_written.clone(), as_read, self.back(as_written)];
                    lines.push(Line { fate: Some(Fate::Kept), is_lost: false, cells });
                    return;
                }
                let head = |label: &str, ty: &Type| {
                    let kind = branch(self.shapes, *ty).unwrap_or_default();
                    format!("{indent}{label}{kind}").trim_end().to_owned()
                };
                let cells = [head(&written, from), head(&read, to), self.back(head(&written, from))];
                lines.push(Line { fate: None, is_lost: false, cells });
                deep(|| self.parts(parts, level + 1, lines));
            }
        }
    }

    /// All parts; of many items those that the most happened to.
    fn parts(self, parts: &[Part], level: usize, lines: &mut Vec<Line>) {
        let is_field = |part: &Part| {
            let step = part.written.as_ref().or(part.read.as_ref());
            matches!(step, Some(PartStep::Field(..) | PartStep::Whole))
        };
        if parts.len() <= ITEMS || self.look.detail == Detail::Verbose || parts.iter().any(is_field) {
            return parts.iter().for_each(|part| self.part(part, level, lines));
        }
        let mut worst_first: Vec<usize> = (0..parts.len()).collect();
        worst_first.sort_by_cached_key(|at| Reverse(self.weight(&parts[*at])));
        let mut shown: Vec<usize> = worst_first[..ITEMS].to_vec();
        shown.sort_unstable();
        shown.iter().for_each(|at| self.part(&parts[*at], level, lines));
        let mut hidden: BTreeMap<u32, (&str, usize)> = BTreeMap::new();
        for part in worst_first[ITEMS..].iter().map(|at| &parts[*at]) {
            part.for_each_leaf(&mut |leaf| hidden.entry(weight(&leaf.fate)).or_insert((leaf.fate.name(), 0)).1 += 1);
        }
        let fates: Vec<String> = hidden.values().map(|(fate, number)| format!("{number} {fate}")).collect();
        let number = parts.len() - ITEMS;
        let rest = format!("{}{} {number} more: {}", "  ".repeat(level), self.look.ellipsis(), fates.join(", "));
        lines.push(Line { fate: None, is_lost: false, cells: [rest.clone(), rest.clone(), self.back(rest)] });
    }

    /// How much there is to see in a part.
    fn weight(self, part: &Part) -> u32 {
        let mut heaviest = 0;
        part.for_each_leaf(&mut |leaf| {
            let lost = if self.has_come_back(leaf) { 0 } else { weight(&Fate::Dropped) };
            heaviest = heaviest.max(weight(&leaf.fate)).max(lost);
        });
        heaviest
    }

    fn leaf(self, leaf: &Leaf, indent: &str, written: &str, read: &str) -> Line {
        let cell = |label: &str, datum: &Option<Datum>| match datum {
            Some(datum) => format!("{indent}{label}{}", text(self.shapes, datum, self.look)),
            None => String::new(),
        };
        let mut cells = [cell(written, &leaf.written), cell(read, &leaf.read), cell(written, &leaf.back)];
        if matches!(leaf.fate, Fate::Promoted | Fate::Recast) {
            let typed =
                |label: &str, datum: &Datum| format!("{indent}{label}{}", text_and_type(self.shapes, datum, self.look));
            leaf.written.iter().for_each(|datum| cells[0] = typed(written, datum));
            leaf.read.iter().for_each(|datum| cells[1] = typed(read, datum));
        }
        if let Some(failed) = leaf.fate.failed() {
            let rule = failed.finding.map(|at| (self.rules)(at)).map(|rule| format!("{} {}", rule.id, rule.name));
            let label = if leaf.written.is_some() { written } else { read };
            cells[1] = format!("{indent}{label}{}", rule.unwrap_or_else(|| failed.kind.java_name().to_owned()));
        }
        Line { fate: Some(leaf.fate.clone()), is_lost: !self.has_come_back(leaf), cells }
    }

    fn has_come_back(self, leaf: &Leaf) -> bool {
        !self.goes_back || leaf.has_survived()
    }

    fn back(self, cell: String) -> String {
        if self.goes_back { cell } else { String::new() }
    }

    /// A part on one line, if it is short enough.
    fn inline(self, part: &Part, side: Column) -> Option<String> {
        let shown = match &part.became {
            Became::Value(leaf) => {
                let datum = match side {
                    Column::Written => &leaf.written,
                    Column::Read => &leaf.read,
                };
                datum.as_ref().map(|datum| text(self.shapes, datum, self.look)).unwrap_or_default()
            }
            Became::Parts(_, _, parts) => {
                let mut line = String::new();
                for part in parts {
                    let step = match side {
                        Column::Written => &part.written,
                        Column::Read => &part.read,
                    };
                    let label = match step {
                        Some(PartStep::Item(_)) | None => String::new(),
                        Some(step @ (PartStep::Whole | PartStep::Field(..) | PartStep::Key(..))) => label(step),
                    };
                    let comma = if line.is_empty() { "" } else { ", " };
                    line.push_str(&format!("{comma}{label}{}", self.inline(part, side)?));
                    if line.len() > INLINE {
                        return None;
                    }
                }
                let is_list = parts.iter().any(|part| matches!(part.written, Some(PartStep::Item(_))));
                if is_list { format!("[{line}]") } else { format!("{{{line}}}") }
            }
        };
        (shown.len() <= INLINE).then_some(shown)
    }
}

/// How much it matters what became of a value.
fn weight(fate: &Fate) -> u32 {
    match fate {
        Fate::Kept => 0,
        Fate::Promoted => 1,
        Fate::Defaulted => 2,
        Fate::Dropped => 3,
        Fate::Recast => 4,
        Fate::Masked => 5,
        Fate::Changed => 6,
        Fate::Failed(_) => 7,
    }
}

#[derive(Clone, Copy)]
enum Column {
    Written,
    Read,
}

/// What is written before a part's value.
fn label(step: &PartStep) -> String {
    match step {
        PartStep::Whole => String::new(),
        PartStep::Field(name, _) => format!("{}: ", foreign(name)),
        PartStep::Item(at) => format!("[{at}]: "),
        PartStep::Key(key, _) => {
            let key = json::line(&String::from_utf8_lossy(key));
            format!("{}: ", foreign(&key))
        }
    }
}
