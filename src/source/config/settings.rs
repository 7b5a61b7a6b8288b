//! The settings in force, and the policy that they make.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::meaning::{Renaming, Tables};
use super::words::{Layer, Plain};
use super::{keys, meaning, rows};
use crate::model::date::Date;
use crate::model::input::Problem;
use crate::model::level::Level;
use crate::model::path::{parent, typed};
use crate::policy::baseline::Baseline;
use crate::policy::globs::{Base, Globs};
use crate::policy::origin::{SettingOrigin, SettingRow, Stated};
use crate::policy::{FailOn, Override, Policy};
use crate::rule::Implementation;
use crate::source::layout::Layout;
use avro_resolve::schema::source::Source;

/// All that is set, and what keeps it from being understood.
#[derive(Clone, Default, Debug)]
pub struct Settings {
    /// What can be said by flags and variables too.
    pub plain: Plain,
    /// The configuration, as a path and as a user would type it, if there is one.
    pub file: Option<(PathBuf, String)>,
    /// Whether a user named it; else it lies above the schemas.
    pub file_was_named: bool,
    /// The revision that the configuration is of, if a user named one: all that judges is of that revision.
    pub revision: Option<String>,
    /// The root of the repository that revisions are read from.
    pub repository: Option<PathBuf>,
    /// From where the configuration's paths and globs start.
    pub base: Base,
    /// What is wrong. Nothing but the flags is in force then.
    pub problems: Vec<Problem>,
    /// Each setting in force, for those who ask.
    pub rows: Vec<SettingRow>,
    pub(super) tables: Tables,
}

/// The contents of a configuration: in plain keys, in tables, and as a list of all.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) layer: Layer,
    pub(super) tables: Tables,
    pub(super) rows: Vec<SettingRow>,
}

impl Contents {
    /// Reads the text of a file whose paths start at its directory.
    ///
    /// # Errors
    /// Everything in it that makes no sense.
    pub(super) fn parse(directory: &Path, source: &Source) -> Result<Contents, Vec<Problem>> {
        let keys = keys::parse(source).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let layer = keys.layer(source);
        // Even what a flag overrules has to make sense.
        layer.meaning(directory, Plain::default(), &mut problems);
        let tables = meaning::tables(&keys, source, &mut problems);
        if problems.is_empty() { Ok(Contents { layer, tables, rows: rows::tables(source) }) } else { Err(problems) }
    }
}

impl Settings {
    /// The settings that the text of a configuration makes by itself, with paths that start at its directory: for those who
    /// hold files in memory.
    pub fn of_text(name: &str, text: &str) -> Settings {
        let directory = Path::new(parent(name).unwrap_or_default());
        let base = Base { directory: typed(directory), here: String::new() };
        let file = Some((PathBuf::from(name), name.to_owned()));
        match Contents::parse(directory, &Source::new(name, text)) {
            Ok(Contents { layer, tables, rows }) => {
                let mut problems = Vec::new();
                let plain = layer.meaning(directory, Plain::default(), &mut problems);
                let rows = rows::plain(&[&layer]).chain(rows).collect();
                Settings { plain, file, base, rows, tables, problems, ..Settings::default() }
            }
            Err(problems) => Settings { file, base, problems, ..Settings::default() },
        }
    }

    /// The policy on this day. What a flag or a variable says holds for every subject: it comes before the file, and so
    /// before the file's overrides.
    pub fn policy(&self, today: Date, baseline: Option<Arc<Baseline>>) -> Policy {
        let plain = &self.plain;
        let level = plain.level.clone().unwrap_or(Stated { value: Level::DEFAULT, origin: self.silence() });
        let fail_on = plain.fail_on.clone().unwrap_or(Stated { value: FailOn::DEFAULT, origin: self.silence() });
        let special = |special: &Override| Override {
            level: special.level.filter(|_| may_be_overridden(&level.origin)),
            fail_on: special.fail_on.filter(|_| may_be_overridden(&fail_on.origin)),
            since: special
                .since
                .clone()
                .filter(|_| plain.since.as_ref().is_none_or(|since| may_be_overridden(&since.origin))),
            ..special.clone()
        };
        let overrides = self.tables.overrides.iter();
        let overrides = overrides.map(|stated| Stated { value: special(&stated.value), origin: stated.origin.clone() });
        let overrides = overrides.collect();
        Policy {
            since: plain.since.clone(),
            grouping: plain.group.as_ref().map(|group| group.value).unwrap_or_default(),
            rule_settings: self.tables.treatments.clone(),
            readers: plain.assume.as_ref().map_or(Implementation::DEFAULT.to_vec(), |assume| assume.value.clone()),
            retired: self.tables.retired.clone(),
            waivers: self.tables.waivers.clone(),
            baseline,
            base: self.base.clone(),
            today,
            overrides,
            level,
            fail_on,
        }
    }

    /// How paths say subjects and versions, and which files are not read.
    pub(crate) fn layout(&self) -> Layout {
        let template = self.plain.layout.as_ref().map(|template| template.value.clone());
        let excluded = self.plain.exclude.iter().flat_map(|globs| &globs.value);
        // What is no glob is a problem of the settings.
        let excluded = Globs::new(excluded.map(|glob| glob.trim_end_matches('/'))).unwrap_or_default();
        Layout::new(template, excluded, self.base.clone())
    }

    /// What subjects are called, where that is not what their paths say.
    pub(crate) fn renamings(&self) -> &[Renaming] {
        &self.tables.renamings
    }

    /// Where a setting comes from about which nobody has said anything.
    fn silence(&self) -> SettingOrigin {
        if self.problems.is_empty() { SettingOrigin::Default } else { SettingOrigin::Unreadable }
    }
}

fn may_be_overridden(origin: &SettingOrigin) -> bool {
    match origin {
        SettingOrigin::Flag(_) | SettingOrigin::Variable(_) => false,
        SettingOrigin::File(_) | SettingOrigin::Default | SettingOrigin::Unreadable => true,
    }
}
