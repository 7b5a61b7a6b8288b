use crate::policy::globs::{Base, Globs, Selection};

fn globs(pattern: &str) -> Globs {
    Globs::new([pattern]).expect("a glob")
}

#[test]
fn a_star_stays_within_a_part() {
    assert!(globs("experimental/*").match_name("experimental/user"));
    assert!(!globs("experimental/*").match_name("experimental/a/user"));
    assert!(!globs("experimental").match_name("experimental/user"));
    assert!(globs("experimental/**").match_name("experimental/a/user"));
    assert!(globs("**/user").match_name("user") && globs("**/user").match_name("a/b/user"));
    assert!(globs("{a,b}/v[12].avsc").match_name("b/v2.avsc"));
    assert!(globs("./schemas/*.avsc").match_name("schemas/user.avsc"));
    assert!(Globs::new(["a", "[b"]).is_err_and(|error| error.to_string().starts_with("\"[b\" is not a glob")));
}

#[test]
fn paths_start_at_the_configuration() {
    let base = |here: &str| Base { directory: "/repository".to_owned(), here: here.to_owned() };
    assert_eq!(base("/repository").relative("schemas/a.avsc"), "schemas/a.avsc");
    assert_eq!(base("/repository/a/b").relative("../../schemas/a.avsc"), "schemas/a.avsc");
    assert_eq!(base("/repository/a").relative("./b.avsc"), "a/b.avsc");
    assert_eq!(base("/elsewhere").relative("/repository/a.avsc"), "a.avsc");
    assert_eq!(base("/elsewhere").relative("a.avsc"), "/elsewhere/a.avsc");
    assert_eq!(base("/repository").relative("../repository2/a.avsc"), "/repository2/a.avsc");
    assert_eq!(Base::default().relative("schemas/a.avsc"), "schemas/a.avsc");
}

#[test]
fn a_selection_is_by_subject_or_by_path() {
    let selection = Selection::Some { subjects: globs("user"), paths: globs("legacy/**") };
    let has = |subject: Option<&str>, file: &str| selection.has(subject, &Base::default().relative(file));
    assert!(has(Some("user"), "a.avsc") && has(Some("order"), "legacy/a.avsc") && has(None, "legacy/a.avsc"));
    assert!(!has(Some("order"), "a.avsc") && !has(None, "user"));
    assert!(!Selection::default().has(Some(""), ""));
    assert!(Selection::All.has(None, ""));
}
