//! Runs every command of the documentation, page by page.

use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::thread;

use super::checkout::Checkout;
use super::console::{Entry, as_lines, block, entries, is_shown, leaves_out};
use super::markdown::{Block, Page};
use super::registry::{as_shown, registry_of};
use super::session::{Piece, Shown, run};
use super::stream;
use super::{assert_none, package, pages};

/// What a block of commands is made of.
enum Part {
    Console(Vec<Entry>),
    Script(String),
}

impl Part {
    fn of(block: &Block) -> Part {
        match block.language.as_str() {
            "console" => Part::Console(entries(&block.text)),
            _ => Part::Script(block.text.clone()),
        }
    }

    fn pieces(&self) -> Vec<Piece<'_>> {
        match self {
            Part::Console(entries) => entries.iter().map(|entry| Piece::Command(&entry.command)).collect(),
            Part::Script(text) => vec![Piece::Script(text)],
        }
    }
}

#[test]
fn commands_do_what_the_pages_say() {
    let wrong: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = pages().into_iter().map(|page| scope.spawn(|| check(page))).collect();
        runs.into_iter().flat_map(|run| run.join().expect("a page is checked to its end")).collect()
    });
    assert_none(&wrong);
}

fn check(page: Page) -> Vec<String> {
    let parts = parts(&page);
    let pieces: Vec<Piece> = parts.iter().flat_map(|(_, part)| part.pieces()).collect();
    if pieces.is_empty() {
        return Vec::new();
    }
    let registry = registry_of(&page.path);
    let url = registry.as_ref().map(|registry| registry.url()).unwrap_or_default();
    let broker = stream::broker_of(&page.path);
    let variables = [("REGISTRY", url.as_str()), ("KAFKA", broker.as_deref().unwrap_or_default())];
    let checkout = Checkout::new();
    let mut answers = run(&pieces, &checkout, &variables);
    for shown in answers.iter_mut().flatten() {
        let text = as_shown(registry.as_ref(), std::mem::take(&mut shown.text));
        shown.text = stream::as_shown(broker.as_deref(), text);
    }
    let wrong = if std::env::var_os("UPDATE_DOCS").is_some() {
        faults(&renewed(&page, &answers), &answers)
    } else {
        faults(&page, &answers)
    };
    [wrong, picture_faults(&page, &checkout)].concat()
}

/// What differs in pictures of the page that its commands draw.
fn picture_faults(page: &Page, checkout: &Checkout) -> Vec<String> {
    let mut wrong = Vec::new();
    for link in &page.links {
        let Some(name) = link.text.strip_prefix("picture/") else { continue };
        let Ok(drawn) = fs::read(checkout.directory().join(name)) else { continue };
        let committed = package().join("docs").join(&link.text);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&committed, &drawn).expect("the picture can be written");
        }
        if fs::read(committed).is_ok_and(|shown| shown != drawn) {
            let place = page.place(link.line);
            wrong.push(format!("{place}: the commands draw another picture; UPDATE_DOCS=1 writes it"));
        }
    }
    wrong
}

fn parts(page: &Page) -> Vec<(&Block, Part)> {
    let run = page.blocks.iter().filter(|block| is_shell(block) && block.not_run.is_none());
    run.map(|block| (block, Part::of(block))).collect()
}

fn is_shell(block: &Block) -> bool {
    matches!(block.language.as_str(), "console" | "sh" | "bash")
}

/// The page with what the commands print now; where a page leaves lines out, it stays as it is.
fn renewed(page: &Page, answers: &[Option<Shown>]) -> Page {
    let (mut text, mut answers) = (page.text.clone(), answers.iter().rev());
    // From the end on, so that places stay what they are.
    for (place, part) in parts(page).into_iter().rev() {
        match part {
            Part::Script(_) => drop(answers.next()),
            Part::Console(mut entries) => {
                for (entry, answer) in entries.iter_mut().rev().zip(answers.by_ref()) {
                    if let Some(shown) = answer.as_ref().filter(|_| !leaves_out(&entry.shown)) {
                        entry.shown = as_lines(&shown.text);
                    }
                }
                text.replace_range(place.range.clone(), &block(&entries));
            }
        }
    }
    fs::write(package().join(&page.path), text).expect("the page can be written");
    Page::read(&page.path)
}

fn faults(page: &Page, answers: &[Option<Shown>]) -> Vec<String> {
    let (mut wrong, mut answers) = (Vec::new(), answers.iter());
    for (block, part) in parts(page) {
        let found: Vec<String> = match part {
            Part::Script(_) => answers.next().and_then(|answer| script_fault(answer.as_ref())).into_iter().collect(),
            Part::Console(entries) => {
                let nexts = entries.iter().skip(1).map(Some).chain([None]);
                let rows = entries.iter().zip(nexts).zip(answers.by_ref());
                rows.filter_map(|((entry, next), answer)| command_fault(entry, next, answer.as_ref())).collect()
            }
        };
        wrong.extend(found.into_iter().map(|fault| format!("{}: {fault}", page.place(block.line))));
    }
    wrong
}

fn script_fault(answer: Option<&Shown>) -> Option<String> {
    match answer {
        None => Some("the shell ended before the end of this block".to_owned()),
        Some(Shown { failed: Some(command), text, .. }) => Some(format!("`{command}` fails:\n{text}")),
        Some(Shown { failed: None, code: 0, .. }) => None,
        Some(Shown { failed: None, code, text }) => Some(format!("it ends with {code}:\n{text}")),
    }
}

fn command_fault(entry: &Entry, next: Option<&Entry>, answer: Option<&Shown>) -> Option<String> {
    let command = entry.command.trim_end();
    let Some(Shown { text, code, .. }) = answer else { return Some(format!("the shell ended at `{command}`")) };
    if *code != 0 && next.is_none_or(|next| next.command.trim_end() != "echo $?") {
        return Some(format!("`{command}` ends with {code}; show it with `$ echo $?`:\n{text}"));
    }
    let printed = as_lines(text);
    if is_shown(&entry.shown, &printed) {
        return None;
    }
    let mut difference = String::new();
    for change in similar::TextDiff::from_lines(&entry.shown, &printed).iter_all_changes() {
        write!(difference, "{}{change}", change.tag()).expect("strings take all");
    }
    Some(format!("`{command}` prints something else (UPDATE_DOCS=1 writes it into the page):\n{difference}"))
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
            let output = Command::new("bash")
                .args(["-n", "-c", &text])
                .output()
                .expect("bash (./ci/test installs what tests need)");
            if !output.status.success() {
                wrong.push(format!("{}: {}", page.place(block.line), String::from_utf8_lossy(&output.stderr)));
            }
        }
    }
    assert_none(&wrong);
}
