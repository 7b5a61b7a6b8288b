//! Converting between schemas in JSON, protocols and Avro IDL.

use std::fs;

use super::repository::Repository;
use super::sandbox::Run;

const ADDRESS: &str = "@namespace(\"shop\") protocol Addresses { record Address { string street; } }";

const SHOP: &str = r#"@namespace("shop")
protocol Shop {
  import idl "parts/address.avdl";

  /** What somebody buys. */
  @aliases(["old.Purchase"])
  record Order {
    string id;
    Address shipTo;
    union { null, Order } next = null;
  }

  error Lost { string why; }

  Order get(string id) throws Lost;
}
"#;

fn shop() -> Repository {
    Repository::of([("avro/shop.avdl", SHOP), ("avro/parts/address.avdl", ADDRESS)])
}

fn text(run: Run) -> String {
    assert_eq!(run.code, 0, "{run}");
    run.stdout
}

fn refused(run: &Run, message: &str) {
    assert!(run.code == 2 && run.stdout.is_empty() && run.stderr.contains(message), "{run}");
}

fn read(repository: &Repository, path: &str) -> String {
    fs::read_to_string(repository.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_text_is_the_same_after_it_was_in_another_language() {
    let repository = shop();
    let protocol = text(repository.run("convert avro/shop.avdl --to avpr"));
    repository.write("made.avpr", &protocol);
    let idl = text(repository.run("convert made.avpr --to avdl"));
    assert!(
        !idl.contains("import") && idl.contains("/** What somebody buys. */") && idl.contains("throws Lost"),
        "{idl}"
    );
    repository.write("made.avdl", &idl);
    assert_eq!(text(repository.run("convert made.avdl --to avpr")), protocol);
    assert_eq!(text(repository.run("convert made.avdl --to avdl")), idl);

    let schema = text(repository.run("convert avro/shop.avdl#shop.Order --to avsc"));
    for part in ["\"doc\": \"What somebody buys.\"", "old.Purchase", "\"default\": null", "\"street\""] {
        assert!(schema.contains(part), "{schema}");
    }
    repository.write("order.avsc", &schema);
    assert_eq!(text(repository.run("convert order.avsc --to avsc")), schema);
    let idl = text(repository.run("convert order.avsc --to avdl"));
    repository.write("order.avdl", &idl);
    assert_eq!(text(repository.run("convert order.avdl --to avsc")), schema);
    for file in ["order.avsc", "order.avdl", "order.avdl#shop.Order"] {
        let protocol = text(repository.run(&format!("convert {file} --to avpr")));
        assert!(protocol.contains("\"protocol\": \"order\""), "{protocol}");
        repository.write("again.avpr", &protocol);
        assert_eq!(text(repository.run("convert again.avpr#shop.Order --to avsc")), schema, "{file}");
    }
}

#[test]
fn a_directory_gets_a_file_for_each_type() {
    let repository = shop();
    assert_eq!(text(repository.run("convert avro/shop.avdl --to avsc -o types/")), "");
    let order = read(&repository, "types/shop.Order.avsc");
    assert!(order.contains("\"type\": \"Address\"") && !order.contains("street"), "{order}");
    assert!(read(&repository, "types/shop.Address.avsc").contains("street"));
    assert!(read(&repository, "types/shop.Lost.avsc").contains("why"));

    // What the files take from each other is found beside them.
    let whole = text(repository.run("convert avro/shop.avdl#shop.Order --to avsc"));
    assert_eq!(text(repository.run("convert types/shop.Order.avsc --to avsc")), order);
    assert_eq!(text(repository.run("convert types/shop.Order.avsc --to avsc --inline")), whole);
    assert!(text(repository.run("convert types/shop.Order.avsc --to avdl")).contains("street"));
    assert!(text(repository.run("convert types/shop.Order.avsc --to avpr")).contains("street"));

    refused(&repository.run("convert avro/shop.avdl --to avsc -o types"), "exists; --force replaces it");
    assert_eq!(text(repository.run("convert avro/shop.avdl --to avsc -o types --force --inline")), "");
    assert_eq!(read(&repository, "types/shop.Order.avsc"), whole);
    refused(&repository.run("convert avro/shop.avdl --to avdl -o types"), "types: is a directory");
}

#[test]
fn a_file_that_is_there_stays() {
    let repository = shop();
    repository.write("shop.avpr", "theirs");
    refused(&repository.run("convert avro/shop.avdl --to avpr -o shop.avpr"), "shop.avpr exists; --force replaces it");
    assert_eq!(read(&repository, "shop.avpr"), "theirs");
    assert_eq!(text(repository.run("convert avro/shop.avdl --to avpr -o shop.avpr --force")), "");
    assert_eq!(read(&repository, "shop.avpr"), text(repository.run("convert avro/shop.avdl --to avpr")));
}

#[test]
fn imports_are_read_at_the_revision() {
    let repository = shop();
    let before = text(repository.run("convert avro/shop.avdl --to avpr"));
    repository.write("avro/parts/address.avdl", ADDRESS.replace("street", "road"));
    assert!(text(repository.run("convert avro/shop.avdl --to avpr")).contains("road"));
    for file in ["HEAD:avro/shop.avdl", "HEAD:./avro/shop.avdl"] {
        assert_eq!(text(repository.run(&format!("convert {file} --to avpr"))), before, "{file}");
    }
}

#[test]
fn what_cannot_be_converted_has_its_place_and_reason() {
    let repository = shop();
    refused(&repository.run("convert avro/shop.avdl#shop.Nothing --to avsc"), "defines no type shop.Nothing");
    repository.write("avro/lone.avdl", "namespace n;\nimport idl \"gone.avdl\";\nrecord A { int a; }\n");
    refused(&repository.run("convert avro/lone.avdl --to avpr"), "avro/lone.avdl:2:");
    refused(&repository.run("convert avro/lone.avdl --to avpr"), "avro/gone.avdl");
    repository.write("avro/broken.avdl", "record A {\n  int a\n}\n");
    refused(&repository.run("convert avro/broken.avdl --to avsc"), "avro/broken.avdl:3:1");
    repository.write("avro/two.avdl", "record A { int a; } record B { int b; }");
    refused(&repository.run("convert avro/two.avdl --to avsc"), "name one, such as avro/two.avdl#A");
    let both = text(repository.run("convert avro/two.avdl --to avpr"));
    assert!(both.contains("\"A\"") && both.contains("\"B\""), "{both}");
    repository.write("odd.avsc", r#"{"type": "record", "name": "A", "fields": [], "no identifier": 1}"#);
    refused(&repository.run("convert odd.avsc --to avdl"), "odd.avsc: Avro IDL cannot say");
    repository.write("missing.avsc", r#"{"type": "record", "name": "A", "fields": [{"name": "b", "type": "x.B"}]}"#);
    refused(&repository.run("convert missing.avsc --to avdl"), "missing.avsc:1:");
    assert!(text(repository.run("convert missing.avsc --to avsc")).contains("x.B"));
    repository.write("int.avsc", "\"int\"");
    refused(&repository.run("convert int.avsc --to avpr"), "defines no named type");
    repository.write("path.avsc", r#"{"type": "fixed", "name": "a/b", "size": 1}"#);
    refused(&repository.run("convert path.avsc --to avsc -o out/"), "\"a/b\" is no name in Avro");
    assert!(!repository.path("out").exists());
}
