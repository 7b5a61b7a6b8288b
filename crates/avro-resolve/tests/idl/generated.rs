//! Laws of made-up schemas: as IDL they say the same, to us and to Java.

use std::fs;

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::convert::{Bundle, Converted};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Source;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use crate::ordered::Ordered;
use crate::support::strategies::{cases, choices, schemas};
use crate::{java, json as json_of};

/// A schema with documentation and properties at some of its parts.
fn described_schemas() -> impl Strategy<Value = Json> {
    (schemas(), choices()).prop_map(|(mut schema, choices)| {
        describe(&mut schema, &mut choices.into_iter());
        schema
    })
}

fn describe(schema: &mut Json, choices: &mut impl Iterator<Item = u8>) {
    const DOCS: [&str; 6] = ["One line.", "Two\nlines", "* a star", " inside\n\n  more\n", "", "ü \"x\" \\ // /*"];
    match schema {
        Json::Array(branches) => branches.iter_mut().for_each(|branch| describe(branch, choices)),
        Json::Object(object) => {
            let choice = usize::from(choices.next().unwrap_or_default());
            let is_named = object.contains_key("name");
            if is_named && choice % 3 == 0 {
                object.insert("doc".to_owned(), json!(DOCS[choice / 3 % DOCS.len()]));
            }
            if choice % 5 == 0 {
                let value = json!({"a": [1, -2.5, null, true], "b \u{1f}\"": {"c": "\u{e4}\t"}});
                object.insert("x.custom-property".to_owned(), value);
            }
            for part in ["items", "values"] {
                object.get_mut(part).into_iter().for_each(|part| describe(part, choices));
            }
            let fields = object.get_mut("fields").and_then(Json::as_array_mut);
            for field in fields.into_iter().flatten() {
                let choice = usize::from(choices.next().unwrap_or_default());
                if choice % 4 == 0 {
                    field["doc"] = json!(DOCS[choice / 4 % DOCS.len()]);
                }
                if choice % 7 == 0 {
                    field["pii"] = json!(choice % 2 == 0);
                }
                field.get_mut("type").into_iter().for_each(|ty| describe(ty, choices));
            }
        }
        Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => {}
    }
}

fn convert(name: &str, text: &str) -> Converted {
    let converted = Bundle::single(Source::new(name, text)).convert();
    converted.unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
}

/// The schema as IDL, unless IDL has no words for it: unions without branches.
fn as_idl(schema: &Json) -> Option<(Converted, String)> {
    let converted = convert("schema.avsc", &schema.to_string());
    match converted.to_idl() {
        Ok(idl) => Some((converted, idl)),
        Err(error) => {
            assert!(schema.to_string().contains("[]"), "{error}: {schema}");
            None
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_schema_is_itself_after_a_way_through_idl(schema in described_schemas()) {
        let Some((converted, idl)) = as_idl(&schema) else { return Ok(()) };
        let again = convert("schema.avdl", &idl);
        prop_assert_eq!(&again, &converted, "{}", idl);
        prop_assert_eq!(again.to_idl(), Ok(idl.clone()));
        // The model is the same, too.
        let mut shapes = Shapes::default();
        let mut shape = |name: &str, text: &str| {
            LinkedSchema::parse(name, text, &mut shapes).unwrap_or_else(|faults| panic!("{faults:?}\n{text}")).root_shape()
        };
        let of_json = shape("schema.avsc", &schema.to_string());
        prop_assert_eq!(shape("schema.avdl", &idl), of_json, "{}", idl);
        prop_assert_eq!(shape("normal.avsc", &json_of(&converted)), of_json);
    }
}

#[test]
fn java_reads_the_same_of_made_up_idl() {
    const SCHEMAS: usize = 150;
    let directory = tempfile::tempdir().expect("a new directory");
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut ours) = (Vec::new(), Vec::new());
    while asked.len() < SCHEMAS {
        let schema = described_schemas().new_tree(&mut runner).expect("it has schemas").current();
        let Some((converted, idl)) = as_idl(&schema) else { continue };
        let file = directory.path().join(format!("{}.avdl", asked.len()));
        fs::write(&file, &idl).expect("there is room for files");
        asked.push((file, directory.path().to_owned()));
        ours.push((json_of(&converted), idl));
    }
    for ((ours, idl), answer) in ours.iter().zip(java::ask(&asked)) {
        let java = answer.unwrap_or_else(|reason| panic!("{reason}\n{idl}"));
        assert_eq!(Ordered::of(ours), Ordered::of(&java), "{idl}");
    }
}
