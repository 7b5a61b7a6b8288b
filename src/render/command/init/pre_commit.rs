//! Adds an entry to the list `repos` of a `.pre-commit-config.yaml`; nothing else of the file changes.

/// A new file.
pub(crate) fn file(entry: &str) -> String {
    format!("repos:\n{}", indented(entry, "  "))
}

/// The file with the entry at the end of its list; `None` unless the list is written one item a line, each after a dash.
pub(crate) fn with(text: &str, entry: &str) -> Option<String> {
    let is_plain = |line: &str| !line.contains('\t') && !line.starts_with("...");
    let documents = text.lines().filter(|line| line.starts_with("---")).count();
    if documents > 1 || !text.lines().all(is_plain) {
        return None;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut starts = lines.iter().enumerate().filter(|(_, line)| line.starts_with("repos:"));
    let (start, key) = starts.next()?;
    let rest = key["repos:".len()..].trim();
    if starts.next().is_some() || !(rest.is_empty() || rest.starts_with('#')) {
        return None;
    }
    let list = &lines[start + 1..];
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let is_content = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    let belongs = |line: &str| line.starts_with(' ') || line.starts_with('-') || !is_content(line);
    let length = list.iter().take_while(|line| belongs(line)).count();
    let first = list[..length].iter().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
    if !is_item(first) {
        return None;
    }
    let indent = &first[..first.len() - first.trim_start().len()];
    // What is nearer to the margin than the items is not part of the list.
    let is_inside = |line: &&str| !is_content(line) || line.starts_with(indent);
    if !list[..length].iter().all(is_inside) {
        return None;
    }
    let last = list[..length].iter().rposition(|line| is_content(line))?;
    let end = start + 1 + last;
    let line_end = if key.ends_with("\r\n") { "\r\n" } else { "\n" };
    let before = lines[..=end].concat();
    let missing = if before.ends_with('\n') { "" } else { line_end };
    let entry = indented(entry, indent).replace('\n', line_end);
    Some(format!("{before}{missing}{entry}{}", lines[end + 1..].concat()))
}

fn indented(entry: &str, indent: &str) -> String {
    entry.lines().map(|line| format!("{indent}{line}\n")).collect()
}
