use std::path::PathBuf;

use crate::model::input::{Input, VersionPlace};
use crate::source::config::Settings;
use crate::source::files::SourceTree;
use crate::source::layout::Layout;
use crate::source::lookup::archive::Archive;
use crate::source::roots::read_directory;
use crate::source::test_tree::TestTree;
use crate::source::{disk, explicit, memory};

/// Reads the directory `schemas` of a tree.
fn schemas(description: &str) -> String {
    let tree = TestTree::new(description);
    tree.summary(&read_directory(&tree.path("schemas"), &Layout::default()))
}

/// Reads paths of a tree as versions.
fn versions(description: &str, paths: &[&str]) -> String {
    let tree = TestTree::new(description);
    let paths: Vec<_> = paths.iter().map(|path| tree.path(path)).collect();
    match &paths[..] {
        [root] => tree.summary(&read_directory(root, &Layout::default())),
        paths => tree.summary(&one_by_one(paths)),
    }
}

fn one_by_one(paths: &[PathBuf]) -> Input {
    explicit::read(paths, None, &Archive::new(None, Settings::default()))
}

#[test]
fn version_directories() {
    insta::assert_snapshot!(schemas("
        schemas/v1/user.avsc
        schemas/v1/order.avsc
        schemas/v2/user.avsc
        schemas/v10/user.AVSC
        schemas/common.avsc
        schemas/billing/v1/invoice.avsc
        schemas/.git/v3/user.avsc
        schemas/v2/README.md
    "), @"
    schemas/billing/v1/invoice.avsc: billing/invoice v1 in billing
    schemas/common.avsc: common unversioned
    schemas/v1/order.avsc: order v1
    schemas/v1/user.avsc: user v1
    schemas/v10/user.AVSC: user v10
    schemas/v2/user.avsc: user v2
    ");
}

#[test]
fn versions_in_file_names() {
    insta::assert_snapshot!(schemas("
        schemas/user/v1.avsc
        schemas/user/v2.avsc
        schemas/order-v1.avsc
        schemas/common.avsc
        schemas/v1.avsc
    "), @"
    schemas/common.avsc: common unversioned
    schemas/order-v1.avsc: order own v1
    schemas/user/v1.avsc: user own v1
    schemas/user/v2.avsc: user own v2
    schemas/v1.avsc: schemas own v1
    ");
}

#[test]
fn names_are_free_of_noise() {
    let tree = TestTree::new("schemas/v1/user.avsc");
    let input = read_directory(&tree.path("./schemas//v1/../."), &Layout::default());
    assert_eq!(tree.summary(&input), "schemas/v1/../v1/user.avsc: user v1");
}

#[test]
fn a_missing_path() {
    insta::assert_snapshot!(schemas("schema/v1/user.avsc"), @"error: schemas: no such file or directory; did you mean `schema`?");
    insta::assert_snapshot!(versions("schemas/v1/a.avsc", &["shcemas/v1/a.avsc", "schemas/v1/a.avsc"]), @"error: shcemas/v1/a.avsc: no such file or directory: `shcemas` does not exist; did you mean `schemas/v1/a.avsc`?");
    insta::assert_snapshot!(schemas("schemas -> nowhere"), @"error: schemas: this symbolic link leads nowhere; remove or mend it");
    insta::assert_snapshot!(schemas("schemas -> schemas"), @"error: schemas: this symbolic link leads nowhere; remove or mend it");
    insta::assert_snapshot!(versions("a.avsc", &["a.avsc", "a.avsc/b", "x/y.avsc"]), @"
    error: a.avsc/b: no such file or directory; check the path
    error: x/y.avsc: no such file or directory: `x` does not exist; check the path
    ");
}

#[test]
fn no_schema() {
    insta::assert_snapshot!(schemas("schemas/"), @"error: schemas: no schema found: no file here ends in .avsc, .avdl or .avpr; check the path");
    insta::assert_snapshot!(schemas("schemas/v1/user.json"), @"error: schemas: no schema found: no file here ends in .avsc, .avdl or .avpr; check the path");
    insta::assert_snapshot!(versions("a/\n b/user.avsc", &["a", "b"]), @"
    b/user.avsc: user b
    error: a: no schema found: no file here ends in .avsc, .avdl or .avpr; check the path
    ");
}

#[test]
fn files_with_many_types_are_read() {
    insta::assert_snapshot!(schemas("schemas/v1/a.avsc\n schemas/v1/b.avdl\n schemas/v2/c.avpr"), @"
    schemas/v1/a.avsc: a v1
    schemas/v1/b.avdl: b# v1
    schemas/v2/c.avpr: c# v2
    ");
}

#[test]
fn empty_versions_are_mentioned_once() {
    insta::assert_snapshot!(schemas("schemas/7/4/a.avsc\n schemas/7/5/\n schemas/8/1/\n schemas/8/2/"), @"
    schemas/7/4/a.avsc: a 7/4
    note: schemas/7/5 looks like a version, but holds no schema
    note: schemas/8 looks like a version, but holds no schema
    ");
}

#[test]
fn nothing_looks_like_a_version() {
    insta::assert_snapshot!(schemas("schemas/a.avsc\n schemas/b-3.avsc\n schemas/new/c.avsc\n schemas/old/c.avsc"), @"
    schemas/a.avsc: a unversioned
    schemas/b-3.avsc: b-3 unversioned
    schemas/new/c.avsc: new/c unversioned
    schemas/old/c.avsc: old/c unversioned
    error: schemas: nothing here looks like a version: schemas/a.avsc, schemas/b-3.avsc, schemas/new/c.avsc and 1 more; name them like schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc, give two or more files or directories as versions, or compare with a git revision: --against REV
    ");
    insta::assert_snapshot!(versions("schemas/v1/a.avsc", &["schemas/v1"]), @"
    schemas/v1/a.avsc: a unversioned
    error: schemas/v1: nothing here looks like a version: schemas/v1/a.avsc; give the directory that holds this version and the others, or several versions one after the other
    ");
}

#[test]
fn a_mixture_of_layouts() {
    insta::assert_snapshot!(schemas("schemas/v1/user.avsc\n schemas/order-v1.avsc"), @"
    schemas/order-v1.avsc: order own v1
    schemas/v1/user.avsc: user v1
    error: schemas: schemas/v1/user.avsc has its version in a directory, schemas/order-v1.avsc in the file name; name all files in one way: schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc
    ");
}

#[test]
fn an_ambiguous_path() {
    insta::assert_snapshot!(schemas("schemas/v1/v2/user.avsc\n schemas/v1/order.avsc"), @"
    schemas/v1/order.avsc: order v1
    error: schemas/v1/v2/user.avsc: both `v1` and `v2` in its path look like a version; rename the one that is not
    ");
}

#[test]
fn two_files_of_one_version() {
    insta::assert_snapshot!(schemas("schemas/user/v1.avsc\n schemas/user-v1.avsc\n schemas/user/v01.avsc"), @"
    schemas/user-v1.avsc: user own v1
    error: schemas/user/v01.avsc: schemas/user-v1.avsc is version `v01` of `user` too; keep one of the two
    error: schemas/user/v1.avsc: schemas/user-v1.avsc is version `v1` of `user` too; keep one of the two
    ");
    insta::assert_snapshot!(schemas("schemas/v1/user.avsc\n schemas/v1/user.AVSC"), @"
    schemas/v1/user.AVSC: user v1
    error: schemas/v1/user.avsc: schemas/v1/user.AVSC is version `v1` of `user` too; keep one of the two
    ");
    insta::assert_snapshot!(versions("a/user.avsc\n b/user.AVSC\n b/user.avsc", &["a", "b"]), @"
    a/user.avsc: user a
    b/user.AVSC: user b
    error: b/user.avsc: b/user.AVSC is `user` of this version too; keep one of the two
    ");
}

#[test]
fn two_labels_of_one_version() {
    insta::assert_snapshot!(schemas("schemas/v1/user.avsc\n schemas/01/order.avsc\n schemas/v2/user.avsc"), @"
    schemas/01/order.avsc: order 01
    schemas/v1/user.avsc: user v1
    schemas/v2/user.avsc: user v2
    error: schemas/v1/user.avsc: the directories `01` (schemas/01/order.avsc) and `v1` are the same version; merge them or rename one
    ");
}

#[test]
fn one_subject_in_two_directories_of_versions() {
    insta::assert_snapshot!(schemas("schemas/v1/billing/invoice.avsc\n schemas/billing/v2/invoice.avsc"), @"
    schemas/billing/v2/invoice.avsc: billing/invoice v2 in billing
    error: schemas/v1/billing/invoice.avsc: `billing/invoice` has its versions at the top and, as in schemas/billing/v2/invoice.avsc, in `billing`; move them together
    ");
}

#[test]
fn files_as_versions() {
    insta::assert_snapshot!(versions("old.avsc\n new.avsc", &["old.avsc", "new.avsc"]), @"
    new.avsc: new new.avsc
    old.avsc: new old.avsc
    ");
    insta::assert_snapshot!(versions("a/x/user.avsc\n a/y/user.avsc", &["a/y/user.avsc", "a/x/user.avsc"]), @"
    a/x/user.avsc: user x/user.avsc
    a/y/user.avsc: user y/user.avsc
    ");
}

#[test]
fn versions_have_the_order_of_the_arguments() {
    let tree = TestTree::new("b.avsc\n a.avsc");
    let input = one_by_one(&[tree.path("b.avsc"), tree.path("a.avsc")]);
    let [a, b] = &input.schemas[..] else { panic!("two schemas") };
    let (VersionPlace::Shared { version: newer, .. }, VersionPlace::Shared { version: older, .. }) =
        (&a.place, &b.place)
    else {
        panic!("two versions of one subject")
    };
    assert!(older < newer);
}

#[test]
fn directories_as_versions() {
    insta::assert_snapshot!(versions("old/user.avsc\n old/eu/order.avsc\n new/user.avsc", &["old", "new/."]), @"
    new/user.avsc: user new
    old/eu/order.avsc: eu/order old
    old/user.avsc: user old
    ");
}

#[test]
fn versions_that_do_not_fit_together() {
    insta::assert_snapshot!(versions("old/user.avsc\n new.avsc", &["old", "new.avsc"]), @"error: old: is a directory and new.avsc is a file; versions are all files of one subject, or all directories of subjects");
    insta::assert_snapshot!(versions("a.avsc", &["a.avsc", "./a.avsc"]), @"error: a.avsc: is given twice: a version always agrees with itself; give each version once, oldest first");
    insta::assert_snapshot!(versions("a.avsc", &["a.avsc"]), @"error: a.avsc: is one version, and a second is needed: give the older file first, then the newer");
}

#[test]
fn files_that_are_not_utf8() {
    let tree = TestTree::new("schemas/v1/good.avsc");
    tree.write("schemas/v1/latin1.avsc", b"{\"doc\": \"gr\xf6\xdfer\"}");
    tree.write("schemas/v1/windows.avsc", b"\xff\xfe{\0}\0");
    insta::assert_snapshot!(tree.summary(&read_directory(&tree.path("schemas"), &Layout::default())), @"
    schemas/v1/good.avsc: good v1
    error: schemas/v1/latin1.avsc: is not UTF-8: the byte 0xF6 at offset 11; save it as UTF-8
    error: schemas/v1/windows.avsc: is UTF-16, but has to be UTF-8; convert it: `iconv -f UTF-16 -t UTF-8`
    ");
}

#[cfg(unix)]
#[test]
fn symbolic_links() {
    insta::assert_snapshot!(schemas("
        .git/
        archive/v1/user.avsc
        schemas/v1 -> ../archive/v1
        schemas/v2/user.avsc
        schemas/v2/again -> ..
        schemas/v3/user.avsc -> gone.avsc
        schemas/v2/.#user.avsc -> me@here.1
    "), @"
    schemas/v1/user.avsc: user v1
    schemas/v2/user.avsc: user v2
    error: schemas/v3/user.avsc: this symbolic link leads nowhere; remove or mend it
    note: schemas/v2/again is not followed: it leads back to schemas
    ");
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_directories() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    let tree = TestTree::new("schemas/v1/user.avsc\n schemas/v2/user.avsc\n schemas/v3/user.avsc");
    let (file, directory) = (tree.path("schemas/v2/user.avsc"), tree.path("schemas/v3"));
    fs::set_permissions(&file, Permissions::from_mode(0o000)).expect("the file is ours");
    fs::set_permissions(&directory, Permissions::from_mode(0o000)).expect("the directory is ours");
    let summary = tree.summary(&read_directory(&tree.path("schemas"), &Layout::default()));
    let is_root = fs::File::open(&file).is_ok();
    fs::set_permissions(&directory, Permissions::from_mode(0o700)).expect("the directory is ours");
    // Permissions do not bind the system's administrator.
    if !is_root {
        insta::assert_snapshot!(summary, @"
        schemas/v1/user.avsc: user v1
        error: schemas/v2/user.avsc: cannot be read: Permission denied (os error 13); check its permissions
        error: schemas/v3: cannot be read: Permission denied (os error 13); check its permissions
        ");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_fail_while_they_are_read() {
    let read = disk::text("/proc/self/mem".as_ref());
    insta::assert_snapshot!(read.expect_err("it is memory"), @"cannot be read: Input/output error (os error 5)");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let tree = TestTree::new("schemas/v1/user.avsc");
    let odd = tree.path("schemas/v1").join(OsStr::from_bytes(b"gr\xf6.avsc"));
    std::fs::write(odd, "\"int\"").expect("a new file");
    insta::assert_snapshot!(tree.summary(&read_directory(&tree.path("schemas"), &Layout::default())), @"
    schemas/v1/user.avsc: user v1
    error: schemas/v1/gr�.avsc: the name is not UTF-8; rename it
    ");
}

#[test]
fn files_in_memory_are_read_as_on_disk() {
    let texts =
        [("v2/user.avsc", "\"long\""), ("v1/user.avsc", "\"int\""), ("v1/README.md", ""), ("common.avsc", "\"int\"")];
    let tree = TestTree::new("schemas/v1/user.avsc = \"int\"\n schemas/v2/user.avsc\n schemas/common.avsc = \"int\"");
    tree.write("schemas/v1/README.md", b"");
    let mut on_disk = disk::tree(&tree.path("schemas"), &["avsc"]);
    on_disk.put("v2/user.avsc", "\"long\"");
    let on_disk = memory::input_of(on_disk, None, &Settings::default());
    let in_memory = memory::input_of(SourceTree::in_memory("schemas", texts), None, &Settings::default());
    assert_eq!(tree.summary(&on_disk), tree.summary(&in_memory));
    let texts = |input: &Input| input.schemas.iter().map(|schema| schema.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&on_disk), texts(&in_memory));
}

#[test]
fn settings_in_memory_hold_for_files_in_memory() {
    let settings = Settings::of_text("avrocheck.toml", "layout = \"{subject}/{version}.avsc\"");
    let schemas = SourceTree::in_memory("schemas", [("user/1.avsc", "\"int\""), ("user/2.avsc", "\"int\"")]);
    let records = SourceTree::in_memory("fixtures", [("user/1.jsonl", "1")]);
    let input = memory::input_of(schemas, Some(records), &settings);
    assert_eq!((input.schemas.len(), input.fixtures.len(), input.problems), (2, 1, Vec::new()));
}
