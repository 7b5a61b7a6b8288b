//! Finds files that go on under a name for which other rules hold: nobody may choose the rules by renaming a file.

use crate::model::date::Date;
use crate::model::input::Problem;
use crate::model::path::join;
use crate::policy::judgement::Judge;
use crate::source::config::Settings;
use crate::source::layout::Layout;
use crate::source::names::name_of;
use crate::source::roots::SchemaRoot;

/// The directory of a comparison, by the name that a user gave to it and by the one that it really has.
pub(super) struct RootNames {
    pub(super) name: String,
    pub(super) real_name: String,
}

/// A problem for each renamed file whose subject is judged otherwise under its new name. Paths are below the directory.
pub(super) fn judged_otherwise(
    renamed: &[(String, String)],
    names: &RootNames,
    root: &SchemaRoot,
    layout: &Layout,
    settings: &Settings,
) -> Vec<Problem> {
    let policy = settings.policy(Date::EARLIEST, None);
    let judge = Judge::new(&policy);
    let side = |path: &str| {
        let (subject, _) = layout.locate(path, &names.name, &names.real_name).ok()?;
        let subject = root.prefix.as_ref().map_or(subject.clone(), |prefix| join(prefix, &subject));
        let file = join(&names.name, path);
        Some((name_of(&subject, &file, settings), file))
    };
    let problem = |(old, new): &(String, String)| {
        let ((old_subject, old_file), (new_subject, new_file)) = (side(old)?, side(new)?);
        let (before, now) = (judge.of(Some(&old_subject), &old_file), judge.of(Some(&new_subject), &new_file));
        (!before.is_alike(&now)).then(|| {
            let message = format!(
                "was {old}, and the configuration has other settings for its new name (level, fail_on, since, rules or retired), \
                 so that the rename would change how it is judged; first give both names the same settings"
            );
            Problem::of(new_file, message)
        })
    };
    renamed.iter().filter_map(problem).collect()
}
