//! The registry that the page about registries reads.

use std::fs;
use std::path::Path;

use super::package;
use crate::fake_registry::FakeRegistry;

/// What the page calls it.
const SHOWN: &str = "https://registry.example.com";

/// A registry for a page, if it reads one.
pub fn registry_of(page: &Path) -> Option<FakeRegistry> {
    match page.to_str() {
        Some("docs/registries.md" | "docs/before-registering.md") => Some(of_movies()),
        Some("docs/impact.md") => Some(of_a_shop()),
        _ => None,
    }
}

/// With each version of the schemas in this repository.
fn of_movies() -> FakeRegistry {
    let registry = FakeRegistry::start();
    for version in ["v1", "v2", "v3", "v4"] {
        let directory = package().join("schemas").join(version);
        let files = fs::read_dir(directory).expect("a directory of this package");
        let mut files: Vec<_> = files.map(|file| file.expect("it can be listed").path()).collect();
        files.sort();
        for file in files {
            let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("plain names");
            let text = fs::read_to_string(&file).expect("a schema");
            registry.register(&format!("{stem}-value"), &text, &[]);
        }
    }
    registry
}

/// With orders and customers that use older versions of an address.
fn of_a_shop() -> FakeRegistry {
    let record = |name: &str, fields: &str| {
        format!(r#"{{"type": "record", "name": "{name}", "namespace": "shop", "fields": [{fields}]}}"#)
    };
    let field = |name: &str, of: &str| format!(r#"{{"name": "{name}", "type": {of}}}"#);
    let registry = FakeRegistry::start();
    let (street, city) = (field("street", "\"string\""), r#"{"name": "city", "type": "string", "default": ""}"#);
    registry.register("address", &record("Address", &street), &[]);
    registry.register("address", &record("Address", &format!("{street}, {city}")), &[]);
    let customer = record("Customer", &field("home", "\"shop.Address\""));
    registry.register("customers-value", &customer, &[("shop.Address", "address", 2)]);
    let note = |number: usize| format!(r#"{{"name": "note{number}", "type": "string", "default": ""}}"#);
    for version in 1..=7 {
        let first = if version < 3 { field("id", "\"long\"") } else { field("shipTo", "\"shop.Address\"") };
        let fields: Vec<String> = [first].into_iter().chain((1..version).map(note)).collect();
        let references: &[_] = if version < 3 { &[] } else { &[("shop.Address", "address", 1)] };
        registry.set_level("orders-value", "NONE");
        registry.register("orders-value", &record("Order", &fields.join(", ")), references);
    }
    registry.set_level("orders-value", "BACKWARD");
    registry
}

/// A text with what the page calls the registry in place of its address.
pub fn as_shown(registry: Option<&FakeRegistry>, text: String) -> String {
    match registry {
        Some(registry) => text.replace(&registry.url(), SHOWN),
        None => text,
    }
}
