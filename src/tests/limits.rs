//! Writes docs/limits.md from the tables of limits, and holds it equal.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use avro_resolve::limits::{self, Limit};

use crate::model::text::grouped;

const HEAD: &str = "# Limits

A stranger's schema, file or history must not eat the machine. Whatever can be made to mean a lot with a few bytes has a limit; all of
them are here, each with its reason. No verdict changes at a limit: what cannot be checked ends with exit code 2 and a message that names the
limit, and what is only shown is left out with a remark.

The tables are generated from
[crates/avro-resolve/src/limits.rs](https://github.com/avrocheck/avrocheck/blob/main/crates/avro-resolve/src/limits.rs),
[crates/avro-columns/src/limits.rs](https://github.com/avrocheck/avrocheck/blob/main/crates/avro-columns/src/limits.rs) and
[src/model/limits.rs](https://github.com/avrocheck/avrocheck/blob/main/src/model/limits.rs).
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    table(&mut page, "Schemas, data and files", limits::ALL);
    table(&mut page, "Columns", avro_columns::limits::ALL);
    table(&mut page, "Checks", crate::model::limits::ALL);
    page
}

fn table(page: &mut String, title: &str, limits: &[&Limit]) {
    write!(page, "\n## {title}\n\n| limit of | at most | beyond it | reason |\n|---|--:|---|---|\n")
        .expect("a String takes everything");
    for Limit { what, most, beyond, reason } in limits {
        writeln!(page, "| {what} | {} | {beyond} | {reason} |", grouped(*most)).expect("a String takes everything");
    }
}

#[test]
fn documentation_of_limits_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, page).expect("docs/limits.md can be written");
        return;
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/limits.md differs from the limits; run UPDATE_DOCS=1 cargo test --lib limits");
}
