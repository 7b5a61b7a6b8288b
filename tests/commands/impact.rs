//! Who is hit by a change of a schema that others refer to: in a directory, at a revision, in a registry.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::fake_registry::FakeRegistry;
use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const STREET: &str = r#"{"name": "street", "type": "string"}"#;
const ZIP: &str = r#"{"name": "zip", "type": "string"}"#;
const CITY: &str = r#"{"name": "city", "type": "string", "default": ""}"#;
const SHIP_TO: &str = r#"{"name": "shipTo", "type": ["null", "shop.Address"]}"#;
const HOMES: &str = r#"{"name": "homes", "type": {"type": "array", "items": "shop.Address"}}"#;
const BUYER: &str = r#"{"name": "buyer", "type": "shop.Customer"}"#;

fn in_shop(name: &str, fields: &[&str]) -> String {
    record(name, fields).replacen("\"name\"", "\"namespace\": \"shop\", \"name\"", 1)
}

/// A repository whose address has got a field that old data lack.
fn repository() -> Repository {
    let repository = Repository::of([
        ("schemas/address.avsc", &in_shop("Address", &[STREET])),
        ("schemas/customer.avsc", &in_shop("Customer", &[ID, HOMES])),
        ("schemas/orders.avsc", &in_shop("Order", &[SHIP_TO, BUYER])),
        ("schemas/clicks.avsc", &in_shop("Click", &[ID])),
    ]);
    repository.write("schemas/address.avsc", in_shop("Address", &[STREET, ZIP]));
    repository
}

/// A registry in which orders and customers use older versions of an address.
fn registry() -> FakeRegistry {
    let registry = FakeRegistry::start();
    registry.register("address", &in_shop("Address", &[STREET]), &[]);
    registry.register("address", &in_shop("Address", &[STREET, CITY]), &[]);
    registry.register("customer", &in_shop("Customer", &[ID, HOMES]), &[("shop.Address", "address", 1)]);
    registry.set_level("orders-value", "FULL");
    for version in 1..=4 {
        let note = format!(r#"{{"name": "note{version}", "type": "string", "default": ""}}"#);
        let (order, address) = (in_shop("Order", &[SHIP_TO, BUYER, &note]), if version < 3 { 1 } else { 2 });
        let references = [("shop.Address", "address", address), ("shop.Customer", "customer", 1)];
        registry.register("orders-value", &order, &references);
    }
    registry.register("clicks-value", &in_shop("Click", &[ID]), &[]);
    registry
}

#[test]
fn a_change_since_a_revision_hits_users_of_users() {
    let repository = repository();
    assert_snapshot!(repository.run("impact schemas/address.avsc --against HEAD"));
    // However the schema is called.
    let by_file = repository.run("impact schemas/address.avsc --against HEAD").stdout;
    for name in ["address", "shop.Address", "Address", "./schemas/address.avsc"] {
        assert_eq!(repository.run(&format!("impact {name} --against HEAD")).stdout, by_file, "{name}");
    }
}

#[test]
fn without_a_revision_users_are_listed() {
    let repository = repository();
    assert_snapshot!(repository.run("impact address"));
    assert_snapshot!(repository.run("impact orders"));
}

#[test]
fn graphs_lead_from_the_change_to_its_users() {
    let repository = repository();
    assert_snapshot!(repository.run("impact address --against HEAD --format mermaid"));
    assert_snapshot!(repository.run("impact address --against HEAD --format dot"));
}

#[test]
fn a_chart_that_mermaid_does_not_draw_says_so() {
    let repository = repository();
    let users =
        |number: u32| repository.write(&format!("schemas/u{number}.avsc"), in_shop(&format!("U{number}"), &[SHIP_TO]));
    (0..497).for_each(users);
    let chart = repository.run("impact address --format mermaid");
    assert!(chart.stdout.starts_with("flowchart LR\n") && chart.stderr.is_empty(), "{}", chart.stderr);
    users(497);
    let chart = repository.run("impact address --format mermaid");
    let why = "the chart has 501 edges and ";
    assert!(chart.stdout.starts_with(&format!("%% {why}")), "{}", chart.stdout);
    assert!(chart.code == 0 && chart.stderr.starts_with(&format!("note: {why}")), "{}", chart.stderr);
    assert!(chart.stderr.contains("--format dot"), "{}", chart.stderr);
}

#[test]
fn a_check_says_where_else_a_change_shows() {
    let run = repository().run("compat --against HEAD");
    assert!(run.stdout.contains("= impact:  also customer.homes[].zip, orders.shipTo<Address>.zip"), "{run}");
}

#[test]
fn each_version_of_a_fake_registry_is_compared() {
    let (repository, registry) = (repository(), registry());
    let run = repository.run(&format!("impact address --against registry:{}", registry.url()));
    assert_snapshot!(registry.named(&run));
    // A directory that was pulled says the same of what refers to older versions.
    let pulled = repository.run(&format!("registry pull {} --out history", registry.url()));
    assert_eq!(pulled.code, 0, "{pulled}");
    drop(registry);
    assert_snapshot!(repository.run("impact address --schemas history"));
}

#[test]
fn what_is_said_as_json_names_versions_ways_and_verdicts() {
    let (repository, registry) = (repository(), registry());
    let said = repository.json(&format!("impact address --format json --against registry:{}", registry.url()));
    let here = &said["impacts"][0];
    assert_eq!((&here["origin"], &here["users"][0]["versions"][0]["effect"]), (&"schemas".into(), &"none".into()));
    let there = &said["impacts"][1];
    assert_eq!(there["changed"]["in_place_of"], serde_json::json!(["v1", "v2"]));
    let orders: Vec<&Value> = there["users"].as_array().into_iter().flatten().collect();
    assert_eq!(orders[1]["subject"], "orders-value", "{there}");
    assert_eq!(orders[1]["level"], "FULL");
    let first = &orders[1]["versions"][0];
    assert_eq!(first["versions"], serde_json::json!(["v1", "v2"]));
    assert_eq!(first["through"][1]["between"], serde_json::json!(["customer"]));
    assert_eq!((&first["backward"], &first["effect"]), (&"data_dependent".into(), &"breaks".into()));
}

#[test]
fn what_a_level_allows_is_said_to_break_all_the_same() {
    let repository = repository();
    repository
        .write("avrocheck.toml", "level = \"FORWARD\"\n[[override]]\nsubjects = [\"orders\"]\nlevel = \"NONE\"\n");
    assert_snapshot!(repository.run("impact address --against HEAD"));
}

#[test]
fn many_findings_in_one_direction_hide_none_in_the_other() {
    let fields = |types: &str, more: &str| {
        let fields: Vec<String> = (0..150).map(|at| format!(r#"{{"name": "f{at}", "type": "{types}"}}"#)).collect();
        in_shop("Wide", &[&fields.join(",\n  "), more])
    };
    let repository = Repository::of([
        ("schemas/wide.avsc", &fields("long", r#"{"name": "x", "type": "int"}"#)),
        ("schemas/user.avsc", &in_shop("User", &[r#"{"name": "wide", "type": "shop.Wide"}"#])),
        ("avrocheck.toml", "level = \"FORWARD\"\n"),
    ]);
    // New readers lack many fields' data, and old ones cannot read one.
    repository.write("schemas/wide.avsc", fields("int", r#"{"name": "x", "type": "long"}"#));
    let run = repository.json("impact wide --against HEAD --format json");
    assert_eq!(run["impacts"][0]["users"][0]["versions"][0]["effect"], "breaks", "{run}");
}

#[test]
fn a_pulled_level_counts() {
    let (sandbox, registry) = (Sandbox::new(), registry());
    registry.set_level("customer", "FORWARD");
    let pulled = sandbox.run(&format!("registry pull {} --out history", registry.url()));
    assert_eq!(pulled.code, 0, "{pulled}");
    let run = sandbox.json("impact address --schemas history --format json");
    let level = |at: usize| run["impacts"][0]["users"][at]["level"].clone();
    assert_eq!((level(0), level(1)), ("FORWARD".into(), "FULL".into()), "{run}");
}

/// Orders of two versions that use a file without one.
fn versions_with_a_shared_file() -> Repository {
    Repository::of([
        ("schemas/address.avsc", &in_shop("Address", &[STREET])),
        ("schemas/v1/orders.avsc", &in_shop("Order", &[SHIP_TO])),
        ("schemas/v2/orders.avsc", &in_shop("Order", &[SHIP_TO, CITY])),
    ])
}

#[test]
fn a_file_without_a_version_is_compared_with_what_it_was() {
    let repository = versions_with_a_shared_file();
    let same = repository.run("impact schemas/address.avsc --against HEAD");
    assert!(same.stdout.contains("has no other text of it to compare with"), "{same}");
    repository.write("schemas/address.avsc", in_shop("Address", &[STREET, ZIP]));
    assert_snapshot!(repository.run("impact schemas/address.avsc --against HEAD"));
    // Also where it was in another file, which goes on without it.
    repository.write("schemas/address.avsc", in_shop("Place", &[STREET]));
    repository.write("schemas/moved.avsc", in_shop("Address", &[STREET, ZIP]));
    let moved = repository.run("impact schemas/moved.avsc --against HEAD");
    assert!(moved.stdout.contains("breaks orders v1 and v2 through Order.shipTo"), "{moved}");
}

#[test]
fn versions_that_were_edited_are_compared_with_what_they_were() {
    let repository = Repository::of([
        ("schemas/v1/address.avsc", &in_shop("Address", &[STREET])),
        ("schemas/v1/orders.avsc", &in_shop("Order", &[SHIP_TO])),
        ("schemas/v2/address.avsc", &in_shop("Address", &[STREET, CITY])),
        ("schemas/v2/orders.avsc", &in_shop("Order", &[SHIP_TO, ID])),
    ]);
    repository.write("schemas/v2/address.avsc", in_shop("Address", &[STREET, ZIP]));
    assert_snapshot!(repository.run("impact address --against HEAD"));
    // What moved to another file of a released version, too.
    repository.write("schemas/v2/address.avsc", in_shop("Place", &[STREET]));
    repository.write("schemas/v2/zip/address.avsc", in_shop("Address", &[STREET, ZIP]));
    assert_snapshot!(repository.run("impact schemas/v2/zip/address.avsc --against HEAD"));
}

#[test]
fn a_type_that_moved_to_another_file_is_compared_with_what_it_was() {
    let address = in_shop("Address", &[STREET]);
    let inside = format!(r#"{{"name": "shipTo", "type": {address}}}, {{"name": "billTo", "type": "Address"}}"#);
    let money = in_shop("Money", &[ID]);
    let repository = Repository::of([
        ("schemas/orders.avsc", &in_shop("Order", &[&inside])),
        ("schemas/types.avsc", &format!("[{address}, {money}]").replace("Address", "Place")),
        ("schemas/customer.avsc", &in_shop("Customer", &[&SHIP_TO.replace("Address", "Place")])),
        ("schemas/bill.avsc", &in_shop("Bill", &[r#"{"name": "total", "type": "shop.Money"}"#])),
    ]);
    // Out of a schema that had it inside, and out of a file of several types.
    repository.write("schemas/orders.avsc", in_shop("Order", &[SHIP_TO]));
    repository.write("schemas/address.avsc", in_shop("Address", &[STREET, ZIP]));
    repository.write("schemas/types.avsc", format!("[{money}]"));
    repository.write("schemas/place.avsc", in_shop("Place", &[STREET, ZIP]));
    assert_snapshot!(repository.run("impact address --against HEAD"));
    assert_snapshot!(repository.run("impact schemas/place.avsc --against HEAD"));
}

#[test]
fn a_type_that_moved_in_a_later_version_is_compared_with_what_it_was() {
    let sandbox = Sandbox::of([
        ("schemas/v1/types.avsc", &format!("[{}]", in_shop("Address", &[STREET]))),
        ("schemas/v1/orders.avsc", &in_shop("Order", &[SHIP_TO])),
        ("schemas/v2/types.avsc", "[\"null\"]"),
        ("schemas/v2/address.avsc", &in_shop("Address", &[STREET, ZIP])),
    ]);
    let run = sandbox.run("impact address");
    assert!(run.code == 0 && run.stdout.contains("breaks orders v1 through Order.shipTo"), "{run}");
}

#[test]
fn what_was_deleted_or_renamed_is_found_by_its_old_path() {
    let repository = repository();
    repository.write("schemas/address.avsc", in_shop("Address", &[STREET, CITY]));
    fs::rename(repository.path("schemas/address.avsc"), repository.path("schemas/place.avsc")).expect("it is there");
    let renamed = repository.run("impact schemas/address.avsc --against HEAD");
    assert!(renamed.code == 0 && renamed.stdout.starts_with("place (shop.Address) · schemas/place.avsc"), "{renamed}");
    fs::remove_file(repository.path("schemas/place.avsc")).expect("it is there");
    for name in ["schemas/address.avsc", "address", "shop.Address"] {
        let deleted = repository.run(&format!("impact {name} --against HEAD"));
        assert!(deleted.code == 2 && deleted.stderr.contains("unknown type"), "{deleted}");
        assert!(deleted.stdout.contains("deleting address breaks orders HEAD@"), "{deleted}");
    }
    repository.write("schemas/customer.avsc", in_shop("Customer", &[ID]));
    repository.write("schemas/orders.avsc", in_shop("Order", &[ID]));
    let said = repository.json("impact schemas/address.avsc --against HEAD --format json");
    assert_eq!(said["impacts"][0]["changed"]["deleted"], true, "{said}");
    let without = repository.run("impact schemas/address.avsc");
    assert!(without.code == 2 && without.stderr.contains("--against REV finds a file that was deleted"), "{without}");

    let repository = versions_with_a_shared_file();
    fs::remove_file(repository.path("schemas/address.avsc")).expect("it is there");
    let deleted = repository.run("impact schemas/address.avsc --against HEAD");
    assert!(deleted.code == 2 && deleted.stdout.contains("still refers to address is among the errors"), "{deleted}");
    repository.write("schemas/v1/orders.avsc", in_shop("Order", &[ID]));
    repository.write("schemas/v2/orders.avsc", in_shop("Order", &[ID]));
    let unused = repository.run("impact schemas/address.avsc --against HEAD");
    assert!(unused.code == 0 && unused.stdout.contains("nothing refers to address"), "{unused}");
}

#[test]
fn a_level_of_the_command_line_comes_before_those_of_subjects() {
    let repository = repository();
    repository.write("avrocheck.toml", "[[override]]\nsubjects = [\"orders\"]\nlevel = \"NONE\"\n");
    let breaks = |line: &str| {
        let said = repository.json(&format!("{line} --format json"));
        let users = said["impacts"][0]["users"].as_array().cloned().unwrap_or_default();
        users
            .iter()
            .map(|user| user["versions"][0]["effect"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(breaks("impact address --against HEAD"), ["breaks", "allowed"]);
    assert_eq!(breaks("impact address --against HEAD --level NONE"), ["allowed", "allowed"]);
    assert_eq!(breaks("impact address --against HEAD --level FULL"), ["breaks", "breaks"]);
}

#[test]
fn who_refers_to_the_same_schema_of_another_subject_is_found() {
    let (repository, registry) = (repository(), FakeRegistry::start());
    let address = in_shop("Address", &[STREET]);
    registry.register("address", &address, &[]);
    registry.register("address-copy", &address, &[]);
    registry.register("orders-value", &in_shop("Order", &[SHIP_TO]), &[("shop.Address", "address-copy", 1)]);
    let run = repository.run(&format!("impact address --against registry:{}", registry.url()));
    assert!(run.stdout.contains("breaks orders-value v1 through Order.shipTo"), "{run}");
    assert!(run.stderr.contains("who refers to `address-copy` uses `address`, too"), "{run}");
}

#[test]
fn a_type_that_went_leaves_no_schema() {
    let repository = repository();
    repository.write("schemas/address.avsc", in_shop("Place", &[STREET]));
    assert_snapshot!(repository.run("impact schemas/address.avsc --against HEAD"));
}

#[test]
fn files_without_a_version_use_what_has_versions() {
    let sandbox = Sandbox::of([
        ("schemas/address/v1.avsc", &in_shop("Address", &[STREET])),
        ("schemas/customers.avsc", &in_shop("Customer", &[HOMES])),
    ]);
    let run = sandbox.run("impact address");
    assert!(run.code == 0 && run.stdout.contains("customers"), "{run}");
    // Which version they use cannot be said, and so not that nobody does.
    sandbox.write("schemas/address/v2.avsc", in_shop("Address", &[STREET, CITY]));
    let run = sandbox.run("impact address");
    assert!(run.code == 2 && !run.stdout.contains("nothing refers"), "{run}");
}

#[test]
fn what_a_registry_has_already_changes_nothing() {
    let (repository, registry) = (repository(), registry());
    repository.write("schemas/address.avsc", in_shop("Address", &[STREET, CITY]));
    let run = repository.json(&format!("impact address --format json --against registry:{}", registry.url()));
    let newest = &run["impacts"][1]["users"][1]["versions"][1];
    assert_eq!((&newest["sees"], &newest["effect"]), (&serde_json::json!(["v1", "v2"]), &"allowed".into()), "{run}");
    let quiet = repository.run(&format!("-q impact address --against registry:{}", registry.url()));
    assert_eq!((quiet.code, &*quiet.stdout), (0, ""), "{quiet}");
}

#[test]
fn what_is_no_schema_is_refused() {
    let repository = repository();
    repository.write("elsewhere/x.avsc", in_shop("X", &[ID]));
    repository.write("schemas/broken.avsc", "{");
    repository.write("address", "notes");
    let lines = [
        "Addres",
        "elsewhere/x.avsc",
        "nothing.avsc",
        "schemas/broken.avsc",
        "Address --schemas nowhere",
        "address",
        "HEAD:schemas/address.avsc",
        "registry:prod/address@1",
        "https://registry.example.com/address@1",
    ];
    let runs = lines.map(|line| repository.run(&format!("impact {line}")));
    assert!(runs.iter().all(|run| run.code == 2), "{runs:?}");
    assert_snapshot!(runs.map(|run| run.stderr).concat());
    // Others that cannot be understood keep nobody from being listed.
    fs::remove_file(repository.path("address")).expect("it was written");
    let beside = repository.run("impact address");
    assert!(beside.code == 2 && beside.stdout.contains("through Order.shipTo"), "{beside}");
    let run = repository.run("impact address --against HEAD --against main");
    assert_eq!(run.code, 2, "{run}");
    let empty = FakeRegistry::start();
    let new = self::repository().run(&format!("impact clicks --against registry:{}", empty.url()));
    assert!(new.code == 0 && new.stderr.contains("has no such subject"), "{new}");
}
