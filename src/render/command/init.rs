//! What `avrocheck init` prints: what it found in the repository, and what became of each file.
//!
//! [`configuration`] and [`pipeline`](mod@pipeline) are the texts of the files.

pub(crate) mod configuration;
pub(crate) mod pipeline;
mod pre_commit;
#[cfg(test)]
mod tests;

use crate::adopt::level::{Ground, LevelChoice, Refusal, RefusalExample};
use crate::adopt::{Arrangement, Excluded, ExcludedFor, LeftOut, LeftOutFor, Premises};
use crate::model::input::Problem;
use crate::model::level::{Direction, Level, Reach};
use crate::model::text::{count, grouped};
use crate::render::problem::sentence;
use crate::render::text::foreign::{foreign, foreign_line};
use crate::render::text::layout::{pad, widest, wrap};
use crate::render::text::style::{Detail, Look};
use crate::report::CompatReport;

use pipeline::Host;

/// A file, named as a user would type it, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FileOutcome {
    pub name: String,
    pub fate: FileFate,
}

/// What became of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum FileFate {
    Written,
    Extended,
    Kept,
    /// Somebody has to add these lines to it.
    ByHand(String),
    /// This would be its text.
    Proposed(String),
}

/// What a run of `init` found and did.
#[derive(Debug)]
pub(crate) struct InitSummary<'a> {
    pub files: &'a [FileOutcome],
    pub premises: &'a Premises,
    /// What was checked and chosen, unless that was done before.
    pub chosen: Option<(&'a LevelChoice, &'a [CompatReport])>,
    /// What has to be settled before everything is compared.
    pub open: &'a [Problem],
    /// What else the repository uses, and could run avrocheck in.
    pub hosts: &'a [Host],
    /// What a check of what was written needs as arguments, each with a space before it.
    pub gate_arguments: &'a str,
    /// The same of another `init`.
    pub init_arguments: &'a str,
}

/// For people.
pub(crate) fn render(summary: &InitSummary<'_>, look: Look) -> String {
    let is_quiet = look.detail == Detail::Quiet;
    let mut text = String::new();
    if !is_quiet {
        text.extend(summary.files.iter().map(|file| line(file, look)));
    }
    if let Some((choice, reports)) = summary.chosen.filter(|_| !is_quiet) {
        text += "\n";
        text += &row(look, "schemas", &foreign(&described(summary.premises, reports)));
        let left_out = summary.premises.left_out.iter();
        let left_out = left_out.map(|LeftOut { directory, reason }| (directory, left_out_for(*reason).to_owned()));
        let excluded = summary.premises.excluded.iter();
        let excluded = excluded.map(|Excluded { pattern, reason }| (pattern, excluded_for(reason)));
        text += &reasons("left out", &left_out.collect::<Vec<_>>(), look);
        text += &reasons("excluded", &excluded.collect::<Vec<_>>(), look);
        text.extend(summary.open.iter().map(|problem| row(look, "open", &foreign(&sentence(problem)))));
        text += &row(look, "records", &records(reports));
        text += &row(look, "level", &chosen(choice, summary.premises));
        text += &choice.refused.iter().map(|refusal| row(look, "", &refused(refusal, look))).collect::<String>();
    }
    for FileOutcome { name, fate } in summary.files {
        match fate {
            FileFate::ByHand(lines) => text += &format!("\nadd to {}:\n\n{}", foreign(name), shown(lines)),
            FileFate::Proposed(content) => {
                text += &format!("\n{}\n\n{}", look.bold(&format!("{}:", foreign(name))), shown(content))
            }
            FileFate::Written | FileFate::Extended | FileFate::Kept => {}
        }
    }
    if is_quiet {
        return text;
    }
    text + "\n" + &next(summary)
}

/// The most rows of one kind.
const SHOWN: usize = 12;

fn reasons(word: &str, reasons: &[(&String, String)], look: Look) -> String {
    let line = |(path, reason): &(&String, String)| row(look, word, &format!("{}: {}", foreign(path), foreign(reason)));
    let mut text: String = reasons.iter().take(SHOWN).map(line).collect();
    if let Some(more) = reasons.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        text += &row(look, word, &format!("{} more, as the configuration lists them", grouped(more as u64)));
    }
    text
}

/// The lines of a file.
fn shown(content: &str) -> String {
    content.lines().map(|line| foreign_line(line) + "\n").collect()
}

fn line(FileOutcome { name, fate }: &FileOutcome, look: Look) -> String {
    let (mark, what) = match fate {
        FileFate::Written => (look.good(), "written"),
        FileFate::Extended => (look.good(), "extended"),
        FileFate::Kept => (look.good(), "exists already; not changed"),
        FileFate::ByHand(_) => (look.yellow(look.choose("→", ">")), "not changed; add the lines below"),
        FileFate::Proposed(_) => (look.choose("→", ">").to_owned(), "would be written"),
    };
    format!("{mark} {} {what}\n", look.bold(&foreign(name)))
}

fn row(look: Look, word: &str, text: &str) -> String {
    wrap(&format!("  {}{}", pad(word, WORD), text), look.width, WORD) + "\n"
}

/// The column of the words before what was found.
const WORD: usize = 10;

/// Where the schemas are, how many there are, and how paths say versions.
fn described(premises: &Premises, reports: &[CompatReport]) -> String {
    let subjects = reports.iter().flat_map(|report| &report.subjects);
    let versions: Vec<usize> = subjects.map(|subject| subject.versions.len()).collect();
    let most = versions.iter().copied().max().unwrap_or(0);
    let versions_of_each = match most {
        _ if premises.is_in_place() => String::new(),
        1 => " with one version".to_owned(),
        most => format!(" with up to {most} versions"),
    };
    let (subjects, roots) = (count(versions.len(), "subject"), premises.roots.join(", "));
    format!("{subjects}{versions_of_each} in {roots}; {}, as in {}", how(&premises.arrangement), premises.example)
}

/// How paths say versions.
fn how(arrangement: &Arrangement) -> &'static str {
    match arrangement {
        Arrangement::Directories => "a directory for each version",
        Arrangement::Files => "a file for each version in its subject's directory",
        Arrangement::Stems | Arrangement::Template(_) => "versions in the paths of files",
        Arrangement::InPlace => "edited in place, so that git revisions are the versions",
    }
}

/// What the choice of a level goes by.
fn over(premises: &Premises) -> &'static str {
    if premises.is_in_place() { "over the last revisions" } else { "today" }
}

/// The command that checks.
fn gate(premises: &Premises) -> String {
    let on_a_branch = if premises.is_in_place() { " (on a branch)" } else { "" };
    format!("{GATE}{on_a_branch}")
}

const GATE: &str = "avrocheck compat";

/// That what a workflow runs cannot be downloaded yet; nothing once it can.
const UNPUBLISHED: Option<&str> = Some(
    "the action and the archives of avrocheck are not published yet: what was written for CI runs from the first release on; until \
     then build avrocheck there, and run `avrocheck compat`",
);

fn left_out_for(reason: LeftOutFor) -> &'static str {
    match reason {
        LeftOutFor::Tests => "of tests or examples, by its name",
        LeftOutFor::NoVersions => {
            "its paths say no versions, while those of most do; it needs a configuration of its own"
        }
        LeftOutFor::Versions => {
            "its paths say versions, while those of most do not; it needs a configuration of its own"
        }
        LeftOutFor::AtTheTop => "schemas beside everything else; move them into a directory",
    }
}

/// Why files are excluded, without an end.
fn excluded_for(reason: &ExcludedFor) -> String {
    match reason {
        ExcludedFor::Tests => "of tests or examples, by the name of a directory".to_owned(),
        ExcludedFor::Built => "hidden, built by a tool, or of another repository".to_owned(),
        ExcludedFor::OtherLayout => "its name says the version in another way than those of most".to_owned(),
        ExcludedFor::Numbered => "its name is a number, but its type is not that of other numbers".to_owned(),
        ExcludedFor::Broken(message) => message.clone(),
    }
}

fn records(reports: &[CompatReport]) -> String {
    let versions = reports.iter().flat_map(|report| &report.subjects).flat_map(|subject| &subject.versions);
    match versions.map(|version| version.fixtures).sum() {
        0 => "none in a directory `fixtures` beside the schemas: they are made from the schemas".to_owned(),
        number => count(number, "fixture record"),
    }
}

fn chosen(LevelChoice { level, ground, refused }: &LevelChoice, premises: &Premises) -> String {
    let over = over(premises);
    match ground {
        Ground::Passes if refused.is_empty() => format!("{level}: the strictest there is, and it passes {over}"),
        Ground::Passes => format!("{level}: the strictest that passes {over}"),
        Ground::NothingToCompare => format!("{level}: the default, as there is nothing to compare yet"),
        Ground::NonePasses => format!("{level}: the default, though none passes {over}"),
        Ground::PastBreaks => format!("{level}: the default; past revisions break it, and are not gated"),
    }
}

fn refused(Refusal { level, findings, subjects, example }: &Refusal, look: Look) -> String {
    let among = if *subjects == 0 { String::new() } else { format!(" in {}", count(*subjects, "subject")) };
    let (level, findings) = (pad(level.name(), "BACKWARD_TRANSITIVE".len()), count(*findings, "finding"));
    format!("{} {level}  {findings}{among}, such as {}", look.bad(), example_of(example, look))
}

fn example_of(RefusalExample { rule, trail, pair }: &RefusalExample, look: Look) -> String {
    let what = format!("{} {} at {}", rule.id, rule.name, foreign(trail));
    match pair {
        None => what,
        Some(pair) => {
            let [subject, writer, reader] = [&pair.subject, &pair.writer, &pair.reader].map(|name| foreign(name));
            format!("{subject} {writer} {} {reader}: {what}", look.arrow())
        }
    }
}

fn next(summary: &InitSummary<'_>) -> String {
    let InitSummary { files, premises, chosen, hosts, open: _, gate_arguments, init_arguments } = summary;
    if files.iter().any(|file| matches!(file.fate, FileFate::Proposed(_))) {
        return "nothing was written: this was --dry-run\n".to_owned();
    }
    let is_pipeline = |file: &FileOutcome| !file.name.ends_with(".toml") && !matches!(file.fate, FileFate::Kept);
    let unpublished = UNPUBLISHED.filter(|_| files.iter().any(is_pipeline));
    let unpublished = unpublished.map(|note| format!("note: {note}\n\n")).unwrap_or_default();
    let mut steps = Vec::new();
    let fails_today = chosen.is_some_and(|(choice, _)| choice.ground == Ground::NonePasses);
    if fails_today {
        steps.push((format!("{GATE}{gate_arguments}"), "shows what fails today, and how to correct it"));
        let write = format!("avrocheck baseline write{gate_arguments}");
        steps.push((write, "or note it: with `--baseline FILE` only what is new fails"));
    } else {
        let what = if premises.is_in_place() { "on a branch: checks what it changes" } else { "checks the schemas" };
        steps.push((format!("{GATE}{gate_arguments}"), what));
    }
    let offered = hosts.first().map(|host| format!("avrocheck init --ci {}{init_arguments}", host.name()));
    steps.extend(offered.map(|command| (command, "adds the check to your pipeline")));
    let width = widest(steps.iter().map(|(command, _)| command));
    let lines = steps.iter().enumerate().map(|(at, (command, what))| {
        format!("{}{}  {what}\n", if at == 0 { "next: " } else { "      " }, pad(command, width))
    });
    unpublished + &lines.collect::<String>()
}

/// What the level promises, in a sentence without its end.
fn promise(level: Level) -> String {
    let all = level.reach == Reach::Transitive;
    match level.direction {
        Direction::None => "Nothing is promised".to_owned(),
        Direction::Backward => {
            let whose = if all { "all before it" } else { "the one before" };
            format!("The newest version of a schema reads the data of {whose}")
        }
        Direction::Forward => {
            let who = if all { "All versions" } else { "The version" };
            let verb = if all { "read" } else { "reads" };
            format!("{who} before the newest {verb} its data")
        }
        Direction::Full => {
            let whose = if all { "all before it, and they" } else { "the one before, which" };
            let verb = if all { "read" } else { "reads" };
            format!("The newest version of a schema reads the data of {whose} {verb} its own")
        }
    }
}

/// Why nothing is written where there is a configuration.
pub(crate) fn configured(file: &str) -> String {
    format!(
        "{file} is there already, and nothing is written; `avrocheck config show` lists what it says, `--ci github`, `gitlab` or \
         `pre-commit` adds a pipeline"
    )
}

/// Why nothing is written where there is a pipeline.
pub(crate) fn present(file: &str, host: Host) -> String {
    let why = match host {
        Host::Github => "is there already",
        Host::Gitlab | Host::PreCommit => "runs avrocheck already",
    };
    format!("{file} {why}, and nothing is written; remove it to have it made anew, or leave out --ci {}", host.name())
}

/// What follows the errors of schemas.
pub(crate) const UNCHECKED: &str = "nothing was written, because not all schemas can be understood; correct what is listed, or give the \
                             directories to look at, `avrocheck init PATH`";
