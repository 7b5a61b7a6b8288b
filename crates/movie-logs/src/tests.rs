//! Lines that are events and lines that are none, and bytes of both.

mod typed;

use std::io::{self, Read};
use std::sync::Arc;

use proptest::prelude::*;

use super::batch::{BatchEncoder, Cut, Cutter, InputLine};
use super::chunk::InputForm;
use super::convert::{ConvertError, Destination, Input, Job, Reject, Totals, convert, sync_marker};
use super::csv::{COMMA, End, Quotes, record_end};
use super::event::{Event, Kind};
use super::line::{parse, parse_one};
use super::plan::Plan;
use super::reason::{MAX_LINE, QuoteFault, Reason};
use super::short_scan;
use avro_resolve::file::container::Codec;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use sha2::{Digest, Sha256};

fn printed(event: &Event<'_>) -> String {
    let mut out = Vec::new();
    event.print(&mut out);
    String::from_utf8(out).expect("it is made of text")
}

#[test]
fn lines_split_at_the_last_place() {
    let event = parse("2024-03-08T23:06:09,u,GET /data/m/a/b/84.mpg").expect("it is a line");
    assert_eq!((event.kind, event.texts[2], event.numbers[0]), (Kind::Watch, "a/b", 84));
    let event = parse("2024-03-08T23:06:09,u,GET /rate/a=b=0").expect("it is a line");
    assert_eq!((event.kind, event.texts[2], event.numbers[0]), (Kind::Rating, "a=b", 0));
    let line = "2024-03-08T23:06:09.1,u,recommendation request s, status 0, result: x, 7 ms, 9 ms, 2147483647 ms";
    let event = parse(line).expect("it is a line");
    assert_eq!((event.texts[3], event.numbers), ("x, 7 ms, 9 ms", [0, i32::MAX]));
    assert_eq!(printed(&event), line);
}

#[test]
fn rejects_say_why() {
    let reasons = [
        ("", Reason::Empty),
        ("2024-03-08T23:06:09", Reason::Time),
        ("2024-13-08T23:06:09,u,GET /rate/a=1", Reason::Time),
        ("2023-02-29T23:06:09,u,GET /rate/a=1", Reason::NoSuchDay),
        ("2024-04-31T23:06:09.5,u,GET /rate/a=1", Reason::NoSuchDay),
        ("2024-03-08T23:06:09Z,u,GET /rate/a=1", Reason::TimeZone),
        ("2024-03-08T23:06:09.250z,u,GET /rate/a=1", Reason::TimeZone),
        ("2024-03-08T23:06:09+01:00,u,GET /rate/a=1", Reason::TimeZone),
        ("2024-03-08T23:06:09-0500,u,GET /rate/a=1", Reason::TimeZone),
        ("2024-03-08T23:06:09-,u,GET /rate/a=1", Reason::Time),
        ("2024-03-08 23:06:09,u,GET /rate/a=1", Reason::Time),
        ("2024-03-08T23:06:09,u", Reason::NoUser),
        ("2024-03-08T23:06:09,,GET /rate/a=1", Reason::EmptyField("the user")),
        ("2024-03-08T23:06:09,u,GET /rat/a=1", Reason::Request),
        ("2024-03-08T23:06:09,u,GET /rate/a=01", Reason::LeadingZero("the rating")),
        ("2024-03-08T23:06:09,u,GET /rate/a=2147483648", Reason::TooLarge("the rating")),
        ("2024-03-08T23:06:09,u,GET /rate/a=\u{0661}", Reason::NotANumber("the rating")),
        ("2024-03-08T23:06:09,u,GET /rate/a\n=1", Reason::LineFeed),
        ("2024-03-08T23:06:09,u,GET /data/m/1.mpg", Reason::Missing("the minute")),
    ];
    for (line, reason) in reasons {
        assert_eq!(parse(line), Err(reason), "{line}");
    }
    let long = format!("2024-03-08T23:06:09,u,GET /rate/{}=1", "a".repeat(MAX_LINE));
    assert_eq!(parse(&long), Err(Reason::TooLong));
}

#[test]
fn every_year_has_its_days() {
    let is_line = |date: &str| parse(&format!("{date}T23:06:09,u,GET /rate/a=1")).is_ok();
    for (year, wanted) in [(1900, 365), (2000, 366), (2023, 365), (2024, 366), (2100, 365), (0, 366)] {
        let months = (0..=99).flat_map(|month| (0..=99).map(move |day| (month, day)));
        let days = months.filter(|(month, day)| is_line(&format!("{year:04}-{month:02}-{day:02}"))).count();
        assert_eq!(days, wanted, "{year}");
    }
}

#[test]
fn the_schemas_that_are_built_in_are_the_first_version() {
    let first = [
        include_str!("../../../schemas/v1/recommendation_request.avsc"),
        include_str!("../../../schemas/v1/movie_watch_event.avsc"),
        include_str!("../../../schemas/v1/movie_rating_event.avsc"),
    ];
    assert_eq!(Kind::ALL.map(Kind::schema), first);
}

#[test]
fn records_end_where_quotes_are_closed() {
    let at = |length, lines| End::At { length, lines, quotes: Quotes::Simple };
    let other = |length, lines| End::At { length, lines, quotes: Quotes::Other };
    assert_eq!(record_end(b"a,\"b\"\nc", COMMA), at(6, 1));
    assert_eq!(record_end(b"a,\"b\n\"\"\n\"\r\nc", COMMA), other(11, 3));
    assert_eq!(record_end(b"\"a\",\"b\"\n", COMMA), other(8, 1));
    assert_eq!(record_end(b"a,b", COMMA), End::Unknown);
    assert_eq!(record_end(b"a,\"b", COMMA), End::Unknown);
    assert_eq!(record_end(b"a,\"b\"c\n", COMMA), End::Wrong(QuoteFault::TextBehind));
    assert_eq!(record_end(b"a,b\"c\"\n", COMMA), End::Wrong(QuoteFault::Unquoted));
    let open = |length: usize| [b"a,\"", "x".repeat(length).as_bytes()].concat();
    assert_eq!(record_end(&open(MAX_LINE), COMMA), End::Unknown);
    assert_eq!(record_end(&open(MAX_LINE + 1), COMMA), End::Wrong(QuoteFault::Unclosed));
    assert_eq!(record_end(&[&open(MAX_LINE)[..], b"\"\n"].concat(), COMMA), at(MAX_LINE + 5, 1));
    assert_eq!(record_end(&[&open(MAX_LINE + 1)[..], b"\"\n"].concat(), COMMA), End::Wrong(QuoteFault::Unclosed));
}

/// Keeps the rejects.
#[derive(Default)]
struct Kept {
    rejects: Vec<(u64, Vec<u8>)>,
    long: Vec<u8>,
    files: [Vec<u8>; 3],
    ignored: Vec<String>,
}

impl Destination for Kept {
    fn write(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        self.files[kind.index()].extend_from_slice(bytes);
        Ok(())
    }

    fn reject(&mut self, reject: &Reject<'_>, line: &[u8]) -> io::Result<()> {
        self.long.extend_from_slice(line);
        self.rejects.push((reject.line, std::mem::take(&mut self.long)));
        Ok(())
    }

    fn long_part(&mut self, _reject: &Reject<'_>, part: &[u8]) -> io::Result<()> {
        self.long.extend_from_slice(part);
        Ok(())
    }

    fn ignored_columns(&mut self, _: &str, columns: &[String]) {
        self.ignored.extend_from_slice(columns);
    }

    fn progress(&mut self, _: &Totals) {}
}

/// Gives a few bytes at a time.
struct Trickle(io::Cursor<Vec<u8>>, usize);

impl Read for Trickle {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let few = out.len().min(self.1);
        self.0.read(&mut out[..few])
    }
}

fn converted(bytes: &[u8], form: InputForm, few: usize, threads: usize) -> (Kept, Totals) {
    try_convert(bytes, form, few, threads, None).expect("nothing fails")
}

fn try_convert(
    bytes: &[u8],
    form: InputForm,
    few: usize,
    threads: usize,
    most_rejects: Option<u64>,
) -> Result<(Kept, Totals), ConvertError> {
    let (plans, schema_texts) = plans();
    let codec = Codec::Null;
    let job = Job { plans: &plans, schema_texts: &schema_texts, codec, block_size: 4096, threads, most_rejects };
    let bytes = Box::new(Trickle(io::Cursor::new(bytes.to_vec()), few));
    let input = Input { name: Arc::from("a"), bytes, form: Some(form), delimiter: COMMA };
    convert([Ok(input)].into_iter(), &job, Kept::default())
}

fn plans() -> ([Plan; 3], [String; 3]) {
    const SCHEMAS: [&str; 3] = [
        include_str!("../../../schemas/v3/recommendation_request.avsc"),
        include_str!("../../../schemas/v3/movie_watch_event.avsc"),
        include_str!("../../../schemas/v3/movie_rating_event.avsc"),
    ];
    let plans = Kind::ALL.map(|kind| {
        let mut shapes = Shapes::default();
        let schema = LinkedSchema::parse("a", SCHEMAS[kind.index()], &mut shapes).expect("it is a schema");
        Plan::new(kind, &schema, &shapes).expect("a line fills it")
    });
    (plans, SCHEMAS.map(str::to_owned))
}

/// The same, cut line by line from windows that have `few` more bytes each time, and encoded as one batch.
fn batched(bytes: &[u8], form: InputForm, few: usize) -> (Kept, [u64; 3]) {
    let (plans, schema_texts) = plans();
    let (cutter, before) = Cutter::of_start(bytes, Some(form), COMMA).expect("the header is right");
    let (mut batch, mut number) = (cutter.batch(), 1 + cutter.lines_before());
    let (mut at, mut known) = (before, before);
    loop {
        match cutter.cut(&bytes[at..known], known == bytes.len()) {
            Cut::Line { line, length, physical } => {
                assert!(batch.push(number, &line), "there is room for a few lines");
                (at, number) = (at + length, number + u64::from(physical));
            }
            Cut::Part if known == bytes.len() => break,
            Cut::Part => known = bytes.len().min(known + few),
            Cut::TooLong => panic!("the lines are short"),
        }
    }
    // The marker of a file is that of the lines it starts with.
    let lines = &bytes[before..];
    let mut hashed = lines.to_vec();
    hashed.extend((lines.last().is_some_and(|&byte| byte != b'\n')).then_some(b'\n'));
    let digest = Sha256::digest(&hashed).into();
    let syncs = Kind::ALL.map(|kind| sync_marker(&schema_texts[kind.index()], None, Codec::Null, digest));
    let mut encoder = BatchEncoder::new(&plans, &Codec::Null, 4096);
    encoder.encode(&batch, &syncs).expect("nothing fails");
    // Line by line there are the same events.
    let mut alone = [0; 3];
    let mut at = before;
    while let Cut::Line { line, length, .. } = cutter.cut(&bytes[at..], true) {
        if let Ok(kind) = cutter.encode(&line, &plans, &mut Vec::new()) {
            alone[kind.index()] += 1;
        }
        at += length;
    }
    let mut kept = Kept::default();
    kept.rejects.extend(encoder.rejects(&batch).map(|(number, _, line)| (number, line.to_vec())));
    let events = Kind::ALL.map(|kind| {
        let (blocks, events) = encoder.blocks(kind);
        kept.files[kind.index()].extend_from_slice(blocks);
        events
    });
    assert_eq!(alone, events);
    (kept, events)
}

#[test]
fn a_batch_is_full_where_its_lines_say() {
    let mut batch = Cutter::RAW.batch();
    let line = vec![b'x'; MAX_LINE];
    assert!(batch.is_empty() && batch.push(7, &InputLine::of_message(&line)) && batch.is_full());
    assert!(!batch.push(8, &InputLine::of_message(b"a")));
    batch.clear();
    let pushed = (0..).take_while(|number| batch.push(*number, &InputLine::of_message(b"")));
    assert_eq!(pushed.count(), 4096);
    batch.clear();
    assert!(batch.push(0, &InputLine::of_message(b"a")));
    assert!(!batch.push(1 << 32, &InputLine::of_message(b"a")), "the number is too far from the first");
    assert!(InputLine::of_message(b"a\r\n") == InputLine::of_message(b"a"));
}

#[test]
fn lines_have_the_seconds_of_their_times() {
    let time = |line: &str| Cutter::RAW.time(&InputLine::of_message(line.as_bytes()));
    assert_eq!(time("1970-01-01T00:00:00,1,x"), Some(0));
    assert_eq!(time("2024-02-29T23:59:60.5,1,x"), Some(1_709_251_200));
    assert_eq!(time("0000-01-01T00:00:00"), Some(-62_167_219_200));
    assert_eq!(time("2023-02-29T00:00:00,1,x"), None);
    let (csv, _) = Cutter::of_start(b"Log Entry,Type,n\n", None, COMMA).expect("it is a header");
    let line = InputLine::of_message(b"\"1970-01-02T00:00:00,1,x\",Movie,1");
    assert_eq!(csv.time(&line), Some(86_400));
}

#[test]
fn one_reject_too_many_stops_the_conversion_there() {
    let good = "2024-03-08T23:06:09,1,GET /rate/a=1\n".repeat(30_000);
    let text = format!("\n{good}\n{good}x\n{}{good}", "y".repeat(3 << 20));
    for threads in [1, 5] {
        let stopped = |most| match try_convert(text.as_bytes(), InputForm::Raw, 1 << 16, threads, Some(most)) {
            Err(ConvertError::TooManyRejects { line, reason, .. }) => Some((line, reason)),
            Err(error) => panic!("{error}"),
            Ok(_) => None,
        };
        assert_eq!(stopped(0), Some((1, Reason::Empty)));
        assert_eq!(stopped(1), Some((30_002, Reason::Empty)));
        assert_eq!(stopped(2), Some((60_003, Reason::Time)));
        assert_eq!(stopped(3), Some((60_004, Reason::TooLong)));
        assert_eq!(stopped(4), None);
    }
}

#[test]
fn lines_over_the_ends_of_chunks() {
    // Each record's entry is quoted, holds line feeds, and is longer than what is left of many a chunk.
    let mut text = b"Type,Log Entry\n".to_vec();
    for at in 0..400 {
        text.extend_from_slice(format!("Movie,\"{at}{}\"\n", "\n\"\"".repeat(at * 17)).as_bytes());
        text.extend_from_slice(format!("Rating,\"2024-03-08T23:06:09,{at},GET /rate/a=1\"\n").as_bytes());
    }
    assert!(text.len() > 3 << 20);
    let (kept, totals) = converted(&text, InputForm::Csv, usize::MAX, 2);
    assert_eq!((totals.lines, totals.rejects, totals.events), (800, 400, [0, 0, 400]));
    assert!(kept.rejects.iter().zip(0..).all(|((_, line), at)| line.starts_with(format!("Movie,\"{at}").as_bytes())));
    assert_eq!(totals.bytes_in + 15, text.len() as u64);
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed(
        kind in 0..3usize,
        user in "[^,\n]{1,9}",
        movie in "[^\n]{1,30}",
        server in "[^,\n]{1,30}",
        result in "[^\n]{0,60}",
        fraction in proptest::option::of("[0-9]{1,9}"),
        numbers in [0..=i32::MAX, 0..=i32::MAX],
    ) {
        let time = format!("2024-02-29T23:59:60{}", fraction.map(|f| format!(".{f}")).unwrap_or_default());
        let kind = Kind::ALL[kind];
        let (subject, result, elapsed) = match kind {
            Kind::Recommendation => (&server, &result[..], numbers[1]),
            Kind::Watch | Kind::Rating => (&movie, "", 0),
        };
        let event = Event { kind, texts: [&time, &user, subject, result], numbers: [numbers[0], elapsed] };
        let line = printed(&event);
        prop_assert_eq!(parse(&line), Ok(event));
    }

    #[test]
    fn lines_are_what_they_are_whatever_the_line_before_was(
        lines in proptest::collection::vec("2024-0[12]-3[01]T23:06:(09|6[01])(\\.[0-9]{1,2})?,1,GET /(data/m/a/1.mpg|rate/a=1|rate/a)", 1..6),
    ) {
        let mut event = Event::EMPTY;
        for line in &lines {
            let read = parse_one(line, &mut event).map(|()| printed(&event));
            prop_assert_eq!(read, parse(line).map(|event| printed(&event)));
        }
    }

    #[test]
    fn what_is_parsed_is_printed(line in "(2024-0[0-9]-0[0-9]T23:06:09(\\.[0-9]{1,3})?,[0-9a,]{0,3},)?(GET /data/m/|GET /rate/|recommendation request )?[a/=, .]{0,9}(, status [0-9]{1,2}, result: [a, ]{0,5})?[/=]?[0-9]{0,3}(\\.mpg|, [0-9]{1,2} ms)?") {
        if let Ok(event) = parse(&line) {
            prop_assert_eq!(printed(&event), line);
        }
    }

    #[test]
    fn what_is_near_is_found_as_if_it_were_far(bytes in proptest::collection::vec(prop_oneof![Just(b','), Just(b'-'), Just(b'\n'), any::<u8>()], 0..20)) {
        prop_assert_eq!(short_scan::first(b',', &bytes), bytes.iter().position(|&byte| byte == b','));
        prop_assert_eq!(short_scan::last(b',', &bytes), bytes.iter().rposition(|&byte| byte == b','));
        prop_assert_eq!(short_scan::first_of(*b",\n", &bytes), bytes.iter().position(|byte| b",\n".contains(byte)));
    }

    #[test]
    fn numbers_are_seen_as_they_are_read(before in "[0-9/:]{0,9}", digits in "[0-9]{0,8}[0-9/:]?") {
        let text = format!("{before}{digits}");
        let read = digits.parse::<i32>().ok().filter(|number| number.to_string() == digits);
        let seen = short_scan::number_at_end(text.as_bytes(), digits.len());
        let is_seen = text.len() >= 8 && digits.len() < 8;
        prop_assert_eq!(seen, read.filter(|_| is_seen));
    }

    #[test]
    fn any_text_is_a_line_or_none(line in any::<String>()) {
        if let Ok(event) = parse(&line) {
            prop_assert_eq!(printed(&event), line);
        }
    }

    #[test]
    fn any_bytes_are_lines_and_rejects(
        pieces in proptest::collection::vec(prop_oneof![
            Just(b"\n".to_vec()), Just(b"\r\n".to_vec()), Just(b"\"".to_vec()), Just(b",".to_vec()), Just(b"Rating".to_vec()),
            Just(b"2024-03-08T23:06:09,1,GET /rate/a=1".to_vec()),
            Just(b"\nRating,\"2024-03-08T23:06:09,1,GET /rate/a=1\"\n".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..5),
        ], 0..60),
        few in 1..50usize,
    ) {
        let raw = pieces.concat();
        let csv = [b"Type,Log Entry\n", &raw[..]].concat();
        for (bytes, form) in [(&raw, InputForm::Raw), (&csv, InputForm::Csv)] {
            let (kept, totals) = converted(bytes, form, few, 1);
            prop_assert_eq!(totals.lines, totals.rejects + totals.events.iter().sum::<u64>());
            prop_assert_eq!(totals.rejects, kept.rejects.len() as u64);
            let (again, _) = converted(bytes, form, usize::MAX, 2);
            prop_assert!(again.files == kept.files && again.rejects == kept.rejects);
            let (batched, events) = batched(bytes, form, few);
            prop_assert_eq!(events, totals.events);
            prop_assert_eq!(&batched.rejects, &kept.rejects);
            for (whole, blocks) in kept.files.iter().zip(&batched.files) {
                prop_assert!(whole.ends_with(blocks));
            }
            if form == InputForm::Raw {
                let line_feeds = raw.iter().filter(|&&byte| byte == b'\n').count() as u64;
                prop_assert_eq!(totals.lines, line_feeds + u64::from(raw.last().is_some_and(|&byte| byte != b'\n')));
            }
        }
    }
}
