//! Reads more subjects than Apicurio Registry lists, which is 1,000.

use super::apicurio_server::Apicurio;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;

#[test]
fn a_list_that_apicurio_cuts_ends_the_run_and_nothing_is_lost_without_a_list() {
    let (sandbox, registry) = (Sandbox::new(), Apicurio::start());
    let name = |number: u32| format!("s{number:04}-value");
    // One after the other: it fails where two writes meet.
    (0..1_100).for_each(|number| registry.register(&name(number), &record("R", &[ID]), &[]));
    let url = registry.url();
    let pull = sandbox.run(&format!("registry pull {url} --out history"));
    insta::assert_snapshot!("many_subjects", registry.named(&pull));
    let drift = sandbox.run(&format!("registry drift history {url}"));
    assert!(drift.code == 2 && drift.stderr.contains("may be cut at 1000 entries"), "{drift}");

    // It takes deleted subjects out of the list after it was cut, so that the number of entries does not tell.
    (0..3).for_each(|number| registry.delete(&name(number)));
    for line in [format!("registry pull {url} --out again"), format!("registry drift history {url}")] {
        let run = sandbox.run(&line);
        assert!(run.code == 2 && run.stderr.contains("may be cut at 1000 entries"), "{run}");
    }

    // The gate asks for each subject by its name.
    for number in 3..1_100 {
        sandbox.write(&format!("schemas/{}.avsc", name(number)), record("R", &[]));
    }
    let run = sandbox.run(&format!("compat schemas --against registry:{url} --level FORWARD"));
    assert_eq!((run.code, run.last_line()), (1, "✗ 1 breaking · 1,097 subjects · 0 of 1,097 gated pairs compatible"));
    assert!(!run.stderr.contains("has no such subject"), "{}", run.stderr);
}
