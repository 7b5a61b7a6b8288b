//! AVC3xx: implementations read the data differently (measured: Java 1.12.1, apache-avro 0.22.0, fastavro 1.13.1).

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
              throws, fastavro 1.13.1 takes the alias and apache-avro 0.22.0 the name. Where the reader uses the old \
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
}
