//! `avrocheck lint`: schemas in, what is wrong with each by itself out.

use avrocheck::compat::input::Problem;
use avrocheck::compat::lint::lint;
use avrocheck::report::{json, lint as report};
use avrocheck::source::lint_input;

use super::args::{Format, Global, LintArgs};
use super::compat::{fail_on, status};
use super::output::{Status, look, print, remark};

pub(crate) fn run(args: &LintArgs, global: &Global) -> Status {
    let (mut input, scope) = lint_input::read(&args.paths);
    if input.schemas.is_empty() && input.problems.is_empty() {
        input.problems.push(Problem { file: None, position: None, message: "no schema found".to_owned() });
    }
    let linted = lint(input, &scope, &args.enable);
    let fail_on = fail_on(args.fail_on);
    linted.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    print(status(&linted, fail_on), |mut out| match args.format {
        Format::Json => json::write(&linted, fail_on, &mut out),
        Format::Human => out.write_all(report::render(&linted, fail_on, look(global)).as_bytes()),
    })
}
