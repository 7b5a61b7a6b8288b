//! What `avrocheck explain` prints: a rule, or the list of all.

#[cfg(feature = "mcp")]
mod json;

#[cfg(feature = "mcp")]
pub(crate) use json::write as json;

use crate::render::rule_page::{WIDTH, example, facts, line, linked_id, paragraph};
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest, wrap};
use crate::render::text::style::Look;
use crate::rule::{self, Activation, CaseLayout, Family, RULES, Rule};

/// What `avrocheck explain AVC101` prints.
pub(crate) fn explain(rule: &Rule, look: Look) -> String {
    let room = look.width.unwrap_or(WIDTH).min(WIDTH);
    let mut out = format!(
        "{} ({})\n",
        look.bold(&format!("{} {}", linked_id(rule, look), rule.name)),
        facts(rule, rule.default_severity().name())
    );
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
        Activation::Always | Activation::Assumed => None,
        Activation::Lint => Some(String::new()),
        Activation::Advice => Some(" -v".to_owned()),
        Activation::OnDemand => Some(format!(" --enable {}", rule.id)),
    };
    match (rule.example.layout, lint) {
        (CaseLayout::Versions, None) => {
            let assumed = match (rule.activation, rule.concerns) {
                (Activation::Assumed, [first, ..]) => format!(" --assume {}", first.name()),
                _ => String::new(),
            };
            format!(
                "To try it, save the two as v1.avsc and v2.avsc, and run `avrocheck compat v1.avsc v2.avsc -v --level FULL{assumed}`."
            )
        }
        (CaseLayout::Versions, Some(flags)) => {
            format!("To try it, save the second as v2.avsc, and run `avrocheck lint v2.avsc -v{flags}`.")
        }
        (CaseLayout::Files, _) if rule.family == Family::Message => {
            "To try it, save the two under these paths, and run `avrocheck compat schemas --level FULL`.".to_owned()
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
    let text = str::to_owned;
    let rows = RULES
        .iter()
        .map(|rule| [linked_id(rule, look), text(rule.name), text(rule.default_severity().name()), text(rule.summary)]);
    let rows: Vec<_> = std::iter::once(["id", "name", "severity", "summary"].map(text)).chain(rows).collect();
    let [id, name, severity] = [0, 1, 2].map(|column| widest(rows.iter().map(|row| &row[column])));
    let hang = id + name + severity + 6;
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        let text = format!("{}  {}  {}  {}", pad(&row[0], id), pad(&row[1], name), pad(&row[2], severity), row[3]);
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

fn section(out: &mut String, look: Look, heading: &str) {
    out.push('\n');
    line(out, "", &look.bold(heading));
}
