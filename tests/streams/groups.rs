//! Members of a group share the partitions, by each protocol, and know when they have lost them.

use std::time::{Duration, Instant};

use kafka_batches::{Batch, CommitFault, Consumer, Event, Settings, Trouble};

use crate::kafka::{Broker, Port};
use crate::kfake::FakeKafka;
use crate::reading::{SOON, assigned, event, read};
use crate::topics::Topic;

/// How members agree on who reads what: among each other, or by what the broker says.
const PROTOCOLS: [&str; 2] = ["classic", "consumer"];

fn settings(brokers: &str, protocol: &str) -> Settings {
    let mut settings = Settings::new(brokers);
    settings.set("group.protocol", protocol).expect("there is one");
    settings
}

/// A member, and what it has.
struct Member {
    consumer: Consumer,
    own: Vec<i32>,
}

/// Members, and what they have read.
struct Group<'a> {
    settings: &'a Settings,
    topic: &'a Topic,
    members: Vec<Member>,
    /// Partitions and offsets, in the order in which they were read.
    read: Vec<(i32, i64)>,
    /// The partitions that have ended, and where.
    ends: Vec<(i32, i64)>,
    batch: Batch,
}

impl<'a> Group<'a> {
    fn new(settings: &'a Settings, topic: &'a Topic) -> Group<'a> {
        let batch = Batch::with_capacity(100);
        Group { settings, topic, members: Vec::new(), read: Vec::new(), ends: Vec::new(), batch }
    }

    fn name(&self) -> String {
        format!("group-of-{}", self.topic.name)
    }

    fn join(&mut self) {
        let consumer = Consumer::join(self.settings, &self.name(), &self.topic.name).expect("good settings");
        self.members.push(Member { consumer, own: Vec::new() });
    }

    /// A member answers what the group asks, and reads behind what was read.
    fn step(&mut self, at: usize) -> Event {
        let member = &mut self.members[at];
        let event = member.consumer.next(&mut self.batch, Duration::from_millis(20));
        match &event {
            Event::Assigned(partitions) => {
                member.own.extend(partitions);
                let read = |partition| self.read.iter().filter(|(of, _)| of == partition).count() as i64;
                let positions: Vec<(i32, i64)> =
                    partitions.iter().map(|partition| (*partition, read(partition))).collect();
                member.consumer.start(&positions).expect("asked");
            }
            Event::Revoked { partitions, .. } => {
                member.own.retain(|own| !partitions.contains(own));
                member.consumer.release(partitions).expect("asked");
            }
            Event::Messages => self.read.extend(self.batch.iter().map(|message| (message.partition, message.offset))),
            Event::End { partition, offset } => self.ends.push((*partition, *offset)),
            Event::Trouble(trouble) => assert_eq!(trouble, &Trouble::PollExceeded),
            Event::Nothing => {}
        }
        event
    }

    /// All members go on until something is so.
    fn until(&mut self, what: &str, is_so: impl Fn(&Group<'_>) -> bool) {
        let end = Instant::now() + 3 * SOON;
        while !is_so(self) {
            assert!(
                Instant::now() < end,
                "{what}: {:?}",
                self.members.iter().map(|member| &member.own).collect::<Vec<_>>()
            );
            (0..self.members.len()).for_each(|at| drop(self.step(at)));
        }
    }

    /// All members go on until each has as many partitions as it should, and each partition one member.
    fn until_shares_are(&mut self, shares: &[usize]) {
        self.until(&format!("{shares:?}"), |group| {
            let mut found: Vec<usize> = group.members.iter().map(|member| member.own.len()).collect();
            found.sort_unstable();
            found == shares
        });
        let mut all: Vec<i32> = self.members.iter().flat_map(|member| member.own.clone()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..).take(all.len()).collect::<Vec<_>>());
    }
}

#[test]
fn partitions_are_shared_as_members_come_and_go() {
    let address = Broker::shared().address(Port::Plain);
    for protocol in PROTOCOLS {
        let topic = Topic::new(&address, &format!("shared-{protocol}"), 3);
        let settings = settings(&address, protocol);
        let mut group = Group::new(&settings, &topic);
        for shares in [&[3][..], &[1, 2], &[1, 1, 1], &[0, 1, 1, 1]] {
            group.join();
            group.until_shares_are(shares);
        }
        group.members.truncate(1);
        group.until_shares_are(&[3]);
    }
}

#[test]
fn no_message_is_skipped_where_others_come_while_nothing_is_to_be_read() {
    let address = Broker::shared().address(Port::Plain);
    for protocol in PROTOCOLS {
        let topic = Topic::new(&address, &format!("idle-{protocol}"), 4);
        let settings = settings(&address, protocol);
        let mut group = Group::new(&settings, &topic);
        for (written, shares) in [(0, &[4][..]), (1, &[2, 2]), (2, &[1, 1, 2]), (3, &[1, 1, 1, 1])] {
            group.join();
            group.until_shares_are(shares);
            topic.write(&[], (0..40).map(|line: i32| (line % 4, line.to_string())));
            let end = 10 * (written + 1);
            group.until("ends", |group| (0..4).all(|partition| group.ends.contains(&(partition, end))));
        }
        group.read.sort_unstable();
        let all = (0..4).flat_map(|partition| (0..40).map(move |offset| (partition, offset)));
        assert_eq!(group.read, all.collect::<Vec<_>>());
    }
}

#[test]
fn the_next_member_goes_on_behind_what_was_committed() {
    let address = Broker::shared().address(Port::Plain);
    for protocol in PROTOCOLS {
        let name = &format!("behind-{protocol}");
        let topic = Topic::new(&address, name, 1);
        topic.write(&[], (0..10).map(|line: i32| (0, line.to_string())));
        let settings = settings(&address, protocol);
        let mut batch = Batch::with_capacity(100);
        let mut first = Consumer::join(&settings, name, name).expect("good settings");
        assigned(&mut first, &mut batch);
        assert_eq!(read(&mut first, &mut batch, 1).len(), 10);
        first.commit(&[(0, 7)], SOON).expect("it is a member");
        assert_eq!(topic.committed(name, 1), [Some(7)]);
        drop(first);
        let start = Instant::now();
        let mut second = Consumer::join(&settings, name, name).expect("good settings");
        event(&mut second, &mut batch, |event| *event == Event::Assigned(vec![0]));
        assert!(start.elapsed() < Duration::from_secs(5), "the first has not left: {:?}", start.elapsed());
        assert_eq!(second.committed(&[0], SOON).expect("it answers"), [Some(7)]);
        second.start(&[(0, 7)]).expect("asked");
        let rest: Vec<i64> = read(&mut second, &mut batch, 1).iter().map(|message| message.1).collect();
        assert_eq!(rest, [7, 8, 9]);
    }
}

#[test]
fn a_member_that_stalls_is_told_when_it_commits() {
    let fake = FakeKafka::start();
    let real = Broker::shared().address(Port::Plain);
    for (name, address, protocol) in [
        ("stalled", &real, "classic"),
        ("stalled-by-broker", &real, "consumer"),
        ("stalled-fake", &fake.address, "classic"),
    ] {
        let topic = Topic::new(address, name, 2);
        topic.write(&[], [(0, "line"), (1, "line")]);
        let mut settings = settings(address, protocol);
        if protocol == "classic" {
            settings.set("session.timeout.ms", "3000").expect("there is one");
            settings.set("heartbeat.interval.ms", "500").expect("there is one");
        }
        settings.set("max.poll.interval.ms", "3000").expect("there is one");
        let (mut group, mut others) = (Group::new(&settings, &topic), Group::new(&settings, &topic));
        group.join();
        group.until_shares_are(&[2]);
        // It does nothing, while another one comes and gets all.
        others.join();
        others.until_shares_are(&[2]);
        let fault = group.members[0].consumer.commit(&[(0, 1)], SOON).expect_err("it has them no more");
        assert!(matches!(fault, CommitFault::MovedOn(_)), "{name}: {fault:?}");
        assert_eq!(topic.committed(&group.name(), 2), [None, None]);
        // Where the broker says who reads what, librdkafka may not find back after that, and says that it cannot go on.
        if protocol == "consumer" {
            let start = Instant::now();
            drop([group, others]);
            assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
            continue;
        }
        // Then it learns why, gives back what it had, and shares again.
        let (mut has_exceeded, mut was_lost) = (false, false);
        let end = Instant::now() + SOON;
        while !was_lost {
            assert!(Instant::now() < end, "{name}: {has_exceeded}");
            match group.step(0) {
                Event::Trouble(trouble) => has_exceeded |= trouble == Trouble::PollExceeded,
                Event::Revoked { is_lost, .. } => was_lost = is_lost,
                Event::Nothing | Event::Messages | Event::Assigned(_) | Event::End { .. } => {}
            }
            others.step(0);
        }
        assert!(has_exceeded, "{name}");
        group.members.append(&mut others.members);
        group.until_shares_are(&[1, 1]);
    }
}

#[test]
fn partitions_that_are_added_come_to_a_member() {
    let address = Broker::shared().address(Port::Plain);
    for protocol in PROTOCOLS {
        let topic = Topic::new(&address, &format!("grown-{protocol}"), 1);
        let mut settings = settings(&address, protocol);
        settings.set("topic.metadata.refresh.interval.ms", "500").expect("there is one");
        let mut group = Group::new(&settings, &topic);
        group.join();
        group.until_shares_are(&[1]);
        topic.grow(3);
        group.until_shares_are(&[3]);
        topic.write(&[], [(2, "new")]);
        group.until("a message", |group| group.read == [(2, 0)]);
    }
}
