//! What happened to versions in, sentences out.

use crate::change::Change;
use crate::finding::event::Event;

/// One sentence that says what is wrong and why.
pub(crate) fn message(event: &Event) -> String {
    match event {
        Event::Edited { version: Some(version), change } => {
            format!("{version} is released and may not change any more, but {}", what(change))
        }
        Event::Edited { version: None, change } => {
            format!("this file is part of every released version and may not change any more, but {}", what(change))
        }
        Event::Removed { version: Some(version), subject } => {
            format!("{version} of \"{subject}\" is released, and its file is gone")
        }
        Event::Removed { version: None, subject } => {
            format!("\"{subject}\" is part of every released version, and its file is gone")
        }
        Event::Inserted { version, before } => {
            format!("{version} is new, but {before}, which comes after it, is released already")
        }
        Event::Returned { field, last: (last, was), again: (again, is) } => {
            format!("\"{field}\" was {was} in {last}, was removed, and returns in {again} as {is}")
        }
        Event::SubjectRemoved { subject } => {
            format!("\"{subject}\" is removed, and whoever has data of it needs its schema")
        }
    }
}

/// The same in the few words that fit beside the source line.
pub(crate) fn label(event: &Event) -> String {
    match event {
        Event::Edited { version: Some(version), change } => format!("{}, though {version} is released", what(change)),
        Event::Edited { version: None, change } => format!("{}, in every released version", what(change)),
        Event::Removed { version: Some(version), .. } => format!("this file of {version} is gone"),
        Event::Removed { version: None, .. } => "this file is gone".to_owned(),
        Event::Inserted { before, .. } => format!("{before} is released already"),
        Event::Returned { again: (again, is), .. } => format!("{again} uses the name again, for {is}"),
        Event::SubjectRemoved { .. } => "it is there no more".to_owned(),
    }
}

/// What it looked like before, where the frame should show that too.
pub(crate) fn label_before(event: &Event) -> Option<String> {
    match event {
        Event::Returned { last: (last, was), .. } => Some(format!("{last} had it as {was}")),
        Event::Edited { .. } | Event::Removed { .. } | Event::Inserted { .. } | Event::SubjectRemoved { .. } => None,
    }
}

fn what(change: &Change) -> String {
    let kind = change.kind.name().replace('-', " ");
    let short = |text: &str| {
        const MOST: usize = 60;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match text.char_indices().nth(MOST) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    };
    let place = if change.trail.is_empty() { String::new() } else { format!("{}: ", change.trail) };
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{place}{kind} from {} to {}", short(before), short(after)),
        (None, Some(after)) => format!("{place}{kind}, {}", short(after)),
        (Some(before), None) => format!("{place}{kind}, {}", short(before)),
        (None, None) => format!("{place}{kind}"),
    }
}
