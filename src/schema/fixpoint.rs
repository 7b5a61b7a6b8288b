//! A system of monotone rules in, its least solution out. Questions about every finite datum of a recursive type have
//! this form: assume nothing, and conclude what follows.

/// When a member holds.
#[derive(Clone, Debug)]
pub enum Rule {
    /// When one of these members holds; never, if there are none.
    Any(Vec<u32>),
    /// When all of these members hold; always, if there are none.
    All(Vec<u32>),
}

/// For each member the round in which it follows (0: at once), or `None` if it never does.
/// Linear in the size of the rules.
pub fn least_fixpoint(rules: &[Rule]) -> Vec<Option<u32>> {
    let mut dependents: Vec<Vec<u32>> = vec![Vec::new(); rules.len()];
    let mut missing: Vec<usize> = Vec::with_capacity(rules.len());
    for (member, rule) in (0u32..).zip(rules) {
        let (premises, needed) = match rule {
            Rule::Any(premises) => (premises, 1),
            Rule::All(premises) => (premises, premises.len()),
        };
        missing.push(needed);
        for &premise in premises {
            dependents[premise as usize].push(member);
        }
    }
    let mut rounds = vec![None; rules.len()];
    let mut now: Vec<u32> = (0u32..).zip(&missing).filter(|&(_, &n)| n == 0).map(|(member, _)| member).collect();
    let mut round = 0;
    while !now.is_empty() {
        let mut next = Vec::new();
        for &member in &now {
            rounds[member as usize] = Some(round);
        }
        for member in now {
            for &dependent in &dependents[member as usize] {
                let missing = &mut missing[dependent as usize];
                *missing = missing.saturating_sub(1);
                if *missing == 0 && rounds[dependent as usize].is_none() {
                    rounds[dependent as usize] = Some(round + 1);
                    next.push(dependent);
                }
            }
        }
        now = next;
        round += 1;
    }
    rounds
}
