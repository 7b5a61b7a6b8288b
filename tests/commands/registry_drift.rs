//! Checks what is said to differ between local schemas and a registry.

use serde_json::{Value, json};

use crate::fake_registry::FakeRegistry;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const STREET: &str = r#"{"name": "street", "type": "string"}"#;
const CITY: &str = r#"{"name": "city", "type": "string", "default": ""}"#;
const SHIP_TO: &str = r#"{"name": "shipTo", "type": "shop.Address"}"#;

fn address(fields: &[&str]) -> String {
    record("Address", fields).replacen("\"name\"", "\"namespace\": \"shop\", \"name\"", 1)
}

/// A fake with two versions of an address, and of an order that uses them.
fn fake() -> FakeRegistry {
    let registry = FakeRegistry::start();
    let order = record("Order", &[SHIP_TO]);
    registry.register("address", &address(&[STREET]), &[]);
    registry.register("address", &address(&[STREET, CITY]), &[]);
    registry.register("orders-value", &order, &[("shop.Address", "address", 1)]);
    registry.register("orders-value", &order, &[("shop.Address", "address", 2)]);
    registry
}

#[test]
fn a_fake_of_others_differs_in_what_was_changed() {
    let (sandbox, registry) = (Sandbox::new(), fake());
    let pull = sandbox.run(&format!("registry pull {} --out history", registry.url()));
    assert_eq!(pull.code, 0, "{pull}");
    let drift = || sandbox.run(&format!("registry drift history {}", registry.url()));
    insta::assert_snapshot!("the_same", registry.named(drift()));

    sandbox.write("history/address/v1.avsc", address(&[STREET]).replace(": ", ":\n "));
    assert_eq!(drift().code, 0, "white space is no difference");
    sandbox.write("history/address/v2.avsc", address(&[STREET, &CITY.replace("}", ", \"doc\": \"Where\"}")]));
    sandbox.write(
        "history/orders-value/v2.refs.json",
        r#"[{"name": "shop.Address", "subject": "address", "version": 1}]"#,
    );
    sandbox.write("history/clicks/v1.avsc", record("Click", &[ID]));
    sandbox.write("history/address/v3.avsc", address(&[STREET, CITY]));
    registry.register("orders-value", &record("Order", &[CITY]), &[]);
    registry.register("users-value", &record("User", &[ID]), &[]);
    sandbox.write("avrocheck.toml", "[[override]]\nsubjects = [\"address\"]\nlevel = \"FULL\"\n");
    insta::assert_snapshot!("differences", registry.named(drift()));

    let as_json = || sandbox.run(&format!("registry drift history {} --format json", registry.url()));
    assert_eq!(as_json().code, 1);
    let said: Value = serde_json::from_str(&registry.named(as_json().stdout)).expect("it is JSON");
    assert_eq!((&said["schema_version"], &said["versions"], &said["errors"]), (&1.into(), &4.into(), &json!([])));
    insta::assert_snapshot!("as_json", serde_json::to_string_pretty(&said["differences"]).expect("it is JSON"));

    sandbox.write("history/address/v2.avsc", "{");
    assert_eq!(drift().code, 2);
    let said: Value = serde_json::from_str(&as_json().stdout).expect("it is JSON");
    assert_eq!((as_json().code, &said["errors"][0]["file"]), (2, &"history/address/v2.avsc".into()));
    drop(registry);
    assert_eq!(sandbox.run("registry drift history http://127.0.0.1:1").code, 2);
}

#[test]
fn a_fake_of_others_is_compared_with_schemas_that_are_edited_in_place() {
    let (sandbox, registry) = (Sandbox::new(), fake());
    sandbox.write("schemas/address.avsc", address(&[STREET, CITY]));
    sandbox.write("schemas/orders.avsc", record("Order", &[SHIP_TO]));
    let line = format!("registry drift schemas {}", registry.url());
    let same = sandbox.run(&line);
    assert_eq!(
        (same.code, registry.named(&same.stdout)),
        (0, "schemas and http://registry:8081 are the same: 2 subjects, 2 versions compared\n".to_owned())
    );
    sandbox.write("schemas/address.avsc", address(&[STREET]));
    let changed = sandbox.run(&line);
    assert_eq!(changed.code, 1);
    insta::assert_snapshot!("in_place", registry.named(changed));
}
