//! Finds out what all schemas of a run use, before each is linked with all that it uses.

use std::sync::Arc;

use avro_resolve::schema::link::Library;

use super::History;
use crate::model::input::Problem;
use crate::model::limits;
use crate::model::text::grouped;

impl History {
    /// Why the schemas are too much to be parsed together, if they are.
    pub(crate) fn is_too_much_together(&self) -> Option<Problem> {
        let all: u64 = (0..self.sources.len() as u32).map(|file| self.sources[file].text.len() as u64).sum();
        let most = limits::TOGETHER_BYTES.most;
        (all > most).then(|| {
            Problem::of_run(format!(
                "the schemas have {} bytes, and the limit for those that are parsed together is {}; check parts of them by themselves",
                grouped(all),
                grouped(most)
            ))
        })
    }

    /// Why the schemas use too much, counted for each schema, if they do.
    pub(crate) fn uses_too_much(&self, library: &Arc<Library>) -> Option<Problem> {
        let size = |file: u32| self.sources[file].text.len() as u64;
        let all: u64 = (0..self.unversioned.end).map(size).sum();
        let limit = limits::LINKED.most + limits::LINKED_A_BYTE.most * all;
        let mut used = 0;
        let moments =
            self.subjects.iter().flat_map(|subject| subject.moments.iter().map(move |moment| (subject, moment)));
        for (subject, moment) in moments.filter(|(_, moment)| library.file(moment.file).is_some()) {
            let Ok(links) = subject.links(library, moment) else { continue };
            used += links.files.iter().map(|&file| size(file)).sum::<u64>();
            if used > limit {
                let message = format!(
                    "the schemas use each other so much that each with all that it uses comes to more than {} bytes, the limit \
                     for {} bytes of schemas; check parts of them by themselves",
                    grouped(limit),
                    grouped(all)
                );
                return Some(Problem::of_run(message));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use avro_resolve::schema::text::Text;

    use super::*;
    use crate::model::input::{SchemaText, VersionPlace};

    #[test]
    fn what_is_too_much_together_is_said_before_it_is_read() {
        let texts = |count: u32| {
            let text = |number: u32| SchemaText {
                name: format!("{number}.avsc"),
                text: Text::later(32 << 20, || unreachable!("nobody reads it")),
                subject: number.to_string(),
                place: VersionPlace::Unversioned,
                references: Vec::new(),
            };
            (0..count).map(text).collect()
        };
        assert!(History::new(texts(4)).is_too_much_together().is_none());
        let problem = History::new(texts(5)).is_too_much_together().expect("they have 160 MiB");
        assert!(problem.message.contains("the limit for those that are parsed together is 134,217,728"), "{problem:?}");
    }
}
