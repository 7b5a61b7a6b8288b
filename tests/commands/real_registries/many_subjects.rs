//! Reads more subjects than Apicurio Registry lists, which is 1,000.

use super::apicurio_server::Apicurio;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;

#[test]
fn a_list_that_apicurio_cuts_ends_the_run_and_nothing_is_lost_without_a_list() {
    let (sandbox, registry) = (Sandbox::new(), Apicurio::start());
    let name = |number: u32| format!("s{number:04}-value");
    // One after the other, because it fails where two writes meet.
    (0..1_100).for_each(|number| registry.register(&name(number), &record(&format!("R{number}"), &[ID]), &[]));
    // It takes deleted subjects out of the list after it was cut, so that the number of entries does not tell.
    (0..3).for_each(|number| registry.delete(&name(number)));
    let url = registry.url();
    let pull = sandbox.run(&format!("registry pull {url} --out history"));
    insta::assert_snapshot!("many_subjects", registry.named(&pull));

    // The gate asks for each subject by its name.
    (1_090..1_100).for_each(|number| {
        sandbox.write(&format!("schemas/{}.avsc", name(number)), record(&format!("R{number}"), &[]))
    });
    let gate = sandbox.run(&format!("compat schemas --against registry:{url} --level FORWARD"));
    assert!(gate.code == 1 && gate.stdout.contains("10 subjects · 0 of 10 gated pairs compatible"), "{gate}");
    assert!(!gate.stderr.contains("has no such subject"), "{gate}");
}
