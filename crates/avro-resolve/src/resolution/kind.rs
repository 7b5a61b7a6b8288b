//! Why data cannot be read, by the names that users know from Java.

/// Why a datum cannot be read. The names are those of Java's `SchemaCompatibility.SchemaIncompatibilityType`;
/// `DecimalScaleMismatch` is ours, because Java ignores scales.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Kind {
    NameMismatch,
    FixedSizeMismatch,
    MissingEnumSymbols,
    ReaderFieldMissingDefaultValue,
    TypeMismatch,
    MissingUnionBranch,
    DecimalScaleMismatch,
}

impl Kind {
    /// Java's name of the kind.
    pub fn java_name(self) -> &'static str {
        match self {
            Kind::NameMismatch => "NAME_MISMATCH",
            Kind::FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
            Kind::MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
            Kind::ReaderFieldMissingDefaultValue => "READER_FIELD_MISSING_DEFAULT_VALUE",
            Kind::TypeMismatch => "TYPE_MISMATCH",
            Kind::MissingUnionBranch => "MISSING_UNION_BRANCH",
            Kind::DecimalScaleMismatch => "DECIMAL_SCALE_MISMATCH",
        }
    }
}
