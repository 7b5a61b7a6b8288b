use crate::policy::globs::{Base, Globs, Selection, Selections};

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

/// What a selection by itself is about.
fn has(selection: &Selection, subject: Option<&str>, path: &str) -> bool {
    match selection {
        Selection::All => true,
        Selection::Some { subjects, paths } => {
            subject.is_some_and(|subject| subjects.match_name(subject)) || paths.match_name(path)
        }
    }
}

#[test]
fn a_selection_is_by_subject_or_by_path() {
    let selection = Selection::Some { subjects: globs("user"), paths: globs("legacy/**") };
    let about = |selection: &Selection, subject: Option<&str>, file: &str| {
        !Selections::new([selection].into_iter()).about(subject, &Base::default().relative(file)).is_empty()
    };
    let has = |subject: Option<&str>, file: &str| about(&selection, subject, file);
    assert!(has(Some("user"), "a.avsc") && has(Some("order"), "legacy/a.avsc") && has(None, "legacy/a.avsc"));
    assert!(!has(Some("order"), "a.avsc") && !has(None, "user"));
    assert!(!about(&Selection::default(), Some(""), ""));
    assert!(about(&Selection::All, None, ""));
}

#[test]
fn many_selections_are_searched_as_each_by_itself() {
    let globs = |patterns: &[&str]| Globs::new(patterns.iter().copied()).expect("globs");
    let some = |subjects, paths| Selection::Some { subjects: globs(subjects), paths: globs(paths) };
    let selections = [
        some(&["user"], &[]),
        Selection::default(),
        some(&["order", "us*", "*r"], &["legacy/**"]),
        Selection::All,
        some(&[], &["legacy/*/a.avsc", "**/a.avsc"]),
        some(&["./{user,order}"], &["b.avsc"]),
    ];
    let all = Selections::new(selections.iter());
    for subject in [None, Some("user"), Some("order"), Some("a/user"), Some("")] {
        for path in ["", "a.avsc", "b.avsc", "legacy/v1/a.avsc", "legacy/v1/c.avsc"] {
            let each = (0..selections.len()).filter(|&number| has(&selections[number], subject, path));
            assert_eq!(all.about(subject, path), each.collect(), "{subject:?} {path}");
        }
    }
    assert!(all.about(Some("user"), "").iter().eq([0, 2, 3, 5].iter()));
}
