//! Draws who is hit as a graph: from the schema that changes to its users, through those between them.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::{INCOMPLETE, span};
use crate::impact::{ImpactReport, UserVersions};
use crate::model::text::{count, grouped};
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

/// A flowchart for Mermaid.
pub(crate) struct MermaidChart {
    pub(crate) text: String,
    /// Why Mermaid will not draw it as it comes, if it will not.
    pub(crate) too_large: Option<String>,
}

/// What Mermaid draws unless its settings `maxEdges` and `maxTextSize` say otherwise:
/// <https://mermaid.js.org/config/schema-docs/config.html>.
const MERMAID_EDGES: usize = 500;
const MERMAID_CHARACTERS: usize = 50_000;

/// A flowchart as Mermaid draws it.
pub(crate) fn mermaid(reports: &[ImpactReport]) -> MermaidChart {
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
    let (edges, characters) = (graph.edges.len(), text.chars().count());
    let is_too_large = edges > MERMAID_EDGES || characters > MERMAID_CHARACTERS;
    let too_large = is_too_large.then(|| {
        format!(
            "the chart has {} and {}, and Mermaid draws no more than {MERMAID_EDGES} and {}, unless maxEdges and maxTextSize are set; \
             --format dot makes a graph for Graphviz, which has no such limits",
            count(edges, "edge"),
            count(characters, "character"),
            grouped(MERMAID_CHARACTERS as u64)
        )
    });
    for why in too_large.as_deref().into_iter().chain(incomplete(reports)) {
        text.insert_str(0, &format!("%% {why}\n"));
    }
    MermaidChart { text, too_large }
}

/// What has to be known before a graph, where something could not be looked at.
fn incomplete(reports: &[ImpactReport]) -> Option<&'static str> {
    reports.iter().any(|report| !report.impact.problems.is_empty()).then_some(INCOMPLETE)
}

/// A graph as Graphviz draws it.
pub(crate) fn dot(reports: &[ImpactReport]) -> String {
    let graph = Graph::of(reports);
    let numbers = graph.numbers();
    let quoted = |text: &str| foreign(text).replace('\\', "\\\\").replace('"', "\\\"");
    let mut text = incomplete(reports).map_or(String::new(), |why| format!("// {why}\n"));
    text.push_str("digraph impact {\n  rankdir=LR;\n  node [shape=box];\n");
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
