//! What holds for every schema, every pair and every text. The inputs are made up, the same ones in every run;
//! `PROPTEST_CASES=5000 cargo test --test engine laws` tries others.

use crate::interpreter;
use crate::support::strategies::{broken_schemas, cases, pairs, schemas};
use crate::support::{Two, encode};
use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::json::{Encoded, Written, from_json, to_json};
use avro_resolve::data::sample;
use avro_resolve::data::translate::{Batch, BatchTranslator, Trace, translate};
use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::locate::{Cause, Hazard, locate_other_bytes};
use avro_resolve::schema::canonical::{canonical_form, fingerprints};
use avro_resolve::schema::print::{Style, print};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema, parse};
use avro_resolve::second_opinion::{Answer, Opinion, Party, Question};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value as Json;

const RECORDS: usize = 8;

/// Texts that are almost schemas: pieces of one are cut out, doubled or replaced.
fn almost_schemas() -> impl Strategy<Value = String> {
    let pieces = [
        "", "\"", "{", "}", "[", "]", ",", ":", "null", "-1", "1e999", "\\u0000", "\u{feff}", "//", "type", "record",
        "é", ".",
    ];
    let edit = (any::<Index>(), any::<Index>(), 0..12usize, proptest::sample::select(pieces.to_vec()));
    (schemas(), vec(edit, 0..5)).prop_map(|(schema, edits)| {
        let mut text = schema.to_string();
        for (at, from, length, piece) in edits {
            let chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len() + 1);
            let end = (at + length).min(chars.len());
            let from = from.index(chars.len() + 1);
            let doubled = if length % 3 == 0 { &chars[from..(from + 20).min(chars.len())] } else { &[] };
            text = chars[..at]
                .iter()
                .chain(doubled)
                .copied()
                .chain(piece.chars())
                .chain(chars[end..].iter().copied())
                .collect();
        }
        text
    })
}

fn parsed(schema: &Json, shapes: &mut Shapes) -> LinkedSchema {
    LinkedSchema::parse("made-up", &schema.to_string(), shapes).unwrap_or_else(|faults| panic!("{schema}\n{faults:?}"))
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn every_schema_reads_itself(schema in schemas()) {
        let two = Two::of_json(&schema, &schema).expect("made-up schemas are clear");
        prop_assert_eq!(two.verdict(), Verdict::Compatible, "{}", schema);
        prop_assert_eq!(two.writer.root_shape(), two.reader.root_shape());
        for value in sample::records(&two.shapes, two.writer.root_shape(), RECORDS) {
            let read = two.read(&two.encode_written(&value));
            prop_assert_eq!(read.as_ref(), Ok(&value), "{}", schema);
        }
    }

    #[test]
    fn verdicts_agree_with_data_and_with_the_interpreter((writer, reader) in pairs()) {
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let plain = |schema| interpreter::Schema::parse(schema).expect("made-up schemas are clear");
        let (plain_writer, plain_reader) = (plain(&writer), plain(&reader));
        let verdict = two.verdict();
        let plain = match interpreter::verdict(&plain_writer, &plain_reader) {
            interpreter::Verdict::Compatible => Verdict::Compatible,
            interpreter::Verdict::DataDependent => Verdict::DataDependent,
            interpreter::Verdict::Incompatible => Verdict::Incompatible,
        };
        prop_assert_eq!(verdict, plain, "\nwriter {}\nreader {}", writer, reader);
        for value in sample::records(&two.shapes, two.writer.root_shape(), RECORDS) {
            let bytes = two.encode_written(&value);
            let ours = two.read(&bytes);
            let fits = match verdict {
                Verdict::Compatible => ours.is_ok(),
                Verdict::DataDependent => true,
                Verdict::Incompatible => ours.is_err(),
            };
            prop_assert!(fits, "{verdict:?}, and yet {ours:?}\nwriter {writer}\nreader {reader}");
            let ours = ours.ok().map(|value| two.encode_read(&value));
            let plain = interpreter::read(&plain_writer, &plain_reader, &bytes).ok();
            let plain = plain.map(|datum| interpreter::encode(&plain_reader, &datum));
            prop_assert_eq!(ours, plain, "\n{:?}\nwriter {}\nreader {}", value, writer, reader);
        }
    }

    /// A finding names a cause wherever something fails, and none where everything can be read.
    #[test]
    fn failures_have_places((writer, reader) in pairs()) {
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let has_failure = !two.kinds().is_empty();
        prop_assert_eq!(has_failure, two.verdict() != Verdict::Compatible, "\nwriter {}\nreader {}", writer, reader);
        for found in two.notable() {
            for (schema, place) in [(&two.writer, &found.writer), (&two.reader, &found.reader)] {
                let text: Json = serde_json::from_str(&schema.source(place.file).text).expect("JSON");
                prop_assert!(text.pointer(&place.pointer).is_some(), "{} in {text}", place.pointer);
            }
        }
    }

    /// Whatever a translation changes or drops, a finding of the pair said so before.
    #[test]
    fn changed_data_are_foretold((writer, reader) in pairs()) {
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let hazards = two.notable().into_iter().filter_map(|found| match found.cause {
            Cause::Hazard(hazard) => Some(hazard),
            _ => None,
        });
        let hazards: Vec<Hazard> = hazards.collect();
        let changes = hazards.iter().any(|hazard| {
            matches!(hazard, Hazard::LossyPromotion { .. } | Hazard::BytesAsText | Hazard::EnumDefaultMasks { .. })
        });
        let drops = hazards.iter().any(|hazard| matches!(hazard, Hazard::DataDropped { .. }));
        for value in sample::records(&two.shapes, two.writer.root_shape(), RECORDS) {
            let mut trace = Trace::default();
            let bytes = two.encode_written(&value);
            if translate(&two.shapes, &two.resolution, two.pair, &bytes, &mut trace).is_err() {
                continue;
            }
            prop_assert!(changes || trace.changes.is_empty(), "{:?}\nwriter {}\nreader {}", trace, writer, reader);
            prop_assert!(drops || trace.dropped.is_empty(), "{:?}\nwriter {}\nreader {}", trace, writer, reader);
        }
    }

    /// Data that are translated together, there and back, become what each becomes by itself; and the crate apache-avro reads what
    /// it is said to read.
    #[test]
    fn together_is_one_by_one((writer, reader) in pairs()) {
        let mut two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let back = two.resolution.resolve(&two.shapes, WriterSchema(&two.reader), ReaderSchema(&two.writer));
        let Two { shapes, resolution, .. } = &two;
        let [written, expected] = [&two.writer, &two.reader].map(|schema| schema.root_shape());
        let values = sample::records(shapes, written, RECORDS);
        let mut translator = BatchTranslator::new(shapes, resolution);
        let batch = Batch::new(shapes, written, values.iter());
        // Twice: what is known by then is the same.
        for _ in 0..2 {
            let read = translator.translate(two.pair, &batch);
            let returned = translator.translate(back, &read.read);
            let preserved = returned.read.same_as(&batch);
            let (mut there, mut on_the_way_back) = (Trace::default(), Trace::default());
            for (number, value) in values.iter().enumerate() {
                let alone = |pair, bytes: &[u8], whole: &mut Trace| {
                    let mut with_this = whole.clone();
                    let result = translate(shapes, resolution, pair, bytes, &mut with_this);
                    if result.is_ok() {
                        *whole = with_this;
                    }
                    result
                };
                let one = alone(two.pair, &encode(shapes, written, value), &mut there);
                prop_assert_eq!(one.as_ref().err(), read.errors.get(&number), "\nwriter {}\nreader {}", writer, reader);
                let bytes = one.ok().map(|one| encode(shapes, expected, &one));
                prop_assert_eq!(&bytes, &read.read.encoded(number), "\nwriter {}\nreader {}", writer, reader);
                let again = bytes.map(|bytes| alone(back, &bytes, &mut on_the_way_back));
                let error = again.as_ref().and_then(|again| again.as_ref().err());
                prop_assert_eq!(error, returned.errors.get(&number), "\nwriter {}\nreader {}", writer, reader);
                prop_assert_eq!(again == Some(Ok(value.clone())), preserved[number], "\nwriter {}\nreader {}", writer, reader);
            }
            for (one_by_one, together) in [(there, read.trace), (on_the_way_back, returned.trace)] {
                prop_assert_eq!(one_by_one.defaulted, together.defaulted, "\nwriter {}\nreader {}", writer, reader);
                prop_assert_eq!(one_by_one.dropped, together.dropped, "\nwriter {}\nreader {}", writer, reader);
                prop_assert_eq!(one_by_one.changes, together.changes, "\nwriter {}\nreader {}", writer, reader);
            }
        }
        let opinion = |shape| Opinion::new(shapes, shape);
        if let (Ok(written), Ok(expected)) = (opinion(written), opinion(expected)) {
            let parties = [&written, &expected].map(|opinion| Party::new(opinion).expect("the names are known"));
            let question = Question::new(&parties[0], &parties[1]);
            let read = translator.translate(two.pair, &batch).read;
            for _ in 0..2 {
                for (number, _) in question.agreed(shapes, &batch, &read).iter().enumerate().filter(|(_, is)| **is) {
                    let written = batch.encoded(number).expect("it was written");
                    let ours = read.encoded(number);
                    let is_agreed = match question.ask(shapes, &written, ours.as_deref()) {
                        Answer::Expected => ours.is_some(),
                        Answer::Refused(_) => ours.is_none(),
                        Answer::Read(_) | Answer::TooExpensive => false,
                    };
                    prop_assert!(is_agreed, "\nwriter {}\nreader {}", writer, reader);
                }
            }
        }
    }

    /// Where nothing says that keys get other bytes, they do not.
    #[test]
    fn keys_keep_their_bytes_unless_told((writer, reader) in pairs()) {
        let two = Two::of_json(&writer, &reader).expect("made-up schemas are clear");
        let (w, r) = (WriterSchema(&two.writer), ReaderSchema(&two.reader));
        if !locate_other_bytes(&two.shapes, &two.resolution, two.pair, w, r).is_empty() {
            return Ok(());
        }
        for value in sample::records(&two.shapes, two.writer.root_shape(), RECORDS) {
            let before = two.encode_written(&value);
            let Ok(read) = two.read(&before) else { continue };
            prop_assert_eq!(two.encode_read(&read), before, "\nwriter {}\nreader {}", writer, reader);
        }
    }

    #[test]
    fn data_survive_both_encodings(schema in schemas()) {
        let mut shapes = Shapes::default();
        let root = parsed(&schema, &mut shapes).root_shape();
        for value in sample::records(&shapes, root, RECORDS) {
            let bytes = encode(&shapes, root, &value);
            prop_assert_eq!(binary::decode(&shapes, root, &bytes), Ok(value.clone()), "{}", schema);
            let mut reader = Reader::new(&bytes);
            prop_assert!(binary::skip(&shapes, root, &mut reader).is_ok() && reader.finish().is_ok(), "{schema}");
            let text = to_json(&shapes, root, &value);
            let streamed = serde_json::to_value(Encoded { shapes: &shapes, shape: root, value: &value });
            prop_assert_eq!(streamed.expect("it is JSON"), text.clone(), "{}", schema);
            let written = serde_json::to_value(Written { shapes: &shapes, shape: root, bytes: &bytes });
            prop_assert_eq!(written.expect("it is JSON"), text.clone(), "{}", schema);
            prop_assert_eq!(from_json(&shapes, root, &text), Ok(value), "\n{}\n{}", text, schema);
        }
    }

    /// The canonical form has no way to say "in no namespace" inside a type that has one, so all names are of one kind here.
    #[test]
    fn canonical_forms_are_their_own(schema in schemas()) {
        let mut shapes = Shapes::default();
        let document = parse::parse(&schema.to_string()).expect("made-up schemas are clear");
        let mut names = document.definitions.keys().map(|name| name.namespace().is_empty());
        let first = names.next();
        prop_assume!(names.all(|is_bare| Some(is_bare) == first));
        let root = parsed(&schema, &mut shapes).root_shape();
        let canonical = canonical_form(&shapes, root).expect("one file defines a name once");
        let again = LinkedSchema::parse("canonical", &canonical, &mut shapes).expect("it is a schema");
        let again = canonical_form(&shapes, again.root_shape()).expect("one file defines a name once");
        prop_assert_eq!(&canonical, &again, "{}", schema);
        prop_assert_eq!(fingerprints(&canonical), fingerprints(&again));
    }

    #[test]
    fn printed_schemas_have_the_same_shape(schema in schemas()) {
        let mut shapes = Shapes::default();
        let root = parsed(&schema, &mut shapes).root_shape();
        let text = print(&shapes, root, Style::Full).expect("one file defines a name once");
        let again = LinkedSchema::parse("printed", &text, &mut shapes).expect("it is a schema");
        prop_assert_eq!(root, again.root_shape(), "\n{}\n{}", schema, text);
    }

    #[test]
    fn any_text_is_a_schema_or_has_faults(text in prop_oneof![almost_schemas(), any::<String>()]) {
        match parse::parse(&text) {
            Ok(document) => prop_assert!(!document.nodes.is_empty()),
            Err(broken) => {
                prop_assert!(!broken.faults.is_empty());
                prop_assert!(broken.faults.iter().all(|fault| fault.span.start <= fault.span.end && fault.span.end as usize <= text.len()));
            }
        }
    }

    #[test]
    fn whatever_parses_resolves(first in broken_schemas(), second in broken_schemas()) {
        for (writer, reader) in [(&first, &second), (&first, &first), (&second, &first)] {
            let Ok(two) = Two::of_json(writer, reader) else { continue };
            let has_failure = !two.kinds().is_empty();
            prop_assert_eq!(has_failure, two.verdict() != Verdict::Compatible);
            for value in sample::records(&two.shapes, two.writer.root_shape(), 3) {
                let is_read = two.read(&two.encode_written(&value)).is_ok();
                let is_due = match two.verdict() {
                    Verdict::Compatible => is_read,
                    Verdict::DataDependent => true,
                    Verdict::Incompatible => !is_read,
                };
                prop_assert!(is_due, "{:?}\nwriter {writer}\nreader {reader}", two.verdict());
            }
        }
    }

    #[test]
    fn any_bytes_are_a_datum_or_malformed(schema in schemas(), bytes in vec(prop_oneof![0..8u8, any::<u8>()], 0..80)) {
        let two = Two::of_json(&schema, &schema).expect("made-up schemas are clear");
        let root = two.writer.root_shape();
        match binary::decode(&two.shapes, root, &bytes) {
            Ok(value) => {
                prop_assert_eq!(two.read(&bytes), Ok(value.clone()));
                prop_assert_eq!(binary::decode(&two.shapes, root, &encode(&two.shapes, root, &value)), Ok(value));
            }
            Err(_) => prop_assert!(two.read(&bytes).is_err()),
        }
    }
}
