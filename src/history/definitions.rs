//! A subject in, the types that its files define, and in which versions, out.

use crate::history::{History, Subject};
use avro_resolve::schema::link::{Definition, Library};

impl History {
    /// The definitions of the subject's own files, as far as those are versioned together with others.
    pub fn definitions(&self, subject: &Subject, library: &Library) -> Vec<Definition> {
        let next = subject.moments.iter().skip(1).map(|next| next.edition.map(|edition| edition.number));
        let followed = subject.moments.iter().zip(next.chain([None]));
        let definitions = followed.filter_map(|(moment, next)| {
            let (edition, file) = (moment.edition?, library.file(moment.file)?);
            let end = moment.end.into_iter().chain(next).min();
            Some(file.document.definitions.iter().map(move |(name, &node)| {
                let node = &file.document.nodes[node as usize];
                let (mark, span) = (node.mark(), node.span);
                Definition { name: name.clone(), file: moment.file, edition, end, mark, span }
            }))
        });
        definitions.flatten().collect()
    }
}
