//! Checks that text of others cannot act: a table of hostile texts, in every place that carries such text, through every command
//! and format, held by parsers of what reads them.
//!
//! Each text stands before the name of its place (`Zfield`). A run has to show certain places, so that it cannot pass because
//! nothing was shown.

mod places;
mod readers;
mod texts;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Output};

use rayon::prelude::*;

use crate::repository::FORMATS;
use places::HostileRepository;
use texts::{HostileText, TEXTS};

/// What standard output is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reader {
    People,
    /// JSON in which the texts of the places are exact.
    Exact,
    Github,
    Azure,
    /// What the user asked for, byte for byte.
    Data,
}

/// A run: who reads it, its arguments (`{text}` is the hostile text), and places that it has to show.
struct Line {
    reader: Reader,
    arguments: &'static str,
    shows: &'static [&'static str],
}

const fn line(reader: Reader, arguments: &'static str, shows: &'static [&'static str]) -> Line {
    Line { reader, arguments, shows }
}

use Reader::{Azure, Data, Exact, Github, People};

/// Arguments are set apart by two spaces.
const LINES: &[Line] = &[
    line(
        People,
        "compat  schemas  -v  --diff  --matrix  --as  confluent",
        &["Zfield", "Znew", "Zsymbol", "Zother", "Zbefore"],
    ),
    line(People, "compat  schemas  --baseline  baseline.json", &["Zfield", "Zstale", "Zsubject"]),
    line(People, "compat  schemas  --against  base  -v", &["Zedited"]),
    line(Exact, "compat  schemas  --against  base  --format  json", &["Zedited", "Zfield", "Zsymbol"]),
    line(Github, "compat  schemas  --format  github", &["Zfield"]),
    line(Azure, "compat  schemas  --format  azure", &["Zfield"]),
    line(Azure, "compat  other/broken  --format  azure", &["Ztype"]),
    line(Azure, "lint  other/broken  --format  azure", &["Ztwice"]),
    line(People, "compat  schemas  --statistics", &[]),
    line(People, "compat  schemas  --format  concise  -v", &["Zfield", "Znew", "Zsymbol", "Zother"]),
    line(People, "compat  schemas/v1/names.avsc  schemas/v2/names.avsc  --level  FULL", &["Zfield"]),
    line(People, "compat  other/broken", &["Ztype", "Ztwice"]),
    line(People, "compat  fourth/schemas", &["Zextra"]),
    line(Exact, "compat  other/broken  --format  json", &["Ztype"]),
    line(Github, "compat  other/broken  --format  github", &["Ztype"]),
    line(People, "compat  schemas  --baseline  baseline-bad.json", &[]),
    line(People, "diff  schemas/v1  schemas/v2", &["Zfield", "Zsymbol"]),
    line(Exact, "diff  schemas/v1  schemas/v2  --format  json", &["Zfield"]),
    line(People, "lint  other/broken  -v  --enable  missing-doc", &["Ztwice", "Zdefault"]),
    line(Exact, "lint  other/broken  --format  json", &["Ztype"]),
    line(People, "preview  v1/names  v2/names  --back", &["Zfield"]),
    line(Exact, "preview  v1/names  v2/names  --format  json", &["Zfield", "Ztitle"]),
    line(People, "preview  v1/names  v2/names  --data  records.jsonl", &[]),
    line(People, "config  show", &["Zreason", "Zretired", "Zsubject"]),
    line(Exact, "config  show  --format  json", &["Zreason", "Zretired"]),
    line(People, "inspect  data/whole.avro  schemas/v1/names.avsc", &["Zwriter", "Zcolumn", "Zfield"]),
    line(
        Exact,
        "inspect  data/whole.avro  schemas/v1/names.avsc  --format  json",
        &["Zwriter", "Zmetakey", "Zmetavalue"],
    ),
    line(People, "inspect  data/cut.avro  bad/codec.avro  bad/schema.avro  bad/type.avro", &["Zcodec", "Zwritertype"]),
    line(Exact, "inspect  bad/codec.avro  bad/type.avro  --format  json", &["Zcodec"]),
    line(People, "scan  data  --reader  v2/names  -v  --records", &["Zwriter"]),
    line(Exact, "scan  data  --reader  v2/names  --format  json", &["Zwriter"]),
    line(People, "compat  pulled/good", &["Zgroup", "Zinstance"]),
    line(People, "compat  pulled/bad", &["Zpulledlevel"]),
    line(People, "inspect  pulled/messages.bin  --schemas  pulled/good", &["Zmessage"]),
    line(Exact, "inspect  pulled/messages.bin  --schemas  pulled/good  --format  json", &[]),
    line(Data, "deserialize  --raw  confluent  pulled/messages.bin  --schemas  pulled/good", &["Zdatum", "Zmessage"]),
    line(Data, "deserialize  data/whole.avro", &["Zdata", "Zcolumn"]),
    line(Data, "deserialize  data/whole.avro  --to  csv", &["Zdata", "Zcolumn"]),
    line(Data, "deserialize  data/whole.avro  --json  tagged", &["Zdata", "Zcolumn"]),
    line(Data, "deserialize  data  --logical  text", &["Zdata", "Zcolumn"]),
    line(People, "deserialize  data/whole.avro  --reader  v2/names", &[]),
    line(People, "deserialize  data/whole.avro  --fields  Znone", &["Znone"]),
    line(
        People,
        "deserialize  bad/codec.avro  bad/schema.avro  bad/type.avro  data/cut.avro",
        &["Zcodec", "Zwritertype"],
    ),
    line(People, "serialize  records.jsonl  --raw  datum  --writer  v1/names", &[]),
    line(People, "waive  000000000002  --reason  {text}Zwaived  --subject  {text}Zwhose", &["Zwhose"]),
    line(People, "waive  {text}Znofingerprint  --reason  x", &["Znofingerprint"]),
    line(People, "baseline  write  schemas  --out  new-baseline.json", &[]),
    line(People, "explain  {text}Zrule", &["Zrule"]),
    line(People, "explain  AVC101  {text}Zrule  {text}Zother", &["Zrule", "Zother"]),
    line(People, "compat  ./{text}Zpath", &["Zpath"]),
    line(People, "compat  schemas  --level  {text}Zlevel", &["Zlevel"]),
    line(People, "compat  schemas  --format  {text}Zformat", &["Zformat"]),
    line(People, "compat  schemas  --against  {text}Zrevision", &["Zrevision"]),
    line(People, "compat  {text}Zrevision:schemas", &[]),
    line(People, "compat  schemas  --tags  {text}Ztags", &[]),
    line(People, "compat  schemas  --config  {text}Zconfig", &["Zconfig"]),
    line(People, "lint  {text}Zlint  --enable  {text}Zrule", &["Zrule"]),
    line(People, "preview  ./{text}Zwriter  ./{text}Zreader", &["Zwriter"]),
    line(People, "inspect  ./{text}Zfile", &["Zfile"]),
    line(People, "scan  ./{text}Zfile  --reader  ./{text}Zreader", &["Zreader"]),
    line(People, "deserialize  ./{text}Zfile", &["Zfile"]),
    // It may be a URL with a password, which is not shown.
    line(People, "deserialize  {text}Zfile", &[]),
    line(People, "serialize  {text}Zfile  --out  out-of-nothing  --schema-version  {text}Zv", &["Zv"]),
    line(People, "man  {text}Zcommand", &["Zcommand"]),
    line(People, "{text}Zcommand", &["Zcommand"]),
    line(People, "init  {text}Zdirectory  --dry-run", &["Zdirectory"]),
    line(People, "compat  schemas  --config  settings/key.toml", &["Zkeyname"]),
    line(People, "compat  schemas  --config  settings/level.toml", &["Zlevel"]),
    line(People, "compat  schemas  --config  settings/rule.toml", &["Zrule"]),
    line(People, "compat  schemas  --config  settings/version.toml", &["Zversion"]),
    line(People, "compat  schemas  --config  settings/cut.toml", &[]),
    line(People, "compat  schemas  --config  settings/date.toml", &["Zdate"]),
];

#[test]
fn no_text_acts() {
    assert!(TEXTS.len() > 30);
    let failed = |hostile: &HostileText| {
        let repository = HostileRepository::new(hostile.1);
        let parts = [reports, widths_and_colours, names, data_files, environment, logs, waivers, adoption];
        let lines = LINES
            .iter()
            .filter(|line| catch_unwind(AssertUnwindSafe(|| run(&repository, *hostile, line))).is_err())
            .count();
        lines
            + parts
                .iter()
                .filter(|part| catch_unwind(AssertUnwindSafe(|| part(&repository, *hostile))).is_err())
                .count()
    };
    assert_eq!(TEXTS.par_iter().map(failed).sum::<usize>(), 0, "each is described above");
}

/// A command in the repository, which must not fail for other reasons than input.
fn answer(repository: &HostileRepository, command: &mut Command) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().expect("the program can be started");
    let [stdout, stderr] =
        [stdout, stderr].map(|bytes| String::from_utf8(bytes).expect("all that is printed is UTF-8"));
    assert!(status.code().is_some_and(|code| code <= 2) && !stderr.contains("panicked"), "{command:?}: {stderr}");
    let here = repository.git.path("").to_string_lossy().into_owned();
    (stdout.replace(&here, "[here]"), stderr.replace(&here, "[here]"))
}

fn program(repository: &HostileRepository, arguments: &[&str]) -> Command {
    let mut command = repository.git.command("");
    command.args(arguments);
    command
}

fn run(repository: &HostileRepository, (name, text): HostileText, line: &Line) {
    let arguments: Vec<String> = line.arguments.split("  ").map(|argument| argument.replace("{text}", text)).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (stdout, stderr) = answer(repository, &mut program(repository, &arguments));
    let what = format!("{name}: {}", line.arguments);
    readers::people(&what, &stderr);
    match line.reader {
        People => readers::people(&what, &stdout),
        Exact => drop(readers::json(&what, &stdout)),
        Github => readers::github(&what, &stdout),
        Azure => readers::azure(&what, &stdout),
        Data => {}
    }
    for place in line.shows {
        let exact = repository.at(place);
        let is_there = match line.reader {
            Exact => readers::json(&what, &stdout).iter().any(|text| text.contains(&exact)),
            // A line of JSON, or a cell in which quotes are doubled.
            Data => {
                let json = serde_json::to_string(&exact).expect("a text is JSON");
                stdout.contains(json.trim_matches('"')) || stdout.contains(&exact.replace('"', "\"\""))
            }
            // Of long texts, the beginning is shown alone.
            People | Github | Azure => stdout.contains(place) || stderr.contains(place) || text.len() > 150,
        };
        // Before a colon stands a revision, which is not there.
        let is_revision = line.arguments.contains("./{text}") && text.contains(':');
        assert!(is_there || is_revision, "{what}: {place} is not shown in\n{stdout}\n{stderr}");
    }
}

/// All formats of the gate, as files.
fn reports(repository: &HostileRepository, (name, text): HostileText) {
    let compat = ["--diff", "--matrix", "--as", "confluent"];
    for (command, directory, place, more) in [
        ("compat", "schemas", "Zfield", &compat[..]),
        ("compat", "other/broken", "Ztype", &compat),
        ("lint", "other/broken", "Ztype", &[]),
    ] {
        let mut command = program(repository, &[command, directory, "-v"]);
        command
            .args(more)
            .args(FORMATS.map(|format| format!("--format={format}=report.{format}")))
            .env("GITHUB_STEP_SUMMARY", repository.git.path("summary.md"));
        let (_, stderr) = answer(repository, &mut command);
        readers::people(name, &stderr);
        for format in FORMATS.into_iter().chain(["summary"]) {
            let file = if format == "summary" { "summary.md".to_owned() } else { format!("report.{format}") };
            let report = fs::read_to_string(repository.git.path(&file)).expect("every report is written");
            let what = format!("{name}: {directory} as {format}");
            match format {
                "human" | "concise" => readers::people(&what, &report),
                "json" => {
                    let exact = repository.at(place);
                    assert!(readers::json(&what, &report).iter().any(|text| text.contains(&exact)), "{what}");
                }
                "gitlab" | "rdjson" => drop(readers::json(&what, &report)),
                "azure" => readers::azure(&what, &report),
                "sarif" => readers::sarif(&what, &report),
                "junit" => readers::junit(&what, &report),
                "github" => readers::github(&what, &report),
                "markdown" | "summary" => readers::markdown(&what, &report),
                "html" => readers::html(&what, &report),
                other => panic!("{other} has no reader"),
            }
            assert!(report.contains(place) || text.len() > 150, "{what}: {place} is not shown in\n{report}");
        }
        fs::remove_file(repository.git.path("summary.md")).expect("it was written");
    }
}

/// Narrow and wide terminals, with and without colours, UTF-8 and ASCII.
fn widths_and_colours(repository: &HostileRepository, (name, _): HostileText) {
    for columns in ["40", "100"] {
        for arguments in [
            &["compat", "schemas", "-v", "--diff", "--matrix"][..],
            &["compat", "other/broken"],
            &["preview", "v1/names", "v2/names", "--back"],
            &["lint", "other/broken"],
        ] {
            let run = |colours: &str| {
                let mut command = program(repository, arguments);
                command
                    .args(["--color", colours])
                    .env("COLUMNS", columns)
                    .env("LANG", if columns == "40" { "C" } else { "C.UTF-8" });
                answer(repository, &mut command)
            };
            let what = format!("{name}: {arguments:?} in {columns} columns");
            let ((plain, notes), (coloured, _)) = (run("never"), run("always"));
            readers::people(&what, &plain);
            readers::people(&what, &notes);
            readers::coloured(&what, &coloured, &plain);
            assert!(coloured.contains('\u{1b}'), "{what} has no colours");
        }
    }
}

/// Names of files, directories, branches and tags, as far as the text can be in one.
fn names(repository: &HostileRepository, (name, _): HostileText) {
    let mut seen = BTreeSet::new();
    if let Some(file) = &repository.file {
        let (is_refused, home) = (repository.is_refused(), repository.home());
        for (reader, arguments) in
            [(People, &["compat", home, "-v"][..]), (Exact, &["compat", home, "--format", "json"])]
        {
            let (stdout, stderr) = answer(repository, &mut program(repository, arguments));
            let said = if reader == Exact { readers::json(name, &stdout).join("\n") } else { stdout };
            assert!(said.contains("Zfile"), "{name}: {said}\n{stderr}");
            assert_eq!(said.contains("the name has control characters; rename it"), is_refused, "{name}: {said}");
        }
        // The same at a revision.
        let (stdout, stderr) = answer(repository, &mut program(repository, &["compat", &format!("base:{home}")]));
        readers::people(name, &stdout);
        assert_eq!(
            stdout.contains("the name has control characters; rename it"),
            is_refused,
            "{name}: {stdout}{stderr}"
        );
        let directories = [format!("{file}1"), format!("{file}2")];
        for (directory, version) in directories.iter().zip(["v1", "v2"]) {
            let schema =
                fs::read_to_string(repository.git.path(&format!("schemas/{version}/names.avsc"))).expect("it is there");
            repository.git.write(&format!("{directory}/names.avsc"), schema);
        }
        for command in ["compat", "diff", "lint"] {
            let (stdout, stderr) =
                answer(repository, &mut program(repository, &[command, &directories[0], &directories[1]]));
            readers::people(name, &stdout);
            readers::people(name, &stderr);
            assert!(stdout.contains("Zfile"), "{name}: {command}: {stdout}{stderr}");
        }
        seen.insert("file");
    }
    if let Some(branch) = &repository.branch {
        for arguments in [&["compat", "schemas", "--against", branch][..], &["compat", "schemas", "--tags", "v1*"]] {
            let (stdout, stderr) = answer(repository, &mut program(repository, arguments));
            readers::people(name, &stdout);
            readers::people(name, &stderr);
        }
        let (stdout, stderr) = answer(repository, &mut program(repository, &["compat", &format!("{branch}:schemas")]));
        readers::people(name, &stdout);
        assert!(format!("{stdout}{stderr}").contains("Zbranch"), "{name}: {stdout}{stderr}");
        seen.insert("branch");
    }
    let expected = [repository.file.as_ref().map(|_| "file"), repository.branch.as_ref().map(|_| "branch")];
    assert_eq!(seen, expected.into_iter().flatten().collect());
}

/// Names of container files and logs.
fn data_files(repository: &HostileRepository, (name, _): HostileText) {
    let Some(file) = &repository.file else { return };
    let container = fs::read(repository.git.path("data/whole.avro")).expect("it was written");
    repository.git.write(&format!("named/{file}.avro"), container);
    repository.git.write(&format!("named/{file}.log"), "no log line\n");
    let path = format!("named/{file}.avro");
    for arguments in [
        &["scan", "named", "--reader", "v2/names", "--records"][..],
        &["scan", &path, "--reader", "v2/names"],
        &["inspect", &path],
        &["deserialize", &path, "--fields", "none"],
        &["preview", &path, "v2/names"],
        &["preview", "v1/names", "v2/names", "--data", &path],
    ] {
        let (stdout, stderr) = answer(repository, &mut program(repository, arguments));
        readers::people(name, &stdout);
        readers::people(name, &stderr);
        assert!(format!("{stdout}{stderr}").contains("Zfile"), "{name}: {arguments:?}: {stdout}{stderr}");
    }
    repository.git.copy(&crate::repository::package().join("schemas"), "movies");
    let log = format!("named/{file}.log");
    let (stdout, stderr) =
        answer(repository, &mut program(repository, &["serialize", &log, "--out", "rejected", "--schemas", "movies"]));
    readers::people(name, &format!("{stdout}{stderr}"));
    let rejects = fs::read_to_string(repository.git.path("rejected/rejects.jsonl")).expect("the line is no log line");
    assert!(readers::json(name, &rejects).contains(&log), "{name}: {rejects}");
}

/// A configuration and a pipeline that are made for the repository, and shown.
fn adoption(repository: &HostileRepository, (name, _): HostileText) {
    repository.git.remove("avrocheck.toml");
    for arguments in [&["init", "--dry-run"][..], &["init", "schemas", "--dry-run", "--ci", "github"]] {
        let (stdout, stderr) = answer(repository, &mut program(repository, arguments));
        readers::people(name, &stdout);
        readers::people(name, &stderr);
    }
}

fn environment(repository: &HostileRepository, (name, _): HostileText) {
    for (variable, place) in
        [("AVROCHECK_LEVEL", "Zvariable"), ("AVROCHECK_TODAY", "Ztoday"), ("AVROCHECK_ASSUME", "Zassume")]
    {
        let (stdout, stderr) =
            answer(repository, program(repository, &["config", "show"]).env(variable, repository.at(place)));
        readers::people(name, &stdout);
        readers::people(name, &stderr);
        assert!(stderr.contains(place), "{name}: {variable}: {stderr}");
    }
}

/// Rejected lines are JSON that holds them exactly.
fn logs(repository: &HostileRepository, (name, _): HostileText) {
    repository.git.copy(&crate::repository::package().join("schemas"), "movies");
    let arguments = ["serialize", "logs", "--out", "events", "--schemas", "movies"];
    let (stdout, stderr) = answer(repository, &mut program(repository, &arguments));
    readers::people(name, &stdout);
    readers::people(name, &stderr);
    let rejects = fs::read_to_string(repository.git.path("events/rejects.jsonl")).expect("the line is no log line");
    let line = fs::read_to_string(repository.git.path("logs/bad.log")).expect("it was written");
    let texts = readers::json(name, &rejects);
    assert!(texts.iter().any(|text| text == line.trim_end_matches('\n')), "{name}: {rejects}");
    // A part of a line, a kind of event and a time zone that there are not.
    repository.git.copy(&crate::repository::package().join("schemas/v1"), "typed/v1");
    let field = serde_json::json!({"name": "a", "type": "string", "logField": repository.at("Zpart")});
    let record = serde_json::json!({"type": "record", "name": "MovieRatingEvent", "fields": [field]});
    repository.git.write("typed/v1/movie_rating_event.avsc", record.to_string());
    let event = serde_json::Value::from(repository.at("Zevent"));
    repository.git.write("checks.toml", format!("[{event}]\nrating = {{ min = 1 }}\n"));
    let zone = repository.at("Zzone");
    for arguments in [
        &["serialize", "logs", "--out", "none", "--schemas", "typed"][..],
        &["serialize", "logs", "--out", "none", "--schemas", "movies", "--value-checks", "checks.toml"],
        &["serialize", "logs", "--out", "none", "--schemas", "movies", "--timezone", &zone],
    ] {
        let (stdout, stderr) = answer(repository, &mut program(repository, arguments));
        readers::people(name, &format!("{stdout}{stderr}"));
        assert!(!repository.git.path("none").exists(), "{name}: {arguments:?}: {stdout}");
    }
}

/// A waiver with a hostile reason, written by the program and read again.
fn waivers(repository: &HostileRepository, (name, _): HostileText) {
    let schema = |ty: &str| {
        format!("{{\"type\": \"record\", \"name\": \"W\", \"fields\": [{{\"name\": \"a\", \"type\": \"{ty}\"}}]}}")
    };
    for (version, ty) in [("v1", "int"), ("v2", "string")] {
        repository.git.write(&format!("third/waived/{version}/w.avsc"), schema(ty));
    }
    let (report, _) = answer(repository, &mut program(repository, &["compat", "third/waived", "--format", "json"]));
    let report: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
    let found = report["subjects"][0]["pairs"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|pair| pair["findings"].as_array())
        .flatten();
    let fingerprint = found.filter_map(|finding| finding["fingerprint"].as_str()).next().expect("a finding");
    let reason = repository.at("Zexcuse");
    let (stdout, stderr) =
        answer(repository, &mut program(repository, &["waive", fingerprint, "--reason", &reason, "third/waived"]));
    readers::people(name, &format!("{stdout}{stderr}"));
    assert!(stdout.contains("waives"), "{name}: {stderr}");
    let (stdout, _) = answer(repository, &mut program(repository, &["compat", "third/waived"]));
    readers::people(name, &stdout);
    assert!(stdout.contains("Zexcuse"), "{name}: {stdout}");
    let (json, _) = answer(repository, &mut program(repository, &["compat", "third/waived", "--format", "json"]));
    assert!(readers::json(name, &json).contains(&reason), "{name}: {json}");
}

/// The table of hidden characters is Unicode's.
#[test]
fn hidden_characters_are_those_of_unicode() {
    for character in (0..=0x10_ffff).filter_map(char::from_u32).filter(|character| *character != '\n') {
        let is_hidden = avro_resolve::foreign::is_hidden(character);
        assert_eq!(is_hidden, readers::is_hidden(character), "U+{:04X}", character as u32);
    }
}
