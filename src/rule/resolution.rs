//! AVC1xx: what keeps data from being read (specification: Schema Resolution).

use super::row::*;
use avro_resolve::resolution::FailureKind;

rules! {
    Family::Resolution;

    MISSING_DEFAULT = {
        id: "AVC101",
        name: "missing-default",
        severity: Severity::Breaking,
        kinds: &[FailureKind::ReaderFieldMissingDefaultValue],
        summary: "The reader has a field that the writer lacks, and the field has no default.",
        why: "A reader fills a field that was not written with its default. Without one it cannot read a single datum \
              of that record: consumers that upgrade stop at the first old message.",
        remedy: "Give the field a default of its type, or make it nullable: \"type\": [\"null\", \"string\"], \
                 \"default\": null. If the field was renamed, name the old one in \"aliases\". A default that does \
                 not fit its type counts as absent.",
        example: versions!("AVC101-missing-default/order-gains-currency"),
    };
    TYPE_MISMATCH = {
        id: "AVC102",
        name: "type-mismatch",
        severity: Severity::Breaking,
        kinds: &[FailureKind::TypeMismatch],
        summary: "The writer's type cannot be promoted to the reader's type.",
        why: "A reader takes another type only by promotion: int to long, float or double; long to float or double; \
              float to double; string to bytes and back (specification: Schema Resolution). Anything else stops the \
              reader at the first datum that reaches the place, even if the value would fit. Only the decoder of \
              apache-avro 0.22.0 looks at the value and reads a long of 5 as an int; Java 1.12.1 and fastavro 1.13.1 \
              do not.",
        remedy: "Keep the type, or widen it along a promotion. For any other change add a field of the new type under \
                 a new name, with a default, and keep writing the old one until nobody reads it.",
        example: versions!("AVC102-type-mismatch/amount-long-to-int"),
    };
    MISSING_ENUM_SYMBOL = {
        id: "AVC103",
        name: "missing-enum-symbol",
        severity: Severity::Breaking,
        kinds: &[FailureKind::MissingEnumSymbols],
        summary: "The writer's enum has a symbol that the reader's enum lacks, and the reader's enum has no default.",
        why: "A reader that meets an unknown symbol takes the default of its enum; without one the datum fails \
              (specification: Schema Resolution). The default of the field does not help: it fills a missing field, \
              never a symbol. A removed symbol stops upgraded readers at old data, an added one stops old readers at \
              new data, and symbols that differ only in case are different symbols.",
        remedy: "Keep the symbol, or give the reader's enum a default, one of its symbols, beside \"symbols\". Give \
                 every new enum one from the start: a reader in production only has the default that it was built \
                 with.",
        example: versions!("AVC103-missing-enum-symbol/returned-removed"),
    };
    NAME_MISMATCH = {
        id: "AVC104",
        name: "name-mismatch",
        severity: Severity::Breaking,
        kinds: &[FailureKind::NameMismatch],
        summary: "A record, enum or fixed has another name, and no alias in the reader names the old one.",
        why: "Named types match if their names without namespace are equal, or if an alias of the reader's type is \
              the writer's full name (specification: Schema Resolution, Aliases). Java 1.12.1 and fastavro 1.13.1 \
              stop at the first datum of a renamed enum or fixed. A renamed record stops fastavro and Java's checker, \
              whereas Java's decoder reads it: a test that only decodes does not notice.",
        remedy: "Name the old type in the new one: \"aliases\": [\"OldName\"], or the full name if the namespace \
                 changed as well, because an alias without a dot belongs to the namespace of its type. Aliases help \
                 new readers only; where old readers must read new data, keep the name.",
        example: versions!("AVC104-name-mismatch/customer-to-client"),
    };
    FIXED_SIZE_MISMATCH = {
        id: "AVC105",
        name: "fixed-size-mismatch",
        severity: Severity::Breaking,
        kinds: &[FailureKind::FixedSizeMismatch],
        summary: "A fixed type has another size.",
        why: "A fixed is written as bare bytes without a length, and matches only a fixed of the same size \
              (specification: Schema Resolution). Java 1.12.1, apache-avro 0.22.0 and fastavro 1.13.1 all stop at the \
              first datum.",
        remedy: "Keep the size. For longer or shorter values add a field under a new name, with a fixed type of a new \
                 name, or with bytes, which carry their length.",
        example: versions!("AVC105-fixed-size-mismatch/digest-lengthened"),
    };
    MISSING_UNION_BRANCH = {
        id: "AVC106",
        name: "missing-union-branch",
        severity: Severity::Breaking,
        kinds: &[FailureKind::NameMismatch, FailureKind::TypeMismatch, FailureKind::MissingUnionBranch],
        summary: "The writer can write a type that no branch of the reader accepts.",
        why: "A union is resolved by the branch that was written (specification: Schema Resolution). The other \
              branches can still be read, so that tests may pass until the first datum of the lost branch stops the \
              reader. Most often a nullable field became required: every null that was written fails, and a default \
              does not help, because the field was written. apache-avro 0.22.0 answers Ok(Partial) to such a pair, \
              which passes is_ok().",
        remedy: "Keep the branch in the reader. To remove it, first stop writing it, and wait until no data with it \
                 are left. Instead of making a nullable field required, let the application insist on a value.",
        example: versions!("AVC106-missing-union-branch/email-no-longer-nullable"),
    };
    DECIMAL_SCALE_CHANGED = {
        id: "AVC107",
        name: "decimal-scale-changed",
        severity: Severity::Breaking,
        kinds: &[FailureKind::DecimalScaleMismatch],
        summary: "Two decimals have different scales.",
        why: "The scale is not written with the number: 1.25 at scale 4 is the integer 12500, which at scale 2 means \
              125.00. The specification therefore asks for equal scales (Schema Resolution), and apache-avro 0.22.0 \
              refuses the pair. Java 1.12.1 ignores the scale: its checker accepts the pair and its decoder leaves \
              the bytes as they are, so that consumers calculate with wrong amounts and see no error; so do those of Spark 4.2.0 \
              (spark-avro 4.2.0) and hamba/avro 2.31.0. fastavro 1.13.1 \
              reads with the writer's scale, but refuses to write the value with the new one.",
        remedy: "Keep the scale. For another one add a field under a new name, write both for a while, and convert in \
                 the application.",
        example: versions!("AVC107-decimal-scale-changed/price-four-digits-to-two"),
    };
    DECIMAL_PRECISION_CHANGED = {
        id: "AVC108",
        name: "decimal-precision-changed",
        severity: Severity::Dangerous,
        summary: "Two decimals have the same scale and different precisions.",
        why: "The bytes mean the same number at any precision, and Java 1.12.1 and fastavro 1.13.1 read it exactly. \
              So the pair counts as readable here, although the specification asks for equal precisions (Schema \
              Resolution) and the checker of apache-avro 0.22.0 refuses it, widened or narrowed. A narrowed reader \
              meets numbers with more digits than it declares: fastavro reads them, but refuses to write them again.",
        remedy: "Keep the precision where Rust services check the data. Otherwise widen, never narrow, and upgrade \
                 readers before the first longer number is written.",
        example: versions!("AVC108-decimal-precision-changed/balance-narrowed"),
    };
}
