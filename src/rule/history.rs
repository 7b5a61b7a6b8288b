//! AVC5xx: what happens to versions after their release.

use super::row::*;

rules! {
    Family::History;

    RELEASED_VERSION_EDITED = {
        id: "AVC501",
        name: "released-version-edited",
        severity: Severity::Breaking,
        summary: "A file of a released version was edited.",
        why: "Data were written with the version as it was released, and readers that run today were built with it. \
              After the edit the file describes neither, so that every check against this version proves nothing. A \
              registry would refuse the change, or keep both schemas under two numbers. Documentation, layout and \
              attributes that Avro does not know may change.",
        remedy: "Put the file back as it was, and make the change in a new version. Types that several versions share \
                 belong in version directories too: a file without a version is part of every one.",
        example: example!(Revisions "AVC501-released-version-edited/type-of-a-field":
            "before/schemas/v1/user.avsc",
            "after/schemas/v1/user.avsc"),
    };
    RELEASED_VERSION_REMOVED = {
        id: "AVC502",
        name: "released-version-removed",
        severity: Severity::Breaking,
        summary: "A file of a released version was removed.",
        why: "Data of that version may stay in topics and archives for years. Without its schema nobody can say \
              whether newer readers still read them, and a check passes only because it does not look at them any \
              more.",
        remedy: "Put the file back. A file that is renamed within its version is followed, if its content or the name \
                 of its type stays the same.",
        example: example!(Revisions "AVC502-released-version-removed/first-version":
            "before/schemas/v1/user.avsc" "which is removed",
            "after/schemas/v2/user.avsc"),
    };
    VERSION_INSERTED_BETWEEN = {
        id: "AVC503",
        name: "version-inserted-between",
        severity: Severity::Dangerous,
        summary: "A new version comes before one that is released already.",
        why: "That is what a hotfix of an older line looks like, and it is allowed: it is checked against the \
              versions before it, and the versions after it are checked against it. But the order of versions is not \
              the order of time here, and readers of the later version were released without knowing this one.",
        remedy: "If it is not a hotfix, give it a number after all others. If it is, make sure that the newest \
                 version contains its changes too.",
        example: example!(Revisions "AVC503-version-inserted-between/hotfix":
            "before/schemas/v4/user.avsc",
            "after/schemas/v3.1/user.avsc" "which is new"),
    };
    REMOVED_NAME_RETURNS = {
        id: "AVC504",
        name: "removed-name-returns",
        severity: Severity::Dangerous,
        summary: "The name of a removed field is used again for another type.",
        why: "Old data still contain the old field. A reader of the new version finds it by its name and reads a \
              value with another meaning, or fails where the types do not match; levels that only look at the \
              previous version do not notice.",
        remedy: "Use a name that was never used.",
        example: example!(Revisions "AVC504-removed-name-returns/status-by-number":
            "before/schemas/v1/order.avsc",
            "before/schemas/v2/order.avsc",
            "after/schemas/v3/order.avsc" "which is new"),
    };
    SUBJECT_REMOVED = {
        id: "AVC505",
        name: "subject-removed",
        severity: Severity::Breaking,
        summary: "A schema that was edited in place was removed.",
        why: "Data that were written with it may stay in topics and archives for years, and readers of these data \
              look for the schema here. Nor is anything compared with it any more: whoever removes a schema and adds it \
              again under another name could change it at will.",
        remedy: "Put it back while data of it exist. If it was renamed and rewritten in one change, rename it in one \
                 commit and rewrite it in the next, so that it is known as the same, or name the new one and the former \
                 in the configuration: `[[subject]]` with `name`, `paths` and `former`. If its data are gone, waive the \
                 finding and say so.",
        example: example!(Revisions "AVC505-subject-removed/refunds-are-retired":
            "before/schemas/refund.avsc" "which is removed"),
    };
}
