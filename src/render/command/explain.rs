//! Explains rules: as text for the terminal, as a list, and as Markdown for `docs/rules.md`.

use std::fmt::Write;

use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest, wrap};
use crate::render::text::style::Look;
use crate::rule::{self, Activation, CaseLayout, ExampleFile, RULES, Rule, RuleExample};

/// Lines get no longer than this, even on wide terminals.
const WIDTH: usize = 96;

/// What `avrocheck explain AVC101` prints.
pub(crate) fn explain(rule: &Rule, look: Look) -> String {
    let room = look.width.unwrap_or(WIDTH).min(WIDTH);
    let mut out = format!("{} ({})\n", look.bold(&title(rule)), facts(rule, rule.default_severity().name()));
    out.push('\n');
    paragraph(&mut out, room, "", rule.summary);
    section(&mut out, look, "Why");
    paragraph(&mut out, room, "  ", rule.why);
    section(&mut out, look, "Example");
    for (index, (heading, schema)) in example(rule).into_iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        line(&mut out, "  ", &format!("{heading}:"));
        for schema_line in schema.lines() {
            line(&mut out, "    ", schema_line);
        }
    }
    out.push('\n');
    paragraph(&mut out, room, "  ", &trial(rule));
    section(&mut out, look, "What to do");
    paragraph(&mut out, room, "  ", rule.remedy);
    out
}

/// How to see the example raise the rule.
fn trial(rule: &Rule) -> String {
    let lint = match rule.activation {
        Activation::Always => None,
        Activation::Lint => Some(String::new()),
        Activation::OnDemand => Some(format!(" --enable {}", rule.id)),
    };
    match (rule.example.layout, lint) {
        (CaseLayout::Versions, None) => {
            "To try it, save the two as v1.avsc and v2.avsc, and run `avrocheck compat v1.avsc v2.avsc -v --level FULL`."
                .to_owned()
        }
        (CaseLayout::Versions, Some(flags)) => {
            format!("To try it, save the second as v2.avsc, and run `avrocheck lint v2.avsc -v{flags}`.")
        }
        (CaseLayout::Files, _) => {
            "To try it, save the two under these paths, and run `avrocheck lint schemas -v`.".to_owned()
        }
        (CaseLayout::Revisions, _) => {
            "To try it, commit the first, make the second of it, and run `avrocheck compat schemas --against HEAD -v`."
                .to_owned()
        }
    }
}

/// What `avrocheck explain` prints: every rule, one to a line, so that it can be searched.
pub(crate) fn list(look: Look) -> String {
    let rows = RULES.iter().map(|rule| [rule.id, rule.name, rule.default_severity().name(), rule.summary]);
    let rows: Vec<_> = std::iter::once(["id", "name", "severity", "summary"]).chain(rows).collect();
    let [id, name, severity] = [0, 1, 2].map(|column| widest(rows.iter().map(|row| row[column])));
    let hang = id + name + severity + 6;
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        let text = format!("{}  {}  {}  {}", pad(row[0], id), pad(row[1], name), pad(row[2], severity), row[3]);
        let text = wrap(&text, look.width, hang);
        line(&mut out, "", &if index == 0 { look.bold(&text) } else { text });
    }
    out
}

/// Says that there is no such rule, and which one was probably meant.
pub(crate) fn unknown(wanted: &str) -> String {
    let wanted = foreign(wanted);
    match rule::nearest(&wanted) {
        Some(meant) => format!("no rule \"{wanted}\"; did you mean {} ({})?", meant.id, meant.name),
        None => format!("no rule \"{wanted}\"; `avrocheck explain` lists all"),
    }
}

/// What is in `docs/rules.md`.
#[cfg(test)]
pub(crate) fn markdown() -> String {
    let mut out = include_str!("explain/head.md").to_owned();
    for (ids, what) in rule::Family::ALL.map(rule::Family::summary) {
        line(&mut out, "", &format!("- **{ids}**: {what}."));
    }
    out.push_str("\n| id | name | severity | summary |\n|---|---|---|---|\n");
    for rule in RULES.iter() {
        let anchor = anchor(rule);
        let (id, name, severity) = (rule.id, rule.name, rule.default_severity().name());
        let summary = rule.summary.replace('|', "\\|");
        line(&mut out, "", &format!("| [{id}](#{anchor}) | {name} | {severity} | {summary} |"));
    }
    for rule in RULES.iter() {
        let _ = write!(out, "\n## {}\n\n{}", title(rule), markdown_of(rule));
    }
    out
}

/// What a rule means, as Markdown without its title.
pub(crate) fn markdown_of(rule: &Rule) -> String {
    let severity = format!("**{}**", rule.default_severity().name());
    let mut out = format!("Default severity: {}\n\n", facts(rule, &severity));
    paragraph(&mut out, WIDTH, "", rule.summary);
    let _ = write!(out, "\n**Why.** {}\n", rule.why);
    for (heading, schema) in example(rule) {
        let _ = write!(out, "\nExample, {heading}:\n\n```json\n{}\n```\n", schema.trim_end());
    }
    let _ = write!(out, "\n**What to do.** {}\n", rule.remedy);
    out
}

/// The program's home.
pub(crate) const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// Where a rule is documented.
pub(crate) fn uri(rule: &Rule) -> String {
    page(&format!("docs/rules.md#{}", anchor(rule)))
}

/// Where a page of this release is.
pub(crate) fn page(path: &str) -> String {
    format!("{HOME}/blob/v{}/{path}", env!("CARGO_PKG_VERSION"))
}

fn anchor(rule: &Rule) -> String {
    title(rule).to_lowercase().replace(' ', "-")
}

/// How bad the rule is, on what that depends, who raises it, and what Java calls it.
fn facts(rule: &Rule, severity: &str) -> String {
    let readers: Vec<&str> = rule.concerns.iter().map(|implementation| implementation.name()).collect();
    let worst = rule.severity_for(rule.concerns);
    let concerns = match readers.as_slice() {
        [] => None,
        readers if worst == rule.default_severity() => {
            Some(format!("safe unless `--assume` names {}", readers.join(" or ")))
        }
        readers => Some(format!("{} with `--assume {}`", worst.name(), readers.join(","))),
    };
    let activation = match rule.activation {
        Activation::Always => None,
        Activation::Lint => Some("only by `avrocheck lint`".to_owned()),
        Activation::OnDemand => Some(format!("only by `avrocheck lint --enable {}`", rule.id)),
    };
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.java_name()).collect();
    let kinds = (!kinds.is_empty()).then(|| format!("kind {}", kinds.join(" or ")));
    let more: Vec<String> = concerns.into_iter().chain(activation).chain(kinds).collect();
    if more.is_empty() { severity.to_owned() } else { format!("{severity}; {}", more.join("; ")) }
}

fn title(rule: &Rule) -> String {
    format!("{} {}", rule.id, rule.name)
}

/// The schemas of the example and what each of them is.
fn example(rule: &Rule) -> Vec<(String, &'static str)> {
    let RuleExample { layout, files } = &rule.example;
    let heading = |index: usize, file: &ExampleFile| match (layout, index) {
        (CaseLayout::Versions, 0) => "written with v1".to_owned(),
        (CaseLayout::Versions, _) => "read with v2".to_owned(),
        (CaseLayout::Files, _) => file.path.to_owned(),
        (CaseLayout::Revisions, _) => {
            let path = file.path.replacen("before/", "main:", 1).replacen("after/", "", 1);
            if file.note.is_empty() { path } else { format!("{path}, {}", file.note) }
        }
    };
    files.iter().enumerate().map(|(index, file)| (heading(index, file), file.text)).collect()
}

fn section(out: &mut String, look: Look, heading: &str) {
    out.push('\n');
    line(out, "", &look.bold(heading));
}

/// A text, wrapped.
fn paragraph(out: &mut String, room: usize, indent: &str, text: &str) {
    line(out, "", &wrap(&format!("{indent}{text}"), Some(room), 0));
}

fn line(out: &mut String, indent: &str, text: &str) {
    out.push_str(indent);
    out.push_str(text);
    out.push('\n');
}
