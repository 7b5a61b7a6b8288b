//! The registry that the page about registries reads.

use std::fs;
use std::path::Path;

use super::package;
use crate::fake_registry::FakeRegistry;

/// What the page calls it.
const SHOWN: &str = "https://registry.example.com";

/// A registry for a page, if it reads one, with each version of the schemas in this repository.
pub fn registry_of(page: &Path) -> Option<FakeRegistry> {
    if page != Path::new("docs/registries.md") {
        return None;
    }
    let registry = FakeRegistry::start();
    for version in ["v1", "v2", "v3"] {
        let directory = package().join("schemas").join(version);
        let files = fs::read_dir(directory).expect("a directory of this package");
        let mut files: Vec<_> = files.map(|file| file.expect("it can be listed").path()).collect();
        files.sort();
        for file in files {
            let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("plain names");
            let text = fs::read_to_string(&file).expect("a schema");
            registry.register(&format!("{stem}-value"), &text, &[]);
        }
    }
    Some(registry)
}

/// A text with what the page calls the registry in place of its address.
pub fn as_shown(registry: Option<&FakeRegistry>, text: String) -> String {
    match registry {
        Some(registry) => text.replace(&registry.url(), SHOWN),
        None => text,
    }
}
