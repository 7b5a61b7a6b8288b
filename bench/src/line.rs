//! Log lines in, raw or as records of a CSV file; events out. No copy is made and nothing is checked twice.

use std::collections::BTreeMap;

use memchr::{memchr, memchr_iter, memrchr};

use crate::Outcome;
use crate::event::{
    ClientPlatform, Event, Rating, RatingClient, Recommendation, RecommenderModel, StreamQuality, Watch,
};

/// Calls `each` for the event of every line. The first line of an input may be the header of a CSV file.
pub fn each_event(text: &str, is_first: bool, each: &mut impl FnMut(Event<'_>) -> Outcome) -> Outcome {
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()) {
        let line = &text[start..end];
        let is_header = is_first && start == 0 && line == "Type,Log Entry";
        start = end + 1;
        if !is_header {
            each(event(entry(line)).ok_or_else(|| format!("no log line: {line}"))?)?;
        }
    }
    Ok(())
}

/// The log entry of a CSV record; a line that starts with a digit is one itself.
#[inline]
fn entry(line: &str) -> &str {
    if line.starts_with(|first: char| first.is_ascii_digit()) {
        return line;
    }
    let entry = memchr(b',', line.as_bytes()).map_or("", |comma| &line[comma + 1..]);
    entry.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"')).unwrap_or(entry)
}

#[inline]
fn event(line: &str) -> Option<Event<'_>> {
    let (time, rest) = first(line, b',')?;
    let (user_id, request) = first(rest, b',')?;
    if let Some(watch) = request.strip_prefix("GET /data/m/") {
        let (movie_id, minute) = last(watch.strip_suffix(".mpg")?, b'/')?;
        let (quality, subtitles) = (StreamQuality::Unknown, Vec::new());
        let minute = minute.parse().ok()?;
        let watched_in_full = false;
        Some(Event::Watch(Watch {
            time,
            user_id,
            movie_id,
            minute,
            watched_in_full,
            quality,
            started_at: None,
            subtitles,
        }))
    } else if let Some(rate) = request.strip_prefix("GET /rate/") {
        let (movie_id, rating) = last(rate, b'=')?;
        let client = RatingClient { platform: ClientPlatform::Unknown, app_version: "" };
        let (rating, tags) = (rating.parse().ok()?, Vec::new());
        Some(Event::Rating(Rating {
            user_id,
            movie_id,
            rating,
            time,
            rating_context: None,
            client,
            review: None,
            tags,
        }))
    } else {
        let (server, rest) = first(request.strip_prefix("recommendation request ")?, b',')?;
        let (status, rest) = first(rest.strip_prefix(" status ")?, b',')?;
        let (before, elapsed) = last(rest.strip_prefix(" result: ")?.strip_suffix(" ms")?, b' ')?;
        Some(Event::Recommendation(Recommendation {
            time,
            user_id,
            server,
            status: status.parse().ok()?,
            response_time: elapsed.parse().ok()?,
            recommendations: Some(before.strip_suffix(',')?),
            device_type: None,
            received_at: None,
            model: RecommenderModel { name: "unknown", version: 0, parameters: BTreeMap::new() },
            experiments: BTreeMap::new(),
        }))
    }
}

#[inline]
fn first(text: &str, separator: u8) -> Option<(&str, &str)> {
    memchr(separator, text.as_bytes()).map(|at| (&text[..at], &text[at + 1..]))
}

#[inline]
fn last(text: &str, separator: u8) -> Option<(&str, &str)> {
    memrchr(separator, text.as_bytes()).map(|at| (&text[..at], &text[at + 1..]))
}
