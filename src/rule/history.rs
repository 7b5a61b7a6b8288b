//! AVC5xx: what happens to versions after their release.

use super::*;

rules! {
    Family::History;

    RELEASED_VERSION_EDITED = {
        id: "AVC501",
        name: "released-version-edited",
        severity: Severity::Breaking,
        summary: "A file of a released version does not say any more what it said.",
        why: "Data were written with the version as it was released, and readers that run today were built with it. After \
              the edit the file describes neither, so that every check against this version proves nothing. A registry \
              would refuse the change, or keep both schemas under two numbers. Documentation, layout and attributes that \
              mean nothing to Avro may change.",
        remedy: "Put the file back as it was, and make the change in a new version. Types that several versions share \
                 belong into version directories, too: a file without a version is part of every one.",
        example: example!(Revisions "AVC501-released-version-edited/type-of-a-field":
            "before/schemas/v1/user.avsc",
            "after/schemas/v1/user.avsc"),
    };
    RELEASED_VERSION_REMOVED = {
        id: "AVC502",
        name: "released-version-removed",
        severity: Severity::Breaking,
        summary: "A file of a released version is gone.",
        why: "Data of that version may lie in topics and archives for years. Without its schema nobody can say whether \
              newer readers still read them, and a check passes only because it does not look any more.",
        remedy: "Put the file back. A file that is renamed within its version is followed, if its content or the name of \
                 its type stays the same.",
        example: example!(Revisions "AVC502-released-version-removed/first-version":
            "before/schemas/v1/user.avsc" "which is removed",
            "after/schemas/v2/user.avsc"),
    };
    VERSION_INSERTED_BETWEEN = {
        id: "AVC503",
        name: "version-inserted-between",
        severity: Severity::Dangerous,
        summary: "A new version comes before one that is released already.",
        why: "That is what a hotfix of an older line looks like, and it is allowed: it is checked against the versions \
              before it, and those after it against it. But whoever takes the order of versions for the order of time is \
              wrong here, and readers of the later version were released without knowing this one.",
        remedy: "If it is no hotfix, give it a number after all others. If it is, make sure that what it changes is in \
                 the newest version too.",
        example: example!(Revisions "AVC503-version-inserted-between/hotfix":
            "before/schemas/v4/user.avsc",
            "after/schemas/v3.1/user.avsc" "which is new"),
    };
    REMOVED_NAME_RETURNS = {
        id: "AVC504",
        name: "removed-name-returns",
        severity: Severity::Dangerous,
        summary: "A field's name was removed, and is used again for another type.",
        why: "Old data still hold the field as it was. A reader of the new version takes it by its name and reads a value \
              that was never meant so, or fails where the types do not fit; levels that look at the version before alone \
              do not notice.",
        remedy: "Use a name that was never used.",
        example: example!(Revisions "AVC504-removed-name-returns/status-by-number":
            "before/schemas/v1/order.avsc",
            "before/schemas/v2/order.avsc",
            "after/schemas/v3/order.avsc" "which is new"),
    };
    SUBJECT_REMOVED = {
        id: "AVC505",
        name: "subject-removed",
        severity: Severity::Dangerous,
        summary: "A schema that is edited in place is there no more.",
        why: "Data that were written with it may lie in topics and archives for years, and whoever has to read them looks \
              for the schema here. Other schemas cannot be compared with it any more either. Retiring a topic is fine, \
              but it is worth a second look.",
        remedy: "Put it back while data of it exist. If it was renamed and rewritten in one change, rename it in one \
                 commit and rewrite it in the next, so that it is known as the same.",
        example: example!(Revisions "AVC505-subject-removed/refunds-are-retired":
            "before/schemas/refund.avsc" "which is removed"),
    };
}
