use super::{Renaming, rename};
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::version::Version;
use crate::policy::globs::{Base, Globs};
use crate::policy::origin::{SettingOrigin, Stated};

fn schema(name: &str, subject: &str, group: Option<&str>, version: &str) -> SchemaText {
    let version = Version::parse(version).expect("a version");
    let place = match group {
        Some(group) => VersionPlace::Shared { group: group.to_owned(), version },
        None => VersionPlace::Own(version),
    };
    SchemaText {
        name: name.to_owned(),
        text: "\"int\"".into(),
        subject: subject.to_owned(),
        place,
        references: Vec::new(),
    }
}

fn renaming(name: &str, paths: &[&str], former: &[&str]) -> Renaming {
    Renaming {
        name: Stated { value: name.to_owned(), origin: SettingOrigin::Default },
        paths: Globs::new(paths.iter().copied()).expect("globs"),
        ty: None,
        former: former.iter().map(|&name| name.to_owned()).collect(),
        is_new: false,
    }
}

fn renamed(schemas: Vec<SchemaText>, renamings: &[Renaming]) -> (Vec<String>, Input) {
    let mut input = Input { schemas, ..Input::default() };
    rename(&mut input, renamings, &Base::default());
    let place = |schema: &SchemaText| match &schema.place {
        VersionPlace::Shared { group, version } => format!("{} {version} in {group}", schema.subject),
        VersionPlace::Own(version) => format!("{} {version}", schema.subject),
        VersionPlace::Beside(_) | VersionPlace::Unversioned => schema.subject.clone(),
    };
    (input.schemas.iter().map(place).collect(), input)
}

#[test]
fn files_get_the_name_of_their_subject() {
    let schemas = vec![schema("s/order/v1.avsc", "order", None, "v1"), schema("s/user/v1.avsc", "user", None, "v1")];
    let (places, input) = renamed(schemas, &[renaming("orders-value", &["s/order/*.avsc"], &[])]);
    assert_eq!(places, ["orders-value v1", "user v1"]);
    assert!(input.problems.is_empty() && input.notes.is_empty());
}

#[test]
fn a_subject_goes_on_under_a_new_name_with_its_neighbours() {
    let schemas = vec![
        schema("old/v1/item.avsc", "old/item", Some("old"), "v1"),
        schema("old/v1/order.avsc", "old/order", Some("old"), "v1"),
        schema("new/v2/order.avsc", "new/order", Some("new"), "v2"),
    ];
    let (places, input) = renamed(schemas, &[renaming("new/order", &[], &["old/order"])]);
    assert_eq!(places, ["old/item v1 in old", "new/order v1 in old", "new/order v2 in old"]);
    assert!(input.problems.is_empty());
}

#[test]
fn one_version_from_two_files_is_refused_and_a_name_for_nothing_is_reported() {
    let schemas = vec![schema("a/v1.avsc", "a", None, "v1"), schema("b/v1.avsc", "b", None, "v1")];
    let (_, input) = renamed(schemas, &[renaming("b", &[], &["a"]), renaming("c", &["c/**"], &[])]);
    assert_eq!(input.problems[0].message, "a/v1.avsc is version `v1` of `b` too; keep one of the two");
    assert_eq!(input.notes, ["no schema belongs to the subject `c`"]);
}
