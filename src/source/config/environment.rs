//! Reads the settings that variables of the environment make.
//!
//! Every key of the file that has one value, or a list of words, has a variable: `AVROCHECK_` and the key in capitals, lists
//! with commas. `AVROCHECK_CONFIG` is the file, and `AVROCHECK_TODAY` the day on which waivers are judged, so that a test or a
//! pipeline can look ahead.

use std::env;
use std::path::PathBuf;
use std::time::SystemTime;

use super::words::{Layer, SettingKey};
use crate::model::date::Date;
use crate::model::input::Problem;
use crate::model::text::nearest;
use crate::policy::origin::{SettingOrigin, Stated};

const PREFIX: &str = "AVROCHECK_";
const CONFIG: &str = "CONFIG";
const TODAY: &str = "TODAY";
const REGISTRY: &str = "REGISTRY_";

/// What the variables say.
#[derive(Default)]
pub(super) struct EnvironmentSettings {
    pub(super) layer: Layer,
    pub(super) config: Option<PathBuf>,
}

/// The variables of this process that are meant for this program.
pub(crate) fn variables() -> Vec<(String, String)> {
    let named = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let ours = named.filter(|(name, _)| name.starts_with(PREFIX));
    ours.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect()
}

/// The day on which waivers are judged.
///
/// # Errors
/// `AVROCHECK_TODAY` is set to something that is no day.
pub(crate) fn today(variables: &[(String, String)]) -> Result<Date, Problem> {
    let name = format!("{PREFIX}{TODAY}");
    match variables.iter().find(|(variable, value)| *variable == name && !value.is_empty()) {
        None => Ok(Date::of(SystemTime::now())),
        Some((_, value)) => value.parse().map_err(|error| Problem::of_run(format!("{name}: {error}"))),
    }
}

/// Sorts the variables. One that is empty says nothing; one whose name is almost that of a key is a slip.
pub(super) fn read(variables: &[(String, String)], problems: &mut Vec<Problem>) -> EnvironmentSettings {
    let mut said = EnvironmentSettings::default();
    let suffixes: Vec<String> = SettingKey::ALL.map(|key| key.name().to_ascii_uppercase()).to_vec();
    let known = || suffixes.iter().map(String::as_str).chain([CONFIG, TODAY]);
    let set = variables.iter().filter(|(_, value)| !value.is_empty());
    for (name, value) in set {
        let Some(suffix) = name.strip_prefix(PREFIX) else { continue };
        if let Some(key) = SettingKey::ALL.into_iter().find(|key| key.name().to_ascii_uppercase() == suffix) {
            let words: Vec<&str> = if key.is_list() { value.split(',').map(str::trim).collect() } else { vec![value] };
            let stated = |word: &str| Stated { value: word.to_owned(), origin: SettingOrigin::Variable(name.clone()) };
            said.layer.put(key, words.into_iter().map(stated).collect());
        } else if suffix == CONFIG {
            said.config = Some(PathBuf::from(value));
        } else if suffix.starts_with(REGISTRY) {
            // What they mean is for those who read registries.
        } else if let Some(meant) = nearest(suffix, known()).filter(|meant| *meant != suffix) {
            problems.push(Problem::of_run(format!("{name}: there is no such setting; did you mean {PREFIX}{meant}?")));
        }
    }
    said
}
