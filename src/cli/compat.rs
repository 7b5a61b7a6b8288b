//! `avrocheck compat`: schemas in, the gate's answer out.

use std::time::Instant;

use avrocheck::compat::check::{CompatReport, PairChoice, RoundTrips};
use avrocheck::report::human::{self, Diffs, Matrices, View};
use avrocheck::report::json;

use super::args::{CompatArgs, Format, Global, PairsArg};
use super::gate::{self, Baselines, Gate, Request};
use super::output::{Status, look, print, remark};

pub(crate) fn run(args: &CompatArgs, global: &Global) -> Status {
    let started = Instant::now();
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .expect("nothing has used the threads before");
    }
    let round_trips = if args.no_round_trip { RoundTrips::Skip } else { RoundTrips::Run };
    let pairs = match args.pairs {
        PairsArg::All => PairChoice::All,
        PairsArg::Gated => PairChoice::Gated,
    };
    let request = Request { paths: &args.paths, flags: &args.flags, pairs, round_trips, baseline: Baselines::Heeded };
    let Gate { report, target, read, .. } = gate::check(&request, global);
    let checked = started.elapsed();

    report.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let status = print(status(&report), |mut out| match args.format {
        Format::Json => json::write(&report, &mut out),
        Format::Human => {
            let view = View {
                target: &target,
                look: look(global),
                matrices: if args.matrix { Matrices::Listed } else { Matrices::Failing },
                diffs: if args.diff { Diffs::Shown } else { Diffs::Omitted },
            };
            out.write_all(human::render(&report, &view).as_bytes())
        }
    });
    if global.verbose {
        let total = started.elapsed();
        remark(
            "time",
            &format!("{read:.1?} to read, {:.1?} to check, {:.1?} to report", checked - read, total - checked),
        );
    }
    status
}

fn status(report: &CompatReport) -> Status {
    if !report.problems.is_empty() {
        Status::NotChecked
    } else if report.failures().next().is_some() {
        Status::Failed
    } else {
        Status::Passed
    }
}
