//! Follows the references of a schema, over all levels.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::Error;
use super::limits;
use super::model::{Reference, Registered, SubjectVersion};

/// Everything that a schema refers to, each once, after what it refers to itself. The order does not depend on the order of the
/// references in the answers.
/// `of` is the version with these references, if it is known.
pub(crate) fn closure(
    of: Option<&SubjectVersion>,
    references: &[Reference],
    read: impl Fn(&SubjectVersion) -> Result<Arc<Registered>, Error>,
) -> Result<Vec<Arc<Registered>>, Error> {
    let path = of.cloned().into_iter().collect();
    let mut walk = Walk { read, found: Vec::new(), done: BTreeSet::new(), path };
    walk.follow(references)?;
    Ok(walk.found)
}

struct Walk<F> {
    read: F,
    found: Vec<Arc<Registered>>,
    done: BTreeSet<SubjectVersion>,
    /// From the first schema to the one whose references are followed.
    path: Vec<SubjectVersion>,
}

impl<F: Fn(&SubjectVersion) -> Result<Arc<Registered>, Error>> Walk<F> {
    fn follow(&mut self, references: &[Reference]) -> Result<(), Error> {
        let targets: BTreeSet<&SubjectVersion> = references.iter().map(|reference| &reference.target).collect();
        for target in targets {
            if let Some(from) = self.path.iter().position(|before| before == target) {
                let mut path = self.path.split_off(from);
                path.push(target.clone());
                return Err(Error::ReferenceCycle { path });
            }
            if self.done.contains(target) {
                continue;
            }
            let of = || self.path.first().unwrap_or(target).clone();
            if self.path.len() > limits::REFERENCE_LEVELS {
                return Err(Error::TooDeepReferences { of: of(), most: limits::REFERENCE_LEVELS });
            }
            if self.done.len() == limits::REFERENCES {
                return Err(Error::TooManyReferences { of: of(), most: limits::REFERENCES });
            }
            self.done.insert(target.clone());
            let registered = (self.read)(target)?;
            self.path.push(target.clone());
            self.follow(&registered.schema.references)?;
            self.path.pop();
            self.found.push(registered);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::{SchemaId, SchemaKind, SchemaText};

    fn registered(name: &str, references: &[&str]) -> Registered {
        let reference = |name: &&str| Reference { name: (*name).to_owned(), target: SubjectVersion::new(*name, 1) };
        let references = references.iter().map(reference).collect();
        Registered {
            of: SubjectVersion::new(name, 1),
            id: SchemaId::Number(1),
            schema: SchemaText { kind: SchemaKind::Avro, text: String::new(), references },
            properties: BTreeMap::new(),
        }
    }

    fn names(graph: &[(&str, &[&str])]) -> Result<Vec<String>, Error> {
        let read = |of: &SubjectVersion| {
            let (name, references) = graph.iter().find(|(name, _)| *name == of.subject).expect("it is in the graph");
            Ok(Arc::new(registered(name, references)))
        };
        let first = registered(graph[0].0, graph[0].1);
        let found = closure(Some(&first.of), &first.schema.references, read)?;
        Ok(found.iter().map(|schema| schema.of.subject.clone()).collect())
    }

    #[test]
    fn each_is_after_what_it_needs_whatever_the_order() {
        let graph: [(&str, &[&str]); 4] = [("a", &["b", "d", "c"]), ("b", &["c", "d"]), ("c", &["d"]), ("d", &[])];
        assert_eq!(names(&graph).expect("no cycle"), ["d", "c", "b"]);
        let other: [(&str, &[&str]); 4] = [("a", &["d", "c", "b"]), ("b", &["d", "c"]), ("c", &["d"]), ("d", &[])];
        assert_eq!(names(&other).expect("no cycle"), ["d", "c", "b"]);
    }

    #[test]
    fn a_cycle_is_named() {
        let error = names(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])]).expect_err("b needs itself");
        assert_eq!(
            error.to_string(),
            "the references form a cycle: b@1 refers to c@1 refers to b@1; register a version without it"
        );
        assert!(matches!(names(&[("a", &["a"])]), Err(Error::ReferenceCycle { .. })));
    }

    #[test]
    fn levels_and_schemas_are_bounded() {
        let endless = |of: &SubjectVersion| Ok(Arc::new(registered(&of.subject, &[&format!("{}x", of.subject)])));
        let references = |names: &[&str]| registered("a", names).schema.references;
        let error = closure(None, &references(&["b"]), endless).expect_err("it does not end");
        assert!(matches!(error, Error::TooDeepReferences { .. }), "{error}");

        let many: Vec<String> = (0..=limits::REFERENCES).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let read = |of: &SubjectVersion| Ok(Arc::new(registered(&of.subject, &[])));
        let error = closure(None, &references(&many), read).expect_err("too many");
        assert!(matches!(error, Error::TooManyReferences { .. }), "{error}");
    }
}
