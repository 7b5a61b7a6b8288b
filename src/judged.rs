//! Joins findings and pairs of versions with their judgement and their evidence.

use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::java::JavaAnswer;
use avro_resolve::resolution::locate::{Cause, Hazard};
use avro_resolve::schema::source::Sources;

use crate::evidence::Evidence;
use crate::evidence::proof::Proof;
use crate::evidence::round_trip::RoundTrip;
use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::policy::baseline::Entry;
use crate::policy::gate::Exemption;
use crate::policy::judgement::{Disposition, Judge, Judgement, SubjectJudge, Where};
use crate::rule::Severity;

/// A finding as a report holds it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was found.
    pub finding: Finding,
    /// Its severity by the policy.
    pub severity: Severity,
    /// Whether it fails the run.
    pub disposition: Disposition,
    /// The data that show it.
    pub evidence: Evidence,
}

impl Judged {
    /// A finding with what the policy says of it.
    pub(crate) fn new(Judgement { severity, disposition }: Judgement, finding: Finding, evidence: Evidence) -> Judged {
        Judged { finding, severity, disposition, evidence }
    }

    /// The entry of a baseline that has it, in this subject; without one it is of no pair.
    pub(crate) fn baseline_entry(&self, subject: Option<String>) -> Entry {
        let Finding { fingerprint, rule, trail, .. } = &self.finding;
        Entry { fingerprint: *fingerprint, subject, rule: rule.id.to_owned(), path: trail.to_string() }
    }

    /// A finding of a subject's files, for which nothing is executed; `None` if its rule is off.
    pub(crate) fn of_file(finding: Finding, judge: &SubjectJudge<'_>) -> Option<Judged> {
        Some(Judged::new(judge.judge(&finding, Where::File)?, finding, Evidence::default()))
    }

    /// A finding of a file that may be of many subjects; `None` if its rule is off.
    pub(crate) fn of_shared_file(finding: Finding, judge: &Judge<'_>, sources: &Sources) -> Option<Judged> {
        let file = finding.place().map_or("", |place| &sources[place.file].name);
        Judged::of_file(finding, &judge.of(None, file))
    }
}

/// One ordered pair of versions.
#[derive(Debug)]
pub struct JudgedPair {
    /// Index of the writer's version.
    pub writer: usize,
    /// Index of the reader's version.
    pub reader: usize,
    /// Why the run does not depend on it; `None` for a gated pair.
    pub exemption: Option<Exemption>,
    /// How much can be read.
    pub verdict: Verdict,
    /// Its findings, the worst first.
    pub findings: Vec<Judged>,
    /// The proof of the verdict, if proofs were run.
    pub proof: Option<Proof>,
    /// The outcome for records, if round trips were run.
    pub round_trip: Option<Box<RoundTrip>>,
    /// The answer of the Confluent registry's checker, if that is wanted.
    pub as_confluent: Option<Box<JavaAnswer>>,
}

impl JudgedPair {
    /// Whether the run depends on it.
    pub fn is_gated(&self) -> bool {
        self.exemption.is_none()
    }

    /// Whether the reader is the newer of the two.
    pub fn is_backward(&self) -> bool {
        self.reader > self.writer
    }

    /// The fingerprint that one of its findings has in common with those of other pairs. Of a type whose namespace carries its
    /// version each pair has other names, and so another fingerprint: as long as nothing has to be waived, the newer name is what
    /// they share.
    pub(crate) fn shared_fingerprint(&self, Judged { finding, disposition, .. }: &Judged) -> Fingerprint {
        match finding.cause() {
            Some(Cause::Hazard(Hazard::NamespaceIgnored { writer, reader })) if !disposition.fails() => {
                let newer = if self.is_backward() { reader } else { writer };
                Fingerprint::new(finding.rule, newer.full(), "", "")
            }
            _ => finding.fingerprint,
        }
    }
}

/// Sorts findings: the worst first; then by file, line and rule.
pub(crate) fn sort(sources: &Sources, findings: &mut [Judged]) {
    let place = |judged: &'_ Judged| judged.finding.place().map(|place| (&sources[place.file].name, place.span));
    let rule = |judged: &Judged| (judged.finding.rule.id, judged.finding.fingerprint);
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| (place(a), rule(a)).cmp(&(place(b), rule(b)))));
}
