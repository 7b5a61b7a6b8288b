//! The report as Markdown that opens with the verdict: a comment on a pull request, or the summary of a step.

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::fix::Patch;
use crate::model::text::count;
use crate::render::cause::{frame, message, trail};
use crate::render::format::View;
use crate::render::patch;
use crate::render::problem::plain_line;
use crate::render::rule_page;
use crate::render::summary::header::header;
use crate::render::summary::last_line::verdict;
use crate::render::summary::matrix::{Matrix, matrices};
use crate::render::summary::outcome::{RunOutcome, fails};
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::text::{SentencePart, parts_of};
use crate::render::waiver;
use crate::render::words::remedy;
use crate::report::{CompatReport, SubjectReport};

/// By this a comment is found again, to be written anew in its place.
pub const MARKER: &str = "<!-- avrocheck -->";

/// A comment's size in bytes, which GitHub counts in characters.
pub const COMMENT: usize = 65_536;

/// A step summary's size in bytes. GitHub drops larger ones whole.
pub const SUMMARY: usize = 1 << 20;

/// No report is smaller than this may be.
pub const LEAST: usize = 8_192;

/// So many findings are open; the others are folded away, for each rule together.
const MOST_OPEN: usize = 5;

/// What the end may take of that.
const RESERVED: usize = 256;

/// Writes the report in no more than `limit` bytes. What fails the run comes first, and the end says how much is missing.
pub fn render(report: &CompatReport, view: &View<'_>, limit: usize) -> String {
    let mut text = beginning(report, view);
    let causes = view.causes(report, CauseGrouping::Everywhere);
    let problems = report.problems.iter().map(|problem| fenced(&plain_line(problem)));
    let mut shown = fill(&mut text, problems, limit);
    let mut open_left = MOST_OPEN;
    let groups = by_rule(&causes);
    for (at, causes) in groups.iter().enumerate() {
        // One rule does not take the room of those after it.
        let room = limit.saturating_sub(text.len()) / (groups.len() - at);
        let added = group(report, causes, open_left, room);
        open_left -= open_left.min(added.causes);
        shown += added.causes;
        text.push_str(&added.text);
    }
    let missing = report.problems.len() + causes.len() - shown;
    if missing > 0 {
        let missing = count(missing, "more finding");
        let command = report.scope.command();
        text.push_str(&format!("**{missing} that do not fit here**: `avrocheck {command}` shows all.\n\n"));
    } else {
        let failing = report.subjects.iter().filter(|subject| fails(subject));
        fill(&mut text, matrices(failing, Look::PLAIN).iter().map(of_matrix), limit);
        fill(&mut text, patch::of_subjects(report).map(|(subject, patch)| of_patch(report, subject, patch)), limit);
    }
    let waived = waiver::waived(report);
    let notes: Vec<_> = report.notes.iter().map(|note| foreign(note)).collect();
    let excused = (!waived.is_empty()).then(|| details("What is waived", &waived.join("\n")));
    let notes = (!notes.is_empty()).then(|| details("Notes", &notes.join("\n")));
    fill(&mut text, excused.into_iter().chain(notes), limit);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The causes of each rule, in the order of their first.
fn by_rule<'c, 'r>(causes: &'c [CauseGroup<'r>]) -> Vec<Vec<&'c CauseGroup<'r>>> {
    let mut groups: Vec<Vec<&CauseGroup<'_>>> = Vec::new();
    for cause in causes {
        match groups.iter_mut().find(|group| group[0].finding().rule == cause.finding().rule) {
            Some(group) => group.push(cause),
            None => groups.push(vec![cause]),
        }
    }
    groups
}

/// What was written of a rule.
#[derive(Default)]
struct Group {
    text: String,
    /// How many causes are in it.
    causes: usize,
}

/// The causes of a rule below its name, as far as there is room: so many open, the others behind one more line.
fn group(report: &CompatReport, causes: &[&CauseGroup<'_>], open: usize, room: usize) -> Group {
    let rule = causes[0].finding().rule;
    let number = count(causes.len(), "finding");
    let mut text = format!("**[{}]({})** {}: {number}\n\n", rule.id, rule_page::uri(rule), literal(rule.name));
    let (open, folded) = causes.split_at(open.min(causes.len()));
    let mut shown = fill(&mut text, open.iter().map(|cause| of_cause(report, cause, Shown::Open)), room);
    if shown == open.len() && !folded.is_empty() {
        let mut inside = String::new();
        let room = room.saturating_sub(text.len() + RESERVED);
        let fitting = fill(&mut inside, folded.iter().map(|cause| of_cause(report, cause, Shown::Closed)), room);
        if fitting > 0 {
            let number = count(fitting, if open.is_empty() { "finding" } else { "more finding" });
            text.push_str(&folded_block(&format!("{number} of {}", rule.id), &inside));
        }
        shown += fitting;
    }
    if shown == 0 { Group::default() } else { Group { text, causes: shown } }
}

/// Adds blocks as long as there is room, and says how many.
fn fill(text: &mut String, blocks: impl Iterator<Item = String>, limit: usize) -> usize {
    let fitting = blocks.take_while(|block| {
        let fits = text.len() + block.len() + RESERVED <= limit;
        if fits {
            text.push_str(block);
        }
        fits
    });
    fitting.count()
}

fn of_matrix(matrix: &Matrix<'_>) -> String {
    let what = match matrix.subjects[..] {
        [only] => code(&foreign(&only.subject)),
        _ => count(matrix.subjects.len(), "subject"),
    };
    details(&format!("Matrix of {what}"), &matrix.text)
}

fn of_patch(report: &CompatReport, subject: &SubjectReport, of: &Patch) -> String {
    let title = format!("Patch of {}: {}", code(&foreign(&subject.subject)), remedy::title_of_patch(of));
    details(&title, &patch::with_command(report, of, Look::PLAIN))
}

fn beginning(report: &CompatReport, view: &View<'_>) -> String {
    let news = match RunOutcome::of(report) {
        RunOutcome::Unchecked => "⛔ Avro schemas could not be checked",
        RunOutcome::Nothing => "⚠️ No Avro schemas were compared",
        RunOutcome::Ungated => "⚠️ Avro schemas were compared, and nothing is gated",
        RunOutcome::Compatible => "✅ Avro schemas are compatible",
        RunOutcome::Excused => "✅ Avro schemas pass, but not all that is gated is compatible",
        RunOutcome::Failed => "❌ Avro schemas break compatibility",
        RunOutcome::Sound => "✅ Avro schemas have no mistakes that fail the run",
        RunOutcome::Faulty => "❌ Avro schemas have mistakes",
    };
    let target: String = view.target.chars().take(200).collect();
    let view = View { target: &target, ..view.without_terminal() };
    let (header, last) = (header(report, &view), verdict(report, &view));
    format!("{MARKER}\n### {news}\n\n**{}**\n\n<sub>{}</sub>\n\n", literal(last.trim_end()), literal(&header))
}

/// Whether the details of a cause are seen at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shown {
    Open,
    Closed,
}

/// One cause.
fn of_cause(report: &CompatReport, cause: &CauseGroup<'_>, shown: Shown) -> String {
    let sign = match cause.weight {
        Weight::Fails => "❌",
        Weight::Tolerated => "⚠️",
        Weight::Remark | Weight::Waived | Weight::Known => "ℹ️",
    };
    let (id, trail) = (cause.finding().rule.id, trail(cause));
    let place = if trail.is_empty() { String::new() } else { format!(" {}", code(&trail)) };
    let summary = format!("{sign} <b>{id}</b>{place}: {}", html(&message(cause)));
    let text = details(&summary, &frame::with_notes(report, cause, Look::PLAIN));
    match shown {
        Shown::Open => text.replacen("<details>", "<details open>", 1),
        Shown::Closed => text,
    }
}

/// A sentence in HTML, which does not know backticks.
fn html(text: &str) -> String {
    let piece = |piece| match piece {
        SentencePart::Text(text) => sentence(text),
        SentencePart::Code(text) => code(text),
    };
    parts_of(text).into_iter().map(piece).collect()
}

fn details(summary: &str, text: &str) -> String {
    folded_block(summary, &format!("{}\n", fenced(text)))
}

/// Markdown that is seen when somebody opens it.
fn folded_block(summary: &str, markdown: &str) -> String {
    format!("<details><summary>{summary}</summary>\n\n{markdown}</details>\n\n")
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// A block of text as it is: the fence is longer than any row of backticks in it.
pub(crate) fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

/// A sentence that means nothing to Markdown.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for character in sentence(text).chars() {
        if matches!(character, '\\' | '`' | '_' | '*' | '[' | ']' | '|' | '~') {
            literal.push('\\');
        }
        literal.push(character);
    }
    literal
}

/// A sentence inside HTML. One in which a host would find something to link or to replace is code, where it looks for nothing.
fn sentence(text: &str) -> String {
    if is_linked(text) { code(text) } else { escape(text) }
}

/// Whether GitHub or GitLab may find a mention, an issue, a commit, an address, an emoji, a formula or the like.
fn is_linked(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let starts_link = |(mark, next): (char, char)| {
        matches!(mark, '@' | '#' | '!' | '~' | '%' | '&' | ':' | '^')
            && (next.is_alphanumeric() || "_+-\"[{".contains(next))
    };
    let is_commit = |word: &str| word.len() >= 7 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    ["$", "://", "www.", "gh-", "mailto:", "xmpp:"].iter().any(|mark| lower.contains(mark))
        || lower.chars().zip(lower.chars().skip(1)).any(starts_link)
        || lower.split(|character: char| !character.is_ascii_alphanumeric()).any(is_commit)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[test]
fn what_hosts_link_is_code() {
    for text in
        ["@a", "a/b#1", "GH-1", "!1", "https://a", "WWW.a", "a@b.c", "mailto:a", "0123abc", ":tada:", "$x$", "~\"bug\""]
    {
        assert!(is_linked(text), "{text}");
    }
    for text in
        ["v1 writes int, v2 expects string; int cannot be promoted", "✗ 3 breaking · 50 %: none", "a & b", "x: y"]
    {
        assert!(!is_linked(text), "{text}");
    }
}

#[test]
fn code_in_html_is_code() {
    assert_eq!(html("`v1` writes <a>, `v2` #1"), "<code>v1</code> writes &lt;a&gt;, <code>v2</code><code> #1</code>");
}
