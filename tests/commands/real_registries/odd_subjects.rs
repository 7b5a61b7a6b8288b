//! Subjects that are registered anew, and subjects whose names differ only in case, in a fake that others maintain.

use crate::fake_registry::FakeRegistry;
use crate::sandbox::{Sandbox, record};

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NOTE: &str = r#"{"name": "note", "type": "string", "default": ""}"#;

#[test]
fn a_gate_sees_what_a_fake_has_now_and_not_what_it_had_when_it_was_kept() {
    let registry = FakeRegistry::start();
    registry.set_global_level("FULL_TRANSITIVE");
    let sandbox = Sandbox::of([("schemas/users.avsc", &record("User", &[NOTE]))]);
    let gate = format!("compat schemas --against registry:{}", registry.url());
    for version in [record("User", &[NOTE, &NOTE.replace("note", "other")]), record("User", &[NOTE])] {
        registry.register("users-value", &version, &[]);
    }
    assert_eq!(sandbox.run(&gate).code, 0);
    assert_eq!(sandbox.run(&gate).code, 0, "also with what was kept");

    registry.delete_for_good("users-value");
    for version in [record("User", &[NOTE, ID]), record("User", &[NOTE, NOTE.replace("note", "more").as_str()])] {
        registry.register("users-value", &version, &[]);
    }
    let run = sandbox.run(&gate);
    assert!(run.code == 1 && run.stdout.contains("missing-default: users-value.id"), "{run}");
}

#[test]
fn subjects_of_a_fake_that_differ_only_in_case_are_named() {
    let registry = FakeRegistry::start();
    for subject in ["users-value", "Users-value", "USERS-value", "clicks-value"] {
        registry.register(subject, &record("User", &[ID]), &[]);
    }
    let (sandbox, line) = (Sandbox::new(), format!("registry pull {} --out history", registry.url()));
    let run = sandbox.run(&line);
    assert_eq!(run.code, if cfg!(target_os = "linux") { 0 } else { 2 }, "{run}");
    for pair in ["history/USERS-value and history/Users-value ", "history/Users-value and history/users-value "] {
        assert!(run.stderr.contains(pair), "{run}");
    }
}
