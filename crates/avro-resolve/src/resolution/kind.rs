//! Why data cannot be read, by the names that users know from Java.

/// Why a datum cannot be read. The names are those of Java's `SchemaCompatibility.SchemaIncompatibilityType`;
/// `DecimalScaleMismatch` is ours, because Java ignores scales.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum FailureKind {
    NameMismatch,
    FixedSizeMismatch,
    MissingEnumSymbols,
    ReaderFieldMissingDefaultValue,
    TypeMismatch,
    MissingUnionBranch,
    DecimalScaleMismatch,
}

impl FailureKind {
    /// Java's name of the kind.
    pub fn java_name(self) -> &'static str {
        match self {
            FailureKind::NameMismatch => "NAME_MISMATCH",
            FailureKind::FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
            FailureKind::MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
            FailureKind::ReaderFieldMissingDefaultValue => "READER_FIELD_MISSING_DEFAULT_VALUE",
            FailureKind::TypeMismatch => "TYPE_MISMATCH",
            FailureKind::MissingUnionBranch => "MISSING_UNION_BRANCH",
            FailureKind::DecimalScaleMismatch => "DECIMAL_SCALE_MISMATCH",
        }
    }
}
