//! What becomes of calls between clients and servers of two protocols, against Avro's own clients and servers in Java.

use avro_resolve::resolution::locate::{Cause, locate};
use avro_resolve::resolution::{FailureKind, Resolution, Verdict};
use avro_resolve::schema::shape::{Form, Shapes};
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use crate::java;
use crate::support::strategies::pairs;

/// A protocol with one message.
fn protocol(request: &Json, response: &Json, error: Option<&Json>) -> String {
    let error =
        error.map(|cause| json!({"type": "error", "name": "Failed", "fields": [{"name": "cause", "type": cause}]}));
    let errors: Vec<&str> = error.iter().map(|_| "Failed").collect();
    let types: Vec<Json> = error.into_iter().collect();
    let message = json!({"request": request, "response": response, "errors": errors});
    json!({"protocol": "P", "types": types, "messages": {"call": message}}).to_string()
}

/// The message of a protocol, as a type.
fn message(text: &str, shapes: &mut Shapes) -> LinkedSchema {
    let of_file = LinkedSchema::parse("p.avpr", text, shapes).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    let links = of_file.links.about_message("call").expect("the protocol has it");
    LinkedSchema::of(links, shapes).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
}

/// What a client and a server of two protocols read of each other: requests, responses, errors.
struct Understanding {
    parts: [Verdict; 3],
    /// Whether exactly one of both is one-way.
    is_half_one_way: bool,
    /// Whether Java is known to read something otherwise, or may be.
    is_another_in_java: bool,
}

fn understanding(client: &str, server: &str) -> Understanding {
    let (mut shapes, mut resolution) = (Shapes::default(), Resolution::default());
    let (client, server) = (message(client, &mut shapes), message(server, &mut shapes));
    let part = |schema: &LinkedSchema, at: usize| match &shapes.get(schema.root_shape()).form {
        Form::Record(message) => message.fields[at].shape,
        _ => panic!("a message is a record"),
    };
    let parts = [(&client, &server), (&server, &client), (&server, &client)];
    let verdicts: Vec<Verdict> = parts
        .into_iter()
        .enumerate()
        .map(|(at, (writer, reader))| {
            let pair = resolution.resolve_shapes(&shapes, part(writer, at), part(reader, at));
            resolution.verdict(pair)
        })
        .collect();
    let (mut is_half_one_way, mut is_another_in_java) = (false, false);
    for (writer, reader) in [(&client, &server), (&server, &client)] {
        let (writer, reader) = (WriterSchema(writer), ReaderSchema(reader));
        let pair = resolution.resolve(&shapes, writer, reader);
        for found in locate(&shapes, &resolution, pair, writer, reader).found {
            is_half_one_way |= matches!(found.cause, Cause::OneWayChanged { .. });
            // Java's checker compares the names of records, as the specification asks; its readers do not.
            is_another_in_java |= found.cause.kind() == Some(FailureKind::NameMismatch)
                || matches!(
                    found.cause,
                    Cause::Portability(_) | Cause::AmbiguousAlias { .. } | Cause::AmbiguousBranch { .. }
                );
        }
    }
    Understanding { parts: verdicts.try_into().expect("three parts"), is_half_one_way, is_another_in_java }
}

/// Why Java's counts are not what the resolution says, if they are not.
fn contradiction(ours: &Understanding, java: [(u32, u32); 3]) -> Option<String> {
    if ours.is_half_one_way {
        return (java[0].0 > 0).then(|| "a call reached the server, and only one side is one-way".to_owned());
    }
    ours.parts.iter().zip(java).zip(["requests", "responses", "errors"]).find_map(|((verdict, (read, sent)), part)| {
        let is_so = match verdict {
            Verdict::Compatible => read == sent,
            Verdict::Incompatible => read == 0,
            Verdict::DataDependent => true,
        };
        (!is_so).then(|| format!("Java reads {read} of {sent} {part}, and the verdict is {verdict:?}"))
    })
}

#[test]
fn java_understands_the_same_calls() {
    let string = json!("string");
    let one = json!([{"name": "id", "type": "string"}]);
    let two = json!([{"name": "id", "type": "string"}, {"name": "limit", "type": "int"}]);
    let optional = json!([{"name": "id", "type": "string"}, {"name": "limit", "type": "int", "default": 5}]);
    let renamed = json!([{"name": "key", "type": "string", "aliases": ["id"]}]);
    let one_way = protocol(&one, &json!("null"), None).replacen("\"errors\":[],", "\"one-way\":true,", 1);
    let protocols = [
        protocol(&one, &string, None),
        protocol(&two, &json!("long"), Some(&string)),
        protocol(&optional, &json!("int"), Some(&json!("bytes"))),
        protocol(&renamed, &json!(["null", "string"]), Some(&json!("int"))),
        protocol(&json!([]), &json!("null"), None),
        one_way.clone(),
    ];
    assert!(one_way.contains("one-way"), "{one_way}");
    let of_all = protocols.iter().flat_map(|client| protocols.iter().map(|server| (client.clone(), server.clone())));
    let asked: Vec<(String, String)> = of_all.collect();
    for ((client, server), java) in asked.iter().zip(java::call(&asked, "call")) {
        let ours = understanding(client, server);
        let java = java.unwrap_or_else(|reason| panic!("{reason}\n{client}\n{server}"));
        let wrong = contradiction(&ours, java);
        assert!(wrong.is_none(), "{wrong:?}\n{client}\n{server}");
    }
}

#[test]
fn java_understands_the_same_made_up_calls() {
    const PAIRS: usize = 400;
    let mut runner = TestRunner::deterministic();
    let strategy = pairs();
    let mut made_up = |at: usize| {
        let (writer, reader) = strategy.new_tree(&mut runner).expect("there are pairs").current();
        let parameter = |ty: &Json| protocol(&json!([{"name": "it", "type": ty}]), &json!("null"), None);
        let response = |ty: &Json| protocol(&json!([]), ty, None);
        let error = |ty: &Json| protocol(&json!([]), &json!("null"), Some(ty));
        match at % 3 {
            0 => (parameter(&writer), parameter(&reader)),
            1 => (response(&reader), response(&writer)),
            _ => (error(&reader), error(&writer)),
        }
    };
    let asked: Vec<(String, String)> = (0..PAIRS).map(&mut made_up).collect();
    let (mut compared, mut broken) = (0, 0);
    for ((client, server), java) in asked.iter().zip(java::call(&asked, "call")) {
        let ours = understanding(client, server);
        // Java refuses some schemas, and cannot make data of others.
        let Ok(java) = java else { continue };
        if ours.is_another_in_java {
            continue;
        }
        let wrong = contradiction(&ours, java);
        assert!(wrong.is_none(), "{wrong:?}\n{client}\n{server}");
        compared += 1;
        broken += u32::from(ours.parts.contains(&Verdict::Incompatible));
    }
    assert!(compared > PAIRS / 2 && broken > 30, "{compared} pairs were compared, {broken} of them broken");
}
