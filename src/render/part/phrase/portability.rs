//! What implementations do otherwise in, sentences out; each names the version that was measured.

use crate::render::part::phrase::hazard::name;
use crate::render::part::phrase::{Newer, Sides};
use avro_resolve::resolution::locate::{Portability, Rescue};

/// Who does what.
pub(crate) fn message(portability: &Portability, Sides { writer: w, reader: r }: Sides<'_>) -> String {
    match portability {
        Portability::JavaUnionNamespace { writer, reader } => format!(
            "{w} wrote a \"{writer}\", the union of {r} has a \"{reader}\": Java's checker agrees, but the decoder of Java 1.12.1 throws"
        ),
        Portability::JavaAliasNamespace { record, field, claimed, rescue: Rescue::Nothing } => format!(
            "the namespace of \"{record}\" changed, so that the decoder of Java 1.12.1 does not find \"{claimed}\" by the alias of \"{field}\", and throws"
        ),
        Portability::JavaAliasNamespace { record, field, claimed, rescue: Rescue::Default } => format!(
            "the namespace of \"{record}\" changed, so that the decoder of Java 1.12.1 does not find \"{claimed}\" by the alias of \"{field}\", and takes the default"
        ),
        Portability::JavaDefaultRewritten { field, renamed } => format!(
            "the default of \"{field}\" of {w} spells out \"{renamed}\", which an alias of {r} renames: the decoder of Java 1.12.1 throws"
        ),
        Portability::JavaArrayDefault { field } => {
            format!(
                "the default [] of \"{field}\" is an array in a union: the decoder of Java 1.12.1 throws where {w} did not write it"
            )
        }
        Portability::FastavroLogicalType { writer, reader } => {
            let reader = reader.map_or_else(|| "a plain value".to_owned(), name);
            format!("fastavro 1.13.1 reads the {} of {w}, where {r} asks for {reader}", name(*writer))
        }
    }
}

/// The same in the few words that fit beside the source line.
pub(crate) fn label(portability: &Portability, sides: Sides<'_>) -> String {
    match portability {
        Portability::JavaUnionNamespace { writer, .. } => {
            format!("the decoder of Java 1.12.1 finds no \"{writer}\" here")
        }
        Portability::JavaAliasNamespace { rescue: Rescue::Nothing, .. } => {
            "Java 1.12.1 ignores the alias, and throws".to_owned()
        }
        Portability::JavaAliasNamespace { rescue: Rescue::Default, .. } => {
            "Java 1.12.1 ignores the alias, and takes the default".to_owned()
        }
        Portability::JavaDefaultRewritten { .. } => {
            "Java 1.12.1 renames the field in the writer's schema, and throws".to_owned()
        }
        Portability::JavaArrayDefault { .. } => "Java 1.12.1 throws where it fills this in".to_owned(),
        Portability::FastavroLogicalType { writer, .. } => {
            format!("fastavro 1.13.1 still reads {} of {}", name(*writer), sides.writer)
        }
    }
}

/// What the writer's side looks like, where the frame should show it too.
pub(crate) fn writer_label(portability: &Portability, w: &str) -> Option<String> {
    match portability {
        Portability::JavaDefaultRewritten { renamed, .. } => {
            Some(format!("the default of {w} spells out \"{renamed}\""))
        }
        Portability::JavaUnionNamespace { .. }
        | Portability::JavaAliasNamespace { .. }
        | Portability::JavaArrayDefault { .. }
        | Portability::FastavroLogicalType { .. } => None,
    }
}

/// What to do, where more can be said than the rule says of all.
pub(crate) fn fix(
    portability: &Portability,
    newer: Newer,
    Sides { writer: w, reader: r }: Sides<'_>,
) -> Option<String> {
    let (Portability::JavaUnionNamespace { writer, .. } | Portability::JavaAliasNamespace { record: writer, .. }) =
        portability
    else {
        return None;
    };
    Some(match newer {
        Newer::Reader => format!("add \"aliases\": [\"{writer}\"] to the type in {r}"),
        Newer::Writer => format!("keep the namespace in {w}: an alias helps new readers only, and {r} is released"),
    })
}
