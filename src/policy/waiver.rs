//! Finds the waiver that excuses a finding.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::model::date::Date;
use crate::policy::origin::Stated;

/// A finding that fails nothing for a while, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiver {
    /// The finding. Nothing else is ever waived with it.
    pub fingerprint: Fingerprint,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; without one it holds until it is removed.
    pub expires: Option<Date>,
    /// The only subject that it is about; without one, every subject with this finding.
    pub subject: Option<String>,
}

impl Waiver {
    /// Whether it holds on this day.
    pub fn holds_on(&self, today: Date) -> bool {
        self.expires.is_none_or(|last| today <= last)
    }
}

/// The waivers by what they are about.
#[derive(Debug, Default)]
pub(crate) struct Waivers<'a> {
    by_fingerprint: FxHashMap<Fingerprint, Vec<&'a Arc<Stated<Waiver>>>>,
}

impl<'a> Waivers<'a> {
    /// Sorts waivers.
    pub(crate) fn new(waivers: &'a [Arc<Stated<Waiver>>]) -> Waivers<'a> {
        let mut by_fingerprint: FxHashMap<Fingerprint, Vec<_>> = FxHashMap::default();
        waivers.iter().for_each(|waiver| by_fingerprint.entry(waiver.value.fingerprint).or_default().push(waiver));
        Waivers { by_fingerprint }
    }

    /// The waiver for this finding of a subject: one that names the subject comes before one that does not.
    pub(crate) fn find(&self, finding: &Finding, subject: Option<&str>) -> Option<&'a Arc<Stated<Waiver>>> {
        let waivers = self.by_fingerprint.get(&finding.fingerprint)?;
        let of_subject = waivers.iter().find(|w| w.value.subject.is_some() && w.value.subject.as_deref() == subject);
        of_subject.or_else(|| waivers.iter().find(|waiver| waiver.value.subject.is_none())).copied()
    }
}
