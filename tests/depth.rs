//! Types that refer to one another in a long chain, and data that follow it: neither may run out of stack. A file is never
//! nested deep (its JSON ends at 512 levels), but names lead from each type to the next.

#![allow(missing_docs, unreachable_pub)]

mod support;

use std::fmt::Write;
use std::thread;

use avrocheck::avro::binary::{self, MAX_DEPTH, Malformed};
use avrocheck::avro::sample;
use avrocheck::resolution::Verdict;
use avrocheck::resolution::java::java_answer;
use avrocheck::resolution::locate::{Cause, Incompatibility, locate_other_bytes};
use avrocheck::schema::canonical::canonical_form;
use avrocheck::schema::fault::FaultKind;
use avrocheck::schema::print::{Style, print};
use avrocheck::schema::shape::Shapes;
use avrocheck::schema::{ReaderSchema, Schema, WriterSchema};
use support::Two;

const TYPES: usize = 100_000;

/// Less than a program's main thread has, and far less than the chains would take.
const STACK: usize = 512 * 1024;

const DEFAULT_STACK: usize = 2 << 20;

/// A record of records side by side, each with a field `next` for the type after it; the last ends in `last`.
fn chain(last: &str) -> String {
    let mut text = r#"{"type":"record","name":"Chain","fields":["#.to_owned();
    for number in 0..TYPES {
        let next = if number + 1 < TYPES { format!(r#"["null","T{}"]"#, number + 1) } else { last.to_owned() };
        let comma = if number > 0 { "," } else { "" };
        let fields = format!(r#"[{{"name":"next","type":{next}}}]"#);
        write!(
            text,
            r#"{comma}{{"name":"f{number}","type":["null",{{"type":"record","name":"T{number}","fields":{fields}}}]}}"#
        )
        .expect("a String takes everything");
    }
    text.push_str("]}");
    text
}

fn with_a_small_stack(test: impl FnOnce() + Send + 'static) {
    with_a_stack(STACK, test);
}

fn with_a_stack(size: usize, test: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(size).spawn(test).expect("a thread");
    thread.join().expect("it does not panic");
}

/// There everything can be read, and back the one failing place is at the end of the chain.
#[test]
fn long_chains_resolve() {
    with_a_small_stack(|| {
        let mut two = Two::new(&chain(r#""int""#), &chain(r#""long""#)).expect("both are clear");
        assert_eq!(two.verdict(), Verdict::Compatible);
        assert!(two.notable().is_empty());
        assert!(java_answer(WriterSchema(&two.writer), ReaderSchema(&two.reader)).is_compatible());
        std::mem::swap(&mut two.writer, &mut two.reader);
        two.pair = two.resolution.resolve(&two.shapes, WriterSchema(&two.writer), ReaderSchema(&two.reader));
        assert_eq!(two.verdict(), Verdict::DataDependent);
        let found = two.notable();
        assert_eq!(found.len(), 1);
        assert!(found[0].trail.ends_with("T99999.next"));
        assert!(!java_answer(WriterSchema(&two.writer), ReaderSchema(&two.reader)).is_compatible());
        let (writer, reader) = (WriterSchema(&two.writer), ReaderSchema(&two.reader));
        assert!(locate_other_bytes(&two.shapes, &two.resolution, two.pair, writer, reader).is_empty());
    });
}

/// Each branch has a namesake in another namespace. Neither the registry's answer nor a look for what Java's decoder does takes the
/// product of the unions' lengths.
#[test]
fn long_unions_have_answers() {
    let union = |namespace: &str, more: &str| {
        let branch = |number| format!(r#"{{"type":"enum","name":"{namespace}.E{number}","symbols":["A"]}}"#);
        let branches: Vec<String> = (0..3_000).map(branch).collect();
        format!("[{}{more}]", branches.join(","))
    };
    for (more, java_throws) in [("", 0), (r#","null""#, 3_000)] {
        let two = Two::new(&union("a", ""), &union("b", more)).expect("both are clear");
        assert!(java_answer(WriterSchema(&two.writer), ReaderSchema(&two.reader)).is_compatible());
        let is_thrown = |found: &Incompatibility| matches!(found.cause, Cause::Portability(_));
        assert_eq!(two.notable().iter().filter(|found| is_thrown(found)).count(), java_throws);
    }
}

/// The chain's end leads to its beginning: one cycle of all types.
#[test]
fn long_cycles_resolve() {
    with_a_small_stack(|| {
        let two = Two::new(&chain(r#"["null","T0"]"#), &chain(r#"["null","T0","int"]"#)).expect("both are clear");
        assert_eq!(two.verdict(), Verdict::Compatible);
    });
}

#[test]
fn long_chains_print() {
    with_a_small_stack(|| {
        let mut shapes = Shapes::default();
        let root = Schema::parse("chain", &chain(r#""int""#), &mut shapes).expect("it is clear").root_shape();
        let form = canonical_form(&shapes, root).expect("one file defines a name once");
        let text = print(&shapes, root, Style::Full).expect("one file defines a name once");
        assert!(form.len() > TYPES && text.len() > TYPES);
    });
}

/// As deep as data may be they are read; deeper ones are refused. Values are compared and dropped by plain recursion, which takes
/// the stack that a thread has by default.
#[test]
fn deep_data_are_read_or_refused() {
    with_a_stack(DEFAULT_STACK, || {
        let list = r#"{"type":"record","name":"List","fields":[{"name":"next","type":["null","List"]}]}"#;
        let two = Two::new(list, list).expect("it is clear");
        let root = two.writer.root_shape();
        // A link is a union in a record: two levels.
        let links = |count: u32| [vec![2; count as usize], vec![0]].concat();
        let deepest = links(MAX_DEPTH / 2 - 1);
        let value = binary::decode(&two.shapes, root, &deepest).expect("it is not too deep");
        assert_eq!(two.read(&deepest).as_ref(), Ok(&value));
        assert_eq!(two.encode_written(&value), deepest);
        for count in [MAX_DEPTH / 2 + 1, 1_000_000] {
            let error = binary::decode(&two.shapes, root, &links(count)).expect_err("it is too deep");
            assert_eq!(error.what, Malformed::TooDeep);
            assert!(two.read(&links(count)).is_err());
        }
    });
}

#[test]
fn data_are_made_up_for_long_chains() {
    with_a_small_stack(|| {
        let mut shapes = Shapes::default();
        let text = r#"{"type":"record","name":"Short","fields":[{"name":"chain","type":["null",CHAIN]}]}"#;
        let text = text.replace("CHAIN", &chain(r#""int""#));
        let root = Schema::parse("chain", &text, &mut shapes).expect("it is clear").root_shape();
        for value in sample::records(&shapes, root, 4) {
            let bytes = support::encode(&shapes, root, &value);
            assert_eq!(binary::decode(&shapes, root, &bytes), Ok(value));
        }
    });
}

/// A file may be nested as deep as its parser allows, in types and in defaults; one level more is a fault.
#[test]
fn deep_files_are_read_or_refused() {
    with_a_stack(DEFAULT_STACK, || {
        let nested = |depth: usize, open: &str, inside: &str, close: &str| {
            format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
        };
        let arrays = |depth| nested(depth, r#"{"type":"array","items":"#, r#""int""#, "}");
        let wrappers = |depth| nested(depth, r#"{"type":"#, r#""int""#, "}");
        let unions = |depth| nested(depth, "[", r#""int""#, "]");
        let default = |depth| {
            let list = r#"{"type":"record","name":"L","fields":[{"name":"l","type":{"type":"array","items":"L"}}]}"#;
            let value = nested(depth, r#"{"l":["#, "", "]}");
            format!(r#"{{"type":"record","name":"R","fields":[{{"name":"f","type":{list},"default":{value}}}]}}"#)
        };
        for text in [arrays(250), wrappers(250), default(160)] {
            let two = Two::new(&text, &text).expect("it is not too deep");
            assert_eq!(two.verdict(), Verdict::Compatible);
            assert!(
                two.writer.faults.iter().all(|fault| !matches!(fault.fault.kind, FaultKind::InvalidDefault { .. }))
            );
        }
        // A union in a union is a fault of its own, and reads nothing.
        assert!(Two::new(&unions(500), &unions(500)).is_ok());
        for text in [arrays(100_000), wrappers(100_000), unions(100_000), default(100_000)] {
            let faults = Two::new(&text, &text).err().expect("it is too deep");
            assert_eq!(faults[0].kind, FaultKind::TooDeep);
        }
    });
}
