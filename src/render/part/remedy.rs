//! Fixes in, what they do and how the text looks afterwards out; and the way out where no fix helps.

use crate::check::PairReport;
use crate::finding::Finding;
use crate::fix::{Applicability, Fix, Fixes, Remedy, Search};
use crate::model::level::{Direction, Level};
use crate::render::cause::notes::Note;
use crate::render::part::phrase::{self, Sides};
use avro_resolve::schema::edit::{self, Edit};
use avro_resolve::schema::source::{Sources, Span};

/// What is tried and mends a finding is a `fix`; what nobody has checked is `help`.
const FIX: &str = "fix";
const HELP: &str = "help";

/// What to do in general: nobody has checked that it helps here.
pub(crate) fn hint(finding: &Finding, pair: Option<&PairReport>, sides: Sides<'_>) -> Note {
    (HELP, phrase::fix(finding, pair, sides))
}

/// What to do about a finding that fails a gated pair: a fix that was checked by resolving again, or the way out.
pub(crate) fn advice(
    sources: &Sources,
    finding: &Finding,
    fixes: &Fixes,
    pair: &PairReport,
    (sides, level): (Sides<'_>, Level),
) -> Note {
    match fixes.of(finding.fingerprint).first() {
        Some(fix) => {
            let text = afterwards(sources, fix).unwrap_or_else(|| title(&fix.remedy));
            // The frame shows the reader's text; what is to be edited may be the writer's.
            let is_shown = finding.reader.as_ref().is_some_and(|place| place.file == fix.file);
            (FIX, if is_shown { text } else { format!("in {}: {text}", sources[fix.file].name) })
        }
        None => (HELP, way_out(finding, fixes.search, pair, (sides, level))),
    }
}

/// How to have it done, if there is nothing to decide.
pub(crate) fn command(finding: &Finding, fixes: &Fixes) -> Option<&'static str> {
    let best = fixes.of(finding.fingerprint).first()?;
    (best.applicability == Applicability::Automatic).then_some("avrocheck compat --fix")
}

/// What a fix does, in a few words.
pub(crate) fn title(remedy: &Remedy) -> String {
    match remedy {
        Remedy::AddDefault { field, default } => format!("give \"{field}\" the default {default}"),
        Remedy::NullFirst { field } => format!("put \"null\" first in \"{field}\", and make it the default"),
        Remedy::MakeNullable { field } => format!("let \"{field}\" be null, by default"),
        Remedy::AddFieldAlias { field, alias } => format!("let \"{field}\" take the values of \"{alias}\""),
        Remedy::AddTypeAlias { name, alias } => format!("give \"{name}\" the alias \"{alias}\""),
        Remedy::DropFieldAlias { field, alias } => format!("take the alias \"{alias}\" of \"{field}\" away"),
        Remedy::AddEnumDefault { symbol } => format!("read unknown symbols as \"{symbol}\""),
        Remedy::PutBackSymbol { symbol } => format!("put the symbol \"{symbol}\" back"),
        Remedy::PutBackBranch { branch } => format!("put {branch} back into the union"),
        Remedy::TakeBoth { old } => format!("take {} too", short(old)),
        Remedy::KeepType { old } => format!("keep the type {}", short(old)),
        Remedy::KeepName { old } => format!("keep the name \"{old}\""),
        Remedy::KeepSize { old } => format!("keep the size {old}"),
        Remedy::KeepScale { old } => format!("keep the scale {old}"),
        Remedy::KeepField { field } => format!("keep the field \"{field}\" as it was"),
    }
}

/// A type's text, cut if it is long.
fn short(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

const SHORT: usize = 60;

/// The lines that a fix changes, as they are afterwards; `None` if they are too long, or do not say what they belong to.
fn afterwards(sources: &Sources, fix: &Fix) -> Option<String> {
    const LONGEST: usize = 160;
    let text = &sources[fix.file].text;
    let (first, last) = (fix.edits.first()?.span.start as usize, fix.edits.last()?.span.end as usize);
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
    let shift = |at: u32| at - start as u32;
    let edits = fix.edits.iter().map(|Edit { span, text }| {
        let span = Span { start: shift(span.start), end: shift(span.end) };
        Edit { span, text: text.clone() }
    });
    let before = &text[start..end];
    let after = edit::apply(before, &edits.collect::<Vec<_>>());
    if after.len() > 4 * LONGEST {
        return None;
    }
    let lines = after.lines().map(str::trim).filter(|line| before.lines().all(|old| old.trim() != *line));
    let lines: Vec<&str> = lines.collect();
    if lines.len() > 1 && lines.iter().any(|line| line.contains("//")) {
        return None;
    }
    let line = lines.join(" ");
    // A part of an object would not say what it is a part of.
    let is_whole = ["{}", "[]"].iter().all(|pair| line.matches(&pair[..1]).count() == line.matches(&pair[1..]).count());
    (is_whole && line.len() <= LONGEST && line.contains("\"name\"")).then(|| line.trim_end_matches(',').to_owned())
}

/// What can be done where no edit of the newest version helps.
fn way_out(finding: &Finding, search: Search, pair: &PairReport, (sides, level): (Sides<'_>, Level)) -> String {
    let newest = if pair.is_backward() { sides.reader } else { sides.writer };
    let cause = match search {
        Search::Complete => format!("no small edit of {newest} alone mends this"),
        Search::CutShort => "the search for one was cut short".to_owned(),
    };
    let words = phrase::fix(finding, Some(pair), sides);
    let mut letters = words.chars();
    let words: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    let order = match level.direction {
        Direction::Backward => "readers may upgrade first",
        Direction::Forward => "writers may upgrade first",
        Direction::Full | Direction::None => "readers and writers may upgrade in any order",
    };
    format!("{cause}; go in two releases ({words}), or start a new subject: {level} promises that {order}")
}
