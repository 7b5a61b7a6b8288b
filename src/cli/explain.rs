//! `avrocheck explain`: says what rules mean.

use crate::render::command::explain;
use crate::rule::{self, RULES, Rule};

use super::args::{ExplainArgs, Global};
use super::output::{Status, look, print_text, refuse_all};

pub(crate) fn run(args: &ExplainArgs, global: &Global) -> Status {
    let look = look(global);
    if args.rules.is_empty() && !args.all {
        return print_text(&explain::list(look));
    }
    let unknown: Vec<String> = args.rules.iter().filter(|word| rule::find(word).is_none()).cloned().collect();
    if !unknown.is_empty() {
        return refuse_all(&unknown.iter().map(|wanted| explain::unknown(wanted)).collect::<Vec<_>>());
    }
    let named = args.rules.iter().filter_map(|word| rule::find(word));
    let rules: Vec<&Rule> = if args.all { RULES.clone() } else { named.collect() };
    let texts: Vec<String> = rules.into_iter().map(|rule| explain::explain(rule, look)).collect();
    print_text(&texts.join("\n"))
}
