//! Reads Apicurio Registry.
//!
//! It differs from Confluent's: it lists deleted versions as all others, answers NONE for a subject without a level of its own, has
//! no `/mode` and no `/schemas`, and ignores `deletedOnly`, `offset` and `limit`.

use std::sync::OnceLock;

use serde_json::json;

use super::apicurio_server::Apicurio;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NOTE: &str = r#"{"name": "note", "type": "string", "default": ""}"#;
const STREET: &str = r#"{"name": "street", "type": "string"}"#;
const CITY: &str = r#"{"name": "city", "type": "string"}"#;
const SHIP_TO: &str = r#"{"name": "shipTo", "type": "Address"}"#;
const JSON_SCHEMA: &str = r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}"#;

/// A registry that is the same for all of these tests; it ends with them.
fn shop() -> &'static Apicurio {
    static SHOP: OnceLock<Apicurio> = OnceLock::new();
    SHOP.get_or_init(|| {
        let shop = Apicurio::start();
        shop.set_global_level("BACKWARD");
        let address = |version: u32| [("Address", "address", version)];
        shop.register("address", &record("Address", &[STREET]), &[]);
        shop.register("address", &record("Address", &[STREET, &CITY.replace('}', ", \"default\": \"\"}")]), &[]);
        shop.register("orders-value", &record("Order", &[SHIP_TO]), &address(1));
        shop.register("orders-value", &record("Order", &[SHIP_TO, NOTE]), &address(1));
        shop.register("orders-value", &record("Order", &[SHIP_TO, NOTE, &NOTE.replace("note", "gift")]), &address(2));
        shop.delete("orders-value/versions/2");
        shop.register("users-value", &record("User", &[ID]), &[]);
        shop.set_level("users-value", "NONE");
        shop.register("clicks-value", &record("Click", &[ID]), &[]);
        shop.register("clicks-value", &record("Click", &[ID, NOTE]), &[]);
        shop.set_level("clicks-value", "FULL_TRANSITIVE");
        shop.register("sales%2Frefunds", &record("Refund", &[ID]), &[]);
        shop.register_as("invoices-value", json!({"schema": JSON_SCHEMA, "schemaType": "JSON"}));
        shop.register("old-value", &record("Old", &[ID]), &[]);
        shop.delete("old-value");
        shop
    })
}

fn local() -> Sandbox {
    Sandbox::of([
        ("schemas/address.avsc", &record("Address", &[STREET, CITY])),
        ("schemas/orders.avsc", &record("Order", &[SHIP_TO, NOTE])),
        ("schemas/users.avsc", &record("User", &[NOTE])),
        ("schemas/clicks.avsc", &record("Click", &[NOTE])),
        ("schemas/new.avsc", &record("New", &[ID])),
    ])
}

#[test]
fn apicurio_gates_local_schemas() {
    let (sandbox, shop) = (local(), shop());
    let line = format!("compat schemas --against registry:{}", shop.url());
    let run = sandbox.run(&line);
    insta::assert_snapshot!("apicurio_gate", shop.named(&run));
    assert_eq!(sandbox.run(&line), run, "also with what the first run kept");
}

#[test]
fn apicurio_is_pulled_once_and_says_the_same_offline() {
    let (sandbox, shop) = (Sandbox::new(), shop());
    let line = format!("registry pull {} --out history", shop.url());
    let (first, second) = (sandbox.run(&line), sandbox.run(&line));
    let offline = sandbox.run("compat history --level BACKWARD");
    let drift = sandbox.run(&format!("registry drift history {}", shop.url()));
    insta::assert_snapshot!("apicurio_pull", shop.named(format!("{first}\n{second}\n{offline}\n{drift}")));

    sandbox.write("history/orders-value/v1.avsc", record("Order", &[SHIP_TO, ID]));
    sandbox.write("history/users-value/v2.avsc", record("User", &[ID, NOTE]));
    std::fs::remove_file(sandbox.path("history/clicks-value/v2.avsc")).expect("it was pulled");
    sandbox.write("avrocheck.toml", "[[override]]\nsubjects = [\"users-value\"]\nlevel = \"BACKWARD\"\n");
    let changed = sandbox.run(&format!("registry drift history {} --quiet", shop.url()));
    insta::assert_snapshot!("apicurio_drift", shop.named(changed));
}

#[test]
fn versions_inside_apicurio_are_compared() {
    let (sandbox, shop) = (Sandbox::new(), shop());
    let runs = ["clicks-value@latest", "address@1 address@2", "orders-value@3", "orders-value@9", "old-value@latest"]
        .map(|versions| shop.named(sandbox.run(&format!("registry check {} {versions}", shop.url()))));
    insta::assert_snapshot!("apicurio_check", runs.join("\n"));
    let line = format!("diff registry:{}/orders-value@1 registry:{0}/orders-value@latest", shop.url());
    insta::assert_snapshot!("apicurio_diff", shop.named(sandbox.run(&line)));
}

#[test]
fn an_address_without_apicurios_path_is_an_error_that_names_it() {
    let (sandbox, shop) = (Sandbox::new(), shop());
    for path in ["", "/apis", "/apis/registry/v2"] {
        let run = sandbox.run(&format!("registry pull http://{}{path} --out history", shop.address()));
        assert!(run.code == 2 && run.stderr.contains("/apis/ccompat/v7"), "{run}");
    }
}
