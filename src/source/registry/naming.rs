//! Names the subjects in a registry that local schemas belong to.

use super::schema::decoded;
use crate::model::path::file_name;
use crate::source::config::SubjectNaming;
use avro_resolve::schema::name::Name;

/// What a schema may be called in a registry, the first that is there before the others.
///
/// # Errors
/// The schema has no name that the naming asks for.
pub(super) fn names(
    naming: Option<&SubjectNaming>,
    subject: &str,
    record: Option<&Name>,
) -> Result<Vec<String>, String> {
    // A pulled directory is called as its subject is, percent-encoded.
    let decoded = decoded(subject).filter(|decoded| decoded != subject);
    let last = file_name(subject);
    let of_record =
        || record.ok_or_else(|| "is named after its record by `naming`, and has none at its root".to_owned());
    let mut names = match naming {
        None => [subject.to_owned()].into_iter().chain(decoded).chain([last.to_owned(), of_topic(last)]).collect(),
        Some(SubjectNaming::Topic) => vec![of_topic(last)],
        Some(SubjectNaming::Record) => vec![of_record()?.full().to_owned()],
        Some(SubjectNaming::TopicRecord) => vec![format!("{last}-{}", of_record()?.full())],
        Some(SubjectNaming::Template(template)) => {
            let mut name = template.replace("{file}", last).replace("{subject}", subject);
            if ["{record}", "{name}", "{namespace}"].iter().any(|word| name.contains(word)) {
                let record = of_record()?;
                name = name.replace("{record}", record.full()).replace("{name}", record.short());
                name = name.replace("{namespace}", record.namespace());
            }
            vec![name]
        }
    };
    names.dedup();
    Ok(names)
}

/// The subject of a topic's values, unless a name says already whether it is of keys or of values.
fn of_topic(name: &str) -> String {
    if name.ends_with("-key") || name.ends_with("-value") { name.to_owned() } else { format!("{name}-value") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_named_by_its_file_or_its_record() {
        let record = Name::new("Order", "shop");
        for (naming, expected) in [
            (None, vec!["sales/orders", "orders", "orders-value"]),
            (Some("topic"), vec!["orders-value"]),
            (Some("record"), vec!["shop.Order"]),
            (Some("topic-record"), vec!["orders-shop.Order"]),
            (Some("{namespace}-{name}-{file}"), vec!["shop-Order-orders"]),
            (Some("prod.{subject}"), vec!["prod.sales/orders"]),
        ] {
            let naming = naming.map(|naming| naming.parse().expect("a naming"));
            let names = names(naming.as_ref(), "sales/orders", Some(&record)).expect("it has a record");
            assert_eq!(names, expected);
        }
        assert_eq!(names(None, "orders-key", None).expect("no record is asked for"), ["orders-key"]);
        assert!(names(Some(&SubjectNaming::Record), "orders", None).is_err());
    }
}
