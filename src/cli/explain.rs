//! `avrocheck explain`: says what a rule means.

use avrocheck::render::command::explain;
use avrocheck::rule;

use super::args::ExplainArgs;
use super::output::{Status, print, remark};

pub(crate) fn run(args: &ExplainArgs) -> Status {
    let text = match &args.rule {
        None => explain::list(),
        Some(wanted) => match rule::find(wanted) {
            Some(rule) => explain::explain(rule),
            None => {
                remark("error", &explain::unknown(wanted));
                return Status::NotChecked;
            }
        },
    };
    print(Status::Passed, |out| out.write_all(text.as_bytes()))
}
