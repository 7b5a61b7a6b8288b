//! What becomes of a list of hooks.

use crate::render::command::init::pre_commit;

const ENTRY: &str = "- repo: us\n  rev: v1\n  hooks:\n    - id: a\n";

fn with(text: &str) -> String {
    pre_commit::with(text, ENTRY).unwrap_or_else(|| "by hand".to_owned())
}

#[test]
fn a_hook_is_added_at_the_end_of_the_list() {
    assert_eq!(
        with("repos:\n-   repo: them\n    hooks:\n    -   id: x"),
        "repos:\n-   repo: them\n    hooks:\n    -   id: x\n- repo: us\n  rev: v1\n  hooks:\n    - id: a\n"
    );
    assert_eq!(
        with("# Ours\nrepos: # all\n  # first\n  - repo: them\n    hooks: []\n\n# then\nci:\n  skip: [x]\n"),
        "# Ours\nrepos: # all\n  # first\n  - repo: them\n    hooks: []\n  - repo: us\n    rev: v1\n    hooks:\n      - id: a\n\n# then\nci:\n  skip: [x]\n"
    );
    assert_eq!(
        with("repos:\r\n- repo: them\r\n  hooks: []\r\n"),
        "repos:\r\n- repo: them\r\n  hooks: []\r\n- repo: us\r\n  rev: v1\r\n  hooks:\r\n    - id: a\r\n"
    );
}

#[test]
fn what_is_written_in_another_way_is_left_alone() {
    for text in [
        "",
        "ci: {}\n",
        "repos: []\n",
        "repos: [{repo: them, hooks: []}]\n",
        "repos:\n",
        "repos:\n  {}\n",
        "repos:\n  - repo: them\n - repo: you\n",
        "repos:\n- repo: them\nrepos:\n- repo: you\n",
        "repos:\n\t- repo: them\n",
        "---\nrepos:\n- repo: them\n---\nmore: 1\n",
        "{repos: []}\n",
    ] {
        assert_eq!(with(text), "by hand", "{text}");
    }
}
