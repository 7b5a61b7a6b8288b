//! Finds modules that use each other, directly or through others: strongly connected components of the files of a package.

use std::collections::BTreeMap;

use crate::source::{ModulePath, Package};

/// Each circle, with a line for each of its arrows.
pub fn circles(package: &Package) -> Vec<String> {
    let arrows: BTreeMap<&ModulePath, BTreeMap<ModulePath, usize>> =
        package.modules.iter().map(|(path, module)| (path, package.uses(module))).collect();
    let mut search = Search { arrows: &arrows, visited: BTreeMap::new(), stack: Vec::new(), found: Vec::new() };
    for path in package.modules.keys() {
        search.visit(path);
    }
    search.found.iter().map(|circle| describe(package, circle, &arrows)).collect()
}

fn describe(
    package: &Package,
    circle: &[&ModulePath],
    arrows: &BTreeMap<&ModulePath, BTreeMap<ModulePath, usize>>,
) -> String {
    let mut text = format!("{}: {} modules", package.name, circle.len());
    for &from in circle {
        let inside = arrows[from].iter().filter(|(to, _)| circle.contains(to));
        for (to, line) in inside {
            text.push_str(&format!("\n  {}:{line} uses {}", package.modules[from].file, package.modules[to].file));
        }
    }
    text
}

/// Tarjan's search.
struct Search<'a> {
    arrows: &'a BTreeMap<&'a ModulePath, BTreeMap<ModulePath, usize>>,
    /// When a module was found, and the earliest that it leads back to; none once its component is known.
    visited: BTreeMap<&'a ModulePath, Option<(usize, usize)>>,
    stack: Vec<&'a ModulePath>,
    found: Vec<Vec<&'a ModulePath>>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, path: &'a ModulePath) -> Option<usize> {
        if let Some(visited) = self.visited.get(path) {
            return visited.map(|(index, _)| index);
        }
        let index = self.visited.len();
        self.visited.insert(path, Some((index, index)));
        self.stack.push(path);
        let mut low = index;
        for to in self.arrows[path].keys() {
            let (to, _) = self.arrows.get_key_value(to).expect("arrows lead to modules");
            let is_new = !self.visited.contains_key(to);
            let index = self.visit(to);
            let earliest = if is_new { self.visited[to].map(|(_, low)| low) } else { index };
            low = low.min(earliest.unwrap_or(low));
        }
        self.visited.insert(path, Some((index, low)));
        if low == index {
            let start = self.stack.iter().position(|known| *known == path).expect("it is on the stack");
            let mut component = self.stack.split_off(start);
            component.iter().for_each(|&path| {
                self.visited.insert(path, None);
            });
            component.sort();
            if component.len() > 1 {
                self.found.push(component);
            }
        }
        Some(index)
    }
}
