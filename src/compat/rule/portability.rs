//! AVC3xx: what implementations read differently (measured: Java 1.12.1, apache-avro 0.22.0, fastavro 1.13.1).

use super::{Example, Rule, Severity};

rules! {
    /// AVC302.
    AMBIGUOUS_ALIAS = Rule {
        id: "AVC302",
        name: "ambiguous-alias",
        severity: Severity::Breaking,
        summary: "A field's alias competes with a name or another alias, and implementations disagree on who wins.",
        why: "An alias gives a field of the writer another name for the reader (specification: Aliases); nothing says \
              what happens where two fields then have a claim. Where the writer has both names, Java 1.12.1 throws, \
              fastavro 1.13.1 takes the alias and apache-avro 0.22.0 the name. Where the reader uses the old name for \
              a new field, Java gives the value to the alias, fastavro gives it to the new field, and apache-avro \
              refuses the schema: values land in the wrong field, and nobody sees an error.",
        remedy: "Use no old name for a new field, and let at most one field claim an old name. Remove an alias when \
                 data with the old name are no longer read.",
        example: example!("AVC302-ambiguous-alias/old-name-used-again"),
    };
    /// AVC303.
    AMBIGUOUS_BRANCH = Rule {
        id: "AVC303",
        name: "ambiguous-branch",
        severity: Severity::Dangerous,
        summary: "Several branches of the reader's union match, and implementations pick different ones.",
        why: "The specification takes the first branch that matches, and a promotion counts as a match (Schema \
              Resolution); Java 1.12.1 prefers the same type and the same full name, and so does avrocheck. Read as \
              [\"double\", \"long\"], the long 9007199254740993 stays what it is in Java and apache-avro 0.22.0, and \
              becomes the double 9007199254740992 in fastavro 1.13.1. Of two records with the same name in different \
              namespaces fastavro takes the first, and fails where that one has a required field more.",
        remedy: "List a type before the types that it promotes to: [\"long\", \"double\"]. Give the records of a union \
                 different names, not only different namespaces.",
        example: example!("AVC303-ambiguous-branch/long-behind-double"),
    };
    /// AVC304.
    APACHE_AVRO_DIFFERS = Rule {
        id: "AVC304",
        name: "apache-avro-differs",
        severity: Severity::Safe,
        summary: "The Rust crate apache-avro reads these records differently.",
        why: "Only Rust services are hurt. The checker of apache-avro 0.22.0 honours the alias of a field, but its \
              decoder does not: a renamed field silently takes its default, and fails without one. The checker ignores \
              the aliases of types and compares references by name only, so that it refuses pairs that can be read and \
              accepts some that cannot.",
        remedy: "If Rust services read the data, keep the old names, or add the new field beside the old one and write \
                 both.",
        example: example!("AVC304-apache-avro-differs/renamed-field-with-default"),
    };
}
