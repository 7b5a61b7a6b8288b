//! Repositories of Avro IDL: from `init` to a gate, types as subjects, and what is wrong with imports.

use std::fs;

use serde_json::Value;

use super::repository::Repository;
use super::sandbox::{Run, Sandbox};

const SHOP: &str = r#"@namespace("shop")
protocol Shop {
  import idl "address.avdl";

  enum State { NEW, SENT }

  /** What somebody buys. */
  record Order {
    string id;
    Address shipTo;
    State state = "NEW";
    union { null, string } note = null;
  }

  record Invoice {
    string id;
    long total;
  }

  Order get(string id);
}
"#;

const ADDRESS: &str = r#"@namespace("shop")
protocol Addresses {
  record Address {
    string street;
    string city;
  }
}
"#;

fn shop() -> Repository {
    Repository::of([("avro/shop.avdl", SHOP), ("avro/address.avdl", ADDRESS)])
}

fn names(run: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    let subjects = report["subjects"].as_array().expect("a list");
    subjects.iter().map(|subject| subject["subject"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_repository_of_idl_goes_from_init_to_a_gated_pull_request() {
    let repository = shop();
    let init = repository.run("init");
    assert_eq!(init.code, 0, "{init}");
    repository.commit();
    repository.branch("feature");
    repository.write("avro/address.avdl", ADDRESS.replace("string city;", "string city;\n    string country;"));
    repository.commit();
    let run = repository.run("compat --format github");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stdout.contains("file=avro/address.avdl,line=6,"), "{run}");
    assert!(run.stdout.contains("AVC101"), "{run}");
    let report = repository.json("compat --format json");
    let findings = |pair: &Value| pair["findings"].as_array().expect("a list").clone();
    let mut findings = report["subjects"][0]["pairs"].as_array().expect("a list").iter().flat_map(findings);
    let first = findings.next().expect("one finding");
    let fingerprint = first["fingerprint"].as_str().expect("a text");
    let fixed = repository.run(&format!("compat --fix --unsafe-fixes {fingerprint}"));
    assert_eq!(fixed.code, 0, "{fixed}");
    let text = fs::read_to_string(repository.path("avro/address.avdl")).expect("it is there");
    assert_eq!(text, ADDRESS.replace("string city;", "string city;\n    union { null, string } country = null;"));
}

#[test]
fn a_type_is_a_subject_as_long_as_its_file_defines_it() {
    let repository = shop();
    let run = repository.run("compat avro --against HEAD --format json");
    assert_eq!(
        (run.code, names(&run)),
        (0, ["address#shop.Address", "shop#shop.Invoice", "shop#shop.Order", "shop#get()"].map(str::to_owned).to_vec())
    );
    // A record that another one refers to now is a subject still.
    let envelope = SHOP
        .replace("  Order get", "  record Envelope { Order order; }\n\n  Order get")
        .replace("string id;\n    Address", "int id;\n    Address");
    repository.write("avro/shop.avdl", &envelope);
    let run = repository.run("compat avro --against HEAD --format json");
    let wanted = ["address#shop.Address", "shop#shop.Envelope", "shop#shop.Invoice", "shop#shop.Order", "shop#get()"];
    assert_eq!((run.code, names(&run)), (1, wanted.map(str::to_owned).to_vec()), "{run}");
    // A record that is gone is a finding, whatever else its file has.
    repository.write("avro/shop.avdl", SHOP.replace("record Invoice", "record Bill"));
    let run = repository.run("compat avro --against HEAD --format concise");
    assert!(run.code == 1 && run.stdout.contains("AVC505") && run.stdout.contains("shop#shop.Invoice"), "{run}");
}

#[test]
fn a_file_that_is_gone_takes_its_types_with_it() {
    let repository = shop();
    fs::remove_file(repository.path("avro/shop.avdl")).expect("it is there");
    let run = repository.run("compat avro --against HEAD --format concise");
    assert!(run.code == 1 && run.stdout.matches("AVC505").count() == 2, "{run}");
}

#[test]
fn fixtures_are_of_a_type() {
    let sandbox = Sandbox::of([("schemas/v1/a.avdl", "record A { int n; } record B { int n; }")]);
    sandbox.write("schemas/v2/a.avdl", "record A { int n; int m; } record B { int n; }");
    sandbox.write("fixtures/v1/a#A.jsonl", "{\"n\": 7}\n");
    let run = sandbox.run("compat");
    assert!(run.code == 1 && run.stdout.contains("seen in: 1 of 1 fixture record of `v1`"), "{run}");
    sandbox.write("fixtures/v1/a#C.jsonl", "{\"n\": 7}\n");
    let run = sandbox.run("compat");
    assert!(run.code == 2 && run.stdout.contains("fixtures/v1/a#C.jsonl: there is no subject a#C"), "{run}");
}

#[test]
fn fixtures_of_a_type_are_read_at_a_revision() {
    let repository =
        Repository::of([("schemas/a.avdl", "record A { int n; }"), ("fixtures/a#A.jsonl", "{\"n\": 7}\n")]);
    repository.write("schemas/a.avdl", "record A { int n; int m; }");
    repository.write("fixtures/a#A.jsonl", "{\"n\": 7, \"m\": 8}\n");
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 1 && run.stdout.contains("seen in: 1 of 1 fixture record of `HEAD"), "{run}");
}

#[test]
fn a_released_version_must_keep_its_types() {
    let repository = Repository::of([("schemas/v1/shop.avdl", SHOP), ("schemas/v1/address.avdl", ADDRESS)]);
    repository.write(
        "schemas/v1/shop.avdl",
        SHOP.replace("long total;", "int total;").replace("string id;\n    Address", "Address"),
    );
    let run = repository.run("compat --against HEAD --format concise");
    assert!(run.code == 1 && run.stdout.matches("AVC501").count() == 2, "{run}");
    repository.write("schemas/v1/shop.avdl", SHOP.replace("record Invoice", "record Bill"));
    let run = repository.run("compat --against HEAD --format concise");
    assert!(run.code == 1 && run.stdout.contains("AVC502"), "{run}");
    // Documentation and layout may change.
    repository.write(
        "schemas/v1/shop.avdl",
        SHOP.replace("/** What somebody buys. */", "/** An order. */").replace("    ", "\t"),
    );
    let run = repository.run("compat --against HEAD");
    assert_eq!(run.code, 0, "{run}");
}

#[test]
fn a_type_of_a_file_stands_where_a_schema_does() {
    let sandbox = Sandbox::of([("shop.avdl", SHOP), ("address.avdl", ADDRESS)]);
    let run = sandbox.run("inspect shop.avdl#shop.Invoice --format json");
    assert!(run.code == 0 && run.stdout.contains("shop.Invoice"), "{run}");
    let several = sandbox.run("inspect shop.avdl");
    let wanted = "has several types: name one, such as shop.avdl#shop.Order; it has shop.Order, shop.Invoice";
    assert!(several.code == 2 && several.stdout.contains(wanted), "{several}");
    let none = sandbox.run("inspect shop.avdl#shop.Nothing");
    assert!(none.code == 2 && none.stdout.contains("defines no type shop.Nothing"), "{none}");
    sandbox.write("other.avdl", SHOP);
    let compared = sandbox.run("compat shop.avdl#shop.Order other.avdl");
    assert!(compared.code == 2 && compared.stdout.contains("leave out #shop.Order"), "{compared}");
    sandbox.write("records.jsonl", "{\"id\": \"a\", \"total\": 7}\n");
    let written = sandbox.run("serialize --raw datum --writer shop.avdl#shop.Invoice records.jsonl --out one.bin");
    assert_eq!(written.code, 0, "{written}");
    let read = sandbox.run("deserialize --raw datum --writer shop.avdl#shop.Invoice one.bin");
    assert_eq!(read.stdout, "{\"id\":\"a\",\"total\":7}\n", "{read}");
}

#[test]
fn imports_have_to_be_there() {
    let sandbox = Sandbox::of([
        ("schemas/v1/shop.avdl", SHOP),
        ("schemas/v1/address.avdl", ADDRESS),
        ("schemas/v2/shop.avdl", SHOP),
    ]);
    // What a version does not change is that of the one before.
    assert_eq!(sandbox.run("compat").code, 0);
    sandbox.write("schemas/v2/shop.avdl", SHOP.replace("address.avdl", "adress.avdl"));
    let run = sandbox.run("compat");
    let wanted =
        "schemas/v2/shop.avdl:3:14: the import \"adress.avdl\" is not there (looked for: schemas/v2/adress.avdl)";
    assert!(run.code == 2 && run.stdout.contains(wanted), "{run}");
}

#[test]
fn imports_are_looked_for_on_the_import_path() {
    let shop = SHOP.replace("address.avdl", "types/address.avdl");
    let repository = Repository::of([("avro/shop.avdl", shop.as_str()), ("avro/common/types/address.avdl", ADDRESS)]);
    let run = repository.run("compat avro --against HEAD");
    assert!(run.stdout.contains("(looked for: avro/types/address.avdl)"), "{run}");
    repository.write("avrocheck.toml", "schemas = [\"avro\"]\nimport_path = [\"avro/other\", \"avro/common\"]\n");
    repository
        .write("avro/common/types/address.avdl", ADDRESS.replace("string city;", "string city;\n    string country;"));
    let run = repository.run("compat --against HEAD");
    assert!(run.code == 1 && run.stdout.contains("shop#shop.Order.shipTo.country"), "{run}");
    assert_eq!(repository.run("lint").code, 0);
    assert!(repository.run("impact avro/common/types/address.avdl").stdout.contains("through Order.shipTo"));
    repository.write("avrocheck.toml", "schemas = [\"avro\"]\nimport_path = [\"avro/other\"]\n");
    let run = repository.run("compat --against HEAD");
    assert!(run.stdout.contains("(looked for: avro/types/address.avdl, avro/other/types/address.avdl)"), "{run}");
}

#[test]
fn named_files_are_read_with_what_they_import() {
    let order = "@namespace(\"shop\") protocol Orders {\n  import idl \"../common/money.avdl\";\n  \
                 import idl \"types/address.avdl\";\n  import idl \"../common/unused.avdl\";\n  \
                 /** What was bought. */\n  record Order { Money total; Address shipTo; }\n}\n";
    let repository = Repository::of([
        ("avro/orders/order.avdl", order),
        ("avro/common/money.avdl", "@namespace(\"shop\") protocol M { record Money { long cents; } }"),
        ("avro/common/unused.avdl", "@namespace(\"shop\") protocol U { record Unused { int a; } }"),
        ("lib/types/address.avdl", ADDRESS),
        ("avrocheck.toml", "schemas = [\"avro\"]\nimport_path = [\"lib\"]\n"),
    ]);
    repository.commit();
    repository.write("avro/orders/order.avdl", order.replace("/** What", "/**\n   * What"));
    for file in ["avro/orders/order.avdl", "HEAD:avro/orders/order.avdl", "HEAD:./avro/orders/order.avdl"] {
        let run = repository.run(&format!("inspect {file}"));
        assert!(run.code == 0 && run.stdout.contains("shop.Order (3 named types)"), "{run}");
        let run = repository.run(&format!("convert {file}#shop.Order --to avsc"));
        assert!(run.code == 0 && run.stdout.contains("cents") && run.stdout.contains("street"), "{run}");
        let run = repository.run(&format!("preview {file} avro/orders/order.avdl"));
        assert_eq!(run.code, 0, "{run}");
    }
    // The stars and the indentation of a comment are no documentation.
    let run = repository.run("diff HEAD:avro/orders/order.avdl avro/orders/order.avdl");
    assert!(run.code == 0 && run.stdout.contains("the same schema, written differently"), "{run}");
    repository.write("avro/orders/order.avdl", order.replace("bought", "sold"));
    let run = repository.run("diff HEAD:avro/orders/order.avdl avro/orders/order.avdl");
    assert!(run.stdout.contains("\"What was bought.\"") && run.stdout.contains("\"What was sold.\""), "{run}");
}

#[test]
fn the_impact_of_a_type_of_a_file_with_many_is_found() {
    let many = "@namespace(\"x\") protocol M { record A { B b; } record C { B b; } record B { int q; } }";
    let user = "@namespace(\"x\") protocol U { import idl \"m.avdl\"; record User { C c; } }";
    let repository = Repository::of([("s/m.avdl", many), ("s/u.avdl", user)]);
    for wanted in ["s/m.avdl#x.B", "s/m.avdl#B", "x.B", "B", "s/m.avdl#x.C", "C"] {
        let run = repository.run(&format!("impact --schemas s {wanted}"));
        assert!(run.code == 0 && run.stdout.contains("u#x.User"), "{run}");
        assert_eq!(run.stdout.contains("m#x.C (x.A"), wanted.ends_with('C'), "{run}");
    }
    let run = repository.run("impact --schemas s s/m.avdl#x.D");
    assert!(run.code == 2 && format!("{}{}", run.stdout, run.stderr).contains("no type `x.D`"), "{run}");
}

#[test]
fn a_protocol_beside_its_idl_has_the_same_name() {
    let repository = shop();
    let protocol = repository.run("convert avro/shop.avdl --to avpr").stdout;
    let both =
        Repository::of([("avro/shop.avdl", SHOP), ("avro/address.avdl", ADDRESS), ("avro/shop.avpr", &protocol)]);
    let run = both.run("init");
    let wanted = "avro/shop.avpr: avro/shop.avdl is `shop` of this version too; keep one of the two";
    assert!(run.code == 0 && run.stdout.contains(wanted), "{run}");
    // A new one does not take the place of what was there.
    repository.write("avro/shop.avpr", &protocol);
    let run = repository.run("compat avro --against HEAD");
    assert!(run.code == 2 && run.stdout.contains(wanted) && !run.stdout.contains("removed"), "{run}");
}

#[test]
fn imports_that_are_not_read_say_why() {
    let import = |path: &str| format!("protocol P {{ import idl \"{path}\"; record A {{ B b; }} }}");
    let elsewhere = Sandbox::of([("b.avdl", "protocol Q { record B { int x; } }")]);
    let far = elsewhere.path("b.avdl");
    let repository = Repository::of([
        ("avro/orders/a.avdl", import("../common/b.avdl").as_str()),
        ("avro/common/b.avdl", "protocol Q { record B { int x; } }"),
        ("avro/far.avdl", import(far.to_str().expect("it is UTF-8")).as_str()),
        ("avro/kind.avdl", "protocol P {\n  import schema \"common/b.avdl\";\n  record A { int b; }\n}\n"),
    ]);
    let run = repository.run("lint avro/orders");
    let wanted = "avro/orders/a.avdl:1:25: the import \"../common/b.avdl\" is avro/common/b.avdl, which is not below what was \
                  given; give avro instead";
    assert!(run.code == 2 && run.stdout.contains(wanted), "{run}");
    for command in ["convert avro/far.avdl --to avsc", "inspect avro/far.avdl"] {
        let run = repository.run(command);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(run.code == 2 && said.contains("leads out of the repository, and is not read"), "{run}");
    }
    let run = repository.run("convert avro/kind.avdl --to avsc");
    assert!(run.code == 2 && run.stderr.contains("avro/kind.avdl:2:17: "), "{run}");
    assert!(run.stderr.contains("import idl \"common/b.avdl\""), "{run}");
}

#[test]
fn idl_and_the_schemas_that_are_made_of_it_lie_side_by_side() {
    let json = r#"{"type": "record", "name": "Address", "namespace": "shop", "fields": [
        {"name": "street", "type": "string"}, {"name": "city", "type": "string"}]}"#;
    let sandbox = Sandbox::of([("schemas/v1/address.avdl", ADDRESS), ("schemas/v1/address.avsc", json)]);
    let run = sandbox.run("compat --format json");
    assert_eq!((run.code, names(&run)), (0, vec!["address".to_owned(), "address#shop.Address".to_owned()]), "{run}");
}

#[test]
fn protocols_are_read_with_the_places_of_their_types() {
    let protocol = |ty: &str| {
        format!(
            "{{\"protocol\": \"P\", \"namespace\": \"x\", \"types\": [\n  {{\"type\": \"record\", \"name\": \"A\", \"fields\": [\n    {{\"name\": \"n\", \"type\": \
             \"{ty}\"}}]}}\n], \"messages\": {{}}}}\n"
        )
    };
    let sandbox = Sandbox::of([("schemas/v1/p.avpr", &protocol("int")), ("schemas/v2/p.avpr", &protocol("string"))]);
    let run = sandbox.run("compat --format concise");
    assert!(run.code == 1 && run.stdout.contains("schemas/v2/p.avpr:3:27: AVC102"), "{run}");
}

#[test]
fn a_type_with_another_name_is_compared_as_a_schema_is() {
    let sandbox = Sandbox::of([("a.avdl", "record A { int n; }"), ("b.avdl", "record B { int n; }")]);
    let run = sandbox.run("compat a.avdl b.avdl --format concise");
    assert!(run.code == 1 && run.stdout.contains("AVC104"), "{run}");
    sandbox.write("b.avdl", "record B { A a; } record A { int n; }");
    assert_eq!(sandbox.run("compat a.avdl b.avdl").code, 0);
    sandbox.write("b.avdl", "protocol P {}");
    let run = sandbox.run("compat a.avdl b.avdl");
    assert!(run.code == 2 && run.stdout.contains("b.avdl:1:1: no type is defined or imported here"), "{run}");
}

/// Runs `compat` on two versions, each a directory of files.
fn versions<const N: usize>(files: [(&str, &str); N]) -> Run {
    let sandbox = Sandbox::of(files);
    sandbox.run("compat s --format concise")
}

#[test]
fn main_schemas_are_compared() {
    let order = "record Order { long total; }";
    for (old, new, code) in [
        ("schema Order;", "schema array<Order>;", 1),
        ("schema Order;", "schema string;", 1),
        ("schema union { null, Order };", "schema Order;", 1),
        ("schema map<Order>;", "schema map<Order>;", 0),
        ("schema array<string>;", "schema array<int>;", 1),
    ] {
        let text = |main: &str| format!("namespace x; {main} {order}");
        let run = versions([("s/v1/a.avdl", &text(old)), ("s/v2/a.avdl", &text(new))]);
        assert_eq!(run.code, code, "{old} {new}: {run}");
    }
    let run = versions([("s/v1/a.avdl", "schema array<string>;"), ("s/v2/a.avdl", "schema array<int>;")]);
    assert_eq!(run.code, 1, "{run}");
}

#[test]
fn files_without_records_are_about_all_their_types() {
    let old = "enum A { P, Q } enum B { P, Q } fixed F(3);";
    for new in
        ["enum A { P, Q } enum B { P } fixed F(3);", "enum B { P, Q } enum A { P } fixed F(3); record R { int n; }"]
    {
        let run = versions([("s/v1/a.avdl", old), ("s/v2/a.avdl", new)]);
        assert!(run.code == 1 && run.stdout.contains("AVC103"), "{run}");
    }
}

#[test]
fn imports_say_which_definition_is_meant() {
    let money = |fields: &str| format!("@namespace(\"x\") protocol M {{ record Money {{ {fields} }} }}");
    let order = |import: &str| {
        format!("@namespace(\"x\") protocol O {{ import idl \"{import}\"; record Order {{ Money m; }} }}")
    };
    let (one, two) = (money("long c;"), money("long c; long d;"));
    let repository =
        Repository::of([("s/x/money.avdl", &one), ("s/y/money.avdl", &two), ("s/x/order.avdl", &order("money.avdl"))]);
    repository.write("s/x/order.avdl", order("../y/money.avdl"));
    let run = repository.run("compat s --against HEAD --format concise");
    assert!(run.code == 1 && run.stdout.contains("AVC101"), "{run}");
    // A change of a file that is not imported means nothing to the order.
    repository.commit();
    repository.write("s/x/money.avdl", money("string c;"));
    let report = repository.json("compat s --against HEAD --format json");
    let order = report["subjects"].as_array().expect("a list").iter().find(|one| one["subject"] == "x/order#x.Order");
    let mut pairs = order.expect("it is there")["pairs"].as_array().expect("a list").iter();
    assert!(pairs.all(|pair| pair["verdict"] == "compatible"), "{report}");
}

#[test]
fn what_was_made_of_idl_is_no_other_definition() {
    let json = r#"{"type": "record", "name": "Address", "namespace": "shop", "fields": [
        {"name": "street", "type": "string"}, {"name": "city", "type": "string"}]}"#;
    let order = "@namespace(\"shop\") protocol O { import idl \"address.avdl\"; record Order { Address to; } }";
    let files = [("s/v1/address.avdl", ADDRESS), ("s/v1/address.avsc", json), ("s/v1/order.avdl", order)];
    assert_eq!(versions(files).code, 0, "{}", versions(files));
}

#[test]
fn a_type_goes_on_in_another_file() {
    let (user, more) = ("record User { string id; }", "record User { string id; string name; }");
    let order = "record Order { long total; }";
    let before = format!("{order} {user}");
    let mut files = vec![("s/v1/a.avdl", before.as_str()), ("s/v2/a.avdl", order), ("s/v2/b.avdl", more)];
    let run = |files: &[(&'static str, &str)]| {
        let sandbox = Sandbox::of([("fixtures/v1/a#User.jsonl", "{\"id\": \"x\"}")]);
        files.iter().for_each(|(name, text)| sandbox.write(name, text));
        sandbox.run("compat s --format concise")
    };
    let moved = run(&files);
    assert!(moved.code == 1 && moved.stdout.contains("s/v2/b.avdl:1:26: AVC101"), "{moved}");
    files.push(("s/v2/c.avdl", more));
    let unclear = run(&files);
    assert!(unclear.code == 2 && unclear.stdout.contains("say where it goes on"), "{unclear}");
    // It was there all along.
    files.push(("s/v1/c.avdl", user));
    let doubled = run(&files);
    assert!(doubled.code == 1 && doubled.stdout.contains("s/v2/c.avdl:1:26: AVC101"), "{doubled}");
}

#[test]
fn a_type_goes_on_twice() {
    let order = "record Order { int a; }";
    let user = |aliases: &str, name: &str, field: &str| {
        format!("record Other {{ int b; }} {aliases} record {name} {{ int x; {field} }}")
    };
    let sandbox = Sandbox::of([
        ("s/v1/a.avdl", "record Order { int a; } record User { int x; }"),
        ("s/v2/a.avdl", order),
        ("s/v2/b.avdl", &user("", "User", "")),
        ("s/v3/b.avdl", &user("@aliases([\"User\"])", "Person", "")),
        ("s/v4/b.avdl", "record Other { int b; }"),
        ("s/v4/c.avdl", "@aliases([\"User\", \"Person\"]) record Account { int x; int y; }"),
    ]);
    insta::assert_snapshot!(sandbox.run("compat s --format concise -v"));
}

#[test]
fn a_type_goes_on_under_a_name_that_has_its_old_one_as_an_alias() {
    let repository = Repository::of([("avro/a.avdl", "record Order { long total; } record User { string id; }")]);
    let renamed =
        |aliases: &str| format!("record Order {{ long total; }} {aliases}record Account {{ string id; int n; }}");
    repository.write("avro/a.avdl", renamed("@aliases([\"User\"]) "));
    let run = repository.run("compat avro --against HEAD --format concise");
    assert!(run.stdout.contains("AVC101 ") && !run.stdout.contains("AVC505"), "{run}");
    repository.write("avro/a.avdl", renamed(""));
    let run = repository.run("compat avro --against HEAD --format concise");
    assert!(!run.stdout.contains("AVC101") && run.stdout.contains("AVC505 "), "{run}");
}

#[test]
fn the_configuration_names_types() {
    let user = "record User { string id; Address home; } record Address { string street; }";
    let configuration = |ty: &str| {
        format!(
            "schemas = [\"s\"]\n[[subject]]\nname = \"addresses-value\"\npaths = [\"s/*/*.avdl\"]\ntype = \"{ty}\"\nformer = [\"old#Place\"]\n"
        )
    };
    let sandbox = Sandbox::of([
        ("s/v1/old.avdl", "record Place { int no; }"),
        ("s/v2/user.avdl", user),
        ("s/v3/user.avdl", "record User { string id; }"),
        ("s/v3/new.avdl", "record Address { string street; int zip; }"),
        ("fixtures/v2/user#Address.jsonl", "{\"street\": \"x\"}"),
        ("avrocheck.toml", &configuration("Address")),
    ]);
    insta::assert_snapshot!(sandbox.run("compat --level FULL_TRANSITIVE"));
    sandbox.write("avrocheck.toml", configuration("Adress"));
    let run = sandbox.run("compat --format concise");
    assert!(run.code == 2 && run.stdout.contains("avrocheck.toml:3: no file at the paths"), "{run}");
    sandbox.write("avrocheck.toml", "[[subject]]\nname = \"a\"\ntype = \"Address\"\n");
    let run = sandbox.run("compat s --format concise");
    assert!(run.code == 2 && run.stdout.contains("this type is of no file; give `paths`"), "{run}");
}

#[test]
fn an_import_of_a_version_is_found_and_one_that_is_gone_is_not() {
    let q = r#"{"type": "record", "name": "Q", "fields": []}"#;
    let run = versions([
        ("s/v1/q.avsc", q),
        ("s/v1/a.avdl", "protocol P { import schema \"../v1/q.avsc\"; record A { Q q; } }"),
    ]);
    assert_eq!(run.code, 0, "{run}");
    let repository = Repository::of([
        ("s/n.avdl", "record B { int z; }"),
        ("s/m.avdl", "protocol P { import idl \"n.avdl\"; record A { B b; } }"),
    ]);
    fs::remove_file(repository.path("s/n.avdl")).expect("it is there");
    repository.write("s/m.avdl", "protocol P { import idl \"n.avdl\"; record B { int z; } record A { B b; } }");
    let run = repository.run("compat s --against HEAD");
    assert!(run.code == 2 && run.stdout.contains("the import \"n.avdl\" is not there"), "{run}");
}

#[test]
fn a_fix_in_a_type_before_the_subject_is_tried_on_the_subject() {
    let old = "record Address { string street; } record Order { Address to; long total; } record Bill { int n; }";
    let new = old.replace("string street;", "string street; string country;");
    let repository = Repository::of([("s/shop.avdl", old)]);
    repository.write("s/shop.avdl", &new);
    let run = repository.run("compat s --against HEAD");
    assert!(run.stdout.contains("= fix:     union { null, string } country = null;"), "{run}");
    let fingerprint = run.stdout.split("--unsafe-fixes ").nth(1).and_then(|rest| rest.split(' ').next());
    let fixed =
        repository.run(&format!("compat s --against HEAD --fix --unsafe-fixes {}", fingerprint.expect("a fix")));
    assert_eq!(fixed.code, 0, "{fixed}");
    let text = fs::read_to_string(repository.path("s/shop.avdl")).expect("it is there");
    assert_eq!(text, new.replace("string country;", "union { null, string } country = null;"));
}
