//! AVC414 to AVC418: what could be better in a sound schema. Only `avrocheck lint` raises these.

use super::row::*;

rules! {
    Family::Schema;

    UNUSED_DEFINITION = {
        id: "AVC414",
        name: "unused-definition",
        severity: Severity::Safe,
        activation: Activation::Lint,
        summary: "A type in a file without a version is used by no schema.",
        why: "Files without a version hold types that others refer to by name. One that no version of any schema \
              reaches is either forgotten or misspelled somewhere: nothing checks it, and nobody can tell whether it \
              may be changed.",
        remedy: "Remove it. If it is a schema of its own, give its file a version: schemas/v1/user.avsc.",
        example: example!(Files "AVC414-unused-definition/address-nobody-needs": "schemas/v1/order.avsc", "schemas/shared.avsc"),
    };
    ENUM_WITHOUT_DEFAULT = {
        id: "AVC415",
        name: "enum-without-default",
        severity: Severity::Safe,
        activation: Activation::Lint,
        is_hint: true,
        summary: "An enum has no default symbol, so that it cannot grow safely.",
        why: "A reader that meets a symbol it does not know takes the default of its enum, and fails without one \
              (specification: Schema Resolution). A reader in production only has the default that it was built with: \
              a default that is added together with the new symbol comes too late (AVC103).",
        remedy: "Give the enum a default from the start, preferably a symbol of its own such as UNKNOWN: \"symbols\": \
                 [\"UNKNOWN\", …], \"default\": \"UNKNOWN\".",
        example: versions!("AVC415-enum-without-default/status-that-will-grow"),
    };
    FIELD_WITHOUT_DEFAULT = {
        id: "AVC416",
        name: "field-without-default",
        severity: Severity::Safe,
        activation: Activation::Lint,
        is_hint: true,
        summary: "A field has no default, so that it cannot be removed safely.",
        why: "A reader fills a field that was not written with its default, and fails without one (AVC101). As long \
              as any reader uses this schema, every writer has to write the field. That may be intended: an order \
              without an id is not an order.",
        remedy: "Give a default to each field that may be removed one day; leave fields that every record needs as \
                 they are. The usual way is \"type\": [\"null\", \"string\"], \"default\": null.",
        example: versions!("AVC416-field-without-default/nickname-is-required"),
    };
    MISSING_DOC = {
        id: "AVC417",
        name: "missing-doc",
        severity: Severity::Safe,
        activation: Activation::OnDemand,
        summary: "A record, an enum or a field has no documentation.",
        why: "A schema outlives the people who wrote it. Whether a duration is in seconds or milliseconds, and what a \
              null means, no reader can see from the data; \"doc\" travels with the schema into registries and \
              generated code.",
        remedy: "Describe in \"doc\" what the value means: its unit, where it comes from, what its absence stands \
                 for.",
        example: versions!("AVC417-missing-doc/duration-of-what"),
    };
    COLLIDING_ALIAS = {
        id: "AVC418",
        name: "colliding-alias",
        severity: Severity::Dangerous,
        activation: Activation::Lint,
        summary: "An alias is also the name, or an alias, of another field of the record or another type of the file.",
        why: "An alias says under which older name a field or type was written (specification: Aliases). Where two \
              claim one name, old data go to one of them, and implementations disagree on which: as soon as a \
              writer's schema has the name, AVC302 reports the pair, and Java 1.12.1 may throw. Such an alias is \
              often left over from a name that was used twice.",
        remedy: "Let one field or type claim an old name, and use no old name for something new.",
        example: versions!("AVC418-colliding-alias/two-heirs-of-one-name"),
    };
}
