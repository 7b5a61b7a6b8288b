//! `avrocheck waive`: writes a waiver that lets a finding pass into the configuration.

use std::path::{Path, PathBuf};

use crate::policy::Waiver;
use crate::render::command::waive;
use crate::render::text::foreign::foreign;
use crate::sink::texts;
use crate::source::config::edit;
use crate::source::config::find::place_for;

use super::args::{Global, WaiveArgs};
use super::gate::{self, Request};
use super::output::{Status, complain, print_text, refuse, remark_line};

pub(crate) fn run(args: &WaiveArgs, global: &Global) -> Status {
    let gate = gate::check(Request::of_findings(&args.paths, &args.flags, &args.earlier), global);
    if !gate.report.problems.is_empty() {
        return complain(&gate.report.problems);
    }
    let waiver = Waiver {
        fingerprint: args.fingerprint,
        reason: args.reason.clone(),
        expires: args.expires,
        subject: args.subject.clone(),
    };
    if !waiver.holds_on(gate.today) {
        return refuse(waive::is_over(&waiver, gate.today));
    }
    let Some(described) = waive::described(&gate.report, &waiver) else {
        remark_line(&format!("error: {}\n", waive::not_found(&gate.report, &waiver)));
        return Status::NotChecked;
    };
    let (file, name) = gate.settings.file.unwrap_or_else(|| {
        let new = place_for(args.paths.first().map_or(Path::new("."), PathBuf::as_path));
        let name = new.display().to_string();
        (new, name)
    });
    match texts::change(&file, |text| edit::with_waiver(text, &waiver)) {
        Ok(_) => print_text(&format!("{}: {described}\n", foreign(&name))),
        Err(error) => refuse(format!("{name}: {error}")),
    }
}
