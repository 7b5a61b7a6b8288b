//! `avrocheck registry check`: compares versions inside a registry.

use crate::source::registry::check::chosen;
use crate::source::registry::open::OpenRegistry;

use super::super::args::{CheckArgs, CompatArgs, EarlierArgs, FixFlags, Global, PairsArg};
use super::super::output::{Status, complain};
use super::super::{compat, gate};

pub(crate) fn run(args: &CheckArgs, global: &Global) -> Status {
    let settings = gate::settings(&[], &args.flags.layer(), global);
    let found = OpenRegistry::open(&args.registry, &settings).and_then(|registry| chosen(&registry, &args.versions));
    let versions = match found {
        Ok(versions) => versions,
        Err(problem) => return complain(&[problem]),
    };
    let args = CompatArgs {
        paths: versions.paths,
        flags: args.flags.clone(),
        pairs: PairsArg::All,
        no_round_trip: false,
        no_proof: false,
        fixes: FixFlags::default(),
        as_registry: None,
        reports: args.reports.clone(),
        diff: args.diff,
        matrix: args.matrix,
        threads: None,
        earlier: EarlierArgs::default(),
    };
    compat::compare(&args, &EarlierArgs::default(), versions.demands, global)
}
