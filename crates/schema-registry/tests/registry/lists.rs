//! Lists: empty ones, pages, lists that are cut, and reading with several threads.

use schema_registry::{Error, Registry, Remark, SubjectVersion};

use crate::server::{Reply, Seen, Server};

/// The names of subjects, as JSON.
fn names(range: std::ops::Range<usize>) -> String {
    let names: Vec<String> = range.map(|number| format!("\"subject-{number:04}\"")).collect();
    format!("[{}]", names.join(","))
}

/// A number of the query.
fn number(seen: &Seen, name: &str) -> Option<usize> {
    let (_, query) = seen.line.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

fn remarks(registry: &Registry) -> Vec<String> {
    registry.remarks().iter().map(ToString::to_string).collect()
}

#[test]
fn null_is_an_empty_list() {
    let server = Server::table(vec![
        ("/subjects", vec![Reply::ok("null")]),
        ("/subjects/orders-value/versions", vec![Reply::ok("null")]),
        ("/subjects/orders-value/versions/1/referencedby", vec![Reply::ok("null")]),
        ("/schemas/ids/1/versions", vec![Reply::ok("null")]),
    ]);
    let registry = server.registry();
    assert!(registry.subjects().expect("a list").is_empty());
    assert!(registry.versions("orders-value").expect("a list").is_empty());
    assert!(registry.referenced_by(&SubjectVersion::new("orders-value", 1)).expect("a list").is_empty());
    assert!(registry.subject_versions_of(&schema_registry::SchemaId::Number(1)).expect("a list").is_empty());
}

#[test]
fn lists_are_sorted_and_contexts_that_are_listed_as_subjects_are_left_out() {
    // The beginning of a recording of srfake.
    let subjects = r#"["alerts-value",":.dev:",":.dev:orders-value","a b","__x","alerts-value"]"#;
    let server = Server::table(vec![
        ("/subjects", vec![Reply::ok(subjects)]),
        ("/subjects/orders-value/versions", vec![Reply::ok("[10,9,1]")]),
    ]);
    let registry = server.registry();
    assert_eq!(registry.subjects().expect("a list"), [":.dev:orders-value", "__x", "a b", "alerts-value"]);
    assert_eq!(registry.versions("orders-value").expect("a list"), [1, 9, 10]);
}

#[test]
fn a_server_that_does_not_tell_deleted_versions_is_a_remark() {
    let (versions, deleted) = ("/subjects/orders-value/versions", "/subjects/orders-value/versions?deletedOnly=true");
    for (listed, only_deleted, is_remarked) in [
        // A recording of Apicurio.
        ("[1,2,3,4,5]", Reply::ok("[1,2,3,4,5]"), true),
        // A recording of AxonOps and srfake.
        ("[1,3,4,5]", Reply::ok("[2]"), false),
        ("[1,3]", Reply::ok("null"), false),
        ("[1,3]", Reply::json(404, r#"{"error_code":40401,"message":"Subject not found"}"#), false),
        ("[]", Reply::ok("[]"), false),
    ] {
        let server = Server::table(vec![(versions, vec![Reply::ok(listed)]), (deleted, vec![only_deleted])]);
        let registry = server.registry();
        registry.versions("orders-value").expect("a list");
        registry.versions("orders-value").expect("a list");
        assert_eq!(registry.remarks(), if is_remarked { vec![Remark::DeletedMayBeListed] } else { Vec::new() });
        assert!(server.lines().len() <= 3, "it is looked at once");
    }
}

#[test]
fn a_list_is_read_on_where_the_server_has_pages() {
    let server = Server::script(|seen, _| {
        let from = number(seen, "offset").unwrap_or(0);
        let to = from + number(seen, "limit").unwrap_or(1_000).min(1_000);
        Reply::ok(names(from.min(2_100)..to.min(2_100)))
    });
    let registry = server.registry();
    assert_eq!(registry.subjects().expect("a list").len(), 2_100);
    assert_eq!(
        server.lines(),
        [
            "GET /subjects",
            "GET /subjects?offset=1000&limit=1000",
            "GET /subjects?offset=2000&limit=1000",
            "GET /subjects?offset=2100&limit=1000"
        ]
    );
    assert!(registry.remarks().is_empty());
}

#[test]
fn a_list_that_may_be_cut_is_a_remark_where_the_server_has_no_pages() {
    for (entries, is_remarked) in [(998, false), (999, true), (1_000, true), (1_001, false), (3_000, true)] {
        let server = Server::script(move |_, _| Reply::ok(names(0..entries)));
        let registry = server.registry();
        assert_eq!(registry.subjects().expect("a list").len(), entries);
        let expected = Remark::ListMayBeCut { list: "the list of subjects".to_owned(), entries };
        assert_eq!(registry.remarks(), if is_remarked { vec![expected] } else { Vec::new() }, "{entries}");
    }
    let server = Server::script(|_, _| Reply::ok(names(0..1_000)));
    let registry = server.registry();
    registry.subjects().expect("a list");
    registry.subjects().expect("a list");
    assert_eq!(
        remarks(&registry),
        ["the list of subjects may be cut at 1000 entries: the server ignores `offset` and `limit`; \
          what is behind them was not read"]
    );
}

#[test]
fn a_list_that_is_cut_before_deleted_subjects_are_taken_out_is_a_remark() {
    let refused = || Reply::json(422, "{}");
    for (with_deleted, is_remarked) in
        [(Reply::ok(names(0..1_000)), true), (Reply::ok(names(0..7)), false), (refused(), false)]
    {
        let server = Server::script(move |seen, _| match seen.line.contains("deleted=true") {
            true => with_deleted.clone(),
            false => Reply::ok(names(0..5)),
        });
        let registry = server.registry();
        assert_eq!(registry.subjects().expect("a list").len(), 5);
        assert_eq!(!registry.remarks().is_empty(), is_remarked);
    }
}

#[test]
fn a_page_that_fails_is_an_error() {
    let server = Server::script(|seen, _| match number(seen, "offset") {
        None => Reply::ok(names(0..1_000)),
        Some(_) => Reply::json(500, "{}"),
    });
    assert!(matches!(server.registry().subjects(), Err(Error::Server { status: 500, .. })));
}

#[test]
fn what_refers_to_a_version_is_named_by_subject() {
    let server = Server::script(|seen, _| match &*seen.line {
        // The order is that of a recording of AxonOps.
        "GET /subjects/common.Money/versions/2/referencedby" => Reply::ok("[27,28,7]"),
        "GET /schemas/ids/27/versions" => Reply::ok(r#"[{"subject":"orders-value","version":7}]"#),
        "GET /schemas/ids/28/versions" => {
            Reply::ok(r#"[{"subject":"orders-value","version":10},{"subject":"b","version":1}]"#)
        }
        "GET /schemas/ids/7/versions" => Reply::ok(r#"[{"subject":"orders-value","version":7}]"#),
        _ => Reply::json(404, r#"{"message":"Operation not supported.","error_code":0}"#),
    });
    let registry = server.registry();
    let referencing = |subject| registry.referenced_by(&SubjectVersion::new(subject, 2)).expect("a list");
    let found: Vec<String> = referencing("common.Money").iter().map(ToString::to_string).collect();
    assert_eq!(found, ["b@1", "orders-value@7", "orders-value@10"]);
    assert!(referencing("other").is_empty());
    let missing =
        "the server has no endpoint /subjects/S/versions/N/referencedby: which schemas refer to a version is not known";
    assert_eq!(remarks(&registry), [missing]);
}

/// Reads with threads of its own besides.
fn read_with_own_threads(registry: &Registry, subjects: &[String]) -> usize {
    std::thread::scope(|scope| {
        let read = |subject: &'_ String| {
            let subject = subject.clone();
            scope.spawn(move || registry.versions(&subject))
        };
        let threads: Vec<_> = subjects.iter().map(read).collect();
        threads.into_iter().map(|thread| thread.join()).filter(|result| matches!(result, Ok(Ok(_)))).count()
    })
}

#[test]
fn many_subjects_are_read_in_their_order_with_few_connections() {
    let running = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let most = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (now, peak) = (running.clone(), most.clone());
    let server = Server::script(move |seen, _| {
        use std::sync::atomic::Ordering::SeqCst;
        peak.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
        std::thread::sleep(std::time::Duration::from_millis(3));
        now.fetch_sub(1, SeqCst);
        let version: u32 =
            seen.line.trim_end_matches("/versions").rsplit('-').next().unwrap_or("").parse().unwrap_or(0);
        Reply::ok(format!("[{version}]"))
    });
    let mut settings = server.settings();
    settings.concurrency = 4;
    let registry = Registry::new(&settings).expect("settings");
    let subjects: Vec<String> = (1..=60).map(|number| format!("subject-{number}")).collect();
    let versions = registry.each(&subjects, |subject| registry.versions(subject)).expect("all are there");
    assert_eq!(versions, (1..=60).map(|number| vec![number]).collect::<Vec<_>>());
    assert_eq!(read_with_own_threads(&registry, &subjects), 60);
    let most = most.load(std::sync::atomic::Ordering::SeqCst);
    assert!((2..=4).contains(&most), "{most} requests at the same time");
}
