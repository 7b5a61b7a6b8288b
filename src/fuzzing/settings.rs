//! Feeds configurations, waivers that are added to them, and baselines.

use std::fs;

use rustc_hash::FxHashSet;

use super::texts::{are_mistakes_of_users, is_harmless, is_json, parts};
use crate::finding::fingerprint::Fingerprint;
use crate::model::date::Date;
use crate::policy::Waiver;
use crate::policy::baseline::Entry;
use crate::policy::judgement::Judge;
use crate::render::command as listing;
use crate::source::baseline as file;
use crate::source::config::{Settings, edit, says_nothing};

/// The parts are a configuration and the reason of a waiver.
pub(super) fn settings(data: &[u8]) {
    let Some(parts) = parts(data) else { return };
    let text = parts[0];
    let settings = Settings::of_text("avrocheck.toml", text);
    are_mistakes_of_users(&settings.problems);
    is_harmless("config show", &listing::settings::render(&settings.rows));
    is_json("config show", &listing::settings::json(&settings.rows));
    let policy = settings.policy(Date::EARLIEST, None);
    Judge::new(&policy).of(Some("user"), "schemas/v1/user.avsc");

    let fingerprint: Fingerprint = "9c1e04ab77d2".parse().expect("it is one");
    let reason = parts.get(1).copied().unwrap_or("a reason").to_owned();
    let waiver = Waiver { fingerprint, reason, expires: Date::new(2030, 1, 31), subject: Some("user".to_owned()) };
    let is_waived = |settings: &Settings| {
        let same = |known: &Waiver| known.fingerprint == fingerprint && known.subject == waiver.subject;
        let waivers = settings.policy(Date::EARLIEST, None).waivers;
        let same = waivers.iter().filter(|stated| same(&stated.value));
        same.map(|stated| stated.value.reason.clone()).collect::<Vec<_>>()
    };
    let Ok(edited) = edit::with_waiver(Some(text), &waiver) else { return };
    if !settings.problems.is_empty() || says_nothing(&waiver.reason) {
        return;
    }
    let again = Settings::of_text("avrocheck.toml", &edited);
    assert_eq!(again.problems, [], "{edited}");
    // In a file whose lines end as on Windows, those of a reason do, too.
    let reasons: Vec<String> = is_waived(&again).iter().map(|reason| reason.replace('\r', "")).collect();
    assert_eq!(reasons, [waiver.reason.replace('\r', "")], "{edited}");
    assert_eq!(edit::with_waiver(Some(&edited), &waiver).as_ref(), Ok(&edited), "it is waived already");
}

pub(super) fn baseline(data: &[u8]) {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let path = directory.path().join("baseline.json");
    let read = |text: &[u8]| {
        fs::write(&path, text).expect("a new file");
        let known = file::read(&path)?;
        Ok(known.stale(&FxHashSet::default()).cloned().collect::<Vec<Entry>>())
    };
    match read(data) {
        Ok(entries) => {
            let written = listing::baseline::render(&entries);
            is_json("a baseline", &written);
            assert_eq!(read(written.as_bytes()).as_ref(), Ok(&entries), "{written}");
        }
        Err(problem) => are_mistakes_of_users(&[problem]),
    }
}
