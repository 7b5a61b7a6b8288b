//! The texts that are open in the editor.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ls_types::{TextDocumentContentChangeEvent, Uri};

use super::positions::{LineIndex, Units};
use crate::model::path::{is_schema_file, typed};
use crate::source::config::find::FILE_NAME;
use crate::source::overlay;

/// An open text.
#[derive(Clone, Debug)]
pub(super) struct OpenDocument {
    pub(super) version: i32,
    pub(super) text: Arc<str>,
    /// Where it is on the disk.
    pub(super) path: PathBuf,
    /// The same without symbolic links.
    real: PathBuf,
}

/// All open texts, and where names of files lead.
#[derive(Clone, Debug)]
pub(super) struct Documents {
    open: BTreeMap<Uri, OpenDocument>,
    /// The directory where names of files start.
    pub(super) root: PathBuf,
    pub(super) units: Units,
}

impl Documents {
    pub(super) fn new(root: PathBuf, units: Units) -> Documents {
        Documents { open: BTreeMap::new(), root, units }
    }

    /// Opens a text. What is no file is none of ours.
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let Some(path) = file_path(&uri).filter(|path| is_of_interest(path)) else { return };
        let (text, real): (Arc<str>, _) = (text.into(), real(&path));
        overlay::put(&path, Arc::clone(&text));
        self.open.insert(uri, OpenDocument { version, text, path, real });
    }

    /// Makes changes one after the other.
    pub(super) fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(document) = self.open.get_mut(uri) else { return };
        let mut text = document.text.to_string();
        for change in changes {
            match change.range {
                None => text = change.text,
                Some(range) => {
                    let span = LineIndex::new(&text, self.units).span(range);
                    text.replace_range(span.start as usize..span.end as usize, &change.text);
                }
            }
        }
        (document.version, document.text) = (version, text.into());
        overlay::put(&document.path, Arc::clone(&document.text));
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        if let Some(document) = self.open.remove(uri) {
            overlay::remove(&document.path);
        }
    }

    pub(super) fn get(&self, uri: &Uri) -> Option<&OpenDocument> {
        self.open.get(uri)
    }

    /// The open schemas, by the names that reports print.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (String, &OpenDocument)> {
        let named = self.open.values().map(|document| (self.name(&document.path), document));
        named.filter(|(name, _)| is_schema_file(name))
    }

    /// The name that reports print for a file.
    pub(super) fn name(&self, path: &Path) -> String {
        let real_root = fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        let real = real(path);
        let below = path.strip_prefix(&self.root).ok().or_else(|| real.strip_prefix(&real_root).ok());
        below.map_or_else(|| typed(path), typed)
    }

    /// The name of the file that a client means.
    pub(super) fn name_of(&self, uri: &Uri) -> Option<String> {
        file_path(uri).map(|path| self.name(&path))
    }

    /// What the editor calls a file of a report, if it lies on the disk or is open.
    pub(super) fn uri(&self, name: &str) -> Option<Uri> {
        let path = self.root.join(name);
        let real = real(&path);
        if let Some((uri, _)) = self.open.iter().find(|(_, document)| document.real == real) {
            return Some(uri.clone());
        }
        if path.is_file() { Uri::from_file_path(path) } else { None }
    }

    /// The open text of a file of a report.
    pub(super) fn open_at(&self, name: &str) -> Option<&OpenDocument> {
        self.get(&self.uri(name)?)
    }
}

/// The path of a file that is named by a URI.
pub(super) fn file_path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    uri.to_file_path().filter(|path| is_file && path.is_absolute()).map(|path| path.into_owned())
}

/// Whether a file is a schema, or configures.
fn is_of_interest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME || is_schema_file(&name.to_string_lossy()))
}

fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
