//! Objects of stores are read and written by the commands that read and write files.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::container::container;
use super::sandbox::{Run, Sandbox};
use super::server::{Reply, Seen, Server};
use super::store_server::{StoreServer, environment};

const WATCH: &str = r#"{"type": "record", "name": "Watch", "fields": [
    {"name": "user", "type": "long"}, {"name": "movie", "type": "string"}]}"#;

fn watches(users: std::ops::Range<u64>) -> Vec<u8> {
    container(WATCH, users.map(|user| json!({"user": user, "movie": format!("m{user}")})))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("a Vec takes everything");
    encoder.finish().expect("a Vec takes everything")
}

/// Runs the program with a store.
fn with(sandbox: &Sandbox, variables: &str, line: &str) -> Run {
    sandbox.run(&format!("{variables} {line}"))
}

fn users(run: &Run) -> Vec<u64> {
    let user = |line: &str| serde_json::from_str::<Json>(line).expect("JSON")["user"].as_u64().expect("a number");
    run.stdout.lines().map(user).collect()
}

#[test]
fn every_command_reads_objects_as_it_reads_files() {
    let sandbox = Sandbox::of([("reader.avsc", WATCH)]);
    let store = StoreServer::with_bucket("lake");
    store.put("lake/events/a.avro", &watches(0..2));
    store.put("lake/events/deep/b.avro.gz", &gzip(&watches(2..3)));
    store.put("lake/events/notes.txt", b"no data");
    store.put("lake/eventually.avro", &watches(9..10));
    // More than the first part, and more than the second.
    store.put("lake/large.avro", &watches(0..900_000));
    let line = "User with id 1 started watching movie m1";
    let log = format!("2024-03-08 12:00:00,{line}\n");
    store.put("lake/logs/app.log.gz", &gzip(log.as_bytes()));
    let run = |line: &str| with(&sandbox, &store.environment(), line);

    for place in ["s3://lake/events", "s3://lake/events/", "s3://lake/events/a.avro s3://lake/events/**/*.gz"] {
        let read = run(&format!("deserialize {place}"));
        assert_eq!((read.code, users(&read)), (0, vec![0, 1, 2]), "{read}");
    }
    let large = run("deserialize s3://lake/large.avro");
    assert_eq!(large.code, 0, "{}", large.stderr);
    assert!(users(&large).into_iter().eq(0..900_000));
    let inspected = run("inspect s3://lake/events/a.avro --format json");
    assert!(inspected.code == 0 && inspected.stdout.contains("s3://lake/events/a.avro"), "{inspected}");
    for flags in ["", " --records"] {
        let scanned = run(&format!("scan s3://lake/* s3://lake/events --reader reader.avsc{flags}"));
        assert_eq!(scanned.code, 0, "{scanned}");
        assert!(scanned.stdout.contains("4 files, the first is s3://lake/eventually.avro"), "{scanned}");
    }
    let preview = run("preview reader.avsc reader.avsc --data s3://lake/events/a.avro");
    assert!(preview.code == 0 && preview.stdout.contains("m1"), "{preview}");
    sandbox.write("app.log", &log);
    let (here, there) = (run("serialize app.log --out here"), run("serialize s3://lake/logs/ --out there"));
    assert_eq!(here.code, there.code, "{there}");
    let read = |name: &str| run(&format!("deserialize {name} --to log")).stdout;
    assert_eq!(read("here"), read("there"));

    let none = run("deserialize s3://lake/logs/ s3://lake/x*y s3://lake/gone.avro s3://nowhere/a.avro");
    let wanted = "exit code 2
error: s3://lake/logs/: no object in there ends in .avro, .avro.gz or .avro.zst; check the URL, or name the objects
error: s3://lake/x*y: no object matches this glob; check the URL, or name the objects
error: s3://lake/gone.avro: cannot be read: there is no such object; check its name
error: s3://nowhere/a.avro: cannot be read: there is no such bucket; check its name, and the endpoint and region of the environment
";
    assert_eq!(none.refusal(), wanted);
}

#[test]
fn an_object_is_there_whole_and_replaces_none() {
    let sandbox = Sandbox::new();
    let store = StoreServer::with_bucket("lake");
    let run = |line: &str| with(&sandbox, &store.environment(), line);
    sandbox.write("small.avro", watches(0..2));
    sandbox.write("large.avro", watches(0..900_000));
    sandbox.write("broken.avro", &watches(0..2)[..150]);
    for file in ["small", "large"] {
        let line = format!("deserialize {file}.avro -o s3://lake/out/{file}.jsonl");
        assert_eq!(run(&line).refusal(), "exit code 0\n");
        let printed = run(&format!("deserialize {file}.avro")).stdout;
        let content = || store.get(&format!("lake/out/{file}.jsonl")).expect("it is there");
        assert!(content() == printed.as_bytes(), "{file}");
        let again = run(&line.replace(file, "small").replace("out/small", &format!("out/{file}")));
        let wanted = format!("exit code 2\nerror: s3://lake/out/{file}.jsonl: exists; --force replaces it\n");
        assert_eq!(again.refusal(), wanted);
        assert!(content() == printed.as_bytes(), "{file}");
        assert_eq!(run(&format!("{line} --force --limit 1")).refusal(), "exit code 0\n");
        assert_eq!(content(), b"{\"user\":0,\"movie\":\"m0\"}\n");
    }
    let broken = run("deserialize broken.avro -o s3://lake/broken.jsonl");
    assert!(broken.code == 2 && broken.stderr.ends_with("error: s3://lake/broken.jsonl: not written\n"), "{broken}");
    assert_eq!(store.get("lake/broken.jsonl"), None);
    let nowhere = run("deserialize small.avro -o s3://nowhere/a.jsonl");
    assert_eq!(nowhere.code, 2, "{nowhere}");
    let http = run("deserialize small.avro -o http://127.0.0.1:1/a.jsonl");
    let wanted = "exit code 2\nerror: http://127.0.0.1:1/a.jsonl: is not written: an HTTP server may replace what is there; write a file, \
                  and upload that\n";
    assert_eq!(http.refusal(), wanted);

    sandbox.write("app.log", "2024-03-08 12:00:00,User with id 1 started watching movie m1\nnonsense\n");
    let line = "serialize app.log --out s3://lake/logs --max-rejects 100%";
    let first = run(line);
    assert!(first.code == 0 && first.stdout.contains("s3://lake/logs"), "{first}");
    assert!(store.get("lake/logs/rejects.jsonl").is_some_and(|rejects| !rejects.is_empty()));
    assert_eq!(run("deserialize s3://lake/logs").code, 0);
    let again = run(line);
    assert!(again.code == 2 && again.stderr.contains("exists; --force replaces it"), "{again}");
    assert_eq!(run(&format!("{line} --force")).code, 0);
    let units = run(&format!("{line} --roll-records 10"));
    assert!(units.code == 2 && units.stderr.contains("error: s3://lake/logs: units are made"), "{units}");
}

#[cfg(feature = "parquet")]
#[test]
fn columns_are_objects_too() {
    let sandbox = Sandbox::of([("reader.avsc", WATCH)]);
    let store = StoreServer::with_bucket("lake");
    sandbox.write("a.avro", watches(0..3));
    let run = |line: &str| with(&sandbox, &store.environment(), line);
    let line = "deserialize a.avro --to parquet --partition-by user -o s3://lake/tables/watches/";
    assert_eq!(run(line).refusal(), "exit code 0\n");
    for user in 0..3 {
        let name = format!("{user}.parquet");
        let object = store.get(&format!("lake/tables/watches/user={user}/part-0.parquet")).expect("it was put there");
        sandbox.write(&name, object);
        assert_eq!(super::columns::rows(&sandbox, &[&name]), [json!({"movie": format!("m{user}")})]);
    }
    let again = run(line);
    let wanted = "exit code 2\nerror: s3://lake/tables/watches/: tables/watches/user=0/part-0.parquet is there already; name a prefix \
                  without objects\n";
    assert_eq!(again.refusal(), wanted);

    let table = "scan a.avro --reader reader.avsc --quiet --table s3://lake/scanned";
    assert_eq!(run(&format!("{table}.parquet")).code, 0);
    sandbox.write("scanned.parquet", store.get("lake/scanned.parquet").expect("it was put there"));
    let rows = super::columns::rows(&sandbox, &["scanned.parquet"]);
    assert_eq!((&rows[0]["file"], &rows[0]["verdict"]), (&json!("a.avro"), &json!("compatible")));
    let lines = run(&format!("{table}.jsonl"));
    assert!(lines.code == 2 && lines.stderr.contains("a table of lines grows as the scan goes"), "{lines}");
}

/// The store itself sees that nothing is replaced, whatever was written since the run began.
#[test]
fn the_condition_is_on_the_request_that_makes_an_object() {
    let sandbox = Sandbox::new();
    for (file, users, last) in [("small", 0..2, "PUT /lake/a"), ("large", 0..900_000, "POST /lake/a?uploadId=7")] {
        sandbox.write(&format!("{file}.avro"), watches(users));
        let server = Server::script(|seen, _| match seen.line.split(' ').next() {
            _ if seen.header("if-none-match").is_some() => {
                Reply::text(412, "<Error><Code>PreconditionFailed</Code></Error>")
            }
            Some("HEAD") => Reply::text(404, ""),
            Some("POST") if seen.line.contains("?uploads") => Reply::text(
                200,
                "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>",
            ),
            Some("PUT") => Reply::Full(200, vec![("etag", "\"part\"".to_owned())], Vec::new()),
            Some("DELETE") => Reply::text(204, ""),
            _ => Reply::text(500, "nothing else is asked"),
        });
        let line = format!("deserialize {file}.avro -o s3://lake/a");
        let run = with(&sandbox, &environment(&server.origin()), &line);
        assert_eq!(run.refusal(), "exit code 2\nerror: s3://lake/a: exists; --force replaces it\n");
        let conditional: Vec<String> = server
            .seen()
            .into_iter()
            .filter(|seen| seen.header("if-none-match") == Some("*"))
            .map(|seen| seen.line)
            .collect();
        assert_eq!(conditional, [last], "{file}");
        let is_given_up = server.lines().iter().any(|line| line == "DELETE /lake/a?uploadId=7");
        assert_eq!(is_given_up, file == "large");
    }
}

/// A bucket with these objects, of which some are gone when they are read.
fn bucket(objects: usize, content: Vec<u8>, is_gone: fn(&str) -> bool) -> Server {
    Server::script(move |seen, _| {
        if seen.line.contains("list-type=2") {
            let object = |number: usize| {
                format!(
                    "<Contents><Key>events/{number:03}.avro</Key><LastModified>2024-03-08T12:00:00.000Z</LastModified>\
                     <ETag>\"e{number}\"</ETag><Size>{}</Size></Contents>",
                    content.len()
                )
            };
            let objects: String = (0..objects).map(object).collect();
            return Reply::text(
                200,
                format!("<ListBucketResult><IsTruncated>false</IsTruncated>{objects}</ListBucketResult>"),
            );
        }
        match is_gone(&seen.line) {
            true => Reply::text(404, "<Error><Code>NoSuchKey</Code></Error>"),
            false => part(seen, &content),
        }
    })
}

/// The part of a file that a request asks for.
fn part(seen: &Seen, content: &[u8]) -> Reply {
    let range = seen.header("range").and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let (from, to) = range.expect("parts are asked for");
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let (from, end) = (number(from), content.len().min(number(to) + 1));
    let headers = vec![
        ("content-range", format!("bytes {from}-{}/{}", end - 1, content.len())),
        ("etag", "\"one\"".to_owned()),
        ("last-modified", "Fri, 08 Mar 2024 12:00:00 GMT".to_owned()),
    ];
    Reply::Full(206, headers, content[from..end].to_vec())
}

#[test]
fn a_scan_costs_one_listing_and_one_read_a_file() {
    let sandbox = Sandbox::of([("reader.avsc", WATCH)]);
    let server = bucket(40, watches(0..100_000), |line| line.contains("017.avro"));
    let variables = environment(&server.origin());
    let scanned = with(&sandbox, &variables, "scan s3://lake/events --reader reader.avsc");
    assert_eq!(scanned.code, 2, "{scanned}");
    assert!(scanned.stdout.contains("Watch (no known version) → reader.avsc: compatible"), "{scanned}");
    assert!(scanned.stdout.contains("  39 files, the first is s3://lake/events/000.avro"), "{scanned}");
    let gone = "error: s3://lake/events/017.avro: cannot be read: there is no such object; check its name";
    assert!(scanned.stdout.contains(gone), "{scanned}");
    let seen = server.seen();
    assert_eq!(seen.len(), 1 + 40);
    assert!(seen[1..].iter().all(|seen| seen.header("range") == Some("bytes=0-65535")));
    // With a table only what was gone is asked for again.
    let line = "scan s3://lake/events --reader reader.avsc --table t.jsonl";
    assert_eq!(with(&sandbox, &variables, line).stdout, scanned.stdout);
    let before = server.lines().len();
    assert_eq!(with(&sandbox, &variables, line).code, 2);
    let asked = server.lines().split_off(before);
    assert!(asked.len() == 2 && asked[1] == "GET /lake/events/017.avro", "{asked:?}");
}

#[test]
fn files_of_http_servers_are_read_in_parts() {
    let sandbox = Sandbox::new();
    let content = watches(0..10_000);
    let served = content.clone();
    let server = Server::script(move |seen, _| match seen.line.ends_with("/a%20b.avro") {
        true => part(seen, &served),
        false => Reply::text(404, "not here"),
    });
    let read = sandbox.run(&format!("deserialize {}/a%20b.avro", server.origin()));
    assert_eq!((read.code, users(&read).len()), (0, 10_000), "{}", read.stderr);
    assert_eq!(server.lines().len(), 1 + content.len().div_ceil(8 << 20));
    let refused = |path: &str| server.named(sandbox.run(&format!("deserialize {}/{path}", server.origin())).refusal());
    let named = "exit code 2\nerror: http://registry:8081/";
    let list = "an HTTP server does not list its files; name each of them";
    assert_eq!(refused("*.avro"), format!("{named}*.avro: {list}\n"));
    assert_eq!(refused("c.avro"), format!("{named}c.avro: cannot be read: there is no such object; check its name\n"));
    let query = "has a query, as signed URLs do, which is not sent; leave it out, or download the file";
    assert_eq!(refused("c.avro?signature=hunter2"), format!("{named}c.avro: {query}\n"));
}

#[test]
fn what_a_store_refuses_is_told_with_a_remedy_and_without_secrets() {
    let xml =
        |code: &str| format!("<Error><Code>{code}</Code><Message>no \u{1b}[2J</Message><Key>hunter3</Key></Error>");
    let table = [
        (
            403,
            "AccessDenied",
            "the credentials of the environment do not allow this (AccessDenied); ask for the permission to list, read or write here",
        ),
        (
            403,
            "SignatureDoesNotMatch",
            "the store does not accept the credentials of the environment (SignatureDoesNotMatch); get new ones",
        ),
        (
            404,
            "NoSuchBucket",
            "there is no such bucket; check its name, and the endpoint and region of the environment",
        ),
        (301, "PermanentRedirect", "the bucket is in another region; set AWS_REGION"),
        (400, "Odd", "the store refuses: Odd: no \\u{1b}[2J"),
    ];
    let sandbox = Sandbox::of([("reader.avsc", WATCH)]);
    for (status, code, words) in table {
        let server = Server::script(move |_, _| Reply::text(status, xml(code)));
        let run = with(&sandbox, &environment(&server.origin()), "deserialize s3://lake/events");
        assert_eq!(run.refusal(), format!("exit code 2\nerror: s3://lake/events: cannot be listed: {words}\n"));
    }
    let slow = Server::script(|_, times| match times {
        0 => Reply::text(503, "<Error><Code>SlowDown</Code></Error>"),
        _ => Reply::text(403, "<Error><Code>AccessDenied</Code></Error>"),
    });
    let run = with(&sandbox, &environment(&slow.origin()), "deserialize s3://lake/a.avro");
    assert!(run.stderr.contains("AccessDenied") && slow.lines().len() == 2, "{run}");
    let variables = "AWS_METADATA_ENDPOINT=http://127.0.0.1:1 AWS_REGION=us-east-1";
    let run = with(&sandbox, variables, "deserialize s3://lake/a.avro");
    assert!(run.refusal().contains("there are no credentials in the environment"), "{run}");
}

#[test]
fn a_configuration_names_no_store() {
    let sandbox = Sandbox::of([("avrocheck.toml", "version = 1\nschemas = [\"s3://lake/schemas\"]\n")]);
    let run = sandbox.run("compat");
    let wanted = "avrocheck.toml:2:12: s3://lake/schemas is a URL, and nothing is read from where only the configuration of a repository \
                  says; name a path of the repository";
    assert!(run.code == 2 && (run.stdout.clone() + &run.stderr).contains(wanted), "{run}");
}
