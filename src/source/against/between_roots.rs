//! Finds released files that go on in another directory of schemas: there they are neither new nor gone.

use super::file_histories::FilePlace;
use super::side::ComparedSide;
use crate::model::input::{ReleasedFile, SchemaText};
use crate::model::path::{inside, join};
use crate::source::config::Settings;
use crate::source::names::is_new;
use crate::source::uncompared::root_name;

/// Pairs up what is gone from one directory and what is new in another, in the same version: files of the same content, and else
/// those of the same root type, if there is one on each side. Adds them to the files that have other paths.
pub(super) fn follow(sides: &mut [ComparedSide], renamed: &mut Vec<(FilePlace, FilePlace)>, settings: &Settings) {
    let same_text = |one: &SchemaText, other: &SchemaText| one.text == other.text;
    let same_type = |one: &SchemaText, other: &SchemaText| {
        let name = root_name(&one.name, &one.text);
        name.is_some() && name == root_name(&other.name, &other.text)
    };
    pair_up(sides, renamed, settings, same_text);
    pair_up(sides, renamed, settings, same_type);
}

fn pair_up(
    sides: &mut [ComparedSide],
    renamed: &mut Vec<(FilePlace, FilePlace)>,
    settings: &Settings,
    is_like: impl Fn(&SchemaText, &SchemaText) -> bool,
) {
    let fits = |old: &SchemaText, new: &SchemaText| old.place.version() == new.place.version() && is_like(old, new);
    let (gone, come) = (gone(sides), come(sides, settings));
    let others =
        |old: &MovedFile| come.iter().filter(|new| new.side != old.side && fits(&old.file, &new.file)).collect();
    for old in &gone {
        let others: Vec<&MovedFile> = others(old);
        let [new] = others[..] else { continue };
        if gone.iter().filter(|old| old.side != new.side && fits(&old.file, &new.file)).count() == 1 {
            renamed.extend(sides_of(sides, old, new));
            go_on(sides, old, new);
        }
    }
}

/// A file of one of the sides.
struct MovedFile {
    side: usize,
    file: SchemaText,
}

fn gone(sides: &[ComparedSide]) -> Vec<MovedFile> {
    let of_side = |(side, ComparedSide { input, .. }): (usize, &ComparedSide)| {
        let released = input.past.iter().flat_map(|past| &past.released);
        let gone = released.filter(|released| released.now.is_none());
        gone.map(|released| MovedFile { side, file: released.before.clone() }).collect::<Vec<_>>()
    };
    sides.iter().enumerate().flat_map(of_side).collect()
}

/// But for what is new by the settings.
fn come(sides: &[ComparedSide], settings: &Settings) -> Vec<MovedFile> {
    let of_side = |(side, ComparedSide { root, input, .. }): (usize, &ComparedSide)| {
        let subject =
            |file: &SchemaText| root.prefix.as_ref().map_or(file.subject.clone(), |prefix| join(prefix, &file.subject));
        let begins = |file: &&SchemaText| is_new(&subject(file), &file.name, settings);
        let past = input.past.as_ref().filter(|past| past.versions_are_releases);
        let of_releases = past.into_iter().flat_map(|past| {
            // What already goes on from a file of its own directory does not from one of another.
            let is_taken = |name: &String| past.released.iter().any(|released| released.now.as_ref() == Some(name));
            let come =
                input.schemas.iter().filter(move |file| past.fresh.contains(&file.name) && !is_taken(&file.name));
            come.filter(|file| !begins(file)).map(move |file| MovedFile { side, file: file.clone() })
        });
        of_releases.collect::<Vec<_>>()
    };
    sides.iter().enumerate().flat_map(of_side).collect()
}

/// Both paths, below their directories.
fn sides_of(sides: &[ComparedSide], old: &MovedFile, new: &MovedFile) -> Option<(FilePlace, FilePlace)> {
    let (before, now) = (sides[old.side].compared.as_ref()?, sides[new.side].compared.as_ref()?);
    let (_, old_path) = old.file.name.split_once(':')?;
    let path = inside(old_path, before.directories.first()?)?.to_owned();
    let old = FilePlace { root: old.side, path };
    Some((old, FilePlace { root: new.side, path: inside(&new.file.name, &now.name)?.to_owned() }))
}

/// Enters that a file goes on: one that is as it was is not even new.
fn go_on(sides: &mut [ComparedSide], old: &MovedFile, new: &MovedFile) {
    let is_same = old.file.text == new.file.text;
    if let Some(past) = &mut sides[old.side].input.past {
        let is_it = |released: &ReleasedFile| released.now.is_none() && released.before.name == old.file.name;
        if is_same {
            past.released.retain(|released| !is_it(released));
        } else {
            let found = past.released.iter_mut().filter(|released| is_it(released));
            found.for_each(|released| released.now = Some(new.file.name.clone()));
        }
    }
    let input = &mut sides[new.side].input;
    if is_same {
        input.past.iter_mut().for_each(|past| past.fresh.retain(|name| *name != new.file.name));
    }
    let was = old.file.name.split_once(':').map_or(old.file.name.as_str(), |(_, path)| path);
    input.notes.push(format!("{} was {was}, and goes on under its new name", new.file.name));
}
