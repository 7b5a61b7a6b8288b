use std::path::Path;

use super::{find, from_here, settings};
use crate::compat::level::Level;
use crate::source::test_tree::{TestTree, sentence};

/// What the configuration says, or what is wrong with it.
fn verdict(text: &str) -> String {
    let tree = TestTree::new("");
    tree.write("avrocheck.toml", text.as_bytes());
    match settings(Some(&tree.path("avrocheck.toml")), Path::new("schemas")) {
        Ok(settings) => settings.level.map_or("silent", Level::name).to_owned(),
        Err(problem) => tree.relative(&sentence(&problem)),
    }
}

#[test]
fn settings_are_read() {
    assert_eq!(verdict(""), "silent");
    assert_eq!(verdict("version = 1\nlevel = \"FULL_TRANSITIVE\"\n"), "FULL_TRANSITIVE");
    assert_eq!(verdict("\u{feff}level = \"forward-transitive\" # why not\r\n"), "FORWARD_TRANSITIVE");
}

#[test]
fn an_unknown_key_is_refused() {
    insta::assert_snapshot!(verdict("version = 1\n  levl = \"FULL\"\n"), @"avrocheck.toml:2:3: unknown key `levl`; did you mean `level`? The keys are version, level");
    insta::assert_snapshot!(verdict("colour = true\n"), @"avrocheck.toml:1:1: unknown key `colour`; the keys are version, level");
    insta::assert_snapshot!(verdict("[levels]\nuser = \"FULL\"\n"), @"avrocheck.toml:1:2: unknown key `levels`; did you mean `level`? The keys are version, level");
}

#[test]
fn an_unknown_level_is_refused() {
    insta::assert_snapshot!(verdict("level = \"BACKWARDS\"\n"), @r#"avrocheck.toml:1:9: "BACKWARDS" is no level; did you mean BACKWARD? The levels are NONE, BACKWARD, BACKWARD_TRANSITIVE, FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE"#);
}

#[test]
fn a_wrong_type_is_refused() {
    insta::assert_snapshot!(verdict("level = 3\n"), @"avrocheck.toml:1:9: invalid type: integer `3`, expected a string");
    insta::assert_snapshot!(verdict("version = \"1\"\n"), @r#"avrocheck.toml:1:11: invalid type: string "1", expected a whole number"#);
    insta::assert_snapshot!(verdict("\nlevel = [\"FULL\"]\n"), @"avrocheck.toml:2:9: invalid type: sequence, expected a string");
}

#[test]
fn another_version_is_refused_before_its_keys_are_judged() {
    insta::assert_snapshot!(verdict("gate = \"FULL\"\nversion = 2\n"), @"avrocheck.toml:2:11: `version = 2` was made for a newer avrocheck; this one knows version 1: update it");
    insta::assert_snapshot!(verdict("version = 0\n"), @"avrocheck.toml:1:11: there is no `version = 0`; write `version = 1`");
}

#[test]
fn what_is_no_toml_is_refused() {
    insta::assert_snapshot!(verdict("level: FULL\n"), @"avrocheck.toml:1:8: this is not valid TOML: key with no value, expected `=`");
    insta::assert_snapshot!(verdict("# größer\n\"größe\" FULL\n"), @"avrocheck.toml:2:9: this is not valid TOML: key with no value, expected `=`");
    insta::assert_snapshot!(verdict("level = \"FULL\"\nlevel = \"NONE\"\n"), @"avrocheck.toml:2:1: this is not valid TOML: duplicate key");
}

#[test]
fn a_file_that_was_named_must_exist() {
    let tree = TestTree::new("avrocheck.toml");
    let problem = settings(Some(&tree.path("avrochek.toml")), &tree.path("")).expect_err("there is no such file");
    insta::assert_snapshot!(tree.relative(&sentence(&problem)), @"avrochek.toml: no such file or directory; did you mean `avrocheck.toml`?");
}

#[test]
fn a_file_that_is_not_text_is_refused() {
    let tree = TestTree::new("");
    tree.write("avrocheck.toml", b"\xff\xfel\0");
    let problem = settings(None, &tree.path("")).expect_err("UTF-16 is refused");
    insta::assert_snapshot!(tree.relative(&sentence(&problem)), @"avrocheck.toml: is UTF-16, but has to be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8`");
}

#[test]
fn the_file_is_found_upwards_to_the_root_of_the_repository() {
    let found = |description: &str| {
        let tree = TestTree::new(description);
        let found = find(&tree.path("outer/repository/schemas"))?;
        Some(tree.relative(found.to_str().expect("a plain path")))
    };
    let own = "outer/repository/schemas/avrocheck.toml";
    let root = "outer/repository/avrocheck.toml";
    let outer = "outer/avrocheck.toml";
    assert_eq!(found(&[own, root, outer, "outer/repository/.git/"].join("\n")).as_deref(), Some(own));
    assert_eq!(found(&["outer/repository/schemas/", root, outer].join("\n")).as_deref(), Some(root));
    assert_eq!(found(&["outer/repository/schemas/", outer].join("\n")).as_deref(), Some(outer));
    assert_eq!(found(&["outer/repository/schemas/", outer, "outer/repository/.git/"].join("\n")), None);
    assert_eq!(found(&["outer/repository/schemas/", outer, "outer/repository/.git = gitdir: x"].join("\n")), None);
    assert_eq!(found(&[root, "outer/repository/schemas -> ../../a.avsc", "a.avsc"].join("\n")), None);
}

#[test]
fn a_schema_file_has_the_configuration_of_its_directory() {
    let tree = TestTree::new("a/user.avsc\n a/avrocheck.toml = level = \"NONE\"");
    let settings = settings(None, &tree.path("a/user.avsc")).expect("the file is well");
    assert_eq!(settings.level.map(Level::name), Some("NONE"));
    assert!(settings.origin.is_some_and(|origin| origin.ends_with("a/avrocheck.toml")));
}

#[test]
fn the_origin_is_named_as_seen_from_here() {
    let here = std::env::current_dir().expect("tests run in a directory");
    let above = here.parent().expect("the package does not lie at the top");
    assert_eq!(from_here(&here.join("avrocheck.toml")), "avrocheck.toml");
    assert_eq!(from_here(&here.join("a/avrocheck.toml")), "a/avrocheck.toml");
    assert_eq!(from_here(&above.join("avrocheck.toml")), "../avrocheck.toml");
    assert_eq!(from_here(Path::new("/no/such/avrocheck.toml")), "/no/such/avrocheck.toml");
}
