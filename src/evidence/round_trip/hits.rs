//! The places where a record fails in, the findings that it counts for out.

use std::collections::BTreeSet;

use crate::evidence::proof::suspect;
use crate::finding::Finding;
use avro_resolve::data::translate::Failure;
use avro_resolve::proof::Subject;
use avro_resolve::resolution::locate::Paths;

/// Counts the record for each finding that one of its failures belongs to. Of several findings about one pair of shapes those
/// are meant whose place ends most like the failure's: a type that stands in several places is told in one of them.
pub(crate) fn count_hits(subject: Subject<'_>, findings: &mut [Finding], turns: &Paths, failures: &BTreeSet<Failure>) {
    let mut hit = BTreeSet::new();
    for failure in failures {
        let end = |finding| suspect(finding)?.common_end(subject, turns, failure);
        let ends: Vec<(usize, usize)> =
            findings.iter().enumerate().filter_map(|(at, finding)| Some((at, end(finding)?))).collect();
        let longest = ends.iter().map(|(_, end)| *end).max();
        hit.extend(ends.into_iter().filter(|(_, end)| Some(*end) == longest).map(|(at, _)| at));
    }
    for at in hit {
        if let Some(hits) = &mut findings[at].fixture_hits {
            hits.hit += 1;
        }
    }
}
