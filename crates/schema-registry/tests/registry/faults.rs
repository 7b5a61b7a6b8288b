//! Answers that are errors: each names the URL, the cause and what to try.

use schema_registry::{Error, SubjectVersion};

use crate::server::{Reply, Server};

/// An answer that ends within its JSON, with the right length.
const CUT: &str = r#"["orders-value","paym"#;

#[test]
fn each_answer_that_is_an_error_names_url_cause_and_remedy() {
    let gzip = |body: &[u8]| Reply::Full(200, vec![("content-encoding", "gzip".to_owned())], body.to_vec());
    let after = |seconds: &str| Reply::Full(429, vec![("retry-after", seconds.to_owned())], Vec::new());
    let html = "<html>\n<head><title>400 No required SSL certificate was sent</title></head>\r\n</html>";
    let cases = [
        ("401", Reply::json(401, r#"{"error_code":401,"message":"Unauthorized"}"#)),
        ("403", Reply::json(403, r#"{"error_code":40301,"message":"User is denied operation Read on Subject"}"#)),
        (
            "404, 40401: a recording of srfake",
            Reply::json(404, r#"{"error_code":40401,"message":"subject \"orders-value\" not found"}"#),
        ),
        (
            "404, 40402: a recording of Apicurio",
            Reply::json(
                404,
                r#"{"message":"No version '1' found for artifact with ID 'orders-value' in group 'null'.","error_code":40402}"#,
            ),
        ),
        (
            "404, 40403: a recording of AxonOps",
            Reply::json(404, r#"{"error_code":40403,"message":"Schema not found"}"#),
        ),
        (
            "404, 40406: a recording of AxonOps",
            Reply::json(404, r#"{"error_code":40406,"message":"Schema version is soft deleted"}"#),
        ),
        (
            "404, 40408: a recording of AxonOps",
            Reply::json(
                404,
                r#"{"error_code":40408,"message":"Subject 'orders-value' does not have subject-level compatibility configured"}"#,
            ),
        ),
        (
            "404, 0: a recording of Apicurio",
            Reply::json(404, r#"{"message":"Operation not supported.","error_code":0}"#),
        ),
        ("404, 404: a recording of AxonOps", Reply::json(404, r#"{"error_code":404,"message":"HTTP 404 Not Found"}"#)),
        ("404, plain: a recording of srfake", Reply::text(404, "404 page not found\n")),
        ("405: a recording of srfake", Reply::text(405, "Method Not Allowed\n")),
        ("400, no client certificate: what nginx answers", Reply::text(400, html)),
        ("409", Reply::json(409, r#"{"error_code":409,"message":"conflict"}"#)),
        ("422: a recording of srfake", Reply::json(422, r#"{"error_code":42201,"message":"invalid schema id"}"#)),
        ("429", Reply::text(429, "")),
        ("429, Retry-After longer than is waited", after("120")),
        ("500", Reply::json(500, r#"{"error_code":50001,"message":"Error in the backend data store"}"#)),
        ("503, HTML", Reply::text(503, "<html><body>Service Unavailable</body></html>")),
        ("418", Reply::text(418, "")),
        ("a redirect without a target", Reply::Full(302, Vec::new(), Vec::new())),
        ("a redirect in a circle", Reply::redirect(307, "/subjects")),
        ("a redirect to another host", Reply::redirect(301, "https://user:pw@login.example.com/start?state=secret")),
        ("JSON that ends early", Reply::ok(CUT)),
        ("no body", Reply::ok("")),
        ("HTML", Reply::text(200, "<!DOCTYPE html><title>Sign in</title>")),
        ("an object in place of a list", Reply::ok(r#"{"subjects": []}"#)),
        ("a length that is too large", Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[]".to_vec())),
        (
            "a length that is too small",
            Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n[\"orders-value\"]".to_vec()),
        ),
        ("a length beyond the limit", Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n[]".to_vec())),
        ("the connection is closed", Reply::Close),
        ("no HTTP", Reply::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())),
        ("damaged gzip", gzip(b"\x1f\x8b\x08\x00not gzip at all")),
        ("gzip that ends early", gzip(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03")),
        ("control characters", Reply::json(500, "{\"message\":\"\\u001b[2J\\u202e::error::x\\n##[error]y\"}")),
        ("a long message", Reply::text(500, "long ".repeat(10_000))),
    ];
    let mut shown = String::new();
    for (name, reply) in cases {
        let server = Server::table(vec![("/subjects", vec![reply])]);
        let error = server.registry().subjects().expect_err(name);
        shown.push_str(&format!("# {name}\n{}\n\n", server.named(error)));
    }
    insta::assert_snapshot!("answers", shown);
}

#[test]
fn a_server_that_is_not_there_is_an_error_at_once() {
    let gone = {
        let server = Server::table(Vec::new());
        server.settings()
    };
    let error = schema_registry::Registry::new(&gone).expect("settings").subjects().expect_err("nobody listens");
    assert!(matches!(&error, Error::Unreachable { cause, .. } if cause == "connection refused"), "{error}");

    let mut settings = gone;
    settings.address = "http://no-such-host.invalid".parse().expect("an address");
    let error = schema_registry::Registry::new(&settings).expect("settings").subjects().expect_err("no such host");
    // A resolver may also take its time.
    assert!(matches!(&error, Error::Unreachable { .. } | Error::Timeout { .. }), "{error}");
    assert!(error.to_string().starts_with("http://no-such-host.invalid/subjects: the "), "{error}");
}

#[test]
fn an_answer_about_something_else_is_refused() {
    let other = r#"{"subject":"orders-value","id":4,"version":2,"schema":"\"int\""}"#;
    let no_id = r#"{"subject":"orders-value","version":2,"schema":"\"int\""}"#;
    let server = Server::table(vec![
        ("/subjects/orders-value/versions/1", vec![Reply::ok(other)]),
        ("/subjects/orders-value/versions/2", vec![Reply::ok(no_id)]),
        ("/subjects/orders-value/versions/3", vec![Reply::ok(r#"{"version":3,"id":-1,"schema":"\"int\""}"#)]),
    ]);
    let registry = server.registry();
    let error = |version| {
        let error = registry.schema(&SubjectVersion::new("orders-value", version)).expect_err("it is wrong");
        assert!(matches!(error, Error::WrongAnswer { .. }), "{error}");
        server.named(error)
    };
    let errors = [error(1), error(2), error(3)].join("\n");
    insta::assert_snapshot!("wrong_answers", errors);
}

/// `["a","b"]`, and 100,000 spaces between brackets, as gzip.
const PACKED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x8b\x56\x4a\x54\xd2\x51\x4a\x52\x8a\x05\x00\xd5\x9c\xc9\x3d\x09\x00\x00\x00";
const BOMB: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x41\x11\x00\x00\x0c\x02\xa0\x2a\xeb\xe5\xad\x7f\x0d\x6b\xf8\x00\x72\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc0\xac\x2f\x9f\x09\x83\x86\xa2\x86\x01\x00";

#[test]
fn gzip_is_unpacked_up_to_the_limit() {
    let packed = |body: &[u8]| Reply::Full(200, vec![("content-encoding", "gzip".to_owned())], body.to_vec());
    let server = Server::table(vec![("/subjects", vec![packed(PACKED), packed(BOMB), packed(BOMB)])]);
    let mut settings = server.settings();
    assert_eq!(server.registry().subjects(), Ok(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(server.registry().subjects(), Ok(Vec::new()));
    settings.largest_answer = 1_000;
    let error = schema_registry::Registry::new(&settings).expect("settings").subjects().expect_err("it is too large");
    assert!(matches!(error, Error::TooLarge { limit: 1_000, .. }), "{error}");
}

#[test]
fn an_answer_beyond_the_limit_is_not_kept_in_memory() {
    let list = |entries: usize| format!("[{}]", vec!["\"orders-value\""; entries].join(","));
    // Without a length, so that the limit is met while it arrives.
    let chunked = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", list(1_000));
    let server = Server::table(vec![("/subjects", vec![Reply::Raw(chunked.into_bytes()), Reply::ok(list(10))])]);
    let mut settings = server.settings();
    settings.largest_answer = 1_000;
    let registry = schema_registry::Registry::new(&settings).expect("settings");
    let error = registry.subjects().expect_err("it is too large");
    assert!(matches!(error, Error::TooLarge { limit: 1_000, .. }), "{error}");
    assert_eq!(registry.subjects().expect("it is small"), ["orders-value"]);
}
