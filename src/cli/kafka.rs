//! What the commands that read topics have in common: settings, and where to start.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use kafka_batches::{Consumer, Error, Settings};

use crate::source::disk;

use super::args::{KafkaSettings, StartPlace};
use super::output::one;

/// How long to wait for an answer of the brokers.
pub(super) const WITHIN: Duration = Duration::from_secs(20);

/// How long to ask again where brokers are away.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait in between.
const PAUSE: Duration = Duration::from_millis(500);

/// Asks the brokers. If they are away, it asks again for a minute: they may come back.
///
/// # Errors
/// They do not come back, or have no answer.
pub(super) fn ask<T>(mut question: impl FnMut() -> Result<T, Error>) -> io::Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        match question() {
            Err(error) if is_passing(&error) && Instant::now() < end => thread::sleep(PAUSE),
            answer => return answer.map_err(io::Error::other),
        }
    }
}

fn is_passing(error: &Error) -> bool {
    matches!(error, Error::NoAnswer { .. }) || matches!(error, Error::Trouble(trouble) if trouble.goes_on())
}

/// The settings that a user gives.
///
/// # Errors
/// What librdkafka does not know, or takes otherwise.
pub(super) fn settings(brokers: &str, given: &KafkaSettings) -> Result<Settings, Vec<String>> {
    // Of what is written before an `@`, some is a password.
    if brokers.trim().is_empty() || brokers.contains(['@', '/']) {
        let message = "brokers are host:port, with commas between; the protocol, a user and a password are settings, which \
                       --kafka-config takes from a file";
        return Err(one(message));
    }
    let mut settings = Settings::new(brokers);
    if let Some(file) = &given.kafka_config {
        let text = disk::text(file).map_err(|error| one(format!("{}: {error}", file.display())))?;
        settings.set_properties(&text, file).map_err(one)?;
    }
    for setting in &given.kafka_set {
        let Some((key, value)) = setting.split_once('=') else {
            return Err(one("--kafka-set takes key=value, such as security.protocol=SSL"));
        };
        settings.set(key, value).map_err(one)?;
    }
    Ok(settings)
}

/// Where to start in partitions of which nothing was read.
///
/// # Errors
/// If the brokers do not answer, or the file does not name a partition.
pub(super) fn starts(consumer: &Consumer, from: &StartPlace, partitions: &[i32]) -> io::Result<Vec<(i32, i64)>> {
    if partitions.is_empty() {
        return Ok(Vec::new());
    }
    let range = |partition| ask(|| consumer.watermarks(partition, WITHIN));
    let with = |find: &dyn Fn(i32) -> io::Result<i64>| {
        partitions.iter().map(|&partition| Ok((partition, find(partition)?))).collect()
    };
    match from {
        StartPlace::Earliest => with(&|partition| Ok(range(partition)?.start)),
        StartPlace::Latest => with(&|partition| Ok(range(partition)?.end)),
        StartPlace::Time(time) => {
            let found = ask(|| consumer.offsets_at(partitions, time.as_millisecond().max(0), WITHIN))?;
            let found: BTreeMap<i32, Option<i64>> = partitions.iter().copied().zip(found).collect();
            // Where nothing is so new, the next that comes is.
            with(&|partition| found[&partition].map_or_else(|| Ok(range(partition)?.end), Ok))
        }
        StartPlace::File(path) => {
            let offsets = offsets(path)?;
            with(&|partition| {
                let offset = offsets.get(&partition).copied().ok_or_else(|| {
                    io::Error::other(format!(
                        "{}: it says nothing of partition {partition}; add a line such as \"{partition} 0\"",
                        path.display()
                    ))
                })?;
                let range = range(partition)?;
                if offset < range.start || offset > range.end {
                    return Err(io::Error::other(format!(
                        "{}: partition {partition} has messages from {} to {}, and none at {offset}",
                        path.display(),
                        range.start,
                        range.end
                    )));
                }
                Ok(offset)
            })
        }
    }
}

/// Reads lines such as `3 1000`: a partition and an offset.
fn offsets(path: &Path) -> io::Result<BTreeMap<i32, i64>> {
    let text = disk::text(path).map_err(|error| {
        let other = "--from takes earliest, latest, a time such as 2024-03-08T23:06:09Z, or a file of offsets";
        io::Error::other(format!("{}: {error}; {other}", path.display()))
    })?;
    let mut offsets = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let pair = line.split_once(|character: char| character.is_whitespace() || matches!(character, ':' | ',' | '='));
        let pair = pair.and_then(|(partition, offset)| Some((partition.parse().ok()?, offset.trim().parse().ok()?)));
        let (partition, offset) =
            pair.filter(|(partition, offset): &(i32, i64)| *partition >= 0 && *offset >= 0).ok_or_else(|| {
                let wanted = "a line is a partition and an offset, such as \"3 1000\"";
                io::Error::other(format!("{}:{number}: {wanted}", path.display()))
            })?;
        if offsets.insert(partition, offset).is_some() {
            let message = format!("{}:{number}: partition {partition} is there twice", path.display());
            return Err(io::Error::other(message));
        }
    }
    Ok(offsets)
}
