//! Draws who is hit as a graph: from the schema that changes to its users, through those between them.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::span;
use crate::impact::{ImpactReport, UserVersions};
use crate::render::text::foreign::foreign;

/// A node of the graph.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct GraphNode {
    label: String,
    is_broken: bool,
}

/// The nodes by name, and what leads from one to another with the places.
#[derive(Default)]
struct Graph {
    nodes: BTreeMap<(usize, String), GraphNode>,
    edges: BTreeMap<[(usize, String); 2], BTreeSet<String>>,
}

/// So many places stand beside an edge.
const PLACES: usize = 3;

impl Graph {
    fn of(reports: &[ImpactReport]) -> Graph {
        let mut graph = Graph::default();
        for (place, ImpactReport { origin, impact }) in reports.iter().enumerate() {
            let changed = (place, impact.changed.subject.clone());
            let label = match reports {
                [_] => changed.1.clone(),
                _ => format!("{} in {origin}", changed.1),
            };
            graph.nodes.insert(changed.clone(), GraphNode { label, is_broken: false });
            for user in &impact.users {
                let labels: Vec<String> = user.versions.iter().flat_map(|run| run.labels.iter().cloned()).collect();
                let label = format!("{} {}", user.subject, span(&labels)).trim_end().to_owned();
                let is_broken = user.versions.iter().any(|run| run.effect.is_break());
                graph.nodes.insert((place, user.subject.clone()), GraphNode { label, is_broken });
                user.versions.iter().for_each(|run| graph.add_edges(&changed, place, &user.subject, run));
            }
        }
        graph
    }

    /// The last step of each way: the steps before it are those of the users between.
    fn add_edges(&mut self, changed: &(usize, String), place: usize, user: &str, run: &UserVersions) {
        for route in &run.routes.shown {
            let from = route.between.first().map_or_else(|| changed.clone(), |next| (place, next.clone()));
            self.nodes.entry(from.clone()).or_insert_with(|| GraphNode { label: from.1.clone(), is_broken: false });
            self.edges.entry([from, (place, user.to_owned())]).or_default().insert(route.trail.clone());
        }
    }

    fn numbers(&self) -> BTreeMap<&(usize, String), usize> {
        self.nodes.keys().zip(0..).collect()
    }
}

fn places(places: &BTreeSet<String>) -> String {
    let shown: Vec<&str> = places.iter().take(PLACES).map(String::as_str).collect();
    let more = if places.len() > PLACES { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A flowchart as Mermaid draws it.
pub(crate) fn mermaid(reports: &[ImpactReport]) -> String {
    let graph = Graph::of(reports);
    let numbers = graph.numbers();
    // Mermaid has entities for what would end a text.
    let quoted = |text: &str| {
        let escaped = foreign(text).replace('#', "#35;").replace('"', "#quot;").replace('`', "#96;");
        escaped.replace('<', "#lt;").replace('>', "#gt;")
    };
    let mut text = String::from("flowchart LR\n");
    for (name, GraphNode { label, is_broken }) in &graph.nodes {
        let class = if *is_broken { ":::breaks" } else { "" };
        text.push_str(&format!("  n{}[\"{}\"]{class}\n", numbers[name], quoted(label)));
    }
    for ([from, to], trails) in &graph.edges {
        let places = places(trails);
        let label = if places.is_empty() { String::new() } else { format!("|\"{}\"|", quoted(&places)) };
        text.push_str(&format!("  n{} -->{label} n{}\n", numbers[from], numbers[to]));
    }
    text.push_str("  classDef breaks stroke:#c00,stroke-width:3px\n");
    text
}

/// A graph as Graphviz draws it.
pub(crate) fn dot(reports: &[ImpactReport]) -> String {
    let graph = Graph::of(reports);
    let numbers = graph.numbers();
    let quoted = |text: &str| foreign(text).replace('\\', "\\\\").replace('"', "\\\"");
    let mut text = String::from("digraph impact {\n  rankdir=LR;\n  node [shape=box];\n");
    for (name, GraphNode { label, is_broken }) in &graph.nodes {
        let colour = if *is_broken { ", color=red, penwidth=3" } else { "" };
        text.push_str(&format!("  n{} [label=\"{}\"{colour}];\n", numbers[name], quoted(label)));
    }
    for ([from, to], trails) in &graph.edges {
        text.push_str(&format!("  n{} -> n{} [label=\"{}\"];\n", numbers[from], numbers[to], quoted(&places(trails))));
    }
    text.push_str("}\n");
    text
}
