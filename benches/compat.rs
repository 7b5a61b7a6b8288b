//! Measures how long each stage of a check of the corpus takes: `cargo bench`, or one stage with `cargo bench -- verdicts`.
//!
//! 200 subjects of 10 versions each: 2,000 schemas, 18,000 ordered pairs. One thread, unless the name says otherwise.

mod corpus;

use std::hint::black_box;
use std::io::sink;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use avro_resolve::resolution::{PairId, Resolution, locate};
use avro_resolve::schema::link::{File, FileScope, Library};
use avro_resolve::schema::parse::parse;
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::{Source, Sources};
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use avrocheck::format::json;
use avrocheck::{Input, Level, Options, Policy, Settings, SourceTree, check, input_of};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SUBJECTS: usize = 200;
const VERSIONS: usize = 10;
const PAIRS: usize = SUBJECTS * VERSIONS * (VERSIONS - 1);

fn main() {
    divan::main();
}

static CORPUS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| (0..SUBJECTS).map(|number| corpus::subject(number, VERSIONS)).collect());

static LINKED: LazyLock<Vec<Linked>> = LazyLock::new(|| libraries().iter().map(link).collect());

/// The versions of a subject.
struct Linked {
    shapes: Shapes,
    versions: Vec<LinkedSchema>,
}

fn input() -> Input {
    let texts = CORPUS.iter().enumerate().flat_map(|(number, versions)| {
        let path = move |version: usize| format!("s{number:03}/v{version:02}.avsc");
        versions.iter().enumerate().map(move |(version, text)| (path(version), text.as_str()))
    });
    input_of(SourceTree::in_memory("schemas", texts), None, &Settings::default())
}

fn libraries() -> Vec<Arc<Library>> {
    let library = |versions: &Vec<String>| {
        let sources = versions.iter().map(|text| Source::new("version", text.as_str())).collect();
        let file = |text: &String| Ok(File { document: parse(text).expect("a schema"), scope: FileScope::OwnVersions });
        Arc::new(Library::new(Arc::new(Sources::new(sources)), 0, versions.iter().map(file).collect()))
    };
    CORPUS.iter().map(library).collect()
}

fn link(library: &Arc<Library>) -> Linked {
    let mut shapes = Shapes::default();
    let files = 0..VERSIONS as u32;
    let versions = files.map(|file| LinkedSchema::new(library, file, None, &mut shapes).expect("names are defined"));
    let versions = versions.collect();
    Linked { shapes, versions }
}

fn bytes() -> BytesCount {
    BytesCount::new(CORPUS.iter().flatten().map(String::len).sum::<usize>())
}

/// Texts to documents.
#[divan::bench]
fn parsing(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| CORPUS.iter().flatten().for_each(|text| drop(black_box(parse(text)))));
}

/// Documents to linked schemas and their shapes.
#[divan::bench]
fn linking(bencher: Bencher) {
    let link_all = |libraries: Vec<Arc<Library>>| libraries.iter().map(link).for_each(|it| drop(black_box(it)));
    bencher.counter(ItemsCount::new(SUBJECTS * VERSIONS)).with_inputs(libraries).bench_values(link_all);
}

/// Linked schemas to a verdict for each pair.
#[divan::bench]
fn verdicts(bencher: Bencher) {
    LazyLock::force(&LINKED);
    bencher.counter(ItemsCount::new(PAIRS)).bench(|| {
        for linked in &*LINKED {
            let mut resolution = Resolution::default();
            for (id, _, _) in resolve_all(linked, &mut resolution) {
                black_box(resolution.verdict(id));
            }
        }
    });
}

/// Resolved pairs to notable actions with their places.
#[divan::bench]
fn locating(bencher: Bencher) {
    let resolved = LINKED.iter().map(|linked| {
        let mut resolution = Resolution::default();
        let pairs = resolve_all(linked, &mut resolution);
        (linked, resolution, pairs)
    });
    let resolved: Vec<_> = resolved.collect();
    bencher.counter(ItemsCount::new(PAIRS)).bench(|| {
        for (linked, resolution, pairs) in &resolved {
            for &(id, writer, reader) in pairs {
                let writer = WriterSchema(&linked.versions[writer]);
                let reader = ReaderSchema(&linked.versions[reader]);
                drop(black_box(locate::locate(&linked.shapes, resolution, id, writer, reader)));
            }
        }
    });
}

fn resolve_all(linked: &Linked, resolution: &mut Resolution) -> Vec<(PairId, usize, usize)> {
    let mut pairs = Vec::with_capacity(VERSIONS * (VERSIONS - 1));
    for (w, writer) in linked.versions.iter().enumerate() {
        for (r, reader) in linked.versions.iter().enumerate().filter(|&(r, _)| r != w) {
            let (writer, reader) = (WriterSchema(writer), ReaderSchema(reader));
            pairs.push((resolution.resolve(&linked.shapes, writer, reader), w, r));
        }
    }
    pairs
}

/// Texts to a report, on all threads.
#[divan::bench(args = [false, true], sample_count = 20)]
fn whole_check(bencher: Bencher, round_trips: bool) {
    let options = options(round_trips);
    bencher.counter(ItemsCount::new(PAIRS)).with_inputs(input).bench_values(|input| check(input, &options));
}

/// A report to JSON.
#[divan::bench]
fn json_report(bencher: Bencher) {
    let report = check(input(), &options(false));
    let mut text = Vec::new();
    json::write(&report, &mut text).expect("memory takes everything");
    let write = || json::write(&report, &mut std::io::BufWriter::new(sink()));
    bencher.counter(BytesCount::of_slice(&text)).bench(write);
}

fn options(round_trips: bool) -> Options {
    Options { run_proofs: false, round_trips, ..Options::new(Policy::at(Level::DEFAULT)) }
}
