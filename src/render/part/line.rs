//! A cause or a problem in, the one line that tells it out.

use crate::model::input::Problem;
use crate::render::part::problem::place;
use crate::render::part::told::Cause;
use avro_resolve::schema::source::Sources;

/// One cause.
pub(crate) fn line(sources: &Sources, cause: &Cause<'_>) -> String {
    let place = cause.place().map_or_else(String::new, |place| {
        let source = &sources[place.file];
        let start = source.position(place.span.start);
        format!("{}:{}:{}: ", source.name, start.line, start.column)
    });
    one_line(&format!("{place}{} {}", cause.finding.rule.id, cause.message()))
}

/// Something that could not be checked.
pub(crate) fn problem_line(problem: &Problem) -> String {
    one_line(&format!("{}error: {}", place(problem), problem.message))
}

/// The text without anything that would end its line or move the cursor.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
