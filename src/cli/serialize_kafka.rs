//! `avrocheck serialize --kafka`: makes units of the partitions of a topic, as a member of a consumer group.
//!
//! A unit is published first, and then its end is committed to the group. Whoever gets a partition goes on behind both, so that
//! each message is in one unit, whatever process is stopped, killed or late in between.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use kafka_batches::{Batch, CommitFault, Consumer, Error, Event, Message, Settings, Trouble};

use crate::collect::{Behind, Collector, OpenUnit, Opened};
use crate::model::text::grouped;
use crate::model::unit::{Origin, Stream};
use crate::sink::rejects::Room;
use crate::sink::unit::Publication;
use crate::source::config::Layer;
use crate::source::units::last_units;
use movie_logs::batch::{Cutter, InputLine};
use movie_logs::reason::Reason;

use super::args::{Global, SerializeArgs, StartPlace};
use super::ending::Ending;
use super::gate;
use super::kafka::{WITHIN, ask, starts};
use super::message_data::{MessageData, NotData};
use super::meter::{Meter, Position};
use super::output::{one, remark};
use super::rejects_topic::RejectsTopic;

/// How many messages are taken at once.
const MESSAGES: usize = 8192;

/// How long to wait for messages, before looking at the clock and at signals.
const WAIT: Duration = Duration::from_millis(100);

/// How long a commit may take. What is not confirmed is committed again.
const COMMIT: Duration = Duration::from_secs(5);

/// Makes units until the process is asked to end, or with `--until-end` until all partitions that it has are read.
///
/// # Errors
/// What cannot be read, written or committed.
pub(super) fn run(
    args: &SerializeArgs,
    settings: &Settings,
    out: &Path,
    global: &Global,
    collector: &mut Collector<'_>,
) -> Result<(), Vec<String>> {
    let archive = gate::archive(args.schemas.as_deref(), &Layer::default(), global);
    let mut data = MessageData::new(args, &archive)?;
    let topic = args.kafka.topic.as_deref().expect("the command line asks for it");
    let group = args.group.as_deref().expect("the command line asks for it");
    if args.rejects_topic.as_deref() == Some(topic) {
        return Err(one("--rejects-topic is the topic itself: each reject would be read again; name another one"));
    }
    for (stream, unit) in last_units(out).map_err(one)? {
        if !matches!(&unit.origin, Origin::Kafka { topic: other, .. } if other == topic) {
            let what = format!("holds units that are not of {topic}, such as {stream}; name another directory");
            return Err(one(format!("{}: {what}", out.display())));
        }
    }
    let ending = Ending::listen();
    let consumer = Consumer::join(settings, group, topic).map_err(one)?;
    // A topic that is not there, or brokers that cannot be reached, are an error at the start, and not a long wait.
    consumer.partitions(WITHIN).map_err(one)?;
    if let Some(rejects) = &args.rejects_topic {
        let there = RejectsTopic::new(settings, rejects);
        collector.send_rejects(Box::new(there.map_err(|error| one(format!("--rejects-topic {rejects}: {error}")))?));
    }
    let mut member = Member {
        args,
        topic,
        out,
        global,
        data: data.as_mut(),
        topic_id: consumer.topic_id(WITHIN).map_err(one)?,
        consumer,
        collector,
        open: BTreeMap::new(),
        uncommitted: BTreeMap::new(),
        commit_again: None,
        has_partitions: false,
        look_again: None,
        said: BTreeSet::new(),
        meter: Meter::new(args.metrics.as_deref(), global).map_err(one)?,
    };
    member.work(&ending).map_err(one)
}

/// This process, as a member of the group.
struct Member<'r, 'c> {
    args: &'r SerializeArgs,
    topic: &'r str,
    out: &'r Path,
    global: &'r Global,
    /// If messages are not log lines.
    data: Option<&'r mut MessageData<'r>>,
    consumer: Consumer,
    /// Where brokers give topics ids.
    topic_id: Option<String>,
    collector: &'r mut Collector<'c>,
    open: BTreeMap<i32, Partition>,
    /// Behind the units that are published, where that is not committed yet.
    uncommitted: BTreeMap<i32, i64>,
    /// When to commit again, after a commit that was not confirmed.
    commit_again: Option<Instant>,
    /// Whether the group has given it partitions, be they none.
    has_partitions: bool,
    /// When to look again whether others have read theirs.
    look_again: Option<Instant>,
    /// Troubles that were said already.
    said: BTreeSet<String>,
    meter: Meter,
}

/// How long to wait for others that have not read their partitions.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A partition that is being read.
struct Partition {
    unit: OpenUnit,
    /// Its end, if it is read up to there.
    end: Option<i64>,
}

impl Member<'_, '_> {
    fn work(&mut self, ending: &Ending) -> io::Result<()> {
        let mut batch = Batch::with_capacity(MESSAGES);
        while !(ending.is_asked() || self.args.until_end && self.is_drained()?) {
            match self.consumer.next(&mut batch, WAIT) {
                Event::Assigned(partitions) => self.assigned(&partitions)?,
                Event::Revoked { partitions, is_lost } => self.revoked(&partitions, is_lost)?,
                Event::Messages => {
                    for message in batch.iter() {
                        self.take(&message)?;
                    }
                    self.said.clear();
                }
                Event::End { partition, offset } => self.at_end(partition, offset),
                Event::Trouble(Trouble::OutOfRange { partition }) => self.out_of_range(partition)?,
                Event::Trouble(trouble) => self.trouble(trouble)?,
                Event::Nothing => {}
            }
            self.end_idle()?;
            self.ended()?;
            self.commit(COMMIT)?;
            self.measure(false)?;
        }
        drop(batch);
        self.finish()
    }

    /// Publishes what was taken, and commits it.
    fn publish(&mut self) -> io::Result<()> {
        for partition in self.open.values_mut() {
            self.collector.end(&mut partition.unit)?;
        }
        self.ended()?;
        let ends = self.open.iter().filter_map(|(partition, open)| Some((*partition, open.end?)));
        self.uncommitted.extend(ends);
        self.commit_again = None;
        self.commit(2 * COMMIT)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.publish()?;
        if !self.uncommitted.is_empty() {
            remark(
                "note",
                "the last offsets were not committed in time; the next run goes on behind the units that are published",
            );
        }
        self.measure(true)
    }

    /// A partition is read up to an offset; behind its last message there may be marks of transactions.
    fn at_end(&mut self, partition: i32, offset: i64) {
        // If more came meanwhile, that has an end, too.
        if let Some(open) = self.open.get_mut(&partition)
            && offset >= open.unit.behind().offset.cast_signed()
        {
            open.end = Some(offset);
        }
    }

    /// Whether all partitions that the group gave it are read.
    fn is_at_end(&self) -> bool {
        self.has_partitions && self.open.values().all(|partition| partition.end.is_some())
    }

    /// Whether the group has read the whole topic. What others were given and do not read, since they were killed, comes to this
    /// process when their session is over.
    fn is_drained(&mut self) -> io::Result<bool> {
        let now = Instant::now();
        if !self.is_at_end() || self.look_again.is_some_and(|again| now < again) {
            return Ok(false);
        }
        self.look_again = Some(now + LOOK_AGAIN);
        self.publish()?;
        // If the brokers are away, they may come back.
        Ok(self.is_at_end() && self.unread_by_others().is_ok_and(|unread| unread.is_empty()))
    }

    /// The partitions of others that have more than what is committed.
    fn unread_by_others(&self) -> Result<Vec<i32>, Error> {
        let mut others = self.consumer.partitions(WITHIN)?;
        others.retain(|partition| !self.open.contains_key(partition));
        let mut unread = Vec::new();
        for (&partition, committed) in others.iter().zip(self.consumer.committed(&others, WITHIN)?) {
            let range = self.consumer.watermarks(partition, WITHIN)?;
            if committed.unwrap_or(range.start) < range.end {
                unread.push(partition);
            }
        }
        Ok(unread)
    }

    /// Starts to read partitions behind what is committed and what is published, whichever is further.
    fn assigned(&mut self, partitions: &[i32]) -> io::Result<()> {
        self.has_partitions = true;
        self.demand_same_topic()?;
        let units = last_units(self.out).map_err(io::Error::other)?;
        let committed = ask(|| self.consumer.committed(partitions, WITHIN))?;
        let mut positions = Vec::new();
        let mut new = Vec::new();
        for (&partition, committed) in partitions.iter().zip(committed) {
            let published = match units.get(&Stream::Partition(partition)) {
                Some(unit) => Some(self.published(partition, &unit.origin, unit.end)?),
                None => None,
            };
            if published > committed {
                self.uncommitted.extend(published.map(|end| (partition, end)));
            }
            match published.max(committed) {
                Some(next) => positions.push((partition, self.within_range(partition, next)?)),
                None => new.push(partition),
            }
        }
        // Others who get the partition are to start there, too.
        let found = starts(&self.consumer, self.args.kafka.from.as_ref().unwrap_or(&StartPlace::Earliest), &new)?;
        self.uncommitted.extend(found.iter().copied());
        positions.extend(found);
        for &(partition, next) in &positions {
            let topic_id = self.topic_id.clone();
            let origin = Origin::Kafka { topic: self.topic.to_owned(), partition, topic_id };
            let stream = Stream::Partition(partition);
            let input = Opened { stream, origin, cutter: Cutter::RAW, room: Room::Unlimited };
            let unit = self.collector.open(input, behind(next));
            self.open.insert(partition, Partition { unit, end: None });
        }
        self.consumer.start(&positions).map_err(io::Error::other)
    }

    /// The end of a unit that is on the disk, if it is of this topic.
    fn published(&self, partition: i32, origin: &Origin, end: u64) -> io::Result<i64> {
        let whose = match origin {
            Origin::Kafka { topic, partition: number, topic_id } if topic == self.topic && *number == partition => {
                if let (Some(before), Some(now)) = (topic_id, &self.topic_id)
                    && before != now
                {
                    let what = format!("units of it have the id {before}, and now it has {now}");
                    return Err(self.made_anew(&format!(" partition {partition}"), &what));
                }
                return Ok(end.cast_signed());
            }
            Origin::Kafka { topic, .. } => format!("the topic {topic}"),
            Origin::Log(_) => "logs".to_owned(),
        };
        let out = self.out.display();
        Err(io::Error::other(format!("{out}: holds units of {whose}; name another directory for {}", self.topic)))
    }

    /// Where to go on in a partition that has messages from some offset on, and up to some.
    fn within_range(&self, partition: i32, next: i64) -> io::Result<i64> {
        let range = ask(|| self.consumer.watermarks(partition, WITHIN))?;
        if next > range.end {
            let (next, end) = (grouped(next.unsigned_abs()), grouped(range.end.unsigned_abs()));
            let what = format!("offset {next} is the next to be read, and the partition ends at {end}");
            return Err(self.made_anew(&format!(" partition {partition}"), &what));
        }
        if next < range.start {
            let (lost, topic) = (grouped((range.start - next).unsigned_abs()), self.topic);
            remark(
                "warning",
                &format!(
                    "{topic} partition {partition}: the messages from offset {next} to {} ({lost} offsets) were deleted by the \
                     retention of the topic before they were read",
                    range.start - 1
                ),
            );
        }
        Ok(next.max(range.start))
    }

    /// It is an error if the topic was deleted and made anew since this process began to read it.
    fn demand_same_topic(&self) -> io::Result<()> {
        let now = ask(|| self.consumer.topic_id(WITHIN))?;
        match (&self.topic_id, now) {
            (Some(before), Some(now)) if *before != now => {
                Err(self.made_anew("", &format!("it had the id {before}, and now it has {now}")))
            }
            _ => Ok(()),
        }
    }

    fn made_anew(&self, place: &str, what: &str) -> io::Error {
        let remedy = "name another group and another directory";
        let topic = self.topic;
        io::Error::other(format!("{topic}{place}: {what}: the topic was made anew; {remedy}"))
    }

    fn revoked(&mut self, partitions: &[i32], is_lost: bool) -> io::Result<()> {
        for partition in partitions {
            let Some(mut open) = self.open.remove(partition) else { continue };
            // Of what is lost, another process makes the unit by now.
            if !is_lost {
                self.collector.end(&mut open.unit)?;
            }
        }
        self.ended()?;
        self.commit_again = None;
        self.commit(COMMIT)?;
        self.uncommitted.retain(|partition, _| !partitions.contains(partition));
        self.consumer.release(partitions).map_err(io::Error::other)
    }

    fn take(&mut self, message: &Message<'_>) -> io::Result<()> {
        let Some(partition) = self.open.get_mut(&message.partition) else { return Ok(()) };
        let Ok(offset) = u64::try_from(message.offset) else { return Ok(()) };
        if offset < partition.unit.behind().offset {
            return Ok(());
        }
        partition.end = None;
        let end = behind(message.offset + 1);
        let unit = &mut partition.unit;
        match (message.value, &mut self.data) {
            (None, _) => self.collector.refuse(unit, offset, &Reason::NoValue, &[], end),
            (Some(value), None) => self.collector.take(unit, offset, &InputLine::of_message(value), end),
            (Some(value), Some(data)) => match data.read(value) {
                Ok((schema, datum)) => {
                    let time = message.timestamp_ms.map(|time| time.div_euclid(1000));
                    self.collector.take_datum(unit, (schema, &datum), (value.len(), time), end)
                }
                Err(NotData::Refused(reason)) => self.collector.refuse(unit, offset, &reason, value, end),
                Err(NotData::NoSchema(messages)) => {
                    let place = format!("{} partition {} offset {offset}", self.topic, message.partition);
                    Err(io::Error::other(format!("{place}: {}", messages.join("; "))))
                }
            },
        }
    }

    /// Looks at the units that have ended since this was done last.
    fn ended(&mut self) -> io::Result<()> {
        for ended in self.collector.ended() {
            let Stream::Partition(partition) = ended.stream else { continue };
            match ended.publication {
                Publication::Published(_) => {
                    self.uncommitted.insert(partition, ended.end.cast_signed());
                }
                Publication::Taken => self.go_on_behind_others(partition)?,
            }
        }
        Ok(())
    }

    /// Another process has published the unit. What follows it is read by whoever has the partition now.
    fn go_on_behind_others(&mut self, partition: i32) -> io::Result<()> {
        let units = last_units(self.out).map_err(io::Error::other)?;
        let Some(unit) = units.get(&Stream::Partition(partition)) else { return Ok(()) };
        let end = self.published(partition, &unit.origin, unit.end)?;
        if let Some(open) = self.open.get_mut(&partition) {
            self.collector.skip_to(&mut open.unit, behind(end));
            open.end = None;
            ask(|| self.consumer.seek(partition, end, WITHIN))?;
        }
        Ok(())
    }

    /// Messages were deleted before they were read.
    fn out_of_range(&mut self, partition: i32) -> io::Result<()> {
        self.demand_same_topic()?;
        let concerned: Vec<i32> =
            self.open.keys().copied().filter(|open| partition < 0 || *open == partition).collect();
        for partition in concerned {
            let Some(open) = self.open.get_mut(&partition) else { continue };
            let next = open.unit.behind().offset.cast_signed();
            self.collector.end(&mut open.unit)?;
            let next_there = self.within_range(partition, next)?;
            if let Some(open) = self.open.get_mut(&partition) {
                if next_there > next {
                    self.collector.skip_to(&mut open.unit, behind(next_there));
                }
                // Also where nothing was deleted: it is not read until then.
                ask(|| self.consumer.seek(partition, next_there, WITHIN))?;
            }
        }
        Ok(())
    }

    /// What goes on by itself is said once, until messages come again; what does not ends the run.
    fn trouble(&mut self, trouble: Trouble) -> io::Result<()> {
        if !trouble.goes_on() {
            return Err(io::Error::other(trouble));
        }
        let text = trouble.to_string();
        if !self.global.quiet && self.said.insert(text.clone()) {
            remark("warning", &text);
        }
        Ok(())
    }

    fn end_idle(&mut self) -> io::Result<()> {
        let now = Instant::now();
        for partition in self.open.values_mut() {
            if partition.unit.is_idle(now, self.args.roll.patience()) {
                self.collector.end(&mut partition.unit)?;
            }
        }
        Ok(())
    }

    fn commit(&mut self, within: Duration) -> io::Result<()> {
        if self.uncommitted.is_empty() || self.commit_again.is_some_and(|again| Instant::now() < again) {
            return Ok(());
        }
        let positions: Vec<(i32, i64)> = self.uncommitted.iter().map(|(partition, next)| (*partition, *next)).collect();
        match self.consumer.commit(&positions, within) {
            // Who has a partition of these now goes on behind the units.
            Ok(()) | Err(CommitFault::MovedOn(_)) => {
                self.uncommitted.clear();
                self.commit_again = None;
                Ok(())
            }
            Err(CommitFault::Late(_)) => {
                self.commit_again = Some(Instant::now() + COMMIT);
                Ok(())
            }
            Err(CommitFault::Other(error)) => Err(io::Error::other(error)),
        }
    }

    fn measure(&mut self, is_last: bool) -> io::Result<()> {
        if !is_last && !self.meter.is_due() {
            return Ok(());
        }
        let position = |(&partition, open): (&i32, &Partition)| {
            let next = open.unit.behind().offset;
            let end = self.consumer.known_end(partition).map(|end| u64::try_from(end).unwrap_or(0).max(next));
            Position { stream: Stream::Partition(partition), next, end }
        };
        let positions: Vec<Position> = self.open.iter().map(position).collect();
        self.meter.write(self.collector.totals(), &positions)
    }
}

fn behind(next: i64) -> Behind {
    let offset = u64::try_from(next).unwrap_or(0);
    Behind { offset, line: offset }
}
