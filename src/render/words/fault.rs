//! Puts a mistake in one file into words, and says what to do about it where more can be said than the rule says of all.

use super::sentence::{Words, WordsPart};
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::logical::LogicalTypeMisfit;
use avro_resolve::schema::primitive::Primitive;

/// Describes a mistake in one file.
pub(super) fn fault(kind: &FaultKind, wanted: WordsPart) -> Words {
    let words = Words::of_message(wanted, || kind.to_string());
    match help(kind) {
        Some(help) => words.help(|| help),
        None => words,
    }
}

fn help(kind: &FaultKind) -> Option<String> {
    Some(match kind {
        // Its rule is about types that contain themselves.
        FaultKind::EmptyUnion => "list the types that the union can hold".to_owned(),
        FaultKind::InvalidName { what, name, instead } => other_name(what, name, instead),
        FaultKind::LeadingDot { name, is_reference: true, is_in_namespace } => {
            match name.trim_start_matches('.') {
                // Without the dot it would be another name.
                bare if *is_in_namespace && !bare.contains('.') => format!(
                    "give the type \"{bare}\" a namespace, and write its full name here: no other way to name it is understood by all"
                ),
                bare => format!("write \"{bare}\", without the dot"),
            }
        }
        FaultKind::LeadingDot { name, is_reference: false, .. } => {
            format!("write \"name\": \"{}\", \"namespace\": \"\"", name.trim_start_matches('.'))
        }
        FaultKind::DuplicateBranch { .. } => {
            "keep one of the two branches, or wrap each in a record with a name of its own".to_owned()
        }
        FaultKind::NestedUnion => "list the branches of the inner union in the outer one".to_owned(),
        FaultKind::LaxJson { what, .. } if what.starts_with("comments") => {
            "remove what follows the schema, or say it in \"doc\"".to_owned()
        }
        FaultKind::LaxJson { what, .. } if what.starts_with("control") => {
            "escape it: write \\n for a line break, \\t for a tab".to_owned()
        }
        FaultKind::LaxJson { .. } => "put a plain space there".to_owned(),
        FaultKind::MisspeltAttribute { written, meant, is_in_type } => {
            let place = if *is_in_type { " inside the type, and take it away here" } else { "" };
            format!(
                "write \"{meant}\" for \"{written}\"{place}; if another program reads \"{written}\", switch the rule off"
            )
        }
        FaultKind::DocNotText => "write the documentation in quotes, or leave it out".to_owned(),
        FaultKind::NullAsText { written } => format!("if null is meant, write null for {written}"),
        FaultKind::IgnoredLogicalType { misfit: LogicalTypeMisfit::NotText, .. } => {
            "write the name of a logical type in quotes, or leave the attribute out".to_owned()
        }
        FaultKind::IgnoredLogicalType { misfit: LogicalTypeMisfit::PrecisionNoNumber { .. }, .. } => {
            "write the number of digits as a whole number, without quotes".to_owned()
        }
        _ => return None,
    })
}

/// The name that would do, and what becomes of the old one.
fn other_name(what: &str, name: &str, valid: &str) -> String {
    if valid.is_empty() {
        let another = if name.is_empty() { "a" } else { "another" };
        return format!("give the {what} {another} name");
    }
    match what {
        "symbol" => format!(
            "write \"{valid}\"; symbols have no aliases, so that data with the old one need a \"default\" of the enum"
        ),
        _ if name.is_empty() => format!("give the {what} a name"),
        // Java refuses a type's alias that no name could be; those of primitive types it takes.
        _ if what == "field" || Primitive::from_name(name).is_some() => {
            format!("write \"{valid}\", with \"aliases\": [\"{name}\"]")
        }
        _ => format!("write \"{valid}\", with \"aliases\": [\"{name}\"], which Java refuses for a type (AVC311)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_would_do_is_shown() {
        assert_eq!(other_name("symbol", "", ""), "give the symbol a name");
        assert!(!other_name("symbol", "N/A", "N_A").contains("\"aliases\""));
        assert_eq!(other_name("field", "a-b", "a_b_2"), "write \"a_b_2\", with \"aliases\": [\"a-b\"]");
    }
}
