//! Feeds pairs of schemas: the verdict, its reasons and its witness agree with what happens to data.

use avro_resolve::data::sample;
use avro_resolve::data::{binary, translate};
use avro_resolve::proof::{self, Budget, Exercised, Readings};
use avro_resolve::resolution::Resolution;
use avro_resolve::schema::edit::EditableText;
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Source;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use avro_resolve::{Schema, Verdict, resolve};

use crate::halves;

/// So many made-up data of the writer are read.
const SAMPLES: usize = 6;

pub(crate) fn pair(data: &[u8]) {
    let Some((first, second)) = halves(data) else { return };
    let (Ok(first), Ok(second)) = (std::str::from_utf8(first), std::str::from_utf8(second)) else { return };
    for (writer, reader) in [(first, second), (second, first), (first, first)] {
        reasons_and_witness_agree(writer, reader);
        data_do_what_the_table_says(writer, reader);
    }
}

fn reasons_and_witness_agree(writer: &str, reader: &str) {
    let (Ok(parsed_writer), Ok(parsed_reader)) = (Schema::parse(writer), Schema::parse(reader)) else { return };
    let resolved = resolve(&parsed_writer, &parsed_reader);
    let (verdict, findings) = (resolved.verdict(), resolved.findings());
    let is_failing = findings.iter().any(|finding| finding.kind.is_some());
    assert_eq!(is_failing, verdict != Verdict::Compatible, "{verdict:?}: {findings:?}");
    let sources = [writer, reader].map(|text| Source::new("schema", text));
    // Text that is not quite JSON cannot be edited.
    let [writer, reader] = sources.each_ref().map(|source| EditableText::open(&source.text));
    for finding in &findings {
        for (text, at) in [(&writer, &finding.writer), (&reader, &finding.reader)] {
            let leads_somewhere = text.as_ref().is_none_or(|text| text.span(&at.pointer).is_some());
            assert!(leads_somewhere && at.line > 0 && at.column > 0, "{finding:?}");
        }
    }
    let Some(witness) = resolved.witness() else { return };
    assert_ne!(verdict, Verdict::Compatible, "{witness}");
    assert!(resolved.read(&witness.bytes).is_err(), "{witness}");
    assert!(resolved.read_json(&witness.json).is_err(), "{witness}");
}

fn data_do_what_the_table_says(writer: &str, reader: &str) {
    let mut shapes = Shapes::default();
    let Ok(writer) = LinkedSchema::parse("writer", writer, &mut shapes) else { return };
    let Ok(reader) = LinkedSchema::parse("reader", reader, &mut shapes) else { return };
    let mut resolution = Resolution::default();
    let pair = resolution.resolve(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
    let verdict = resolution.verdict(pair);
    for value in sample::records(&shapes, writer.root_shape(), SAMPLES) {
        let bytes = binary::encoded(&shapes, writer.root_shape(), &value);
        let read = translate::translate(&shapes, &resolution, pair, &bytes, &mut ());
        let is_due = match verdict {
            Verdict::Compatible => read.is_ok(),
            Verdict::DataDependent => true,
            Verdict::Incompatible => read.is_err(),
        };
        assert!(is_due, "{verdict:?}, and yet {read:?} of {bytes:?}");
    }
    let readings = Readings::new(proof::Subject { shapes: &shapes, resolution: &resolution }, [pair]);
    let mut budget = Budget::default();
    if verdict != Verdict::Incompatible {
        proof::success(&readings, pair, &mut budget).expect("what can be read is read");
    }
    if verdict == Verdict::Compatible {
        proof::cover(&readings, &mut Exercised::default(), pair, &mut budget).expect("all data are read");
    }
}
