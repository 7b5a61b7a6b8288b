//! AVC401 to AVC413: mistakes inside one schema, or between the files of one version.

use super::row::*;

rules! {
    Family::Schema;

    INVALID_DEFAULT = {
        id: "AVC401",
        name: "invalid-default",
        severity: Severity::Breaking,
        summary: "A default does not fit its field's type.",
        why: "Such a default counts as absent: readers cannot fill the field (specification: Complex Types, Records). \
              Java 1.12.1, apache-avro 0.22.0 and fastavro 1.13.1 refuse the schema where a number is written as \
              text, so that services do not even start. A symbol that the enum lacks is worse: Java's parser and \
              checker accept it and its decoder throws, and fastavro hands the unknown symbol to the application.",
        remedy: "Write a default of the field's type: numbers without quotes and within range, a symbol that the enum \
                 has, for bytes and fixed text of characters up to U+00FF, for a record each field that has no \
                 default of its own.",
        example: versions!("AVC401-invalid-default/number-written-as-text"),
    };
    DEFAULT_NOT_FIRST_BRANCH = {
        id: "AVC402",
        name: "default-not-first-branch",
        severity: Severity::Safe,
        summary: "A default fits a later branch of its union, not the first.",
        why: "Avro 1.12 allows the default of a union to be of any branch (Complex Types, Unions); earlier \
              specifications ask for the first, and implementations of that time may refuse the schema. apache-avro \
              0.22.0 accepts it and misreads it: for [\"null\", \"int\"] with the default 1 it fills in null, for \
              [\"int\", \"null\"] with the default null it fails. Java 1.12.1 fills in the default unless an earlier \
              branch is a record, an enum, an array or a map, a fixed before text, or a narrower number: then it throws \
              or fills in another value (AVC310). fastavro 1.13.1 fills in the default.",
        remedy: "Put the branch of the default first: [\"null\", \"string\"] for null, [\"string\", \"null\"] for \
                 text. Old data stay readable, because branches match by type, not by position.",
        example: versions!("AVC402-default-not-first-branch/null-for-the-second-branch"),
    };
    IGNORED_LOGICAL_TYPE = {
        id: "AVC403",
        name: "ignored-logical-type",
        severity: Severity::Safe,
        summary: "A logical type does not fit its base type or its attributes, or is in the wrong place, and is ignored.",
        why: "The specification asks readers to ignore an invalid logical type and to use the base type (Logical \
              Types). A timestamp on a string is plain text then, and a decimal with a scale above its precision is \
              plain bytes: the author's intention is lost without an error. Java 1.12.1 and apache-avro 0.22.0 do so; \
              fastavro 1.13.1 refuses the decimal. A logical type beside the type of a field, instead of inside it, is \
              ignored by every implementation.",
        remedy: "Correct the base type or the attributes: a date is an int, a timestamp a long, a duration a fixed of \
                 12 bytes, and a decimal has a scale from 0 to its precision. If data were written meanwhile, make \
                 the correction in a field of a new name.",
        example: versions!("AVC403-ignored-logical-type/precision-and-scale-swapped"),
    };
    CONFLICTING_DEFINITIONS = {
        id: "AVC404",
        name: "conflicting-definitions",
        severity: Severity::Safe,
        summary: "Two files of one version define the same full name differently.",
        why: "The specification forbids this within one schema only (Names), and avrocheck lets each file keep its \
              own definition. But code generated from both files has two classes of one name, and a program that uses \
              both gets one of them. A third file that refers to the name could mean either of them, and cannot be \
              checked.",
        remedy: "Define the type once, in a file of its own, and refer to it by name. If two types are meant, rename \
                 one of them, with its old name as an alias.",
        example: example!(Files "AVC404-conflicting-definitions/address-of-customer-and-order": "schemas/v1/customer.avsc", "schemas/v1/order.avsc"),
    };
    UNINHABITABLE_TYPE = {
        id: "AVC405",
        name: "uninhabitable-type",
        severity: Severity::Safe,
        summary: "No finite datum has this type: every one contains another, or a part that no value can have.",
        why: "A record that always contains itself never ends, so that producers can write nothing with it. Most \
              often a null is missing: the first comment of a thread has no parent. A union branch of such a type can \
              never be written, and no witness can be shown for what fails inside it.",
        remedy: "Make one of the references nullable, as in [\"null\", \"Comment\"], or put it into an array or a \
                 map, which may be empty.",
        example: versions!("AVC405-uninhabitable-type/comment-always-has-a-parent"),
    };
    INVALID_NAME = {
        id: "AVC406",
        name: "invalid-name",
        severity: Severity::Breaking,
        summary: "A name, a part of a namespace or a symbol is not spelled as the specification requires.",
        why: "Names consist of the letters A to Z and a to z, digits and _, do not start with a digit, and are not \
              those of primitive types (specification: Names). Java 1.12.1 and apache-avro 0.22.0 refuse a schema \
              with a dash in a field's name. fastavro 1.13.1 accepts it: a Python producer can fill a topic that no \
              Java consumer can read.",
        remedy: "Rename it, for example delivery-date to delivery_date, with the old name as an alias: any text may be \
                 an alias, though Java refuses it for types (AVC311).",
        example: versions!("AVC406-invalid-name/dashed-field"),
    };
    DUPLICATE_SYMBOL = {
        id: "AVC407",
        name: "duplicate-symbol",
        severity: Severity::Breaking,
        summary: "An enum has the same symbol twice.",
        why: "The symbols of an enum must differ (specification: Complex Types, Enums): a datum is a symbol's \
              position, and a symbol with two positions has two encodings. Java 1.12.1, apache-avro 0.22.0 and \
              fastavro 1.13.1 all refuse the schema, so that no service can use it.",
        remedy: "Remove the later one. Readers match symbols by name, so that the other symbols may change their \
                 positions.",
        example: versions!("AVC407-duplicate-symbol/carrier-listed-twice"),
    };
    INVALID_ALIAS = {
        id: "AVC408",
        name: "invalid-alias",
        severity: Severity::Breaking,
        summary: "The attribute aliases is not an array of strings.",
        why: "Aliases are a JSON array of names (specification: Aliases). Java 1.12.1 refuses a schema with \"aliases\": \
              null or \"aliases\": \"old\", whereas avro-python 1.12.1 accepts it. avrocheck ignores what is not a string \
              there, so that old data may lose their fields.",
        remedy: "Write a JSON array of strings, [\"old\"], or leave the attribute out.",
        example: versions!("AVC408-invalid-alias/alias-without-brackets"),
    };
    DUPLICATE_FIELD = {
        id: "AVC409",
        name: "duplicate-field",
        severity: Severity::Breaking,
        summary: "A record has the same field twice.",
        why: "Readers find fields by name and cannot tell the two apart. Java 1.12.1 and apache-avro 0.22.0 refuse \
              the schema. fastavro 1.13.1 accepts it, so that a Python producer can write data that the others cannot \
              read, and a Python record keeps only one of the two values.",
        remedy: "Remove one of the two, or rename it. Look for a merge that kept both sides.",
        example: versions!("AVC409-duplicate-field/currency-listed-twice"),
    };
    INVALID_UNION = {
        id: "AVC410",
        name: "invalid-union",
        severity: Severity::Breaking,
        summary: "A union has two branches of one type, or a union as a branch.",
        why: "A union holds each type once, except records, enums and fixed of different names, and no union directly \
              (specification: Complex Types, Unions). A logical type makes no difference: a date and an int are two \
              ints. Java 1.12.1 and apache-avro 0.22.0 refuse the schema; fastavro 1.13.1 accepts it, so that a \
              Python producer can write data that the others cannot read.",
        remedy: "List the branches of the inner union in the outer one. Of two branches of one type keep one, or wrap \
                 each in a record of its own name.",
        example: versions!("AVC410-invalid-union/date-and-plain-int"),
    };
    INVALID_ENUM_DEFAULT = {
        id: "AVC411",
        name: "invalid-enum-default",
        severity: Severity::Breaking,
        summary: "The default of an enum is not one of its symbols.",
        why: "The default must be one of the enum's own symbols (specification: Complex Types, Enums). Java 1.12.1, \
              apache-avro 0.22.0 and fastavro 1.13.1 all refuse the schema, so that no service can use it. avrocheck \
              counts the default as absent: unknown symbols fail (AVC103).",
        remedy: "Spell the default like one of the symbols, or add it to the symbols.",
        example: versions!("AVC411-invalid-enum-default/misspelt-default-rescues-nothing"),
    };
    DUPLICATE_ATTRIBUTE = {
        id: "AVC412",
        name: "duplicate-attribute",
        severity: Severity::Safe,
        summary: "A JSON object has the same attribute twice.",
        why: "JSON does not say which of the two counts (RFC 8259, section 4). avrocheck takes the last one, as most \
              parsers do; one that takes the first, or refuses, sees another schema. People who read the file may \
              look at the value that does not count.",
        remedy: "Keep the one that was intended. Look for a merge that kept both sides.",
        example: versions!("AVC412-duplicate-attribute/default-given-twice"),
    };
    REPEATED_DEFINITION = {
        id: "AVC413",
        name: "repeated-definition",
        severity: Severity::Breaking,
        summary: "A file defines the same name twice, with identical definitions.",
        why: "A schema may define a full name once (specification: Names). fastavro 1.13.1 refuses the schema; Java \
              1.12.1 and apache-avro 0.22.0 accept it as long as the definitions are identical. As soon as only one \
              of them is edited, the file has no clear meaning, and avrocheck cannot check it.",
        remedy: "Define the type where it is used first and refer to it by name afterwards, as in [\"null\", \
                 \"Address\"].",
        example: versions!("AVC413-repeated-definition/address-spelt-out-twice"),
    };
}
