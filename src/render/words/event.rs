//! Puts what happened to versions into words.

use super::sentence::VersionName::Labelled;
use super::sentence::{Words, WordsPart};
use crate::change::Change;
use crate::finding::event::Event;
use crate::model::text::{on_one_line, shorten};
use crate::render::text::foreign::foreign;

/// Describes something that happened to a version, and not between two of them.
pub(super) fn event(event: &Event, wanted: WordsPart) -> Words {
    match event {
        Event::Edited { version, change } => {
            let change = what(change);
            match version.as_deref().map(Labelled) {
                Some(version) => Words::new(
                    wanted,
                    || format!("{version} is released and must not change, but {change}"),
                    || format!("{change}, although {version} is released"),
                ),
                None => Words::new(
                    wanted,
                    || format!("this file is part of every released version and must not change, but {change}"),
                    || format!("{change}, in every released version"),
                ),
            }
        }
        Event::Removed { version, subject } => match version.as_deref().map(Labelled) {
            Some(version) => Words::new(
                wanted,
                || format!("{version} of \"{subject}\" is released, but its file was removed"),
                || format!("this file of {version} was removed"),
            ),
            None => Words::new(
                wanted,
                || format!("\"{subject}\" is part of every released version, but its file was removed"),
                || "this file was removed",
            ),
        },
        Event::Inserted { version, before } => {
            let (version, before) = (Labelled(version), Labelled(before));
            Words::new(
                wanted,
                || format!("{version} is new, but {before}, which comes after it, is released already"),
                || format!("{before} is released already"),
            )
        }
        Event::Returned { field, last: (last, was), again: (again, is) } => {
            let (last, again) = (Labelled(last), Labelled(again));
            Words::new(
                wanted,
                || format!("\"{field}\" was {was} in {last}, was removed, and is used again in {again} for {is}"),
                || format!("{again} uses the name again, for {is}"),
            )
            .writer_label(|| format!("{last} had it as {was}"))
        }
        Event::MessageRemoved { last, .. } => {
            let last = Labelled(last);
            Words::new(
                wanted,
                || format!("the message was removed after {last}, whose clients call it in vain from now on"),
                || "the message was removed",
            )
        }
        Event::SubjectRemoved { subject } => Words::new(
            wanted,
            || format!("the schema \"{subject}\" was removed; whoever has data of it needs the schema"),
            || "the schema was removed",
        ),
    }
}

fn what(change: &Change) -> String {
    /// Columns of a type or a default.
    const MOST: usize = 60;
    let kind = change.kind.name().replace('-', " ");
    let short = |text: &String| shorten(&foreign(&on_one_line(text)), MOST, "…");
    let place = if change.trail.is_empty() { String::new() } else { format!("{}: ", change.trail) };
    match (change.before.as_ref().map(short), change.after.as_ref().map(short)) {
        (Some(before), Some(after)) => format!("{place}{kind} from {before} to {after}"),
        (None, Some(only)) | (Some(only), None) => format!("{place}{kind}, {only}"),
        (None, None) => format!("{place}{kind}"),
    }
}
