//! Made-up schemas for laws, the same ones in every run; `PROPTEST_CASES=5000 cargo test …` tries others.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use serde_json::Value as Json;

use super::made_up;

/// So many cases, unless the environment asks for another number.
pub fn cases(cases: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig { failure_persistence: None, ..config },
        None => ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..config },
    }
}

pub fn choices() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..160)
}

pub fn schemas() -> impl Strategy<Value = Json> {
    choices().prop_map(|choices| made_up::schema(&choices))
}

pub fn pairs() -> impl Strategy<Value = (Json, Json)> {
    choices().prop_map(|choices| made_up::pair(&choices))
}

/// Schemas with a part that is any JSON at all.
pub fn broken_schemas() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        proptest::sample::select(vec![
            "",
            "record",
            "enum",
            "union",
            "A",
            ".A",
            "n.A",
            "int",
            "decimal",
            "..",
            "ascending"
        ])
        .prop_map(Json::from),
    ];
    let anything = leaf.prop_recursive(3, 12, 4, |part| {
        let keys = vec![
            "type",
            "name",
            "fields",
            "symbols",
            "default",
            "items",
            "aliases",
            "size",
            "namespace",
            "logicalType",
            "precision",
            "scale",
        ];
        prop_oneof![
            vec(part.clone(), 0..4).prop_map(Json::from),
            vec((proptest::sample::select(keys), part), 0..4)
                .prop_map(|entries| entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    });
    (schemas(), vec((any::<Index>(), anything), 1..4)).prop_map(|(mut schema, changes)| {
        for (at, value) in changes {
            let mut places = Vec::new();
            collect(&schema, &mut String::new(), &mut places);
            let place = &places[at.index(places.len())];
            *schema.pointer_mut(place).expect("the place is there") = value;
        }
        schema
    })
}

/// The JSON Pointers of every part.
fn collect(json: &Json, at: &mut String, places: &mut Vec<String>) {
    places.push(at.clone());
    let length = at.len();
    let mut inside = |step: &str, part: &Json| {
        at.push_str(&format!("/{step}"));
        collect(part, at, places);
        at.truncate(length);
    };
    match json {
        Json::Array(items) => items.iter().enumerate().for_each(|(index, part)| inside(&index.to_string(), part)),
        Json::Object(object) => object.iter().for_each(|(key, part)| inside(key, part)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}
