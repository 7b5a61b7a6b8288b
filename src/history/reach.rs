//! Finds out what all schemas of a run use, before each is linked with all that it uses.

use std::sync::Arc;

use avro_resolve::schema::link::{Library, Links};

use super::History;
use crate::model::input::Problem;
use crate::model::limits;
use crate::model::text::grouped;

impl History {
    /// Why the schemas use too much, counted for each schema, if they do.
    pub(crate) fn uses_too_much(&self, library: &Arc<Library>) -> Option<Problem> {
        let size = |file: u32| self.sources[file].text.len() as u64;
        let all: u64 = (0..self.unversioned.end).map(size).sum();
        let limit = limits::LINKED.most + limits::LINKED_A_BYTE.most * all;
        let mut used = 0;
        let moments = self.subjects.iter().flat_map(|subject| &subject.moments);
        for moment in moments.filter(|moment| library.file(moment.file).is_some()) {
            let Ok(links) = Links::new(library, moment.file, moment.edition) else { continue };
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
