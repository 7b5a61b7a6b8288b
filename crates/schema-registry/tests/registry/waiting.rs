//! Servers that are slow, fail for a while, or ask to wait.

use std::thread;
use std::time::{Duration, Instant};

use schema_registry::{Error, Registry};

use crate::server::{Reply, Server};

fn retry_after(status: u16, value: &str) -> Reply {
    Reply::Full(status, vec![("retry-after", value.to_owned())], Vec::new())
}

#[test]
fn what_fails_for_a_while_is_asked_again() {
    for failing in [
        Reply::text(408, ""),
        Reply::text(429, ""),
        retry_after(429, "0"),
        retry_after(503, "1"),
        Reply::text(500, ""),
        Reply::text(502, "<html>"),
        Reply::text(504, ""),
        Reply::Close,
        Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[".to_vec()),
    ] {
        let server = Server::table(vec![("/subjects", vec![failing.clone(), failing, Reply::ok("[]")])]);
        assert_eq!(server.registry().subjects(), Ok(Vec::new()));
        assert_eq!(server.lines().len(), 3);
    }
}

#[test]
fn what_will_not_change_is_not_asked_again() {
    for status in [400, 401, 403, 404, 405, 409, 410, 422, 501] {
        let server = Server::table(vec![("/subjects", vec![Reply::json(status, "{}")])]);
        server.registry().subjects().expect_err("it is an error");
        assert_eq!(server.lines().len(), 1, "{status}");
    }
}

#[test]
fn retry_after_is_heeded_up_to_a_limit() {
    let started = Instant::now();
    let server = Server::table(vec![("/subjects", vec![retry_after(429, "1"), Reply::ok("[]")])]);
    server.registry().subjects().expect("it answers then");
    assert!(started.elapsed() >= Duration::from_secs(1));

    let started = Instant::now();
    let server = Server::table(vec![("/subjects", vec![retry_after(429, "3600")])]);
    let error = server.registry().subjects().expect_err("it is too long");
    let asked = Some(Duration::from_secs(3_600));
    assert!(
        matches!(error, Error::TooManyRequests { attempts: 1, retry_after, .. } if retry_after == asked),
        "{error}"
    );
    assert!(started.elapsed() < Duration::from_secs(60), "nothing is waited for");
}

#[test]
fn slow_and_hanging_servers_are_left_within_the_timeout() {
    let slow = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".iter().copied().chain([b' '; 1_000]).collect();
    let half = b"HTTP/1.1 200 OK\r\ncontent-le".to_vec();
    let (read, total) = (Duration::from_secs(1), Duration::from_millis(2_500));
    let cases = [
        ("hanging", Reply::Hang, "the next part of the answer took longer than 1 s"),
        ("slow", Reply::Slow(slow, Duration::from_millis(20)), "the answer took longer than 2500 ms"),
        ("slow in its head", Reply::Slow(half, Duration::from_millis(300)), "the answer took longer than 2500 ms"),
    ];
    let ask = |name: &str, reply: Reply, said: &str| {
        let server = Server::table(vec![("/subjects", vec![reply])]);
        let mut settings = server.settings();
        settings.timeouts.read = read;
        settings.timeouts.total = total;
        let registry = Registry::new(&settings).expect("settings");
        let started = Instant::now();
        let error = registry.subjects().expect_err(name);
        assert!(started.elapsed() < Duration::from_secs(10), "{name}: {:?}", started.elapsed());
        let remedy = "check that the server answers, or set a longer timeout";
        assert_eq!(server.named(error), format!("http://registry:8081/subjects: {said}; {remedy}"));
        assert_eq!(server.lines().len(), 1, "{name}: a timeout is not tried again");
    };
    thread::scope(|scope| {
        for (name, reply, said) in cases {
            scope.spawn(move || ask(name, reply, said));
        }
    });
}

#[test]
fn after_an_error_the_remaining_subjects_are_not_asked_for() {
    let server = Server::script(|_, _| Reply::json(403, "{}"));
    let registry = server.registry();
    let subjects: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    let error = registry.each(&subjects, |subject| registry.versions(subject)).expect_err("it may not be read");
    assert!(matches!(error, Error::Forbidden { .. }));
    assert!(server.lines().len() < 40, "{}", server.lines().len());
}
