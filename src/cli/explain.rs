//! `avrocheck explain`: says what a rule means.

use crate::render::command::explain;
use crate::rule;

use super::args::{ExplainArgs, Global};
use super::output::{Status, look, print_text, refuse};

pub(crate) fn run(args: &ExplainArgs, global: &Global) -> Status {
    let look = look(global);
    let text = match &args.rule {
        None => explain::list(look),
        Some(wanted) => match rule::find(wanted) {
            Some(rule) => explain::explain(rule, look),
            None => return refuse(explain::unknown(wanted)),
        },
    };
    print_text(&text)
}
