//! `avrocheck explain`: says what a rule means.

use avrocheck::render::command::explain;
use avrocheck::rule;

use super::args::{ExplainArgs, Global};
use super::output::{Status, look, print, remark};

pub(crate) fn run(args: &ExplainArgs, global: &Global) -> Status {
    let look = look(global);
    let text = match &args.rule {
        None => explain::list(look),
        Some(wanted) => match rule::find(wanted) {
            Some(rule) => explain::explain(rule, look),
            None => {
                remark("error", &explain::unknown(wanted));
                return Status::NotChecked;
            }
        },
    };
    print(Status::Passed, |out| out.write_all(text.as_bytes()))
}
