//! The time zone that a log was written in: from its local times to instants, and back.

use std::fmt;
use std::str::FromStr;

use avro_resolve::foreign::foreign;
use avro_resolve::likeness::Comparisons;
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use super::reason::Reason;

/// The entry of a container file's header that names the zone in which its lines were taken.
pub const TIMEZONE: &str = "avrocheck.timezone";

/// A time zone of the IANA database of this build, so that it is the same on every machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone {
    name: String,
    /// None of UTC, whose times are those of the log.
    rules: Option<TimeZone>,
}

/// A name that is not one of a time zone.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no time zone {}; {remedy}", foreign(.name))]
pub struct UnknownZone {
    name: String,
    remedy: String,
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), rules: None }
    }

    /// Its name, as in the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant in seconds since 1970 of a local time in seconds since 1970.
    ///
    /// # Errors
    /// If the clocks of the zone skip the time or show it twice, or it is too far away.
    pub(super) fn instant(&self, local: i64) -> Result<i64, Reason> {
        let Some(rules) = &self.rules else { return Ok(local) };
        let shown = Timestamp::from_second(local).map_err(|_| Reason::FarTime)?;
        match rules.to_ambiguous_timestamp(Offset::UTC.to_datetime(shown)).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                let instant = local - i64::from(offset.seconds());
                // Where it is too far, it has no local time again.
                self.local(instant).map(|_| instant).ok_or(Reason::FarTime)
            }
            AmbiguousOffset::Gap { .. } => Err(Reason::SkippedTime),
            AmbiguousOffset::Fold { .. } => Err(Reason::RepeatedTime),
        }
    }

    /// The local time of an instant, both in seconds since 1970; none if it is too far away.
    pub(super) fn local(&self, instant: i64) -> Option<i64> {
        let Some(rules) = &self.rules else { return Some(instant) };
        let offset = rules.to_offset(Timestamp::from_second(instant).ok()?);
        Some(instant + i64::from(offset.seconds()))
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    /// Finds a zone by its name, such as `Europe/Berlin`; upper and lower case are the same.
    fn from_str(name: &str) -> Result<Zone, UnknownZone> {
        let database = TimeZoneDatabase::bundled();
        let found = database.get(name).ok().filter(|rules| !rules.is_unknown());
        match found.as_ref().and_then(|rules| rules.iana_name()) {
            Some("UTC") => Ok(Zone::utc()),
            Some(known) => Ok(Zone { name: known.to_owned(), rules: found }),
            None => {
                let known: Vec<String> = database.available().map(|known| known.as_str().to_owned()).collect();
                let city =
                    |known: &&String| known.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(name));
                let near = known.iter().find(city).map(String::as_str);
                let near = near.or_else(|| Comparisons::default().nearest(name, known.iter().map(String::as_str)));
                let remedy = match near {
                    Some(meant) => format!("did you mean {meant}?"),
                    None => "name one of the IANA database, such as Europe/Berlin, or UTC".to_owned(),
                };
                Err(UnknownZone { name: name.to_owned(), remedy })
            }
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
