//! Lets a type go on where it is now: types move to other files, and get other names.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use rustc_hash::FxHashMap;

use super::subject::{Moment, OfPath, Subject, SubjectPart};
use super::types::name_of;
use crate::model::input::{NamedType, Problem};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse_source;
use avro_resolve::schema::source::Source;
use avro_resolve::schema::syntax::Syntax;

/// All subjects, and what those are called now that had another name.
pub(super) struct Joined {
    pub(super) subjects: Vec<Subject>,
    pub(super) names: BTreeMap<String, String>,
    pub(super) problems: Vec<Problem>,
}

/// Joins the subjects that the configuration names, and lets each type that its file has lost go on as what it became: the type of that
/// name in another file, or else the one with its name as an alias.
pub(super) fn join(paths: Vec<OfPath>, sources: &[Source], named: &[NamedType]) -> Joined {
    let has_lost = |subject: &Subject| subject.moments.last().is_some_and(|last| lost(subject, last).is_some());
    let is_all_there = !paths.iter().flat_map(|path| &path.subjects).any(has_lost);
    let (mut joining, mut problems) = (Joining { names: BTreeMap::new(), types: Types::default(), paths }, Vec::new());
    if !named.is_empty() || !is_all_there {
        joining.types = Types::of(&joining.paths, sources);
        problems.extend(named.iter().flat_map(|named| joining.name(named)));
        joining.go_on();
    }
    let Joining { paths, names, .. } = joining;
    Joined { subjects: paths.into_iter().flat_map(|path| path.subjects).collect(), names, problems }
}

/// The type of a subject whose last version this is, if a newer version of its file is without it.
fn lost<'a>(subject: &Subject, last: &'a Moment) -> Option<&'a Name> {
    let ty = last.about.as_ref().and_then(SubjectPart::ty);
    ty.filter(|_| subject.versions_without() > 0 || last.end.is_some())
}

struct Joining {
    paths: Vec<OfPath>,
    names: BTreeMap<String, String>,
    types: Types,
}

/// Where types are defined: a path, and one of its moments, by their numbers.
#[derive(Default)]
struct Types {
    by_name: FxHashMap<Name, Vec<(usize, usize)>>,
    /// Those that have a name as an alias, with their own.
    by_alias: FxHashMap<Name, Vec<(usize, usize, Name)>>,
}

impl Types {
    fn of(paths: &[OfPath], sources: &[Source]) -> Types {
        let mut types = Types::default();
        let moments =
            paths.iter().enumerate().flat_map(|(path, of_path)| (0..of_path.moments.len()).map(move |at| (path, at)));
        for (path, at) in moments {
            let source = &sources[paths[path].moments[at].file as usize];
            let Some(document) = parse_source(source).ok().filter(|_| source.syntax() != Syntax::Schema) else {
                continue;
            };
            for (name, &node) in &document.definitions {
                types.by_name.entry(name.clone()).or_default().push((path, at));
                let naming = document.nodes[node as usize].naming();
                for alias in naming.iter().flat_map(|naming| &naming.aliases).filter(|alias| *alias != name) {
                    types.by_alias.entry(alias.clone()).or_default().push((path, at, name.clone()));
                }
            }
        }
        types
    }
}

impl Joining {
    /// Lets types go on, from the one that was lost first.
    fn go_on(&mut self) {
        let of_path = |(at, path): (usize, &OfPath)| {
            let lost = path.subjects.iter().filter_map(|subject| {
                let last = subject.moments.last()?;
                lost(subject, last).map(|_| (last.version.clone(), at, subject.name.clone()))
            });
            lost.collect::<Vec<_>>()
        };
        let mut all: Vec<_> = self.paths.iter().enumerate().flat_map(of_path).collect();
        all.sort();
        for (_, path, name) in all {
            if let Some((to, ty)) = self.successor(path, &name) {
                let former = self.taken(path, |subject| subject.name == name).expect("it was there");
                let subject = self.taken(to, |subject| is_about(subject, &ty)).unwrap_or_else(|| self.created(to, &ty));
                let name = subject.name.clone();
                self.put(to, name, [former, subject]);
            }
        }
    }

    /// What a lost subject is next: a path, and a type of its files. There has to be one such type when the first comes, and it must not
    /// have been there before.
    fn successor(&self, path: usize, name: &str) -> Option<(usize, Name)> {
        let subject = self.paths[path].subjects.iter().find(|subject| subject.name == name)?;
        let last = subject.moments.last()?;
        let ty = lost(subject, last)?;
        // When a moment is, if it is later.
        let later = |to: usize, at: usize| {
            let moment = &self.paths[to].moments[at];
            match (last.edition, moment.edition) {
                (Some(own), Some(other)) if own.group == other.group => {
                    Some(other.number).filter(|number| last.end.is_some_and(|end| *number >= end))
                }
                (None, None) if to == path => Some(moment.file).filter(|file| *file > last.file),
                (Some(_) | None, Some(_) | None) => None,
            }
        };
        let by_name = self.types.by_name.get(ty).into_iter().flatten().filter(|(to, _)| *to != path);
        let by_name = by_name.filter_map(|(to, at)| Some((later(*to, *at)?, *to, ty.clone())));
        let by_alias = self.types.by_alias.get(ty).into_iter().flatten();
        let by_alias = by_alias.filter_map(|(to, at, now)| Some((later(*to, *at)?, *to, now.clone())));
        let mut found: BTreeSet<(u32, usize, Name)> = by_name.collect();
        if found.is_empty() {
            found = by_alias.collect();
        }
        let (first, to, ty) = found.pop_first()?;
        let is_only = found.first().is_none_or(|(next, ..)| *next > first);
        let all = self.types.by_name.get(&ty).into_iter().flatten();
        let was_there_before = all.filter(|(other, _)| *other == to).any(|(to, at)| later(*to, *at).is_none());
        (is_only && !was_there_before).then_some((to, ty))
    }

    /// Joins what the configuration says is one subject.
    fn name(&mut self, NamedType { place, name, ty, paths, former }: &NamedType) -> Vec<Problem> {
        let ty = Name::new(ty, "");
        let mut parts = Vec::new();
        let mut last = None;
        for path in 0..self.paths.len() {
            if paths.contains(&self.paths[path].name) {
                let subject = self.taken(path, |subject| is_about(subject, &ty));
                let defines = || self.types.by_name.get(&ty).into_iter().flatten().any(|(other, _)| *other == path);
                let created = (subject.is_none() && defines()).then(|| self.created(path, &ty));
                parts.extend(subject.or(created).inspect(|_| last = Some(path)));
            }
        }
        let Some(last) = last else {
            return vec![Problem::of_run(format!("{place}no file at the paths of the subject `{name}` defines {ty}"))];
        };
        let all = 0..self.paths.len();
        parts.extend(all.filter_map(|path| self.taken(path, |subject| former.contains(&subject.name))));
        self.put(last, name.clone(), parts)
    }

    /// Takes a subject of a path away.
    fn taken(&mut self, path: usize, is_meant: impl Fn(&Subject) -> bool) -> Option<Subject> {
        let subjects = &mut self.paths[path].subjects;
        let at = subjects.iter().position(is_meant)?;
        Some(subjects.remove(at))
    }

    /// A type as a subject that it was not: another type refers to it.
    fn created(&self, path: usize, ty: &Name) -> Subject {
        let OfPath { name, files, moments, .. } = &self.paths[path];
        let own = self.types.by_name.get(ty).into_iter().flatten().filter(|(other, _)| *other == path);
        let part = SubjectPart::Type(ty.clone());
        let own = own.map(|(_, at)| Moment { about: Some(part.clone()), has_rest: false, ..moments[*at].clone() });
        Subject { name: name_of(name, &part), path: name.clone(), files: files.clone(), moments: own.collect() }
    }

    /// Puts subjects that are one into a path. Two files of one version are a problem.
    fn put(&mut self, path: usize, name: String, parts: impl IntoIterator<Item = Subject>) -> Vec<Problem> {
        let mut moments = Vec::new();
        for part in parts {
            if part.name != name {
                self.names.values_mut().filter(|now| **now == part.name).for_each(|now| now.clone_from(&name));
                self.names.insert(part.name, name.clone());
            }
            moments.extend(part.moments);
        }
        moments.sort_by(|a: &Moment, b| a.version.cmp(&b.version));
        let twins = moments.windows(2).filter(|pair| pair[0].version == pair[1].version);
        let problem = |pair: &[Moment]| {
            let message = format!("`{name}` has two files of version `{}`; keep one of the two", pair[0].version);
            Problem::of_run(message)
        };
        let problems = twins.map(problem).collect();
        moments.dedup_by(|a, b| a.version == b.version);
        // It is not gone where it goes on.
        let next: Vec<Option<u32>> =
            moments.iter().skip(1).map(|next| next.edition.map(|edition| edition.number)).collect();
        for (moment, next) in moments.iter_mut().zip(next) {
            moment.end = take(&mut moment.end).filter(|end| Some(*end) != next);
        }
        let OfPath { name: path_name, files, subjects, .. } = &mut self.paths[path];
        subjects.push(Subject { name, path: path_name.clone(), files: files.clone(), moments });
        subjects.sort_by(|a, b| a.name.cmp(&b.name));
        problems
    }
}

fn is_about(subject: &Subject, ty: &Name) -> bool {
    subject.ty() == Some(ty)
}
