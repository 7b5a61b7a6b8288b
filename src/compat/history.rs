//! Schema texts in, subjects with their versions out: which file is a subject's schema in which version, and what it sees
//! of the other files there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::input::{Place, Problem, SchemaText};
use super::version::Version;
use crate::schema::link::{Edition, File, FileFault, Home, Library, Links};
use crate::schema::model::FileId;
use crate::schema::parse::parse;
use crate::schema::shape::Shapes;
use crate::schema::source::Source;
use crate::schema::Schema;

/// Every subject of a run, by name.
#[derive(Debug)]
pub struct History {
    /// The files.
    pub library: Arc<Library>,
    /// The subjects, by name.
    pub subjects: Vec<Subject>,
}

/// A line of schemas under one name.
#[derive(Debug)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// The versions in which it may have changed, from old to new, each with the subject's own file then in force.
    moments: Vec<Moment>,
}

#[derive(Clone, Debug)]
struct Moment {
    version: Version,
    edition: Option<Edition>,
    file: FileId,
    /// Whether the file is of this very version; otherwise only a file that it reaches can have changed.
    is_own: bool,
}

/// A subject with its schemas.
#[derive(Debug)]
pub struct Linked {
    /// Its name.
    pub name: String,
    /// What all its versions share.
    pub shapes: Shapes,
    /// Its versions, from old to new.
    pub versions: Vec<Released>,
}

/// A version of a subject.
#[derive(Debug)]
pub struct Released {
    /// The version.
    pub version: Version,
    /// Its schema.
    pub schema: Schema,
}

impl History {
    /// Parses every text and sorts files into subjects and versions. Also returns a problem for each fault of the files that
    /// cannot be understood; those files take no part.
    pub fn new(texts: Vec<SchemaText>) -> (History, Vec<Problem>) {
        let parsed: Vec<_> = texts
            .into_par_iter()
            .map(|text| {
                let source = Source::new(text.name, text.text);
                match parse(&source.text) {
                    Ok(document) => Ok((source, document, text.subject, text.place)),
                    Err(faults) => {
                        let problem = |fault: crate::schema::fault::Fault| {
                            let at = source.position(fault.span.start);
                            let position = Some((at.line, at.column));
                            Problem { file: Some(source.name.clone()), position, message: fault.kind.to_string() }
                        };
                        Err(faults.into_iter().map(problem).collect::<Vec<_>>())
                    }
                }
            })
            .collect();
        let mut problems = Vec::new();
        let mut readable = Vec::new();
        for file in parsed {
            match file {
                Ok(file) => readable.push(file),
                Err(faults) => problems.extend(faults),
            }
        }
        let groups = Groups::new(readable.iter().map(|(.., place)| place));
        let mut own: BTreeMap<String, Vec<Moment>> = BTreeMap::new();
        let mut files = Vec::with_capacity(readable.len());
        for (source, document, subject, place) in readable {
            let home = groups.home(&place);
            let edition = match home {
                Home::Edition(edition) => Some(edition),
                Home::Alone | Home::Unversioned => None,
            };
            if let Place::Shared { version, .. } | Place::Own(version) = place {
                let file = files.len() as FileId;
                own.entry(subject).or_default().push(Moment { version, edition, file, is_own: true });
            }
            files.push(File { source, document, home });
        }
        let library = Arc::new(Library::new(files));
        let subjects = own
            .into_iter()
            .map(|(name, mut moments)| {
                moments.sort_by(|a, b| a.version.cmp(&b.version));
                Subject { name, moments: groups.with_quiet_versions(&library, moments) }
            })
            .collect();
        (History { library, subjects }, problems)
    }

    /// A fault as a problem of the run.
    pub fn problem(&self, FileFault { file, fault }: &FileFault) -> Problem {
        let source = &self.library.files[*file as usize].source;
        let at = source.position(fault.span.start);
        let position = Some((at.line, at.column));
        Problem { file: Some(source.name.clone()), position, message: fault.kind.to_string() }
    }
}

impl Subject {
    /// Links every version. A subject has a version where its own file is present, or a file that it reaches has changed.
    /// Also returns the names that nothing defines, or that could mean two definitions; the versions that use them take no part.
    pub fn link(&self, library: &Arc<Library>) -> (Linked, Vec<FileFault>) {
        let mut shapes = Shapes::default();
        let mut versions: Vec<Released> = Vec::with_capacity(self.moments.len());
        let mut faults = Vec::new();
        for moment in &self.moments {
            match Links::new(library, moment.file, moment.edition) {
                Ok(links) => {
                    let has_changed =
                        versions.last().is_none_or(|last| texts_differ(library, &last.schema.links.files, &links.files));
                    if moment.is_own || has_changed {
                        let schema = Schema::of(links, &mut shapes);
                        versions.push(Released { version: moment.version.clone(), schema });
                    }
                }
                Err(more) => faults.extend(more),
            }
        }
        faults.dedup();
        (Linked { name: self.name.clone(), shapes, versions }, faults)
    }
}

fn texts_differ(library: &Library, before: &[FileId], after: &[FileId]) -> bool {
    let text = |file: &FileId| &library.files[*file as usize].source.text;
    before != after && !before.iter().map(text).eq(after.iter().map(text))
}

/// The version directories of each group, in order.
struct Groups {
    ranks: BTreeMap<String, usize>,
    versions: Vec<Vec<Version>>,
}

impl Groups {
    fn new<'a>(places: impl Iterator<Item = &'a Place>) -> Groups {
        let mut sets: BTreeMap<String, BTreeSet<Version>> = BTreeMap::new();
        for place in places {
            if let Place::Shared { group, version } = place {
                sets.entry(group.clone()).or_default().insert(version.clone());
            }
        }
        let ranks = sets.keys().cloned().zip(0..).collect();
        Groups { ranks, versions: sets.into_values().map(|set| set.into_iter().collect()).collect() }
    }

    fn home(&self, place: &Place) -> Home {
        match place {
            Place::Shared { group, version } => {
                let rank = self.ranks[group];
                let number = self.versions[rank].binary_search(version).expect("every version was entered");
                Home::Edition(Edition { group: rank as u32, number: number as u32 })
            }
            Place::Own(_) => Home::Alone,
            Place::Unversioned => Home::Unversioned,
        }
    }

    /// Adds the versions of the group in which the subject's own file is absent, as far as a change elsewhere can matter to it.
    fn with_quiet_versions(&self, library: &Library, own: Vec<Moment>) -> Vec<Moment> {
        let Some(Edition { group, number: first }) = own.first().and_then(|moment| moment.edition) else { return own };
        if own.iter().all(|moment| library.files[moment.file as usize].document.outside.is_empty()) {
            return own;
        }
        let versions = &self.versions[group as usize];
        let mut moments = Vec::with_capacity(versions.len());
        for (number, version) in (first..).zip(&versions[first as usize..]) {
            let in_force = |moment: &&Moment| moment.edition.is_some_and(|edition| edition.number <= number);
            let latest = own.iter().rfind(in_force).expect("the first version is the subject's own");
            let is_own = latest.edition.is_some_and(|edition| edition.number == number);
            let edition = Some(Edition { group, number });
            moments.push(Moment { version: version.clone(), edition, file: latest.file, is_own });
        }
        moments
    }
}
