//! Tries all fixes of a subject together, and what else mends findings once they are made.

use std::collections::BTreeSet;

use avro_resolve::schema::edit::compose;
use avro_resolve::schema::model::FileId;

use super::propose::propose;
use super::search::{Attempt, FixTrial, edits_of, together};
use super::{EditsByFile, Fix, Fixes, Patch, Remedy};
use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::pair::VersionPair;

impl FixTrial<'_> {
    /// The best fixes of all findings together, as far as they hold, and fixes of the other findings after them; `None` if it
    /// does not mend several findings. For `untried` findings nothing was looked for yet.
    pub(super) fn patch(
        &mut self,
        fixes: &Fixes,
        broken: &[(&Finding, VersionPair)],
        untried: &[(&Finding, VersionPair)],
    ) -> Option<Patch> {
        if broken.len() < 2 {
            return None;
        }
        let all: BTreeSet<Fingerprint> = broken.iter().map(|(finding, _)| finding.fingerprint).collect();
        let best = |finding: &Finding| fixes.of(finding.fingerprint).first();
        let best: Vec<(Fingerprint, &Fix)> =
            broken.iter().filter_map(|(finding, _)| Some((finding.fingerprint, best(finding)?))).collect();
        let guessed = self.guessed(&best, untried);
        let guessed = guessed.iter().map(|(finding, fix)| (*finding, fix));
        let all_at_once: Vec<(Fingerprint, &Fix)> = best.iter().copied().chain(guessed).collect();
        let whole = if untried.is_empty() { None } else { self.all_of(&all_at_once) };
        let (mut patch, mut attempt) = whole.or_else(|| self.start(&best))?;
        patch.findings = all.len();
        let mut tried = BTreeSet::new();
        while let Some((next, pair)) = attempt
            .pairs
            .left
            .iter()
            .find(|(finding, _)| all.contains(&finding.fingerprint) && tried.insert(finding.fingerprint))
        {
            if !self.spend_on_proposals() {
                break;
            }
            let goal = BTreeSet::from([next.fingerprint]);
            let still = remaining(&attempt, &all);
            let proposals = self.proposals(propose, next, *pair, Some(&attempt.schema));
            let better = proposals.into_iter().find_map(|fix| {
                let edits = after(&patch.edits, &fix);
                let attempt = self.attempt(&edits)?;
                let is_better = attempt.pairs.mends(&goal) && remaining(&attempt, &all).is_subset(&still);
                is_better.then_some((fix, edits, attempt))
            });
            if let Some((fix, edits, better)) = better {
                patch.edits = edits;
                if !fix.is_automatic {
                    patch.to_decide.extend(goal);
                }
                patch.remedies.push(fix.remedy);
                attempt = better;
            }
        }
        patch.mends = all.difference(&remaining(&attempt, &all)).copied().collect();
        patch.to_decide.retain(|finding| patch.mends.contains(finding));
        (patch.mends.len() > 1).then_some(patch)
    }

    /// The first proposal for each finding that is not in the way of those before it; whether it helps is not known.
    fn guessed(
        &mut self,
        best: &[(Fingerprint, &Fix)],
        untried: &[(&Finding, VersionPair)],
    ) -> Vec<(Fingerprint, Fix)> {
        let mut taken = TakenSpans::default();
        best.iter().for_each(|(_, fix)| taken.extend(fix));
        let mut guessed: Vec<(Fingerprint, Fix)> = Vec::new();
        // The other half is for trying them.
        let half = self.left / 2;
        for (finding, pair) in untried.iter().take(MOST_GUESSES) {
            if !self.spend_on_proposals() || self.left < half {
                break;
            }
            let mut proposals = self.proposals(propose, finding, *pair, None).into_iter();
            if let Some(fix) = proposals.find(|fix| taken.leave_room(fix)) {
                taken.extend(&fix);
                guessed.push((finding.fingerprint, fix));
            }
        }
        guessed
    }

    /// The fixes that hold together, the first ones if not all do.
    fn start(&mut self, best: &[(Fingerprint, &Fix)]) -> Option<(Patch, Attempt)> {
        let mut some: Vec<(Fingerprint, &Fix)> = best.to_vec();
        let whole = self.all_of(&some);
        if whole.is_some() {
            return whole;
        }
        some.clear();
        let mut started = None;
        for fix in best {
            some.push(*fix);
            match self.all_of(&some) {
                Some(better) => started = Some(better),
                None => drop(some.pop()),
            }
        }
        started
    }

    /// Fixes as a patch, if they hold together.
    fn all_of(&mut self, fixes: &[(Fingerprint, &Fix)]) -> Option<(Patch, Attempt)> {
        let edits = together(fixes.iter().map(|(_, fix)| edits_of(fix))).filter(|edits| !edits.is_empty())?;
        let attempt = self.attempt(&edits)?;
        let mends: BTreeSet<Fingerprint> = fixes.iter().map(|(finding, _)| *finding).collect();
        if !attempt.pairs.mends(&mends) {
            return None;
        }
        let mut remedies: Vec<Remedy> = Vec::new();
        for (_, fix) in fixes {
            let parts =
                if let Remedy::Several(parts) = &fix.remedy { &parts[..] } else { std::slice::from_ref(&fix.remedy) };
            let new: Vec<Remedy> = parts.iter().filter(|part| !remedies.contains(part)).cloned().collect();
            remedies.extend(new);
        }
        let to_decide = fixes.iter().filter(|(_, fix)| !fix.is_automatic).map(|(finding, _)| *finding).collect();
        Some((Patch { edits, remedies, mends, to_decide, findings: 0 }, attempt))
    }
}

/// Each is compared with those before it.
const MOST_GUESSES: usize = 1_000;

/// The places of edits.
#[derive(Default)]
struct TakenSpans(BTreeSet<(FileId, u32, u32)>);

impl TakenSpans {
    fn extend(&mut self, fix: &Fix) {
        self.0.extend(fix.edits.iter().map(|edit| (fix.file, edit.span.start, edit.span.end)));
    }

    /// Whether none of them is in the way of the edits of a fix.
    fn leave_room(&self, fix: &Fix) -> bool {
        fix.edits.iter().all(|edit| {
            let place = (fix.file, edit.span.start, edit.span.end);
            let before = self.0.range(..=place).next_back().filter(|(file, ..)| *file == fix.file);
            let after = self.0.range(place..).next().filter(|(file, ..)| *file == fix.file);
            before.is_none_or(|(_, _, end)| *end <= edit.span.start)
                && after.is_none_or(|(_, start, _)| edit.span.end <= *start)
        })
    }
}

/// The findings that are still there.
fn remaining(attempt: &Attempt, all: &BTreeSet<Fingerprint>) -> BTreeSet<Fingerprint> {
    let left = attempt.pairs.left.iter().map(|(finding, _)| finding.fingerprint);
    left.filter(|finding| all.contains(finding)).collect()
}

/// Edits, and then a fix of what they make of the texts.
fn after(edits: &EditsByFile, fix: &Fix) -> EditsByFile {
    let mut edits = edits.clone();
    let of_file = edits.entry(fix.file).or_default();
    *of_file = compose(of_file, &fix.edits);
    edits
}
