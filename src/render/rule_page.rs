//! Documents rules: where each is documented, and its Markdown in `docs/rules.md`.

use std::fmt::Write;

use crate::render::text::layout::wrap;
#[cfg(feature = "cli")]
use crate::render::text::style::{Colour, Look};
use crate::rule::{Activation, CaseLayout, ExampleFile, Rule, RuleExample};
#[cfg(test)]
use crate::rule::{Family, RULES};

/// Lines get no longer than this, even on wide terminals.
pub(crate) const WIDTH: usize = 96;

/// What is in `docs/rules.md`.
#[cfg(test)]
pub(crate) fn markdown() -> String {
    let mut out = include_str!("rule_page/head.md").to_owned();
    for (ids, what) in Family::ALL.map(Family::summary) {
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
        // Some examples are about what is no JSON.
        let is_json = serde_json::from_str::<serde_json::Value>(schema).is_ok();
        let language = if is_json { "json" } else { "text" };
        let _ = write!(out, "\nExample, {heading}:\n\n```{language}\n{}\n```\n", schema.trim_end());
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

/// A rule's id, which leads to its page on terminals that can follow links (OSC 8).
#[cfg(feature = "cli")]
pub(crate) fn linked_id(rule: &Rule, look: Look) -> String {
    match look.colour {
        Colour::On if look.hyperlinks => {
            format!("\u{1b}]8;;{}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", uri(rule), rule.id)
        }
        Colour::On | Colour::Off => rule.id.to_owned(),
    }
}

/// Where a page of this release is.
pub(crate) fn page(path: &str) -> String {
    format!("{HOME}/blob/v{}/{path}", env!("CARGO_PKG_VERSION"))
}

fn anchor(rule: &Rule) -> String {
    title(rule).to_lowercase().replace(' ', "-")
}

/// How bad the rule is, on what that depends, who raises it, and what Java calls it.
pub(crate) fn facts(rule: &Rule, severity: &str) -> String {
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
        Activation::Assumed => Some("only where that is assumed".to_owned()),
        Activation::Lint => Some("only by `avrocheck lint`".to_owned()),
        Activation::Advice => Some("only by `avrocheck lint -v`".to_owned()),
        Activation::OnDemand => Some(format!("only by `avrocheck lint --enable {}`", rule.id)),
    };
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.java_name()).collect();
    let kinds = (!kinds.is_empty()).then(|| format!("kind {}", kinds.join(" or ")));
    let more: Vec<String> = concerns.into_iter().chain(activation).chain(kinds).collect();
    if more.is_empty() { severity.to_owned() } else { format!("{severity}; {}", more.join("; ")) }
}

pub(crate) fn title(rule: &Rule) -> String {
    format!("{} {}", rule.id, rule.name)
}

/// The schemas of the example and what each of them is.
pub(crate) fn example(rule: &Rule) -> Vec<(String, &'static str)> {
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

/// A text, wrapped.
pub(crate) fn paragraph(out: &mut String, room: usize, indent: &str, text: &str) {
    line(out, "", &wrap(&format!("{indent}{text}"), Some(room), 0));
}

pub(crate) fn line(out: &mut String, indent: &str, text: &str) {
    out.push_str(indent);
    out.push_str(text);
    out.push('\n');
}
