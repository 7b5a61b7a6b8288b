//! Computes least fixpoints of monotone rules. Questions about every finite datum of a recursive type have this form: assume nothing,
//! and conclude what follows.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

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

/// What a member costs, if it can be had at all.
#[derive(Clone, Debug)]
pub enum Price {
    /// The cheapest of these members, each with what it costs to choose it; without members there is nothing to be had.
    Cheapest(Vec<(u32, u64)>),
    /// So much, and all of these members.
    All(u64, Vec<u32>),
}

/// For each member what it costs at least, or `None` if it cannot be had. A price is to be higher than those that it is made
/// of, so that the cheapest way leads down. (Knuth's generalization of Dijkstra's algorithm, 1977.)
pub fn least_costs(prices: &[Price]) -> Vec<Option<u64>> {
    let mut dependents: Vec<Vec<(u32, u64)>> = vec![Vec::new(); prices.len()];
    // Of a sum: how many parts are open, and what the others come to.
    let mut sums: Vec<(usize, u64)> = vec![(0, 0); prices.len()];
    let mut costs = vec![None; prices.len()];
    let mut offers = BinaryHeap::new();
    for (member, price) in (0u32..).zip(prices) {
        match price {
            Price::Cheapest(choices) => {
                choices.iter().for_each(|&(part, extra)| dependents[part as usize].push((member, extra)));
            }
            Price::All(own, parts) => {
                sums[member as usize] = (parts.len(), *own);
                parts.iter().for_each(|&part| dependents[part as usize].push((member, 0)));
                if parts.is_empty() {
                    offers.push(Reverse((*own, member)));
                }
            }
        }
    }
    while let Some(Reverse((cost, member))) = offers.pop() {
        if costs[member as usize].is_some() {
            continue;
        }
        costs[member as usize] = Some(cost);
        for &(dependent, extra) in &dependents[member as usize] {
            match &prices[dependent as usize] {
                Price::Cheapest(_) => offers.push(Reverse((cost.saturating_add(extra), dependent))),
                Price::All(..) => {
                    let (open, sum) = &mut sums[dependent as usize];
                    *open -= 1;
                    *sum = sum.saturating_add(cost);
                    if *open == 0 {
                        offers.push(Reverse((*sum, dependent)));
                    }
                }
            }
        }
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_lead_down() {
        let all = |own, parts: &[u32]| Price::All(own, parts.to_vec());
        let prices = [
            // A list: an item and a tail, which is a list or nothing.
            all(1, &[1, 2]),
            all(5, &[]),
            Price::Cheapest(vec![(0, 1), (3, 2)]),
            all(0, &[]),
            // Not to be had: a sum that contains itself, a choice of nothing, and what is made of them.
            all(1, &[4]),
            Price::Cheapest(vec![]),
            all(1, &[3, 5]),
            Price::Cheapest(vec![(4, 0), (1, 3), (5, 0)]),
            // The same part twice costs twice, and no sum is too large.
            all(1, &[1, 1]),
            all(u64::MAX, &[1]),
        ];
        let costs = [Some(8), Some(5), Some(2), Some(0), None, None, None, Some(8), Some(11), Some(u64::MAX)];
        assert_eq!(least_costs(&prices), costs);
    }
}
