//! AVC5xx: what happens to versions after their release.

use super::{Example, ExampleFile, Rule, Severity};

rules! {
    /// AVC505.
    SUBJECT_REMOVED = Rule {
        id: "AVC505",
        name: "subject-removed",
        severity: Severity::Dangerous,
        summary: "A schema that is edited in place is there no more.",
        why: "Data that were written with it may lie in topics and archives for years, and whoever has to read them looks \
              for the schema here. Other schemas cannot be compared with it any more either. Retiring a topic is fine, \
              but it is worth a second look.",
        remedy: "Put it back while data of it exist. If it was renamed and rewritten in one change, rename it in one \
                 commit and rewrite it in the next, so that it is known as the same.",
        example: Example::Since(&[ExampleFile {
            name: "main:schemas/refund.avsc, which is removed",
            text: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/revisions/AVC505-subject-removed/refunds-are-retired/before/schemas/refund.avsc"
            )),
        }]),
    };
}
