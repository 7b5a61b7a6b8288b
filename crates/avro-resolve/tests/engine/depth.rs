//! Types that refer to one another in a long chain, and data that follow it: neither may run out of stack. A file is never
//! nested deep (its JSON ends at 512 levels), but names lead from each type to the next.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::thread;

use crate::support::Two;
use avro_resolve::data::binary::{self, MAX_DEPTH, Malformed};
use avro_resolve::data::sample;
use avro_resolve::proof::{
    Absence, Budget, Exercised, Extent, Readings, Subject, Suspect, Trials, Witness, cover, witness,
};
use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::java::java_answer;
use avro_resolve::resolution::locate::{Cause, Located, Notable, locate, locate_other_bytes};
use avro_resolve::schema::canonical::canonical_form;
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::print::{Style, print};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};

const TYPES: usize = 100_000;

/// Less than a program's main thread has, and far less than the chains would take.
const STACK: usize = 512 * 1024;

const DEFAULT_STACK: usize = 2 << 20;

fn chain(last: &str) -> String {
    chain_of(TYPES, last)
}

/// A record of records side by side, each with a field `next` for the type after it; the last ends in `last`.
fn chain_of(types: usize, last: &str) -> String {
    let mut text = r#"{"type":"record","name":"Chain","fields":["#.to_owned();
    for number in 0..types {
        let next = if number + 1 < types { format!(r#"["null","T{}"]"#, number + 1) } else { last.to_owned() };
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
        assert!(
            java_answer(WriterSchema(&two.writer), ReaderSchema(&two.reader), &mut u64::MAX.clone())
                .expect("there is room")
                .is_compatible()
        );
        std::mem::swap(&mut two.writer, &mut two.reader);
        two.pair = two.resolution.resolve(&two.shapes, WriterSchema(&two.writer), ReaderSchema(&two.reader));
        assert_eq!(two.verdict(), Verdict::DataDependent);
        let found = two.notable();
        assert_eq!(found.len(), 1);
        assert!(found[0].trail.ends_with("<T99999>.next"), "{}", found[0].trail);
        assert!(
            !java_answer(WriterSchema(&two.writer), ReaderSchema(&two.reader), &mut u64::MAX.clone())
                .expect("there is room")
                .is_compatible()
        );
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
        assert!(
            java_answer(WriterSchema(&two.writer), ReaderSchema(&two.reader), &mut u64::MAX.clone())
                .expect("there is room")
                .is_compatible()
        );
        let is_thrown = |found: &Notable| matches!(found.cause, Cause::Portability(_));
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
        let root = LinkedSchema::parse("chain", &chain(r#""int""#), &mut shapes).expect("it is clear").root_shape();
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
        let root = LinkedSchema::parse("chain", &text, &mut shapes).expect("it is clear").root_shape();
        for value in sample::records(&shapes, root, 4) {
            let bytes = crate::support::encode(&shapes, root, &value);
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

/// What a pair shows: how many witnesses there are and why the others are absent, and how much of it was exercised.
fn shown(writer: &str, reader: &str) -> (usize, Vec<Absence>, Option<(usize, Extent)>) {
    let two = Two::new(writer, reader).expect("both are clear");
    let readings = Readings::new(Subject { shapes: &two.shapes, resolution: &two.resolution }, [two.pair]);
    let mut budget = Budget::default();
    let mut trials = Trials::default();
    let (writer, reader) = (WriterSchema(&two.writer), ReaderSchema(&two.reader));
    let Located { found, paths: turns, .. } = locate(&two.shapes, &two.resolution, two.pair, writer, reader);
    let (mut witnesses, mut absences) = (0, Vec::new());
    for suspect in found.iter().filter_map(|found| Suspect::new(&found.cause, found.pair, found.last_step)) {
        match witness(&readings, two.pair, &suspect, &turns, &mut trials, &mut budget).expect("it fails as it must") {
            Witness::Datum(_) => witnesses += 1,
            Witness::Absent(absence) => absences.push(absence),
        }
    }
    absences.dedup();
    let is_read = two.verdict() == Verdict::Compatible;
    let cover = is_read.then(|| {
        let cover = cover(&readings, &mut Exercised::default(), two.pair, &mut budget).expect("it can be read");
        (cover.data.len(), cover.extent)
    });
    (witnesses, absences, cover)
}

/// As far as data may be nested there is a witness; a longer way has none, and says so.
#[test]
fn long_chains_show_what_they_can() {
    with_a_small_stack(|| {
        let (int, long) = (r#""int""#, r#""long""#);
        assert_eq!(shown(&chain_of(200, long), &chain_of(200, int)), (1, vec![], None));
        assert_eq!(shown(&chain_of(20_000, long), &chain_of(20_000, int)), (0, vec![Absence::BoundReached], None));
        let (_, _, cover) = shown(&chain_of(2_000, int), &chain_of(2_000, long));
        assert!(matches!(cover, Some((data, Extent::Bounded)) if data > 10), "{cover:?}");
        let (_, _, cover) = shown(&chain_of(100, int), &chain_of(100, long));
        assert!(matches!(cover, Some((data, Extent::Whole)) if data > 100), "{cover:?}");
    });
}

#[test]
fn wide_schemas_show_what_they_can() {
    let wide = |ty: &dyn Fn(usize) -> &'static str| {
        let fields = (0..10_000).map(|number| format!(r#"{{"name":"f{number}","type":"{}"}}"#, ty(number)));
        format!(r#"{{"type":"record","name":"W","fields":[{}]}}"#, fields.collect::<Vec<_>>().join(","))
    };
    let (ints, some_texts) = (wide(&|_| "int"), wide(&|number| if number % 10 == 0 { "string" } else { "int" }));
    let (witnesses, absences, _) = shown(&ints, &some_texts);
    assert!(witnesses > 10 && absences == [Absence::BoundReached], "{witnesses} {absences:?}");
    assert_eq!(shown(&ints, &wide(&|_| "long")), (0, vec![], Some((4, Extent::Whole))));

    let symbols = |count: usize| {
        let symbols = (0..count).map(|number| format!(r#""S{number}""#));
        format!(r#"{{"type":"enum","name":"E","symbols":[{}]}}"#, symbols.collect::<Vec<_>>().join(","))
    };
    let (many, more) = (symbols(20_000), symbols(20_001));
    assert_eq!(shown(&many, &more), (0, vec![], Some((20_000, Extent::Whole))));
    assert_eq!(shown(&more, &many), (1, vec![], None));
    assert_eq!(shown(&many, &symbols(1)), (19_999, vec![], None));
}

/// Each type has the one before twice: the whole has more parts than can be counted, and each type is seen once.
#[test]
fn shared_types_do_not_multiply() {
    let doubled = |leaf: &str, part: &dyn Fn(String) -> String| {
        let first = format!(r#"{{"type":"record","name":"D0","fields":[{{"name":"x","type":"{leaf}"}}]}}"#);
        (1..60).fold(first, |inner, number| {
            let (a, b) = (part(inner), part(format!(r#""D{}""#, number - 1)));
            format!(
                r#"{{"type":"record","name":"D{number}","fields":[{{"name":"a","type":{a}}},{{"name":"b","type":{b}}}]}}"#
            )
        })
    };
    let optional = |part: String| format!(r#"["null",{part}]"#);
    assert_eq!(shown(&doubled("int", &optional), &doubled("long", &optional)).2, Some((63, Extent::Whole)));
    assert_eq!(shown(&doubled("long", &optional), &doubled("int", &optional)), (1, vec![], None));
    let always = |part: String| part;
    assert_eq!(shown(&doubled("int", &always), &doubled("long", &always)).2, Some((0, Extent::Bounded)));
    assert_eq!(shown(&doubled("long", &always), &doubled("int", &always)).1, [Absence::BoundReached]);
}

#[test]
fn what_cannot_be_made_says_why() {
    let huge = |ty: &str| {
        format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"h","type":{{"type":"fixed","name":"H","size":2147483647}}}},{{"name":"x","type":"{ty}"}}]}}"#
        )
    };
    assert_eq!(shown(&huge("long"), &huge("int")), (0, vec![Absence::BoundReached], None));
    assert_eq!(shown(&huge("int"), &huge("long")).2, Some((0, Extent::Bounded)));
    let endless = |ty: &str| {
        format!(r#"{{"type":"record","name":"R","fields":[{{"name":"x","type":"{ty}"}},{{"name":"r","type":"R"}}]}}"#)
    };
    assert_eq!(shown(&endless("long"), &endless("int")), (0, vec![Absence::NoFiniteDatum], None));
    assert_eq!(shown(&endless("int"), &endless("long")).2, Some((0, Extent::Whole)));
    // A place that one way reaches and another, found first, does not.
    let both = |ty: &str| {
        let place = format!(r#"{{"type":"record","name":"P","fields":[{{"name":"x","type":"{ty}"}}]}}"#);
        let endless = format!(
            r#"{{"type":"record","name":"E","fields":[{{"name":"p","type":{place}}},{{"name":"e","type":"E"}}]}}"#
        );
        format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"e","type":["null",{endless}]}},{{"name":"p","type":"P"}}]}}"#
        )
    };
    assert_eq!(shown(&both("long"), &both("int")), (1, vec![], None));
    // Sets of readers are as many as there are subsets.
    let aliased = |count: usize| {
        let field = |number: usize| format!(r#"{{"name":"a{number}","aliases":["n"],"type":["null","R"]}}"#);
        let fields: Vec<String> = (0..count).map(field).collect();
        format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, fields.join(","))
    };
    let writer = r#"{"type":"record","name":"R","fields":[{"name":"n","type":["null","R"]}]}"#;
    assert_eq!(shown(writer, &aliased(40)).2, Some((2, Extent::Whole)));
    // Two permutations make every subset of sixteen types, of half of them 12,870.
    let writer =
        r#"{"type":"record","name":"R","fields":[{"name":"n","type":["null","R"]},{"name":"m","type":["null","R"]}]}"#;
    let mut defined = BTreeSet::new();
    let first: Vec<String> = (0..8)
        .map(|number| {
            format!(r#"{{"name":"a{number}","aliases":["n"],"type":["null",{}]}}"#, permuted(number, &mut defined))
        })
        .collect();
    let reader = format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, first.join(","));
    assert!(matches!(shown(writer, &reader).2, Some((_, Extent::Bounded))));
    let missing = reader.replacen(r#""fields":["#, r#""fields":[{"name":"x","type":"int"},"#, 1);
    assert_eq!(shown(writer, &missing).0, 1);
    // And a way can lead through one of many.
    let field = |number: usize| {
        let inner =
            format!(r#"{{"type":"record","name":"n{number}.R","fields":[{{"name":"x{number}","type":"int"}}]}}"#);
        format!(r#"{{"name":"a{number}","aliases":["n"],"type":["null",{inner}]}}"#)
    };
    let fields: Vec<String> = (0..3).map(field).collect();
    let reader = format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, fields.join(","));
    assert_eq!(shown(writer, &reader), (3, vec![], None));
}

/// One of sixteen types, which refer to each other by two permutations: the next one, and the first two exchanged.
fn permuted(number: usize, defined: &mut BTreeSet<usize>) -> String {
    if !defined.insert(number) {
        return format!(r#""n{number}.R""#);
    }
    let exchanged = [1, 0].get(number).copied().unwrap_or(number);
    let (next, exchanged) = (permuted((number + 1) % 16, defined), permuted(exchanged, defined));
    format!(
        r#"{{"type":"record","name":"n{number}.R","fields":[{{"name":"n","type":["null",{next}]}},{{"name":"m","type":["null",{exchanged}]}}]}}"#
    )
}
