//! Joins what was found below several directories of schemas, so that no two subjects have the same name.

use crate::model::input::{FixtureText, Input, Past, Problem, SchemaText, VersionPlace};
use crate::model::path::join;

/// Adds what was found below a root. Two roots may have a subject of one name: each begins with its root's.
pub(super) fn add(all: &mut Input, root: Input, name: &str) {
    let Input { schemas, fixtures, problems, notes, past } = root;
    all.schemas.extend(schemas.into_iter().map(|schema| under_schema(name, schema)));
    all.fixtures.extend(fixtures.into_iter().map(|fixture| under_fixture(name, fixture)));
    all.problems.extend(problems);
    // What is true of the configuration is told with every root.
    all.notes.extend(notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
    let Some(past) = past.map(|past| under_past(name, past)) else { return };
    match &mut all.past {
        None => all.past = Some(past),
        Some(first) if first.versions_are_releases != past.versions_are_releases => {
            all.problems.push(two_ways(name, &past));
        }
        Some(first) => join_past(first, past),
    }
}

/// What happened below another root since the same revision.
fn join_past(all: &mut Past, root: Past) {
    // These are those of the run.
    let Past {
        label: _,
        flags: _,
        versions_are_releases: _,
        only_changed: _,
        newest: _,
        fresh,
        with_new_fixtures,
        paths,
        removals,
        released,
        fixtures,
    } = root;
    all.fresh.extend(fresh);
    all.with_new_fixtures.extend(with_new_fixtures);
    all.paths.extend(paths);
    all.removals.extend(removals);
    all.released.extend(released);
    all.fixtures.extend(fixtures);
}

fn two_ways(name: &str, past: &Past) -> Problem {
    let (here, elsewhere) =
        if past.versions_are_releases { ("name versions", "do not") } else { ("name no versions", "do") };
    let message = format!(
        "the paths here {here}, and those of other roots {elsewhere}; give each kind a configuration of its own, in its \
         directory"
    );
    Problem::of(name, message)
}

fn under_past(name: &str, mut past: Past) -> Past {
    past.with_new_fixtures = past.with_new_fixtures.iter().map(|subject| join(name, subject)).collect();
    past.paths = past.paths.into_iter().map(|(subject, path)| (join(name, &subject), path)).collect();
    for removal in &mut past.removals {
        removal.subject = join(name, &removal.subject);
        under_place(name, &mut removal.place);
    }
    let released = past.released.into_iter().map(|mut released| {
        released.before = under_schema(name, released.before);
        released
    });
    past.released = released.collect();
    past.fixtures = past.fixtures.into_iter().map(|fixture| under_fixture(name, fixture)).collect();
    past
}

fn under_schema(name: &str, mut schema: SchemaText) -> SchemaText {
    schema.subject = join(name, &schema.subject);
    under_place(name, &mut schema.place);
    schema
}

fn under_fixture(name: &str, mut fixture: FixtureText) -> FixtureText {
    fixture.subject = join(name, &fixture.subject);
    fixture
}

fn under_place(name: &str, place: &mut VersionPlace) {
    if let VersionPlace::Shared { group, .. } = place {
        *group = join(name, group);
    }
}
