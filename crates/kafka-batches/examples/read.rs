//! Reads a topic from its beginning to its end, and says what that cost: messages for each second of CPU, and memory at its peak.
//!
//! ```sh
//! cargo run --release -p kafka-batches --example read -- localhost:9092 lines [GROUP|-] [KEY=VALUE…]
//! ```
#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use kafka_batches::{Batch, Consumer, Event, Settings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [brokers, topic, more @ ..] = &arguments[..] else {
        return Err("BROKERS TOPIC [GROUP|-] [KEY=VALUE…]".into());
    };
    let mut settings = Settings::new(brokers);
    for setting in more.iter().skip(1) {
        let (key, value) = setting.split_once('=').ok_or("KEY=VALUE")?;
        settings.set(key, value)?;
    }
    let group = more.first().filter(|group| *group != "-");
    let mut consumer = match group {
        Some(group) => Consumer::join(&settings, group, topic)?,
        None => Consumer::alone(&settings, topic)?,
    };
    let mut left = 0;
    if group.is_none() {
        let partitions = consumer.partitions(Duration::from_secs(30))?;
        left = partitions.len();
        consumer.start(&partitions.iter().map(|partition| (*partition, 0)).collect::<Vec<_>>())?;
    }
    let mut batch = Batch::with_capacity(4096);
    let (mut messages, mut bytes, mut first) = (0_u64, 0_usize, None);
    while first.is_none() || left > 0 {
        match consumer.next(&mut batch, Duration::from_secs(1)) {
            Event::Messages => {
                first.get_or_insert_with(|| (Instant::now(), cpu_seconds()));
                messages += batch.len() as u64;
                bytes += batch.iter().map(|message| message.value.map_or(0, <[u8]>::len)).sum::<usize>();
            }
            Event::Assigned(partitions) => {
                left = partitions.len();
                consumer.start(&partitions.iter().map(|partition| (*partition, 0)).collect::<Vec<_>>())?;
            }
            Event::Revoked { partitions, .. } => consumer.release(&partitions)?,
            Event::End { .. } => left -= 1,
            Event::Trouble(trouble) => return Err(trouble.into()),
            Event::Nothing => {}
        }
    }
    let (start, cpu) = first.expect("the loop ends behind the first message");
    let (seconds, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    println!(
        "{messages} messages, {bytes} bytes, in {seconds:.2} s and {cpu:.2} s of CPU: {:.0} for each",
        messages as f64 / cpu
    );
    println!("peak of memory: {}", status("VmHWM:"));
    Ok(())
}

/// Of this process, by all its threads.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let behind_name = stat.rsplit(')').next().expect("there is one part at least");
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    ticks.map(|ticks| ticks.parse::<f64>().expect("a number")).sum::<f64>() / 100.0
}

fn status(name: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux").trim().to_owned()
}
