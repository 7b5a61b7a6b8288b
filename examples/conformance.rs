use avrocheck::resolution::{Resolution, locate};
use avrocheck::schema::{ReaderSchema, Schema, WriterSchema, shape::Shapes};
use std::collections::BTreeSet;
fn main() {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).unwrap();
        let (mut n, mut bad) = (0, 0);
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let mut shapes = Shapes::default();
            let w = Schema::parse("writer", &row["writer"].to_string(), &mut shapes);
            let r = Schema::parse("reader", &row["reader"].to_string(), &mut shapes);
            let expected = &row["expected_avrocheck"];
            let got = match (w, r) {
                (Ok(w), Ok(r)) => {
                    let mut res = Resolution::default();
                    let p = res.resolve(&shapes, WriterSchema(&w), ReaderSchema(&r));
                    let found = locate::locate(&shapes, &res, p, WriterSchema(&w), ReaderSchema(&r));
                    let kinds: BTreeSet<_> =
                        found.iter().filter_map(|f| f.cause.kind()).map(|k| k.java_name()).collect();
                    let amb = found.iter().any(|f| matches!(f.cause, locate::Cause::AmbiguousAlias { .. }));
                    format!("{} {:?} {}", res.verdict(p).name(), kinds, amb)
                }
                (w, r) => format!("{:?} {:?}", w.err(), r.err()),
            };
            let kinds: Option<BTreeSet<&str>> =
                expected["kinds"].as_array().map(|k| k.iter().map(|k| k.as_str().unwrap()).collect());
            let want = format!(
                "{} {:?} {}",
                expected["verdict"].as_str().unwrap_or("-"),
                kinds.unwrap_or_default(),
                expected["ambiguous_alias"]
            );
            n += 1;
            if got != want {
                bad += 1;
                println!("{} want {want} got {got} java {}", row["id"], row["java"]["can_read"]);
            }
        }
        println!("{file}: {n} pairs, {bad} differ");
    }
}
