use super::locate;
use crate::model::input::VersionPlace;

/// The subject, then the place: `group@v1` for a version directory, `=v1` for a version of the subject's own.
fn spot(path: &str) -> String {
    match locate(path, "root") {
        Ok((subject, VersionPlace::Shared { group, version })) => format!("{subject} {group}@{version}"),
        Ok((subject, VersionPlace::Own(version))) => format!("{subject} ={version}"),
        Ok((subject, VersionPlace::Beside(_) | VersionPlace::Unversioned)) => subject,
        Err(ambiguous) => ambiguous.to_string(),
    }
}

#[test]
fn a_version_directory_holds_subjects() {
    assert_eq!(spot("v1/user.avsc"), "user @v1");
    assert_eq!(spot("v10/user.AVSC"), "user @v10");
    assert_eq!(spot("1.2/user.avsc"), "user @1.2");
    assert_eq!(spot("2024-05-01/user.avsc"), "user @2024-05-01");
    assert_eq!(spot("7/user.avsc"), "user @7");
    assert_eq!(spot("7/4/user.avsc"), "user @7/4");
    assert_eq!(spot("2024/05/01/eu/user.avsc"), "eu/user @2024/05/01");
    assert_eq!(spot("billing/v1/invoice.avsc"), "billing/invoice billing@v1");
    assert_eq!(spot("a/b/v1/c/d.avsc"), "a/b/c/d a/b@v1");
    assert_eq!(spot("user/v1/user.avsc"), "user/user user@v1");
}

#[test]
fn a_version_directory_beats_a_version_in_the_file_name() {
    assert_eq!(spot("v1/user-v2.avsc"), "user-v2 @v1");
    assert_eq!(spot("v1/v2.avsc"), "v2 @v1");
}

#[test]
fn a_version_that_the_file_name_repeats_is_no_part_of_the_subject() {
    assert_eq!(spot("1/0/org.v1_0.alert.avsc"), "alert @1/0");
    assert_eq!(spot("1/0/org.acme.1_0.alert.avsc"), "alert @1/0");
    assert_eq!(spot("v2/user-v2.avsc"), "user @v2");
    assert_eq!(spot("v2/user_V2_event.avsc"), "user_event @v2");
    assert_eq!(spot("1.2/v1.2-user.avsc"), "user @1.2");
    assert_eq!(spot("2024-05-01/user-2024-05-01.avsc"), "user @2024-05-01");
    assert_eq!(spot("v1/AlertV1.avsc"), "Alert @v1");
    assert_eq!(spot("1.2/org.acme.AlertVersion1.2.avsc"), "org.acme.Alert @1.2");
    assert_eq!(spot("v2/AlertV1.avsc"), "AlertV1 @v2");
    assert_eq!(spot("v4/IPV4.avsc"), "IPV4 @v4");
    assert_eq!(spot("v2/v2.avsc"), "v2 @v2");
    assert_eq!(spot("v1/address-1.avsc"), "address-1 @v1");
    assert_eq!(spot("1/1/org.v1_0.alert.avsc"), "org.v1_0.alert @1/1");
}

#[test]
fn a_v_beats_bare_numbers() {
    assert_eq!(spot("2024/schemas/v1/user.avsc"), "2024/schemas/user 2024/schemas@v1");
    assert_eq!(spot("v1/2024/user.avsc"), "2024/user @v1");
}

#[test]
fn two_equal_candidates_are_ambiguous() {
    insta::assert_snapshot!(spot("v1/old/v2/user.avsc"), @"both `v1` and `v2` in its path look like a version; rename the one that is not");
    insta::assert_snapshot!(spot("v1/v2/user.avsc"), @"both `v1` and `v2` in its path look like a version; rename the one that is not");
    insta::assert_snapshot!(spot("7/eu/4/user.avsc"), @"both `7` and `4` in its path look like a version; write the one that is with a v, such as `v4`");
    insta::assert_snapshot!(spot("7/1.2/user.avsc"), @"both `7` and `1.2` in its path look like a version; write the one that is with a v, such as `v1.2`");
}

#[test]
fn a_file_name_can_be_a_version() {
    assert_eq!(spot("user/v1.avsc"), "user =v1");
    assert_eq!(spot("user/1.avsc"), "user =1");
    assert_eq!(spot("user/1.2.avsc"), "user =1.2");
    assert_eq!(spot("billing/invoice/2024-05-01.avsc"), "billing/invoice =2024-05-01");
    assert_eq!(spot("v1.avsc"), "root =v1");
}

#[test]
fn a_file_name_can_end_in_a_version() {
    assert_eq!(spot("user-v3.avsc"), "user =v3");
    assert_eq!(spot("user_v3.avsc"), "user =v3");
    assert_eq!(spot("user.v3.avsc"), "user =v3");
    assert_eq!(spot("user-v1.10.avsc"), "user =v1.10");
    assert_eq!(spot("user-event_V3.avsc"), "user-event =V3");
    assert_eq!(spot("com.acme.user-v3.avsc"), "com.acme.user =v3");
    assert_eq!(spot("billing/invoice-v3.avsc"), "billing/invoice =v3");
}

#[test]
fn other_names_have_no_version() {
    assert_eq!(spot("user-3.avsc"), "user-3");
    assert_eq!(spot("user-v.avsc"), "user-v");
    assert_eq!(spot("user-vip.avsc"), "user-vip");
    assert_eq!(spot("uservice1.avsc"), "uservice1");
    assert_eq!(spot("shared/com.acme.User.avsc"), "shared/com.acme.User");
    assert_eq!(spot("ipv4/address.avsc"), "ipv4/address");
    assert_eq!(spot("-v1.avsc"), "-v1");
    assert_eq!(spot("99999999999999999999999/user.avsc"), "99999999999999999999999/user");
}
