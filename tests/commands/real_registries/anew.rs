//! Registers subjects anew with a fake that others maintain: the same numbers, other schemas.

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
