use avro_resolve::data::{binary, translate::translate};
use avro_resolve::resolution::locate::{Cause, Portability, locate};
use avro_resolve::resolution::{Resolution, java::java_answer};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use std::io::BufRead;
fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let row: serde_json::Value = serde_json::from_str(&line).unwrap();
        let id = row["id"].to_string();
        let mut shapes = Shapes::default();
        let (w, r) = (
            LinkedSchema::parse("w", &row["writer"].to_string(), &mut shapes),
            LinkedSchema::parse("r", &row["reader"].to_string(), &mut shapes),
        );
        let (w, r) = match (w, r) {
            (Ok(w), Ok(r)) => (w, r),
            _ => {
                println!("{}", serde_json::json!({"id": row["id"], "verdict": "unparsed"}));
                continue;
            }
        };
        let mut res = Resolution::default();
        let pair = res.resolve(&shapes, WriterSchema(&w), ReaderSchema(&r));
        let found = locate(&shapes, &res, pair, WriterSchema(&w), ReaderSchema(&r)).found;
        let causes: Vec<String> = found
            .iter()
            .filter(|f| {
                matches!(f.cause, Cause::Portability(_) | Cause::AmbiguousAlias { .. } | Cause::AmbiguousBranch { .. })
            })
            .map(|f| format!("{:?}", f.cause))
            .collect();
        let _ = Portability::JavaArrayDefault { field: "".into() };
        let _ = id;
        let data: Vec<serde_json::Value> = row["data"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|hex| {
                let hex = hex.as_str().unwrap();
                let bytes: Vec<u8> =
                    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
                match translate(&shapes, &res, pair, &bytes, &mut ()) {
                    Ok(value) => {
                        let mut out = Vec::new();
                        binary::encode(&shapes, r.root_shape(), &value, &mut out);
                        serde_json::json!(out.iter().map(|b| format!("{b:02x}")).collect::<String>())
                    }
                    Err(_) => serde_json::Value::Null,
                }
            })
            .collect();
        let java = java_answer(WriterSchema(&w), ReaderSchema(&r));
        println!(
            "{}",
            serde_json::json!({"id": row["id"], "verdict": res.verdict(pair).name(), "causes": causes, "data": data, "java": if java.thrown.is_some() { "thrown" } else if java.is_compatible() { "ok" } else { "no" }})
        );
    }
}
