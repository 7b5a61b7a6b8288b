//! Parses `--unsafe-fixes`: whose fixes are made although they need a decision.

use std::str::FromStr;

use crate::finding::fingerprint::Fingerprint;
use crate::repair::Agreed;
use crate::rule::{self, Rule};

/// Findings whose fixes are agreed to.
#[derive(Clone, Copy, Debug)]
pub(super) enum UnsafeFix {
    All,
    OfRule(&'static Rule),
    OfFinding(Fingerprint),
}

impl FromStr for UnsafeFix {
    type Err = String;

    fn from_str(word: &str) -> Result<UnsafeFix, String> {
        if word == "all" {
            return Ok(UnsafeFix::All);
        }
        if let Some(rule) = rule::find(word) {
            return Ok(UnsafeFix::OfRule(rule));
        }
        let wanted = || {
            format!(
                "\"{word}\" is no fingerprint (12 hexadecimal digits, shown with each finding), no rule such as AVC101, and not `all`"
            )
        };
        word.parse().map(UnsafeFix::OfFinding).map_err(|_| wanted())
    }
}

/// All of them together.
pub(super) fn agreed(fixes: &[UnsafeFix]) -> Agreed {
    let mut agreed = Agreed::default();
    for fix in fixes {
        match fix {
            UnsafeFix::All => agreed.all = true,
            UnsafeFix::OfRule(rule) => agreed.rules.push(rule),
            UnsafeFix::OfFinding(finding) => agreed.findings.push(*finding),
        }
    }
    agreed
}
