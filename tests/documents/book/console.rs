//! Reads `console` blocks: commands, each with what a terminal shows of it; and writes what is to be shown instead.

/// A command and the lines below it.
pub struct Entry {
    pub command: String,
    pub shown: String,
}

/// Stands for lines that a page leaves out.
const LEFT_OUT: &str = "[…]\n";

/// A command goes on in the next line where a line of it ends with a backslash.
pub fn entries(block: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in block.split_inclusive('\n') {
        match (line.strip_prefix("$ "), entries.last_mut()) {
            (Some(command), _) => entries.push(Entry { command: command.to_owned(), shown: String::new() }),
            (None, Some(last)) if last.shown.is_empty() && last.command.ends_with("\\\n") => {
                last.command.push_str(line)
            }
            (None, Some(last)) => last.shown.push_str(line),
            (None, None) => panic!("a console block starts with `$ ` and a command: {line}"),
        }
    }
    entries
}

/// The block with other lines below its commands.
pub fn block(entries: &[Entry]) -> String {
    entries.iter().map(|entry| format!("$ {}{}", entry.command, entry.shown)).collect()
}

pub fn leaves_out(shown: &str) -> bool {
    shown.contains(LEFT_OUT)
}

/// Whether what is shown is what was printed, but for lines that are left out.
pub fn is_shown(shown: &str, printed: &str) -> bool {
    let mut parts = shown.split(LEFT_OUT);
    let first = parts.next().unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let Some(mut rest) = printed.strip_prefix(first) else { return false };
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = starts_of_lines(rest).find(|&at| rest[at..].starts_with(part)) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

fn starts_of_lines(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1))
}

/// What is printed, as a block shows it: the last line has its end.
pub fn as_lines(printed: &str) -> String {
    if printed.is_empty() || printed.ends_with('\n') { printed.to_owned() } else { format!("{printed}\n") }
}

#[test]
fn lines_can_be_left_out() {
    assert!(is_shown("a\nb\n", "a\nb\n"));
    assert!(!is_shown("a\n", "a\nb\n"));
    assert!(is_shown("a\n[…]\nd\n", "a\nb\nc\nd\n"));
    assert!(is_shown("[…]\nc\n[…]\n", "a\nb\nc\nd\n"));
    assert!(!is_shown("[…]\nx\n[…]\n", "a\nb\nc\nd\n"));
    assert!(!is_shown("a\n[…]\nc\n", "a\nb\nc\nd\n"));
}
