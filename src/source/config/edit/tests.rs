use super::with_waiver;
use crate::policy::Waiver;

fn waiver(fingerprint: &str, reason: &str, expires: Option<&str>) -> Waiver {
    Waiver {
        fingerprint: fingerprint.parse().expect("a fingerprint"),
        reason: reason.to_owned(),
        expires: expires.map(|day| day.parse().expect("a day")),
        subject: None,
    }
}

#[test]
fn comments_and_formatting_stay() {
    let before = "# ours\nlevel   =   \"FULL\"   # agreed\n\n[rules]\nAVC202 = 'off'\n# the end\n";
    let new = waiver("9c1e04ab77d2", "topic \"a\" drained", Some("2027-03-31"));
    let after = with_waiver(Some(before), &new).expect("it can be edited");
    insta::assert_snapshot!(after, @r#"
    # ours
    level   =   "FULL"   # agreed

    [rules]
    AVC202 = 'off'

    [[waive]]
    fingerprint = "9c1e04ab77d2"
    reason = 'topic "a" drained'
    expires = 2027-03-31
    # the end
    "#);
}

#[test]
fn a_waiver_is_renewed_where_it_stands() {
    let before = "[[waive]] # one\nfingerprint = \"9C1E04AB77D2\" # which\nreason = \"old\" # why\nexpires = 2020-01-01 # until\n\n[[waive]] # other\nfingerprint = \"000000000000\"\nreason = \"x\"\n";
    let after = with_waiver(Some(before), &waiver("9c1e04ab77d2", "new", Some("2030-01-01"))).expect("it can");
    insta::assert_snapshot!(after, @r#"
    [[waive]] # one
    fingerprint = "9c1e04ab77d2" # which
    reason = "new" # why
    expires = 2030-01-01 # until

    [[waive]] # other
    fingerprint = "000000000000"
    reason = "x"
    "#);
    let without_end = with_waiver(Some(&after), &waiver("9c1e04ab77d2", "new", None)).expect("it can");
    assert!(!without_end.contains("2030-01-01"));
}

#[test]
fn a_new_file_says_its_version() {
    let text = with_waiver(None, &waiver("9c1e04ab77d2", "why", None)).expect("nothing is in the way");
    insta::assert_snapshot!(text, @r#"
    version = 1

    [[waive]]
    fingerprint = "9c1e04ab77d2"
    reason = "why"
    "#);
}

#[test]
fn inline_waivers_are_left_alone() {
    let refusal = with_waiver(Some("waive = []\n"), &waiver("9c1e04ab77d2", "why", None));
    assert!(refusal.is_err_and(|message| message.contains("[[waive]]")));
}

#[test]
fn line_ends_and_byte_order_mark_stay() {
    let before = "\u{feff}# ours\r\nlevel = \"FULL\"\r\n";
    let text = with_waiver(Some(before), &waiver("9c1e04ab77d2", "why", None)).expect("it can be edited");
    assert!(text.starts_with(before), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches('\u{feff}').count(), 1);
}
