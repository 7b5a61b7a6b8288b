//! Runs the program on input that is small and means a lot, within limits of memory and of processor time that the system keeps.
//!
//! Each row would need many times as much, mostly more than any machine has, if the program took what the input asks for: so the
//! limits need not be close, and a slow machine changes nothing.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use avro_resolve::data::binary::put_long;
use avro_resolve::file::container::{BlockWriter, Codec, write_header};

use crate::sandbox::Sandbox;

/// Kilobytes of address space; the program reserves 1 GiB before it does anything.
const MEMORY: u64 = 3 << 20;

/// Seconds of processor time, for a program that is not optimized.
const SECONDS: u64 = 60;

/// A row of the table: what it is called, the files, the command, its exit code, and what it says.
struct Row {
    name: &'static str,
    files: Vec<(String, Vec<u8>)>,
    command: &'static str,
    code: i32,
    says: &'static str,
}

const COMPAT: &str = "compat schemas --threads 1";

/// Two versions of a subject.
fn versions(name: &'static str, texts: [String; 2], code: i32, says: &'static str) -> Row {
    let files = texts.into_iter().zip(1..).map(|(text, version)| (format!("schemas/v{version}/x.avsc"), text.into()));
    Row { name, files: files.collect(), command: COMPAT, code, says }
}

/// A schema that is new.
fn schema(name: &'static str, text: String, code: i32, says: &'static str) -> Row {
    versions(name, [record("X", "", &[]), text], code, says)
}

fn record(name: &str, more: &str, fields: &[String]) -> String {
    format!(r#"{{"type": "record", "name": "{name}"{more}, "fields": [{}]}}"#, fields.join(", "))
}

fn field(name: &str, ty: &str, more: &str) -> String {
    format!(r#"{{"name": "{name}", "type": {ty}{more}}}"#)
}

fn list<T: std::fmt::Display>(count: usize, item: impl Fn(usize) -> T) -> String {
    (0..count).map(|at| item(at).to_string()).collect::<Vec<_>>().join(", ")
}

/// Records within each other, each of which has the next one as two of its fields, with a default.
fn doubling(levels: usize, ty: impl Fn(&str) -> String, default: &str) -> String {
    let inner = record("R", "", &[field("f", "\"int\"", ", \"default\": 0")]);
    let nested = (0..levels).fold((inner, "R".to_owned()), |(inner, name), level| {
        let default = format!(", \"default\": {default}");
        let fields = [field("a", &ty(&inner), &default), field("b", &ty(&format!("\"{name}\"")), &default)];
        let name = format!("R{level}");
        (record(&name, "", &fields), name)
    });
    record("X", "", &[field("x", &ty(&nested.0), &format!(", \"default\": {default}"))])
}

fn defaults() -> Vec<Row> {
    let says = "the defaults of the schema come to more than 8192 values";
    let plain = |ty: &str| ty.to_owned();
    let many = list(2_000, |at| field(&format!("f{at}"), "\"int\"", ", \"default\": 0"));
    let many = record("R", "", &[many]);
    let long = record("R", "", &[field("f", "\"string\"", &format!(", \"default\": \"{}\"", "x".repeat(100_000)))]);
    let multiplied = |inner: &str| {
        let items = format!(r#"{{"type": "array", "items": {inner}}}"#);
        record("X", "", &[field("x", &items, &format!(", \"default\": [{}]", list(20_000, |_| "{}")))])
    };
    let chain = |length: usize, doc: usize| {
        let link = |at: usize| {
            let (ty, default) = match at.checked_sub(1) {
                None => ("\"int\"".to_owned(), "0"),
                Some(next) => (format!("\"C{next}\""), "{}"),
            };
            let more = format!(r#", "default": {default}, "doc": "{}""#, "x".repeat(doc));
            field(&format!("c{at}"), &record(&format!("C{at}"), "", &[field("f", &ty, &more)]), "")
        };
        record("X", "", &[list(length, link)])
    };
    vec![
        schema("defaults within defaults", doubling(60, plain, "{}"), 2, says),
        schema(
            "defaults in arrays",
            doubling(60, |ty| format!(r#"{{"type": "array", "items": {ty}}}"#), "[{}]"),
            2,
            says,
        ),
        schema(
            "defaults in maps",
            doubling(60, |ty| format!(r#"{{"type": "map", "values": {ty}}}"#), r#"{"k": {}}"#),
            2,
            says,
        ),
        schema("defaults in unions", doubling(60, |ty| format!(r#"["null", {ty}]"#), "{}"), 2, says),
        schema("a default of many fields many times", multiplied(&many), 2, says),
        schema("a default of a long text many times", multiplied(&long), 2, says),
        schema("defaults in a long chain", chain(3_000, 0), 2, says),
        schema("defaults in a long text", chain(1_100, 600), 2, "the default is nested deeper than 1000 levels"),
    ]
}

fn names() -> Vec<Row> {
    let aliases = |count: usize| format!(r#", "aliases": [{}]"#, list(count, |at| format!("\"a{at}\"")));
    let is_read = |inner: String| record("X", "", &[field("x", &inner, "")]);
    let one = [field("f", "\"int\"", "")];
    let aliased = |count: usize| record("R", &aliases(count), &one);
    let nested = (0..100)
        .fold(record("N", "", &one), |inner, at| record(&format!("N{at}"), &aliases(200), &[field("f", &inner, "")]));
    let long = "n".repeat(40_000);
    let types = list(3_000, |at| field(&format!("f{at}"), &format!("\"Unknown{}\"", at * 7_919), ""));
    let known = list(3_000, |at| field(&format!("k{at}"), &record(&format!("Unknowns{}", at * 104_729), "", &[]), ""));
    let spaced = list(5_000, |at| field(&format!("f{at}"), &record(&format!("T{at}"), "", &[]), ""));
    vec![
        versions("aliases of a type", [is_read(aliased(20_000)), is_read(aliased(20_001))], 0, ""),
        versions(
            "aliases of types within types",
            [is_read(nested.clone()), is_read(nested.replace("\"a1\"", "\"b1\""))],
            0,
            "",
        ),
        schema(
            "long names",
            record("X", "", &[field(&long, "\"int\"", ""), field("y", &format!("\"{long}x\""), "")]),
            2,
            "shorten the name",
        ),
        schema(
            "a long namespace",
            record("X", &format!(r#", "namespace": "{}""#, "n".repeat(200_000)), &[spaced]),
            2,
            "shorten the name",
        ),
        schema("unknown types", record("X", "", &[types, known]), 2, "unknown type"),
    ]
}

fn structures() -> Vec<Row> {
    let renamed = |prefix: &str| {
        format!("[{}]", list(1_500, |at| record(&format!("{prefix}{at}"), "", &[field("a", "\"int\"", "")])))
    };
    let unnamed = |ty: &str| format!("[{}]", list(3_000, |_| format!(r#"{{"type": "array", "items": "{ty}"}}"#)));
    let symbols = |count: usize, prefix: &str| {
        format!(r#"{{"type": "enum", "name": "E", "symbols": [{}]}}"#, list(count, |at| format!("\"{prefix}{at}\"")))
    };
    let paths = |leaf: &str| {
        let inner = record("P", "", &[field("f", leaf, "")]);
        let nested = (0..60).fold((inner, "P".to_owned()), |(inner, name), level| {
            let fields = [field("a", &inner, ""), field("b", &format!("\"{name}\""), "")];
            let name = format!("P{level}");
            (record(&name, "", &fields), name)
        });
        nested.0
    };
    let same_alias = format!(r#", "aliases": [{}]"#, list(20_000, |_| "\"old\""));
    let digits = record("X", "", &[field("f", "\"double\"", &format!(", \"default\": {}", "7".repeat(300_000)))]);
    vec![
        versions("unions without a name in common", [renamed("R"), renamed("S")], 1, "AVC"),
        versions("unions of one type many times", [unnamed("int"), unnamed("string")], 1, "AVC"),
        versions("enums without a symbol in common", [symbols(3_000, "A"), symbols(3_000, "B")], 1, "AVC"),
        versions(
            "more findings than are listed",
            [symbols(100_001, "A"), symbols(1, "B")],
            2,
            "more than 100,000 findings",
        ),
        versions("as many ways as atoms", [paths("\"int\""), paths("\"string\"")], 1, "AVC"),
        versions(
            "one alias many times",
            [record("X", "", &[field("old", "\"int\"", "")]), record("X", "", &[field("new", "\"int\"", &same_alias)])],
            1,
            "AVC302",
        ),
        schema("brackets", "[".repeat(500_000), 2, "nested too deeply"),
        schema("types of types", r#"{"type": "#.repeat(100_000), 2, "nested too deeply"),
        schema("a number of many digits", digits, 0, ""),
    ]
}

/// Records of one name in so many namespaces, each of which refers to the one before, and the first to the last. In two circles whose
/// lengths have no divisor in common, each record of the one meets each of the other.
fn circle(length: usize) -> String {
    let one = |at: usize| {
        let before = (at + length - 1) % length;
        let link = field("x", &format!(r#"["null", "n{before}.R"]"#), "");
        field(&format!("f{at}"), &record(&format!("n{at}.R"), "", &[link]), "")
    };
    record("Top", "", &[list(length, one)])
}

/// So many records with three unions of others each, which are other ones in each version.
fn mesh(count: usize, version: usize) -> String {
    let ty = if version == 1 { "\"int\"" } else { "\"string\"" };
    let union_of = |at: usize, way: usize| {
        let other =
            |step: usize| (((at * 31 + way) * 31 + step) * 31 + version).wrapping_mul(2_654_435_761) / 65_536 % at;
        let others: BTreeSet<usize> = if at == 0 { BTreeSet::new() } else { (0..8).map(other).collect() };
        let others: String = others.iter().map(|other| format!(", \"R{other}\"")).collect();
        field(&format!("f{way}"), &format!("[\"null\"{others}]"), "")
    };
    let of = |at: usize| {
        record(&format!("R{at}"), "", &[field("v", ty, ""), union_of(at, 1), union_of(at, 2), union_of(at, 3)])
    };
    format!("[{}]", list(count, of))
}

fn settings_and_links() -> Vec<Row> {
    let subjects =
        (0..4_000).map(|at| (format!("schemas/v1/s{at}.avsc"), record(&format!("T{at}"), "", &[]).into_bytes()));
    let table = |at: usize| format!("[[override]]\npaths = [\"**/*a{at}*b*\"]\nlevel = \"NONE\"\n");
    let tables: String = (0..3_900).map(table).collect();
    let defines = |at: usize| {
        let shared = format!(
            r#"{{"type": "record", "name": "S",{} "fields": [], "doc": "{}"}}"#,
            " ".repeat(at),
            "d".repeat(900)
        );
        (format!("schemas/a{at}.avsc"), record(&format!("A{at}"), "", &[field("s", &shared, "")]).into_bytes())
    };
    let uses = record("U", "", &[list(20_000, |at| field(&format!("f{at}"), "\"S\"", ""))]).into_bytes();
    vec![
        Row {
            name: "thousands of tables for thousands of subjects",
            files: subjects
                .chain([("avrocheck.toml".to_owned(), format!("version = 1\n{tables}").into_bytes())])
                .collect(),
            command: "compat --threads 1",
            code: 0,
            says: "",
        },
        Row {
            name: "a type in hundreds of files that thousands use",
            files: (0..500).map(defines).chain([("schemas/u.avsc".to_owned(), uses)]).collect(),
            command: "lint schemas",
            code: 0,
            says: "",
        },
    ]
}

fn histories() -> Vec<Row> {
    let history = |count: usize, text: &dyn Fn(usize) -> String| -> Vec<(String, Vec<u8>)> {
        (0..count).map(|version| (format!("schemas/v{version}/x.avsc"), text(version).into_bytes())).collect()
    };
    let grows = |version: usize| record("X", "", &[list(version, |at| field(&format!("f{at}"), "\"int\"", ""))]);
    let tiny = |version: usize| record("X", "", &[field("f", "\"int\"", &format!(", \"default\": {version}"))]);
    vec![
        Row {
            name: "each version adds a field",
            files: history(120, &grows),
            command: COMPAT,
            code: 1,
            says: "AVC101",
        },
        Row {
            name: "types that all meet each other",
            files: vec![
                ("schemas/v1/x.avsc".to_owned(), circle(800).into_bytes()),
                ("schemas/v2/x.avsc".to_owned(), circle(801).into_bytes()),
            ],
            command: COMPAT,
            code: 2,
            says: "more than 268,435,456 bytes of tables",
        },
        Row {
            name: "subjects whose findings are as many as their pairs",
            files: ["x", "y"]
                .into_iter()
                .flat_map(|name| {
                    history(120, &grows)
                        .into_iter()
                        .map(move |(path, text)| (path.replace("x.avsc", &format!("{name}.avsc")), text))
                })
                .collect(),
            command: COMPAT,
            code: 1,
            says: "note: x, y: pairs of older versions that are not gated show their verdict alone",
        },
        Row {
            name: "what a registry would say of types that all meet each other",
            files: (1..3).map(|v| (format!("schemas/v{v}/x.avsc"), mesh(400, v).into_bytes())).collect(),
            command: "compat schemas --threads 1 --as confluent --no-proof",
            code: 1,
            says: "note: x: for some pairs it is not said what the Confluent registry would answer",
        },
        Row {
            name: "very many versions",
            files: history(700, &tiny),
            command: COMPAT,
            code: 2,
            says: "the limit is 600",
        },
    ]
}

fn data() -> Vec<Row> {
    let schema = r#"{"type": "record", "name": "X", "fields": [{"name": "f", "type": "boolean"}]}"#;
    let file = |schema: &str, codec: Codec, blocks: usize, count: u64, data: &[u8]| {
        let (sync, mut file) = ([7; 16], Vec::new());
        write_header(schema, &codec, sync, &mut file);
        let mut writer = BlockWriter::new(&codec);
        let mut block = Vec::new();
        writer.block(count, data, &sync, &mut block).expect("memory can be written");
        (0..blocks).for_each(|_| file.extend_from_slice(&block));
        file
    };
    let zeros = vec![0; 20 << 20];
    let all = zeros.len() as u64;
    let nulls = r#"{"type": "array", "items": "null"}"#;
    let mut million = Vec::new();
    put_long(1 << 20, &mut million);
    million.push(0);
    let bomb = |name, codec, count, command| {
        let file = file(schema, codec, 200, count, &zeros);
        Row { name, files: vec![("bomb.avro".to_owned(), file)], command, code: 2, says: "decompresses to more than" }
    };
    let claims = |name, command| {
        let file = file(nulls, Codec::Null, 20_000, 1, &million);
        Row {
            name,
            files: vec![("nulls.avro".to_owned(), file)],
            command,
            code: 2,
            says: "far more values than it has bytes",
        }
    };
    let large = record("L", "", &[list(20_000, |at| field(&format!("l{at}"), "\"int\"", ""))]);
    let default = |at: usize| {
        let ty = if at == 0 { &large } else { "\"L\"" };
        field(&format!("f{at}"), &format!(r#"["null", {ty}]"#), ", \"default\": null")
    };
    let defaulted = record("X", "", &[list(20_000, default)]);
    let branches = list(600, |at| record(&format!("B{at}"), "", &[field("a", "\"int\"", "")]));
    let lines = r#"{"x": {"a": 1}}"#.to_owned() + "\n";
    let guesses = vec![
        ("schemas/v1/x.avsc".to_owned(), record("X", "", &[field("x", &format!("[{branches}]"), "")]).into_bytes()),
        ("fixtures/v1/x.jsonl".to_owned(), lines.repeat(5_000).into_bytes()),
    ];
    vec![
        bomb("many bombs of zstandard, described", Codec::Zstandard(3), all, "inspect bomb.avro"),
        bomb("many bombs of bzip2, described", Codec::Bzip2, all, "inspect bomb.avro"),
        // After its only record, each block is damaged.
        bomb("many bombs of xz, saved", Codec::Xz, 1, "deserialize --recover bomb.avro"),
        claims("values that claim many nulls, described", "inspect nulls.avro"),
        claims("values that claim many nulls, printed", "deserialize nulls.avro"),
        Row {
            name: "thousands of defaults of one large type",
            files: vec![
                ("x.avro".to_owned(), file(&record("X", "", &[]), Codec::Null, 1, 1, &[])),
                ("schemas/v1/x.avsc".to_owned(), defaulted.into_bytes()),
            ],
            command: "deserialize x.avro --reader schemas/v1/x.avsc --to csv",
            code: 0,
            says: "f19999",
        },
        Row {
            name: "records that fit many branches",
            files: guesses,
            command: COMPAT,
            code: 2,
            says: "fits more than one branch",
        },
    ]
}

#[cfg(unix)]
#[test]
fn small_input_stays_small() {
    let rows = [defaults(), names(), structures(), histories(), settings_and_links(), data()];
    let mut wrong = Vec::new();
    for Row { name, files, command, code, says } in rows.into_iter().flatten() {
        let sandbox = Sandbox::new();
        files.iter().for_each(|(path, content)| sandbox.write(path, content));
        let program = sandbox.command(command);
        let limits = format!("ulimit -v {MEMORY}; ulimit -t {SECONDS}; exec \"$0\" \"$@\"");
        let mut limited = Command::new("sh");
        limited.arg("-c").arg(limits).arg(program.get_program()).args(program.get_args());
        limited.current_dir(sandbox.path("")).stdin(Stdio::null());
        let output = limited.output().expect("there is a shell");
        let text = [&output.stdout[..], &output.stderr[..]].concat();
        let text = String::from_utf8_lossy(&text);
        if output.status.code() != Some(code) || !text.contains(says) {
            let shown: String = text.chars().take(600).collect();
            wrong.push(format!("{name}: {} instead of {code}, and \"{says}\": {shown}", output.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
