//! Puts remedies into words: what a fix does, how the text looks afterwards, and what to do where no fix helps.

use crate::cause::PairSide;
use crate::finding::Finding;
use crate::fix::{Fix, Fixes, Remedy};
use crate::model::level::{Direction, Level};
use crate::model::text::{on_one_line, shorten};
use crate::render::text::foreign::foreign;
use crate::render::words::{self, Sides};
use avro_resolve::schema::edit::{self, Edit};
use avro_resolve::schema::source::{Sources, Span};

/// A word and what it says. What was tried and removes a finding is a `fix`; what nobody has checked is `help`.
pub(crate) type Note = (&'static str, String);

/// What to do in general: nobody has checked that it helps here.
pub(crate) fn hint(finding: &Finding, sides: Sides<'_>) -> Note {
    ("help", help(finding, sides))
}

fn help(finding: &Finding, sides: Sides<'_>) -> String {
    words::finding(finding, sides).help.unwrap_or_else(|| first_sentence(finding.rule.remedy).to_owned())
}

/// The first thing that a text says; the rest is for `avrocheck explain`.
fn first_sentence(text: &str) -> &str {
    let end = [". ", ": "].iter().filter_map(|mark| text.find(mark)).min();
    end.map_or(text.trim_end_matches('.'), |end| &text[..end])
}

/// What to do about a finding that fails a gated pair: a fix that was checked by resolving again, or the way out.
pub(crate) fn advice(sources: &Sources, finding: &Finding, fixes: &Fixes, (sides, level): (Sides<'_>, Level)) -> Note {
    match fixes.of(finding.fingerprint).first() {
        Some(fix) => {
            let text = afterwards(sources, fix).unwrap_or_else(|| title(&fix.remedy));
            // The frame shows the reader's text; what is to be edited may be the writer's.
            let is_shown = finding.reader.as_ref().is_some_and(|place| place.file == fix.file);
            ("fix", if is_shown { text } else { format!("in {}: {text}", sources[fix.file].name) })
        }
        None => ("help", way_out(finding, fixes.is_cut_short, (sides, level))),
    }
}

/// How to have it done, if there is nothing to decide.
pub(crate) fn command(finding: &Finding, fixes: &Fixes) -> Option<&'static str> {
    let best = fixes.of(finding.fingerprint).first()?;
    best.is_automatic.then_some("avrocheck compat --fix")
}

/// What a fix does, in a few words.
pub(crate) fn title(remedy: &Remedy) -> String {
    match remedy {
        Remedy::AddDefault { field, default } => format!("give \"{field}\" the default {default}"),
        Remedy::NullFirst(field) => format!("put \"null\" first in \"{field}\", and make it the default"),
        Remedy::MakeNullable(field) => format!("make \"{field}\" nullable, with the default null"),
        Remedy::MoveDefault { field, default } => {
            format!("move the default {default} of \"{field}\" from its type to the field")
        }
        Remedy::CorrectDefault { field, default } => format!("write the default of \"{field}\" as {default}"),
        Remedy::AddFieldAlias { field, alias } => format!("give \"{field}\" the alias \"{alias}\""),
        Remedy::AddTypeAlias { name, alias } => format!("give \"{name}\" the alias \"{alias}\""),
        Remedy::DropFieldAlias { field, alias } => format!("remove the alias \"{alias}\" of \"{field}\""),
        Remedy::AddEnumDefault(symbol) => format!("make \"{symbol}\" the default of the enum"),
        Remedy::PutBackSymbol(symbol) => format!("add the symbol \"{symbol}\" again"),
        Remedy::PutBackBranch(branch) => format!("add {branch} to the union again"),
        Remedy::TakeBoth(old) => format!("accept {} too", short(old)),
        Remedy::KeepType(old) => format!("keep the type {}", short(old)),
        Remedy::KeepName(old) => format!("keep the name \"{old}\""),
        Remedy::KeepSize(old) => format!("keep the size {old}"),
        Remedy::KeepScale(old) => format!("keep the scale {old}"),
        Remedy::KeepField(field) => format!("keep the field \"{field}\" as it was"),
        Remedy::Several(remedies) => remedies.iter().map(title).collect::<Vec<_>>().join(", and "),
    }
}

/// A type's text on one line, cut if it is long.
fn short(text: &str) -> String {
    /// Columns.
    const MOST: usize = 60;
    shorten(&foreign(&on_one_line(text)), MOST, "…")
}

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
fn way_out(finding: &Finding, is_cut_short: bool, (sides, level): (Sides<'_>, Level)) -> String {
    let newest = match sides.newer {
        PairSide::Reader => sides.reader,
        PairSide::Writer => sides.writer,
    };
    let cause = match is_cut_short {
        false => format!("no small edit of {newest} alone fixes this"),
        true => "the search for a fix was cut short".to_owned(),
    };
    let words = help(finding, sides);
    let mut letters = words.chars();
    let words: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    let order = match level.direction {
        Direction::Backward => "readers can be upgraded first",
        Direction::Forward => "writers can be upgraded first",
        Direction::Full | Direction::None => "readers and writers can be upgraded in any order",
    };
    format!("{cause}; make the change in two releases ({words}), or start a new subject: {level} promises that {order}")
}
