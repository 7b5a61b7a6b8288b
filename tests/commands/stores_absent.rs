//! A program without object stores says how to get one with them.

use super::sandbox::Sandbox;

#[test]
fn a_url_needs_the_feature() {
    let sandbox = Sandbox::of([("reader.avsc", "\"int\""), ("a.json", "1")]);
    let remedy = "this program is built without object stores; the programs of the releases have them, and so has one that is built with \
                  `cargo install avrocheck --features cloud`";
    for line in [
        "deserialize s3://lake/events",
        "scan s3://lake/events/*.avro --reader reader.avsc",
        "serialize gs://lake/logs --out logs",
        "serialize a.json --raw datum --writer reader.avsc --out https://example.com/a",
        "deserialize - --out az://lake/a.jsonl",
        "inspect http://example.com/a.avro",
    ] {
        let run = sandbox.run(line);
        assert!(run.code == 2 && (run.stdout.clone() + &run.stderr).contains(remedy), "{run}");
    }
}
