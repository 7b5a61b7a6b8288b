//! Finds the types that a file with many types is about.

use crate::schema::model::*;

/// The records that no other record of the file refers to, in their order; of a circle that no other record refers to, the first. Without
/// records, all named types.
pub(super) fn subjects(nodes: &[Node]) -> Box<[NodeId]> {
    let records = UsedRecords::of(nodes);
    // From the first record on, each is the start of a walk unless an earlier walk has come there. A record to which another leads
    // is either no start, or a later start leads to it: then a walk from the later one, before the others, finds it.
    let is_record =
        |id: &NodeId| matches!(nodes[*id as usize].ty, Type::Record(_)) && !nodes[*id as usize].is_of_message();
    let all = (0..nodes.len() as NodeId).filter(is_record);
    let starts = records.starts(all);
    let mut subjects = records.starts(starts.into_iter().rev());
    if subjects.is_empty() {
        let is_named = |id: &NodeId| nodes[*id as usize].naming().is_some() && !nodes[*id as usize].is_of_message();
        subjects = (0..nodes.len() as NodeId).filter(is_named).collect();
    }
    subjects.sort_unstable();
    subjects.into()
}

/// The records of a file, and which refer to which.
struct UsedRecords {
    /// For each node, the records that are used there; only records have some.
    used: Vec<Vec<NodeId>>,
}

impl UsedRecords {
    fn of(nodes: &[Node]) -> UsedRecords {
        let mut used = vec![Vec::new(); nodes.len()];
        // Parents come before children.
        let mut around: Vec<Option<NodeId>> = Vec::with_capacity(nodes.len());
        for (id, node) in (0..).zip(nodes) {
            let outer = around.get(node.step.parent as usize).copied().flatten();
            let record = match &node.ty {
                Type::Record(_) => Some(id),
                Type::Reference(reference) => reference.target,
                Type::Primitive(_)
                | Type::Array(_)
                | Type::Map(_)
                | Type::Union(_)
                | Type::Enum(_)
                | Type::Fixed(_) => None,
            };
            if let (Some(outer), Some(record)) = (outer, record) {
                used[outer as usize].push(record);
            }
            around.push(if matches!(node.ty, Type::Record(_)) { Some(id) } else { outer });
        }
        UsedRecords { used }
    }

    /// Those of some records to which no walk from an earlier one of them leads.
    fn starts(&self, records: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
        let mut seen = vec![false; self.used.len()];
        let mut starts = Vec::new();
        for record in records {
            if seen[record as usize] {
                continue;
            }
            starts.push(record);
            let mut open = vec![record];
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut seen[next as usize], true) {
                    open.extend(&self.used[next as usize]);
                }
            }
        }
        starts
    }
}
