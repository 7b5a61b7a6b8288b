//! Finds out how deep types contain each other, for stacks that do not grow.

use rustc_hash::FxHashMap;

use crate::schema::model::NodeRef;

/// The first of the types after which more than `most` types may contain each other, if there is one; `parts` are those that a
/// type is made of. Types that contain each other in a circle count together.
pub(super) fn too_deep<P: Fn(NodeRef) -> Vec<NodeRef>>(
    mut types: impl Iterator<Item = NodeRef>,
    parts: P,
    most: usize,
) -> Option<NodeRef> {
    let (orders, heights) = (FxHashMap::default(), FxHashMap::default());
    let mut search = Search { parts, orders, heights, open: Vec::new() };
    types.find(|&at| search.height(at) > most)
}

/// Tarjan's search for circles, without recursion.
struct Search<P> {
    parts: P,
    /// When a type was found.
    orders: FxHashMap<NodeRef, usize>,
    /// How many types may contain each other from a type on, once that is known.
    heights: FxHashMap<NodeRef, usize>,
    /// The types whose circle is not known yet.
    open: Vec<NodeRef>,
}

/// A type whose parts are being visited.
struct TypeVisit {
    at: NodeRef,
    parts: Vec<NodeRef>,
    /// The earliest open type that it reaches.
    low: usize,
    /// The height of what follows its circle.
    below: usize,
}

impl<P: Fn(NodeRef) -> Vec<NodeRef>> Search<P> {
    fn height(&mut self, root: NodeRef) -> usize {
        let mut path = Vec::new();
        if !self.orders.contains_key(&root) {
            path.push(self.visit(root));
        }
        while let Some(last) = path.last_mut() {
            if let Some(part) = last.parts.pop() {
                match (self.heights.get(&part), self.orders.get(&part)) {
                    (Some(&height), _) => last.below = last.below.max(height),
                    (None, Some(&order)) => last.low = last.low.min(order),
                    (None, None) => path.push(self.visit(part)),
                }
                continue;
            }
            let TypeVisit { at, low, below, .. } = path.pop().expect("there is a last one");
            let is_first = low == self.orders[&at];
            let mut height = below;
            if is_first {
                let first = self.open.iter().rposition(|&open| open == at).expect("it is open");
                let circle = self.open.split_off(first);
                height += circle.len();
                self.heights.extend(circle.into_iter().map(|member| (member, height)));
            }
            if let Some(whole) = path.last_mut() {
                whole.low = if is_first { whole.low } else { whole.low.min(low) };
                whole.below = whole.below.max(height);
            }
        }
        self.heights[&root]
    }

    fn visit(&mut self, at: NodeRef) -> TypeVisit {
        let order = self.orders.len();
        self.orders.insert(at, order);
        self.open.push(at);
        TypeVisit { at, parts: (self.parts)(at), low: order, below: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::too_deep;
    use crate::schema::LinkedSchema;
    use crate::schema::shape::Shapes;

    fn is_deeper(text: &str, most: usize) -> bool {
        let schema = LinkedSchema::parse("a.avsc", text, &mut Shapes::default()).expect("it is a schema");
        let links = &schema.links;
        too_deep([links.root].into_iter(), |at| links.parts(at).collect(), most).is_some()
    }

    #[test]
    fn the_longest_way_counts_and_circles_as_a_whole() {
        let arrays = r#"{"type": "array", "items": {"type": "array", "items": "int"}}"#;
        assert!(!is_deeper(arrays, 3) && is_deeper(arrays, 2));
        // The fields lead to the end first: a search that remembers what it has seen never goes deep.
        let record = |name: &str, fields: &[(&str, &str)]| {
            let field = |(name, ty): &(&str, &str)| format!(r#"{{"name": "{name}", "type": {ty}}}"#);
            let fields = fields.iter().map(field).collect::<Vec<_>>().join(", ");
            format!(r#"{{"type": "record", "name": "{name}", "fields": [{fields}]}}"#)
        };
        let c = record("C", &[]);
        let b = record("B", &[("c", "\"C\"")]);
        let a = record("A", &[("b", "\"B\"")]);
        let chain = record("Root", &[("c", &c), ("b", &b), ("a", &a)]);
        assert!(!is_deeper(&chain, 4) && is_deeper(&chain, 3));
        let list = record("List", &[("tail", r#"["null", "List"]"#)]);
        assert!(!is_deeper(&list, 3) && is_deeper(&list, 2));
    }
}
