//! AVC2xx: data can be read, but may not mean the same (measured: Java 1.12.1, apache-avro 0.22.0, fastavro 1.13.1).

use super::row::*;

rules! {
    Family::Meaning;

    UNIT_CHANGED = {
        id: "AVC201",
        name: "unit-changed",
        severity: Severity::Breaking,
        summary: "A date, time or timestamp has another unit: the same number means another moment.",
        why: "Logical types take no part in schema resolution, so that the number is read as it was written. Java \
              1.12.1 reads 1700000000000 milliseconds of November 2023 as microseconds of January 1970, and a date of \
              19000 days as 19 seconds, without an error. Spark 4.2.0 (spark-avro 4.2.0) and \
              hamba/avro 2.31.0 do the same. fastavro 1.13.1 converts by the writer's unit and reads the right \
              moment; apache-avro 0.22.0 fails. Consumers see different moments.",
        remedy: "Keep the unit. For another one add a field under a new name, such as placedAtMicros, and fill both \
                 until nobody reads the old one.",
        example: versions!("AVC201-unit-changed/placed-at-in-micros"),
    };
    LOSSY_PROMOTION = {
        id: "AVC202",
        name: "lossy-promotion",
        severity: Severity::Dangerous,
        summary: "A whole number is read as a float or double that does not hold all its digits.",
        why: "A float holds 24 bits of a number and a double 53; int to float and long to float or double are \
              promotions nevertheless (specification: Schema Resolution). Above 16777216, or 9007199254740992, Java \
              1.12.1, apache-avro 0.22.0 and fastavro 1.13.1 round: two different identifiers become one.",
        remedy: "Keep identifiers and counters whole numbers: widen int to long, or int to double, which is exact. \
                 For a measured value that may round, waive the finding.",
        example: versions!("AVC202-lossy-promotion/account-number-as-double"),
    };
    ENUM_DEFAULT_MASKS = {
        id: "AVC203",
        name: "enum-default-masks",
        severity: Severity::Dangerous,
        summary: "A symbol that the reader does not know becomes the default of its enum.",
        why: "The default of an enum lets old readers continue (specification: Complex Types, Enums), but hides which \
              symbol was written: code that counts or decides by it sees the default, and passes the default on. Java \
              1.12.1, apache-avro 0.22.0 and fastavro 1.13.1 all do this without a warning.",
        remedy: "Make the default a symbol of its own, such as UNKNOWN, and handle it. To keep the values, upgrade \
                 readers before the first new symbol is written.",
        example: versions!("AVC203-enum-default-masks/refunded-becomes-unknown"),
    };
    BYTES_AS_TEXT = {
        id: "AVC204",
        name: "bytes-as-text",
        severity: Severity::Dangerous,
        summary: "Bytes are read as a string, and not all bytes are UTF-8.",
        why: "The promotion copies the bytes (specification: Schema Resolution) and nobody checks them. For bytes \
              that are not UTF-8, Java 1.12.1 shows U+FFFD and loses them when the text is used; apache-avro 0.22.0 \
              and fastavro 1.13.1 fail.",
        remedy: "Keep bytes. If the data always were text, check that, and waive the finding.",
        example: versions!("AVC204-bytes-as-text/payload-becomes-text"),
    };
    LOGICAL_TYPE_CHANGED = {
        id: "AVC205",
        name: "logical-type-changed",
        severity: Severity::Dangerous,
        summary: "A logical type was added, removed, or replaced by another.",
        why: "Logical types take no part in schema resolution: the value is read as it was written, and means \
              something else. A local time becomes a moment in UTC, a price becomes plain bytes, and any text is \
              taken for a UUID. Java 1.12.1 uses the reader's logical type, fastavro 1.13.1 the writer's, and \
              apache-avro 0.22.0 fails on most such pairs.",
        remedy: "Keep the logical type, or add a field under a new name. If the data always were of the new kind, \
                 check that, and waive the finding.",
        example: versions!("AVC205-logical-type-changed/local-time-becomes-utc"),
    };
    RENAMED_WITHOUT_ALIAS = {
        id: "AVC206",
        name: "renamed-without-alias",
        severity: Severity::Dangerous,
        summary: "A field was removed, a similar one with a default was added, and no alias connects them.",
        why: "A reader finds fields by name or alias (specification: Aliases). A renamed field without an alias is \
              dropped under its old name and filled with the default under its new one: no error, and every old value \
              is lost. This is a guess: the names and types are similar.",
        remedy: "If it is the same field, add \"aliases\": [\"oldName\"] to it. apache-avro 0.22.0 ignores the alias \
                 when it decodes (AVC304): where Rust services read, keep the old name. If it is another field, waive \
                 the finding.",
        example: versions!("AVC206-renamed-without-alias/user-id-respelt"),
    };
    DEFAULT_CHANGED = {
        id: "AVC207",
        name: "default-changed",
        severity: Severity::Dangerous,
        summary: "A field has another default than before: data without the field are now read differently.",
        why: "The default stands in for a field that was never written, and each reader uses its own (specification: \
              Schema Record). After the change, the same old datum has one value for upgraded consumers and another \
              for the others. The finding is safe where every known version writes the field.",
        remedy: "Keep the default, and let writers send the new value. If the old default was wrong, upgrade all \
                 readers together.",
        example: versions!("AVC207-default-changed/country-default"),
    };
    DATA_DROPPED = {
        id: "AVC208",
        name: "data-dropped",
        severity: Severity::Safe,
        summary: "The reader drops some fields of the writer.",
        why: "A reader skips fields that it does not have (specification: Schema Resolution). That is how fields are \
              removed and how old readers meet new data. A service that reads records and writes them again loses \
              these values. A field that is dropped between neighbouring versions is not reported again between \
              versions further apart, unless the policy makes this rule worse than safe, or fails on safe findings.",
        remedy: "Nothing, if nobody needs the values downstream. Services that pass records on should be upgraded \
                 first.",
        example: versions!("AVC208-data-dropped/notes-removed"),
    };
    KEY_ENCODING_CHANGED = {
        id: "AVC209",
        name: "key-encoding-changed",
        severity: Severity::Breaking,
        summary: "An old key gets other bytes when it is written with the new schema.",
        why: "Brokers compare keys byte by byte: partitioning, compaction and joins depend on it. Where the same key \
              is encoded to other bytes, new records go to another partition than the old ones, and old records are \
              never compacted away, although every consumer can read both. Raised for subjects whose name ends in \
              -key. Frameworks that put the number of a schema in front of the key change its bytes with any edit, \
              even of a doc.",
        remedy: "Do not change key schemas. For another key use a new topic, and copy the records over.",
        example: versions!("AVC209-key-encoding-changed/order-key"),
    };
    NAMESPACE_IGNORED = {
        id: "AVC210",
        name: "namespace-ignored",
        severity: Severity::Dangerous,
        summary: "Two types match by their unqualified names alone; their namespaces differ.",
        why: "Named types match by unqualified name (specification: Schema Resolution): a billing.User can be read as \
              an auth.User. Java 1.12.1, apache-avro 0.22.0 and fastavro 1.13.1 all read it. Where a package was only \
              renamed that is welcome; where two teams chose the same name, fields that match by chance mean \
              something else.",
        remedy: "If it is the same type, name the old one in full: \"aliases\": [\"billing.User\"]; that also helps \
                 Java's unions (AVC301). If it is another type, give it another name.",
        example: versions!("AVC210-namespace-ignored/user-of-another-team"),
    };
    ALIAS_SWAP = {
        id: "AVC211",
        name: "alias-swap",
        severity: Severity::Dangerous,
        summary: "Two fields name each other as aliases; their values are not swapped.",
        why: "Aliases give old fields new names (specification: Aliases); they cannot exchange two names that are \
              both in use. apache-avro 0.22.0 refuses the schema and the checker of Java 1.12.1 throws, while Java's \
              decoder and fastavro 1.13.1 leave each value where it was, as avrocheck does.",
        remedy: "Remove the aliases. To exchange the meaning of two fields, give both new names.",
        example: versions!("AVC211-alias-swap/width-and-height"),
    };
    NOTHING_KEPT = {
        id: "AVC212",
        name: "nothing-kept",
        severity: Severity::Dangerous,
        summary: "The reader keeps no field of the writer's record: all its values are defaults.",
        why: "If every field of a reader has a default, it reads any record of that name (specification: Schema \
              Resolution), and turns all of them into the same record. Such a pair is compatible for every \
              implementation, and no information survives it. Most often a schema was replaced by another of the same \
              name.",
        remedy: "Give the new record another name and subject. If fields were renamed, add their old names as \
                 aliases.",
        example: versions!("AVC212-nothing-kept/other-message-of-that-name"),
    };
    SORT_ORDER_CHANGED = {
        id: "AVC213",
        name: "sort-order-changed",
        severity: Severity::Dangerous,
        summary: "Data are sorted differently: the order of a field or of an enum's symbols changed.",
        why: "Records sort field by field as \"order\" says, and enums by the place of their symbols (specification: \
              Sort Order). Every reader still gets the same values, but a program that merges, searches or partitions \
              sorted data finds the old files unsorted.",
        remedy: "Add new symbols at the end, and do not change \"order\". If nobody sorts by this schema, waive the \
                 finding.",
        example: versions!("AVC213-sort-order-changed/score-sorts-descending"),
    };
}
