//! `avrocheck diff`: shows what changed between two schemas, and what it means.

use crate::check::{Options, check};
use crate::model::level::{Direction, Level, Reach};
use crate::policy::origin::{SettingOrigin, Stated};
use crate::policy::{FailOn, Policy};
use crate::render::command::diff;
use crate::render::format::json;
use crate::source::config::Layer;
use crate::source::explicit;

use super::args::{DiffArgs, Global};
use super::gate;
use super::output::{Status, look, print_as, remark};

pub(crate) fn run(args: &DiffArgs, global: &Global) -> Status {
    let archive = gate::archive(None, &Layer::default(), global);
    let input = explicit::read(&[args.old.clone(), args.new.clone()], None, &archive);
    // The same engine as the gate's, which gates nothing here.
    let level = Level { direction: Direction::None, reach: Reach::Previous };
    let fail_on = Stated { value: FailOn::Never, origin: SettingOrigin::Default };
    let policy = Policy { fail_on, ..Policy::at(level) };
    let options = Options { round_trips: false, run_proofs: false, ..Options::new(policy) };
    let report = check(input, &options);
    let notes = archive.registry_hints().notes;
    notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let is_changed = diff::has_changes(&report);
    let status = match (report.problems.is_empty(), args.exit_code && is_changed) {
        (false, _) => Status::NotChecked,
        (true, true) => Status::Failed,
        (true, false) => Status::Passed,
    };
    print_as(args.format, status, || diff::render(&report, look(global)), |mut out| json::write(&report, &mut out))
}
