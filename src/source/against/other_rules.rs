//! Finds files that go on under a name for which other rules hold: nobody may choose the rules by renaming a file.

use super::file_histories::FilePlace;
use crate::model::date::Date;
use crate::model::input::Problem;
use crate::model::path::join;
use crate::policy::judgement::Judge;
use crate::source::config::Settings;
use crate::source::layout::Layout;
use crate::source::names::name_of;

/// The directory of a comparison.
pub(super) struct ComparedRoot<'a> {
    /// What its subjects begin with, where there are several.
    pub(super) prefix: Option<&'a str>,
    /// The name that a user gave to it.
    pub(super) name: String,
    /// The one that it really has.
    pub(super) real_name: String,
}

/// A problem for each renamed file whose subject is judged otherwise under its new name, with the number of the directory that it
/// is in now.
pub(super) fn judged_otherwise(
    renamed: &[(FilePlace, FilePlace)],
    roots: &[ComparedRoot<'_>],
    layout: &Layout,
    settings: &Settings,
) -> Vec<(usize, Problem)> {
    let policy = settings.policy(Date::EARLIEST, None);
    let judge = Judge::new(&policy);
    let side = |FilePlace { root, path }: &FilePlace| {
        let ComparedRoot { prefix, name, real_name } = &roots[*root];
        let (subject, _) = layout.locate(path, name, real_name).ok()?;
        let subject = prefix.map_or(subject.clone(), |prefix| join(prefix, &subject));
        let file = join(name, path);
        Some((name_of(&subject, &file, settings), file))
    };
    let problem = |(old, new): &(FilePlace, FilePlace)| {
        let ((old_subject, old_file), (new_subject, new_file)) = (side(old)?, side(new)?);
        let (before, now) = (judge.of(Some(&old_subject), &old_file), judge.of(Some(&new_subject), &new_file));
        let was = if old.root == new.root { &old.path } else { &old_file };
        (!before.is_alike(&now)).then(|| {
            let message = format!(
                "was {was}, and the configuration has other settings for its new name (level, fail_on, since, rules or retired), \
                 so that the rename would change how it is judged; first give both names the same settings"
            );
            (new.root, Problem::of(new_file, message))
        })
    };
    renamed.iter().filter_map(problem).collect()
}
