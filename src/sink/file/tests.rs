use super::*;

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("the directory is there");
    let name = |entry: io::Result<fs::DirEntry>| entry.expect("it can be listed").file_name().display().to_string();
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn orphans_are_removed_and_nothing_else() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let others = [".a.avro.x.tmp", ".a.avro..tmp", ".a.avro.12.tmp.bak", ".b.avro.12.tmp", "a.avro.12.tmp", "z"];
    for name in others.into_iter().chain([".a.avro.12.tmp", ".a.avro.12.3.tmp"]) {
        fs::write(directory.path().join(name), b"old").expect("there is room for files");
    }
    fs::create_dir(directory.path().join(".a.avro.13.tmp")).expect("there is room for a directory");
    let file = NewFile::create(&directory.path().join("a.avro"), Existing::Refuse).expect("it can be created");
    file.commit().expect("the disk takes it");
    let mut wanted: Vec<String> = others.into_iter().chain([".a.avro.13.tmp", "a.avro"]).map(str::to_owned).collect();
    wanted.sort();
    assert_eq!(names(directory.path()), wanted);
}

#[test]
fn an_orphan_of_our_own_number_is_in_nobodys_way() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    fs::write(directory.path().join(format!(".a.{}.tmp", std::process::id())), b"old")
        .expect("there is room for files");
    let mut file = NewFile::create(&directory.path().join("a"), Existing::Refuse).expect("it can be created");
    file.write_all(b"new").and_then(|()| file.commit()).expect("the disk takes it");
    assert_eq!(names(directory.path()), ["a"]);
    assert_eq!(fs::read(directory.path().join("a")).expect("it is there"), b"new");
}

#[test]
fn who_is_at_work_is_left_alone() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let target = directory.path().join("a");
    let mut first = NewFile::create(&target, Existing::Replace).expect("it can be created");
    let mut second = NewFile::create(&target, Existing::Replace).expect("it can be created, too");
    assert_eq!(names(directory.path()).len(), 2);
    second.write_all(b"second").and_then(|()| second.commit()).expect("the disk takes it");
    first.write_all(b"first").and_then(|()| first.commit()).expect("the disk takes it");
    assert_eq!(names(directory.path()), ["a"]);
    assert_eq!(fs::read(target).expect("it is there"), b"first");
}

#[test]
fn what_is_not_committed_leaves_nothing() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    drop(NewFile::create(&directory.path().join("a"), Existing::Refuse).expect("it can be created"));
    assert_eq!(names(directory.path()), Vec::<String>::new());
    let gone = NewFile::create(&directory.path().join("no/a"), Existing::Refuse);
    assert_eq!(gone.expect_err("there is no such directory").kind(), ErrorKind::NotFound);
}
