//! Reads the level that holds for a subject.

use super::Confluent;
use super::answers::ConfigAnswer;
use crate::error::Error;
use crate::model::{Configured, LevelSource};
use crate::remark::Remark;

/// A subject that there is not.
const NO_SUBJECT: &str = "__no_such_subject__";
const NONE: &str = "NONE";

impl Confluent {
    /// The level of a subject, or the global one.
    ///
    /// Apicurio answers NONE for a subject without a level of its own, although the global one holds there. It does not fill in
    /// defaults for subjects that it does not know either, which tells it from servers whose NONE means NONE. There the global
    /// level is used, since a check that is too strict is seen, and one that is missing is not.
    pub(crate) fn configured(&self, subject: &str) -> Result<Configured, Error> {
        let path = format!("/config/{}?defaultToGlobal=true", self.subject(subject));
        let answer = match self.get(&path) {
            Ok(answer) => answer,
            Err(Error::NoSetting { .. } | Error::NoSubject { .. }) => return self.global(),
            Err(Error::NoEndpoint { .. }) => return Ok(self.no_levels()),
            Err(error) => return Err(error),
        };
        let configured = configured(answer, LevelSource::Subject);
        if configured.level.as_deref() != Some(NONE) {
            return Ok(configured);
        }
        match self.global_level()? {
            Some(global) if global != NONE && !self.fills_in_defaults() => {
                self.remarks
                    .add(Remark::NoneMayBeGlobal { global: global.clone(), subjects: [subject.to_owned()].into() });
                Ok(Configured { level: Some(global), from: LevelSource::Global, ..configured })
            }
            _ => Ok(configured),
        }
    }

    fn global(&self) -> Result<Configured, Error> {
        match self.get("/config") {
            Ok(answer) => Ok(configured(answer, LevelSource::Global)),
            Err(Error::NoSetting { .. } | Error::NoEndpoint { .. }) => Ok(self.no_levels()),
            Err(error) => Err(error),
        }
    }

    /// The global level, asked for once in a run.
    fn global_level(&self) -> Result<Option<String>, Error> {
        if let Some(level) = self.global_level.get() {
            return Ok(level.clone());
        }
        let level = self.global()?.level;
        Ok(self.global_level.get_or_init(|| level).clone())
    }

    /// Whether the server answers with a default for any subject.
    fn fills_in_defaults(&self) -> bool {
        *self.fills_in_defaults.get_or_init(|| {
            let path = format!("/config/{}?defaultToGlobal=true", self.subject(NO_SUBJECT));
            self.get::<ConfigAnswer>(&path).is_ok()
        })
    }

    fn no_levels(&self) -> Configured {
        let meaning = "it names no level";
        self.remarks.add(Remark::EndpointMissing { endpoint: "/config", meaning });
        Configured { level: None, compatibility_group: None, normalize: None, from: LevelSource::Global }
    }
}

fn configured(answer: ConfigAnswer, from: LevelSource) -> Configured {
    Configured {
        level: answer.compatibility_level,
        compatibility_group: answer.compatibility_group,
        normalize: answer.normalize,
        from,
    }
}
