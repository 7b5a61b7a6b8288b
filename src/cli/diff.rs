//! `avrocheck diff`: shows what changed between two schemas, and what it means.

use avrocheck::check::{Options, check};
use avrocheck::model::level::{Direction, Level, Reach};
use avrocheck::policy::origin::{SettingOrigin, Stated};
use avrocheck::policy::{FailOn, Policy};
use avrocheck::render::command::diff;
use avrocheck::render::format::json;
use avrocheck::source::config::Layer;
use avrocheck::source::explicit;

use super::args::{DiffArgs, Format, Global};
use super::gate;
use super::output::{Status, look, print};

pub(crate) fn run(args: &DiffArgs, global: &Global) -> Status {
    let archive = gate::archive(None, &Layer::default(), global);
    let input = explicit::read(&[args.old.clone(), args.new.clone()], None, &archive);
    // The same engine as the gate's, which gates nothing here.
    let level = Level { direction: Direction::None, reach: Reach::Previous };
    let fail_on = Stated { value: FailOn::Never, origin: SettingOrigin::Default };
    let policy = Policy { fail_on, ..Policy::at(level) };
    let options = Options { round_trips: false, run_proofs: false, ..Options::new(policy) };
    let report = check(input, &options);
    let is_changed = diff::has_changes(&report);
    let status = match (report.problems.is_empty(), args.exit_code && is_changed) {
        (false, _) => Status::NotChecked,
        (true, true) => Status::Failed,
        (true, false) => Status::Passed,
    };
    print(status, |mut out| match args.format {
        Format::Json => json::write(&report, &mut out),
        Format::Human => out.write_all(diff::render(&report, look(global)).as_bytes()),
    })
}
