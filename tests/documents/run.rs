//! Every command of the documentation is run, page by page.

use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::thread;

use crate::checkout::Checkout;
use crate::console::{Entry, as_lines, block, entries, is_shown};
use crate::markdown::{Block, Page};
use crate::session::{Piece, Shown, run};
use crate::{assert_none, package, pages};

/// What a block is made of.
enum Part {
    Console(Vec<Entry>),
    Script,
}

#[test]
fn commands_do_what_the_pages_say() {
    let pages = pages();
    let wrong: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = pages.iter().map(|page| scope.spawn(|| check(page))).collect();
        runs.into_iter().flat_map(|run| run.join().expect("a page is checked to its end")).collect()
    });
    assert_none(&wrong);
}

fn check(page: &Page) -> Vec<String> {
    let blocks: Vec<&Block> = page.blocks.iter().filter(|block| is_shell(block) && block.not_run.is_none()).collect();
    let mut parts: Vec<Part> = blocks
        .iter()
        .map(|block| if block.language == "console" { Part::Console(entries(&block.text)) } else { Part::Script })
        .collect();
    let pieces: Vec<Piece> = blocks
        .iter()
        .zip(&parts)
        .flat_map(|(block, part)| match part {
            Part::Console(entries) => entries.iter().map(|entry| Piece::Command(&entry.command)).collect(),
            Part::Script => vec![Piece::Script(&block.text)],
        })
        .collect();
    if pieces.is_empty() {
        return Vec::new();
    }
    let mut answers = run(&pieces, &Checkout::new(), &[]).into_iter();
    let (mut wrong, mut text) = (Vec::new(), page.text.clone());
    let is_update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut made: Vec<(&Block, String)> = Vec::new();
    for (block_of_page, part) in blocks.iter().zip(&mut parts) {
        let place = page.place(block_of_page.line);
        match part {
            Part::Script => wrong.extend(script_failure(&place, answers.next().flatten())),
            Part::Console(entries) => {
                for at in 0..entries.len() {
                    let next = entries.get(at + 1).map(|entry| entry.command.trim_end().to_owned());
                    wrong.extend(compare(
                        &place,
                        &mut entries[at],
                        next.as_deref(),
                        answers.next().flatten(),
                        is_update,
                    ));
                }
                made.push((block_of_page, block(entries)));
            }
        }
    }
    // From the end on, so that places stay what they are.
    made.iter().rev().for_each(|(block, now)| text.replace_range(block.range.clone(), now));
    if text != page.text {
        fs::write(package().join(&page.path), text).expect("the page can be written");
    }
    wrong
}

fn is_shell(block: &Block) -> bool {
    matches!(block.language.as_str(), "console" | "sh" | "bash")
}

fn script_failure(place: &str, shown: Option<Shown>) -> Option<String> {
    match shown {
        None => Some(format!("{place}: the shell ended before the end of this block")),
        Some(Shown { failed: Some(command), text, .. }) => Some(format!("{place}: `{command}` fails:\n{text}")),
        Some(Shown { failed: None, code: 0, .. }) => None,
        Some(Shown { failed: None, code, text }) => Some(format!("{place}: it ends with {code}:\n{text}")),
    }
}

/// Puts in what was printed, if the pages are to be updated.
fn compare(
    place: &str,
    entry: &mut Entry,
    next: Option<&str>,
    shown: Option<Shown>,
    is_update: bool,
) -> Option<String> {
    let command = entry.command.trim_end();
    let Some(shown) = shown else { return Some(format!("{place}: the shell ended at `{command}`")) };
    if shown.code != 0 && next != Some("echo $?") {
        let code = shown.code;
        return Some(format!("{place}: `{command}` ends with {code}; show it with `$ echo $?`:\n{}", shown.text));
    }
    let printed = as_lines(&shown.text);
    if is_shown(&entry.shown, &printed) {
        return None;
    }
    if is_update && !entry.shown.contains("[…]") {
        entry.shown = printed;
        return None;
    }
    let mut text = String::new();
    for change in similar::TextDiff::from_lines(&entry.shown, &printed).iter_all_changes() {
        write!(text, "{}{change}", change.tag()).expect("strings take all");
    }
    Some(format!("{place}: `{command}` prints something else (UPDATE_DOCS=1 writes it into the page):\n{text}"))
}

#[test]
fn what_is_not_run_is_known() {
    let mut list = String::new();
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.not_run.is_some()) {
            let reason = block.not_run.as_deref().unwrap_or_default();
            assert!(is_shell(block), "{}: only commands are run", page.place(block.line));
            writeln!(list, "{}, {reason}:\n{}", page.path.display(), block.text).expect("strings take all");
        }
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(list) });
}

#[test]
fn what_is_not_run_is_shell() {
    let mut wrong = Vec::new();
    for page in pages() {
        for block in page.blocks.iter().filter(|block| is_shell(block) && block.not_run.is_some()) {
            let text = match block.language.as_str() {
                "console" => entries(&block.text).into_iter().map(|entry| entry.command).collect(),
                _ => block.text.clone(),
            };
            let output = Command::new("bash").args(["-n", "-c", &text]).output().expect("bash is here");
            if !output.status.success() {
                wrong.push(format!("{}: {}", page.place(block.line), String::from_utf8_lossy(&output.stderr)));
            }
        }
    }
    assert_none(&wrong);
}
