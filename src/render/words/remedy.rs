//! Puts remedies into words: what a fix does, how the text looks afterwards, and what to do where no fix helps.

use crate::cause::PairSide;
use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::fix::{Fix, Fixes, Patch, Remedy};
use crate::model::level::{Direction, Level};
use crate::model::text::{count, on_one_line, shorten};
use crate::render::text::foreign::foreign;
use crate::render::words::{self, Sides};
use crate::report::{CompatReport, ReportScope};
use avro_resolve::schema::edit::{self, Edit, EditableText};
use avro_resolve::schema::source::{FileId, Sources, Span};

/// A word and what it says. What was tried and removes a finding is a `fix`; what nobody has checked is `help`.
pub(crate) type Note = (&'static str, String);

/// What to do in general: nobody has checked that it helps here.
pub(crate) fn hint(finding: &Finding, sides: Sides<'_>) -> Note {
    ("help", help(finding, sides))
}

/// What to do about a finding of no pair.
pub(crate) fn of_file(report: &CompatReport, finding: &Finding) -> Vec<Note> {
    match report.fixes_of_file(finding) {
        [] => vec![hint(finding, Sides::NONE)],
        [fix, ..] => {
            let named: &[Fingerprint] = if fix.is_automatic { &[] } else { &[finding.fingerprint] };
            let command = fix_command(report.scope.command(), named, &report.arguments);
            vec![("fix", afterwards(&report.sources, fix)), ("apply", command)]
        }
    }
}

fn help(finding: &Finding, sides: Sides<'_>) -> String {
    words::help(finding, sides).unwrap_or_else(|| first_sentence(finding.rule.remedy).to_owned())
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
            let text = afterwards(sources, fix);
            // The frame shows the reader's text; what is to be edited may be the writer's.
            let is_shown = finding.reader.as_ref().is_some_and(|place| place.file == fix.file);
            ("fix", if is_shown { text } else { format!("in {}: {text}", sources[fix.file].name) })
        }
        None if is_of_patch(finding, fixes) => ("fix", with_others(fixes)),
        None => ("help", way_out(finding, fixes.is_cut_short, (sides, level))),
    }
}

/// Whether what mends it only does so together with the fixes of other findings.
fn is_of_patch(finding: &Finding, fixes: &Fixes) -> bool {
    fixes.patch.as_ref().is_some_and(|patch| patch.mends.contains(&finding.fingerprint))
}

fn with_others(fixes: &Fixes) -> String {
    let title = fixes.patch.as_ref().map(title_of_patch).unwrap_or_default();
    format!("no edit mends this by itself; the patch does: {title}")
}

/// Whether a file is one that can be edited; a version in a registry is none.
pub(crate) fn can_be_edited(sources: &Sources, file: FileId) -> bool {
    !sources[file].name.starts_with("registry:")
}

/// How to have it done.
pub(crate) fn command(finding: &Finding, fixes: &Fixes, arguments: &str) -> Option<String> {
    match (fixes.of(finding.fingerprint).first(), &fixes.patch) {
        (Some(fix), _) if fix.is_automatic => Some(fix_command(PAIRS, &[], arguments)),
        (Some(_), _) => Some(fix_command(PAIRS, &[finding.fingerprint], arguments)),
        (None, Some(patch)) if is_of_patch(finding, fixes) => Some(command_of_patch(patch, arguments)),
        (None, _) => None,
    }
}

/// How to have a patch made.
pub(crate) fn command_of_patch(patch: &Patch, arguments: &str) -> String {
    fix_command(PAIRS, &patch.to_decide.iter().copied().collect::<Vec<_>>(), arguments)
}

/// The command that finds what is between versions.
const PAIRS: &str = ReportScope::Pairs.command();

/// The command line that makes the automatic fixes, and those of these findings.
fn fix_command(command: &str, to_decide: &[Fingerprint], arguments: &str) -> String {
    let named: Vec<String> = to_decide.iter().map(Fingerprint::to_string).collect();
    let named = if named.is_empty() { String::new() } else { format!(" --unsafe-fixes {}", named.join(",")) };
    format!("avrocheck {command} --fix{named}{arguments}")
}

/// How much a patch mends.
pub(crate) fn title_of_patch(patch: &Patch) -> String {
    let edits = count(patch.remedies.len(), "edit");
    let verb = if patch.remedies.len() == 1 { "mends" } else { "mend" };
    let mended = patch.mends.len();
    match mended == patch.findings {
        true => format!("{edits} {verb} all {}", count(mended, "breaking finding")),
        false => format!("{edits} {verb} {mended} of {}", count(patch.findings, "breaking finding")),
    }
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
        Remedy::RemoveDefault(default) => format!("remove the default {default}, which means nothing inside this type"),
        Remedy::CorrectDefault { field, default } => format!("write the default of \"{field}\" as {default}"),
        Remedy::Unwrap => "write the type in the place of the object around it".to_owned(),
        Remedy::NestLogicalType { field, logical } => {
            format!("move the logical type {logical} of \"{field}\" into its type")
        }
        Remedy::RenameAttribute { written, meant } => format!("write \"{meant}\" for \"{written}\""),
        Remedy::SpellLogicalType(meant) => format!("write \"{meant}\" as the logical type"),
        Remedy::RemoveRepeated(attribute) => format!("remove one of the two \"{attribute}\", which are the same"),
        Remedy::ReferTo(name) => format!("refer to \"{name}\" by its name"),
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

/// The type or field that a fix changes, as it is afterwards; what the fix does, if that is too long for a line.
fn afterwards(sources: &Sources, fix: &Fix) -> String {
    const LONGEST: usize = 400;
    let after = edit::apply(&sources[fix.file].text, &fix.edits);
    let mut grown = 0i64;
    let places = fix.edits.iter().map(|Edit { span, text }| {
        let start = (i64::from(span.start) + grown) as usize;
        grown += text.len() as i64 - i64::from(span.end - span.start);
        // The comma before or after it is not part of it.
        let is_around = |c: char| c == ',' || c.is_whitespace();
        let start = start + (text.len() - text.trim_start_matches(is_around).len());
        Span { start: start as u32, end: (start + text.trim_matches(is_around).len()) as u32 }
    });
    let places: Vec<Span> = places.collect();
    let shown = EditableText::open_as(&after, sources[fix.file].syntax()).map(|page| page.excerpt_around(&places, "…"));
    shown.filter(|shown| shown.len() <= LONGEST).unwrap_or_else(|| title(&fix.remedy))
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
