//! Checks what is open and what lies on the disk, as `compat` and `lint` do, on a thread of its own.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::documents::Documents;
use super::event::SessionEvent;
use super::snapshot::EditorSnapshot;
use super::types::TypeIndex;
use crate::check::Options;
use crate::cli::args::{EarlierArgs, Global, SettingFlags};
use crate::cli::gate::{self, Request};
use crate::cli::lint::{self, LintedSchemas};
use crate::model::input::{Input, Problem, SchemaText};
use crate::source::config::{Layer, REGISTRY_SCHEME, Settings};
use crate::source::{disk, overlay, roots};
use avro_resolve::schema::text::Text;

/// A wish for a check of what is open now.
pub(super) struct Job {
    /// Counts the changes.
    pub(super) generation: u64,
    pub(super) documents: Documents,
}

/// Keys that come faster than this are checked together.
const PAUSE: Duration = Duration::from_millis(8);

/// A check that sends requests waits until nothing was typed for so long.
const PAUSE_OF_REGISTRIES: Duration = Duration::from_secs(1);

fn asks_a_registry(settings: &Settings) -> bool {
    settings.plain.against.as_ref().is_some_and(|against| against.value.starts_with(REGISTRY_SCHEME))
}

/// What stays between checks.
#[derive(Default)]
struct LastGood {
    /// The text of each file when it could be understood.
    schemas: HashMap<String, Text>,
    configuration: Option<(PathBuf, Arc<str>)>,
}

/// Checks as often as it is asked to, and only the last of several wishes. Ends when nobody can ask any more.
pub(super) fn work(global: &Global, jobs: &Receiver<Job>, events: &Sender<SessionEvent>) {
    let (mut last_good, mut asks_registry) = (LastGood::default(), false);
    while let Ok(mut job) = jobs.recv() {
        loop {
            match jobs.recv_timeout(if asks_registry { PAUSE_OF_REGISTRIES } else { PAUSE }) {
                Ok(newer) => job = newer,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        // A mistake of ours in one check must not leave an editor without the next one.
        let checked = catch_unwind(AssertUnwindSafe(|| last_good.check(&job, global)));
        let event = match checked {
            Ok(snapshot) => {
                asks_registry = asks_a_registry(&snapshot.settings);
                SessionEvent::Checked(Arc::new(snapshot))
            }
            Err(_) => SessionEvent::NotChecked(job.generation),
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

impl LastGood {
    fn check(&mut self, job: &Job, global: &Global) -> EditorSnapshot {
        let settings = gate::settings(&[], &Layer::default(), global);
        let file = settings.file.as_ref().map(|(file, _)| file.clone());
        if settings.problems.is_empty() {
            self.configuration = file.and_then(|file| Some((file.clone(), disk::text(&file).ok()?.into())));
            return self.snapshot(job, settings, Vec::new(), global);
        }
        match &self.configuration {
            Some((known, text)) if Some(known) == file.as_ref() => {
                let (known, text) = (known.clone(), Arc::clone(text));
                overlay::with_stand_in(&known, text, || {
                    let good = gate::settings(&[], &Layer::default(), global);
                    self.snapshot(job, good, settings.problems, global)
                })
            }
            Some(_) | None => self.snapshot(job, settings, Vec::new(), global),
        }
    }

    fn snapshot(
        &mut self,
        job: &Job,
        settings: Settings,
        configuration_problems: Vec<Problem>,
        global: &Global,
    ) -> EditorSnapshot {
        let (earlier, flags) = (EarlierArgs::default(), SettingFlags::default());
        let has_schemas = roots::paths(&[], &settings).iter().any(|root| root.exists());
        let is_named = settings.plain.schemas.is_some() || !settings.problems.is_empty();
        let request = Request::of_findings(&[], &flags, &earlier);
        // Fixes come with proofs.
        let request = Request { options: Options { run_proofs: true, ..request.options.clone() }, ..request };
        let (gate, of_directory) = rayon::join(
            || (has_schemas || is_named).then(|| gate::check(request, global)),
            || has_schemas.then(|| lint::with_fixes(&[], &settings)),
        );
        let today = gate.as_ref().map_or_else(|| gate::policy(&settings, None, &mut Vec::new()).1, |gate| gate.today);
        let mut linted: Vec<LintedSchemas> = of_directory.into_iter().collect();
        let settings = gate.as_ref().map_or(settings, |gate| gate.settings.clone());
        let is_read = |name: &String| {
            let of_compat = gate.iter().flat_map(|gate| &gate.files);
            let of_lint = linted.iter().flat_map(|linted| &linted.files);
            of_compat.chain(of_lint).any(|file| file == name)
        };
        let loose = job.documents.schemas().filter(|(name, _)| !is_read(name) && Path::new(name).is_file());
        let loose: Vec<PathBuf> = loose.map(|(name, _)| PathBuf::from(name)).collect();
        linted.extend(loose.iter().map(|file| lint::with_fixes(std::slice::from_ref(file), &settings)));
        let types = self.types(linted.iter().map(|linted| &linted.input));
        let lints = linted.into_iter().map(|linted| linted.report).collect();
        let compat = gate.map(|gate| gate.report);
        EditorSnapshot { generation: job.generation, compat, lints, types, settings, configuration_problems, today }
    }

    /// The types of all files, each as it was when it could be understood last.
    fn types<'a>(&mut self, inputs: impl Iterator<Item = &'a Input>) -> TypeIndex {
        let mut names = HashSet::new();
        let schemas = inputs.flat_map(|input| &input.schemas).filter(|schema| names.insert(&schema.name));
        let mut schemas: Vec<SchemaText> = schemas.cloned().collect();
        let index = TypeIndex::new(schemas.clone());
        let mut is_older = false;
        for schema in &mut schemas {
            match index.is_readable(&schema.name) {
                true => drop(self.schemas.insert(schema.name.clone(), schema.text.clone())),
                false => {
                    if let Some(text) = self.schemas.get(&schema.name) {
                        schema.text = text.clone();
                        is_older = true;
                    }
                }
            }
        }
        self.schemas.retain(|name, _| index.file(name).is_some());
        if is_older { TypeIndex::new(schemas) } else { index }
    }
}
