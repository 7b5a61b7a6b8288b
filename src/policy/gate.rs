//! Says which pairs of versions the run depends on.

use std::collections::BTreeSet;

use crate::model::input::Problem;
use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::judgement::SubjectJudge;
use crate::policy::origin::ConfigPlace;
use crate::policy::{Policy, Retired};

#[cfg(test)]
mod tests;

/// Why a run does not depend on a pair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exemption {
    /// The level does not gate it.
    Level,
    /// One of the versions is retired, for this reason.
    Retired(String),
    /// One of the versions is older than those that count.
    Since(Version),
    /// The versions belong to different groups.
    Group,
}

impl Exemption {
    /// The word of machine formats.
    pub fn name(&self) -> &'static str {
        match self {
            Exemption::Level => "level",
            Exemption::Retired(_) => "retired",
            Exemption::Since(_) => "since",
            Exemption::Group => "group",
        }
    }
}

impl Policy {
    /// A problem for each `since` that the newest version of the run does not reach: nothing would be gated.
    pub fn gates_nothing_before(&self, newest: &Version) -> Vec<Problem> {
        let of_all = self.since.iter().map(|since| (&since.value, since.place()));
        let of_some =
            self.overrides.iter().filter_map(|special| Some((special.value.since.as_ref()?, special.place())));
        let too_new = of_all.chain(of_some).filter(|(since, _)| newest.numbers().is_some() && newest < *since);
        let problem = |(since, place): (&Version, Option<&ConfigPlace>)| Problem {
            file: place.map(|place| place.file.clone()),
            position: place.map(|place| (place.line, place.column)),
            message: format!(
                "nothing would be gated: no version is as new as {since}, which `since` names; the newest is {newest}"
            ),
        };
        too_new.map(problem).collect()
    }
}

impl SubjectJudge<'_> {
    /// Whether nothing is gated against this version any more, so that it may be removed.
    pub(crate) fn lets_go(&self, version: &Version) -> bool {
        self.effective.since.as_ref().is_some_and(|since| version < since)
            || self.retired().any(|retired| retired.versions.contains(version))
    }
}

/// The versions of a subject: the group of each, and its rank there or why it does not count.
#[derive(Debug)]
pub(crate) struct VersionRanks<'a> {
    level: Level,
    versions: Vec<RankedVersion<'a>>,
}

#[derive(Debug)]
struct RankedVersion<'a> {
    group: &'a [u64],
    /// Its place among the versions of its group that count.
    rank: Result<usize, Exemption>,
    /// Whether it is gated against the others.
    is_new: bool,
}

impl<'a> VersionRanks<'a> {
    /// Ranks versions, which are sorted from old to new. The newest of each group always counts: the gate is there for it.
    /// New are the newest of each group, or, where released versions are known, those that are `new` since.
    pub(crate) fn new(judge: &SubjectJudge<'_>, versions: &[&'a Version], new: Option<&BTreeSet<usize>>) -> Self {
        let (policy, effective) = (judge.policy(), &judge.effective);
        let retired: Vec<&Retired> = judge.retired().collect();
        let exemption = |version: &Version| {
            // A configuration says nothing of versions that were given one by one.
            version.numbers()?;
            if effective.since.as_ref().is_some_and(|since| version < since) {
                return effective.since.clone().map(Exemption::Since);
            }
            let reason = retired.iter().find(|retired| retired.versions.contains(version));
            reason.map(|retired| Exemption::Retired(retired.reason.clone()))
        };
        let mut ranks = VersionRanks { level: effective.level, versions: Vec::with_capacity(versions.len()) };
        let mut start = 0;
        while start < versions.len() {
            let group = policy.grouping.key(versions[start]);
            let length = versions[start..].iter().take_while(|v| policy.grouping.key(v) == group).count();
            let mut next = 0;
            for (at, version) in versions[start..start + length].iter().enumerate() {
                let rank = match exemption(version) {
                    Some(exemption) if at + 1 < length => Err(exemption),
                    Some(_) | None => {
                        next += 1;
                        Ok(next - 1)
                    }
                };
                let is_new = new.map_or(at + 1 == length, |new| new.contains(&(start + at)));
                ranks.versions.push(RankedVersion { group, rank, is_new });
            }
            start += length;
        }
        ranks
    }

    /// Why the run does not depend on the pair; `None` if it does.
    pub(crate) fn exemption(&self, writer: usize, reader: usize) -> Option<Exemption> {
        let (w, r) = (&self.versions[writer], &self.versions[reader]);
        if w.group != r.group {
            return Some(Exemption::Group);
        }
        match (&w.rank, &r.rank) {
            (Err(exemption), _) | (_, Err(exemption)) => Some(exemption.clone()),
            (Ok(writer), Ok(reader)) => {
                let is_new = |rank: usize| if rank == *writer { w.is_new } else { r.is_new };
                (!self.level.gates((*writer, *reader), is_new)).then_some(Exemption::Level)
            }
        }
    }
}
