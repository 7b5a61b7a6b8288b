//! AVC3xx: implementations read the data differently (measured: Java 1.12.1, apache-avro 0.22.0, fastavro 1.13.1; engines in
//! `Implementation::release`).

use super::row::*;

rules! {
    Family::Portability;

    JAVA_UNION_NAMESPACE = {
        id: "AVC301",
        name: "java-union-namespace",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "An enum or fixed of another namespace is read into a union; Java's decoder throws.",
        why: "Named types match by their unqualified names, so that Java's checker, and with it the Confluent \
              registry, accepts the pair. The decoder of Java 1.12.1 does not: in a union it looks for the full name \
              of an enum or fixed, finds none, and throws at the first datum. (It does not look if both sides are \
              unions of the same branches.) Other implementations read it.",
        remedy: "Name the old type in full in the new one: \"aliases\": [\"old.namespace.Name\"]. Or keep the \
                 namespace.",
        example: versions!("AVC301-java-union-namespace/status-becomes-nullable"),
    };
    AMBIGUOUS_ALIAS = {
        id: "AVC302",
        name: "ambiguous-alias",
        severity: Severity::Breaking,
        summary: "A field's alias competes with a name or another alias, and implementations disagree on which one \
                  wins.",
        why: "An alias gives a field of the writer another name for the reader (specification: Aliases); it does not \
              say what happens where two fields claim the same name. Where the writer has both names, Java 1.12.1 \
              throws (so does Spark 4.2.0), fastavro 1.13.1 takes the alias, apache-avro 0.22.0 the name, and hamba/avro \
              2.31.0 one or the other by the order of the writer's fields. Where the reader uses the old \
              name for a new field, Java gives the value to the alias, fastavro gives it to the new field, and \
              apache-avro refuses the schema: values land in the wrong field, and nobody sees an error.",
        remedy: "Use no old name for a new field, and let at most one field claim an old name. Remove an alias when \
                 data with the old name are not read any more.",
        example: versions!("AVC302-ambiguous-alias/old-name-used-again"),
    };
    AMBIGUOUS_BRANCH = {
        id: "AVC303",
        name: "ambiguous-branch",
        severity: Severity::Dangerous,
        summary: "Several branches of the reader's union match, and implementations pick different ones.",
        why: "The specification takes the first branch that matches, and a promotion counts as a match (Schema \
              Resolution); Java 1.12.1 prefers the same type and the same full name, and so does avrocheck. Read as \
              [\"double\", \"long\"], the long 9007199254740993 stays what it is in Java and apache-avro 0.22.0, and \
              becomes the double 9007199254740992 in fastavro 1.13.1. Of two records with the same name in different \
              namespaces fastavro takes the first, and fails where that one has an additional required field.",
        remedy: "List a type before the types that it promotes to: [\"long\", \"double\"]. Give the records of a \
                 union different names, not only different namespaces.",
        example: versions!("AVC303-ambiguous-branch/long-behind-double"),
    };
    APACHE_AVRO_DIFFERS = {
        id: "AVC304",
        name: "apache-avro-differs",
        severity: Severity::Dangerous,
        concerns: &[Implementation::Rust],
        summary: "The Rust crate apache-avro reads these records differently.",
        why: "Only Rust services are affected. The checker of apache-avro 0.22.0 honours the alias of a field, but \
              its decoder does not: a renamed field silently takes its default, and fails without one. The checker \
              ignores the aliases of types and compares references by name only, so that it refuses some pairs that \
              can be read and accepts some that cannot.",
        remedy: "If Rust services read the data, keep the old name, or the old logical type, or add the new field \
                 beside the old one and write both.",
        example: versions!("AVC304-apache-avro-differs/renamed-field-with-default"),
    };
    JAVA_ALIAS_NAMESPACE = {
        id: "AVC305",
        name: "java-alias-namespace",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "A record's namespace changed and a field of it was renamed by alias; Java's decoder ignores that \
                  alias.",
        why: "Java 1.12.1 applies the aliases of fields only to a record that it finds by full name or by an alias of \
              the record. Its checker, and with it the Confluent registry, matches unqualified names and accepts the \
              pair; its decoder then misses the renamed field and throws, or silently takes the default.",
        remedy: "Name the old record in full in the new one: \"aliases\": [\"old.namespace.Name\"]. Then the field's \
                 alias is found as well.",
        example: versions!("AVC305-java-alias-namespace/mail-renamed-in-new-namespace"),
    };
    JAVA_DEFAULT_REWRITTEN = {
        id: "AVC306",
        name: "java-default-rewritten",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "A default in the writer gives a value to a field that the reader renames by alias; Java's decoder \
                  throws.",
        why: "Java 1.12.1 applies aliases by rewriting the writer's schema with the reader's names, and does not \
              rewrite the defaults in it. A default that gives a value to the old field name does not fit the \
              rewritten record, and the decoder throws before the first datum, although the default is not even \
              needed. The checker, and with it the Confluent registry, accepts the pair.",
        remedy: "Keep the field's name. Or remove the default in a version of its own before the rename.",
        example: versions!("AVC306-java-default-rewritten/box-with-default"),
    };
    JAVA_ARRAY_DEFAULT = {
        id: "AVC307",
        name: "java-array-default",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "A field that was not written takes the default [] of a union; Java's decoder throws.",
        why: "An empty array is a valid default for a union with an array as its first branch. The fast reader of \
              Java 1.12.1, which is used unless the property org.apache.avro.fastread switches it off, makes an array \
              of the whole union for it, and throws (Not an array). Its checker, and with it the Confluent registry, \
              accepts the pair.",
        remedy: "Make the field a plain array with the default [], or put \"null\" first with the default null.",
        example: versions!("AVC307-java-array-default/tags-added"),
    };
    FASTAVRO_LOGICAL_TYPE = {
        id: "AVC308",
        name: "fastavro-logical-type",
        severity: Severity::Dangerous,
        concerns: &[Implementation::Python],
        summary: "A logical type changed; fastavro uses the writer's, the others use the reader's.",
        why: "fastavro 1.13.1 converts a value by the writer's logical type and leaves it like that: a decimal read \
              as bytes stays a Decimal, a timestamp in milliseconds a datetime. The value is right, but not of the \
              type that the reader's schema promises, and writing it again fails or rescales it. Java 1.12.1 uses the \
              reader's schema.",
        remedy: "Keep the logical type. In Python, convert after reading, or give no reader's schema and convert \
                 yourself.",
        example: versions!("AVC308-fastavro-logical-type/amount-becomes-bytes"),
    };
    JAVA_ALIASES = {
        id: "AVC309",
        name: "java-aliases",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "Java's decoder applies an alias where it is not meant, and throws or reads another value.",
        why: "Before it reads, the decoder of Java 1.12.1 rewrites the whole writer's schema by all aliases of the \
              reader, and then once more. A type that is still in use under its old name is renamed as well; two \
              branches or two fields may end up with one name; a renamed field may be renamed again. The decoder then \
              throws, or reads a value as another type. Its checker, and with it the Confluent registry, looks at each \
              place by itself and accepts the pair.",
        remedy: "Let an alias name only what is gone: use neither an old name of a type elsewhere in the schema nor one \
                 alias for two types, and do not rename in a chain.",
        example: versions!("AVC309-java-aliases/merge"),
    };
    JAVA_DEFAULT_BRANCH = {
        id: "AVC310",
        name: "java-default-branch",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "Java's decoder takes the default of a later branch of a union for an earlier one.",
        why: "Since Avro 1.12 the default of a union may be of any branch. The decoder of Java 1.12.1 takes the first \
              branch that the JSON could be of at a glance: a record, enum, array or map for anything, a fixed for any \
              text, a number for any number. For [record, \"null\"] with the default null it throws, for [\"int\", \
              \"long\"] with the default 5000000000 it fills in 705032704, and for [map, \"null\"] an empty map. Its \
              checker, and with it the Confluent registry, accepts the pair.",
        remedy: "Put the branch of the default first. Old data stay readable, because branches match by type, not by \
                 position.",
        example: versions!("AVC310-java-default-branch/record-before-null"),
    };
    JAVA_TYPE_ALIAS = {
        id: "AVC311",
        name: "java-type-alias",
        severity: Severity::Dangerous,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "An alias of a type is not a valid name, and Java refuses it.",
        why: "Any text may be an alias: aliases are how a name that should never have been is repaired (specification: \
              Aliases). fastavro 1.13.1 and avro-python 1.12.1 accept it. Java 1.12.1 accepts it for a field, and \
              refuses the schema where it is the alias of a type.",
        remedy: "Where Java reads, leave the alias out of the schema that Java uses; without it Java finds the type of \
                 a record outside of unions all the same.",
        example: versions!("AVC311-java-type-alias/dash-in-namespace-and-name"),
    };
    ALIAS_OF_ITSELF = {
        id: "AVC312",
        name: "alias-of-itself",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "A field has its own name as an alias, and Java's checker throws.",
        why: "Java's checker, and with it the Confluent registry, looks for the writer's field by name and by each \
              alias, finds the same field twice, and throws (matches multiple fields) instead of giving an answer. \
              Nobody else minds, Java's decoder included.",
        remedy: "Remove the alias: it says nothing.",
        example: versions!("AVC312-alias-of-itself/email-is-email"),
    };
    JAVA_RECURSIVE_DEFAULT = {
        id: "AVC313",
        name: "java-recursive-default",
        severity: Severity::Breaking,
        concerns: &[Implementation::Java, Implementation::Confluent],
        summary: "A default contains a record that is still being defined, and Java's parser throws.",
        why: "Java 1.12.1 checks a default as soon as it has read the field. If the default contains the record that \
              the field is in, that record has no fields yet, and the parser throws (Schema fields not set yet). \
              fastavro 1.13.1 and avro-python 1.12.1 accept the schema.",
        remedy: "Use a default that ends before the record: null, {} or [].",
        example: versions!("AVC313-java-recursive-default/node-with-one-child"),
    };
    USED_BEFORE_DEFINITION = {
        id: "AVC314",
        name: "used-before-definition",
        severity: Severity::Breaking,
        concerns: &[Implementation::Python],
        summary: "A name is used before the schema defines it.",
        why: "A name must be defined before it is used, in the order of the text (specification: Names). Java 1.12.1 \
              accepts it all the same; fastavro 1.13.1 and avro-python 1.12.1 refuse the schema.",
        remedy: "Define the type at its first use, and refer to it by name afterwards.",
        example: versions!("AVC314-used-before-definition/kind-defined-below"),
    };
    FOUND_IN_NO_NAMESPACE = {
        id: "AVC315",
        name: "found-in-no-namespace",
        severity: Severity::Breaking,
        concerns: &[Implementation::Python],
        summary: "A name without a namespace is used inside a namespace for a type of no namespace.",
        why: "A name without dots belongs to the namespace around it, and there is no way to name a type of no \
              namespace from inside one (specification: Names). Java 1.12.1 looks in no namespace where it finds \
              nothing else, and avrocheck does too; fastavro 1.13.1 refuses the schema.",
        remedy: "Give the type a namespace.",
        example: versions!("AVC315-found-in-no-namespace/address-without-namespace"),
    };
    JSON_COMMENT = {
        id: "AVC316",
        name: "json-comment",
        severity: Severity::Breaking,
        concerns: &[Implementation::Python],
        summary: "A schema has a comment.",
        why: "JSON has no comments (RFC 8259). Java 1.12.1 accepts those before and inside a schema; fastavro 1.13.1 \
              and avro-python 1.12.1, which use the JSON parser of Python, refuse the file.",
        remedy: "Say it in \"doc\".",
        example: versions!("AVC316-json-comment/remark-beside-a-field"),
    };
    WRAPPED_NAME = {
        id: "AVC317",
        name: "wrapped-name",
        severity: Severity::Breaking,
        concerns: &[Implementation::Python],
        summary: "An object is only a wrapper around the name of a type.",
        why: "A type that is defined elsewhere is written as its name, a JSON string (specification: Schema \
              Declaration); the \"type\" of an object is one of the specification's own types. Java 1.12.1 accepts an object \
              around a name; fastavro 1.13.1 and avro-python 1.12.1 refuse the schema.",
        remedy: "Write the name in the place of the object: \"type\": \"Color\", \"items\": \"Color\".",
        example: versions!("AVC317-wrapped-name/color-in-an-object"),
    };
    ENGINE_REFUSES_SCHEMA = {
        id: "AVC318",
        name: "engine-refuses-schema",
        severity: Severity::Breaking,
        concerns: &[
            Implementation::Spark,
            Implementation::Sail,
            Implementation::DuckDb,
            Implementation::Polars,
            Implementation::Go,
        ],
        activation: Activation::Assumed,
        summary: "An engine cannot read files of this schema.",
        why: "Measured with files of each type. Spark 4.2.0 (spark-avro 4.2.0), Sail 0.7.2 and polars 2.1.0 read \
              nothing but records; they and DuckDB 1.5.5 read none that contain themselves. Fields that differ in \
              upper and lower case only are refused by Spark and DuckDB; decimals of more than 38 digits by Spark, \
              polars and, in a fixed, DuckDB, of more than 76 by Sail; unions but of null and one other type by \
              Sail and polars; time-micros by Spark; enums, time-millis and timestamps in nanoseconds by Sail; \
              local-timestamp-micros and -nanos by DuckDB; durations by Sail, DuckDB and polars. polars also fails \
              or panics at a type that is used again by its name, a map, null as a type, an enum that is not the \
              type of a column, and a default other than null and []. hamba/avro 2.31.0 refuses a default that is \
              not of the first branch of its union.",
        remedy: "Use what the engine reads (the book has a table), or give it columns: avrocheck deserialize --to \
                 parquet. A string is read where an enum is not.",
        example: versions!("AVC318-engine-refuses-schema/status-becomes-enum"),
    };
    ENGINE_DROPS_LOGICAL_TYPE = {
        id: "AVC319",
        name: "engine-drops-logical-type",
        severity: Severity::Dangerous,
        concerns: &[
            Implementation::Spark,
            Implementation::Sail,
            Implementation::DuckDb,
            Implementation::Polars,
            Implementation::Go,
        ],
        activation: Activation::Assumed,
        summary: "An engine reads the plain value below a logical type.",
        why: "Who does not know a logical type reads the type below it (specification: Logical Types): a column of \
              whole numbers where a time is meant, or of bytes where a number is meant, with no error. Spark 4.2.0 \
              (spark-avro 4.2.0) does so with time-millis, timestamps in nanoseconds, a uuid in a fixed and duration; \
              Sail 0.7.2 with every uuid, which becomes bytes; DuckDB 1.5.5 with a decimal in bytes; polars 2.1.0 \
              and hamba/avro 2.31.0 with timestamps in nanoseconds and a uuid in a fixed; all of them with \
              big-decimal.",
        remedy: "Use a logical type that the engine knows, such as timestamp-micros, or a decimal in a fixed. Or \
                 convert the column where it is read.",
        example: versions!("AVC319-engine-drops-logical-type/time-in-nanoseconds"),
    };
    ENGINE_IGNORES_READER = {
        id: "AVC320",
        name: "engine-ignores-reader",
        severity: Severity::Dangerous,
        concerns: &[Implementation::Sail, Implementation::DuckDb, Implementation::Polars],
        activation: Activation::Assumed,
        summary: "An engine reads with the writer's schema alone, and what it reads is not what the reader's schema says.",
        why: "Sail 0.7.2 takes the option avroSchema and ignores it without a word; DuckDB 1.5.5 and polars 2.1.0 have \
              none. They read the columns of each file as they were written: a renamed field has its old name, a \
              new field with a default is missing, a removed one is there, and a symbol that the reader replaces by \
              a default stays.",
        remedy: "Read the files through the newest schema first: avrocheck deserialize --reader v2.avsc --to parquet. \
                 Or rename, fill in and drop columns in the query.",
        example: versions!("AVC320-engine-ignores-reader/title-renamed"),
    };
}
