//! Checks that links within the repository lead somewhere, and that the table of contents has every page.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::markdown::Page;
use super::{assert_none, package, pages};

#[test]
fn links_lead_somewhere() {
    let pages = pages();
    let anchors: BTreeMap<&Path, &[String]> =
        pages.iter().map(|page| (page.path.as_path(), page.anchors.as_slice())).collect();
    let mut wrong = Vec::new();
    for page in &pages {
        for link in page.links.iter().filter(|link| !is_elsewhere(&link.text)) {
            let (path, anchor) = link.text.split_once('#').unwrap_or((&link.text, ""));
            let target = target(page, path);
            // The book is published without the rest of the repository, which has addresses of its own there.
            if page.path.starts_with("docs") && !path.starts_with(HOME) && !target.starts_with("docs") {
                wrong.push(format!("{}: {} leads out of the book", page.place(link.line), link.text));
            }
            let is_known = match anchors.get(target.as_path()) {
                Some(anchors) => anchor.is_empty() || anchors.iter().any(|known| known == anchor),
                None => anchor.is_empty() && package().join(&target).exists(),
            };
            if !is_known {
                wrong.push(format!("{}: {} leads nowhere", page.place(link.line), link.text));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn files_that_are_named_are_there() {
    let ours = ["src/", "tests/", "docs/", "bench/", "benches/", "examples/"];
    let is_plain =
        |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-./".contains(&b));
    let mut wrong = Vec::new();
    for page in pages() {
        for span in page.spans.iter().filter(|span| ours.iter().any(|start| span.text.starts_with(start))) {
            if is_plain(&span.text) && !package().join(&span.text).exists() {
                wrong.push(format!("{}: there is no {}", page.place(span.line), span.text));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_table_of_contents_has_every_page() {
    let pages = pages();
    let contents = pages.iter().find(|page| page.path == Path::new("docs/SUMMARY.md")).expect("the book has contents");
    let listed: Vec<PathBuf> = contents.links.iter().map(|link| target(contents, &link.text)).collect();
    let is_page = |page: &&Page| page.path.starts_with("docs") && page.path != contents.path;
    let missing = pages.iter().filter(is_page).filter(|page| !listed.contains(&page.path));
    assert_none(&missing.map(|page| format!("{} is not in docs/SUMMARY.md", page.path.display())).collect::<Vec<_>>());
}

/// Where the repository's files are on the web: `blob/main/FILE`, `tree/main/DIRECTORY`.
const HOME: &str = "https://github.com/avrocheck/avrocheck/";

fn is_elsewhere(link: &str) -> bool {
    let is_ours =
        link.strip_prefix(HOME).is_some_and(|rest| rest.starts_with("blob/main/") || rest.starts_with("tree/main/"));
    link.starts_with("https://") && !is_ours
}

/// The file that a link of a page means, from the package's directory on.
fn target(page: &Page, path: &str) -> PathBuf {
    if path.is_empty() {
        return page.path.clone();
    }
    if let Some((_, path)) = path.strip_prefix(HOME).and_then(|rest| rest.split_once("/main/")) {
        return PathBuf::from(path);
    }
    let mut target = page.path.parent().unwrap_or(Path::new("")).to_owned();
    for component in Path::new(path).components() {
        match component {
            Component::ParentDir => assert!(target.pop(), "{path} leads out of the repository"),
            Component::Normal(name) => target.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    target
}
