//! Checks what is open and what lies on the disk, as `compat` and `lint` do, on a thread of its own.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::documents::Documents;
use super::session::Event;
use super::types::TypeIndex;
use crate::check::Options;
use crate::cli::args::{EarlierArgs, Global, SettingFlags};
use crate::cli::gate::{self, Request};
use crate::cli::lint::{self, LintedSchemas};
use crate::model::date::Date;
use crate::model::input::{Input, Problem, SchemaText};
use crate::report::CompatReport;
use crate::source::config::{Layer, Settings};
use crate::source::{disk, overlay, roots};
use avro_resolve::schema::text::Text;

/// A wish for a check of what is open now.
pub(super) struct Job {
    /// Counts the changes.
    pub(super) generation: u64,
    pub(super) documents: Documents,
}

/// All that is known of the texts at one moment.
pub(super) struct Snapshot {
    /// The change after which it was made.
    pub(super) generation: u64,
    /// What `compat` says, where there is a directory of schemas.
    pub(super) compat: Option<CompatReport>,
    /// What `lint` says of that directory, and of open files that are not in it.
    pub(super) lints: Vec<CompatReport>,
    pub(super) types: TypeIndex,
    pub(super) settings: Settings,
    /// Problems of a configuration that makes no sense at the moment; the last one that did is in force.
    pub(super) configuration_problems: Vec<Problem>,
    pub(super) today: Date,
}

impl Snapshot {
    /// The reports: that of `compat` first.
    pub(super) fn reports(&self) -> impl Iterator<Item = &CompatReport> {
        self.compat.iter().chain(&self.lints)
    }
}

/// Keys that come faster than this are checked together.
const PAUSE: Duration = Duration::from_millis(8);

/// What stays between checks.
#[derive(Default)]
struct LastGood {
    /// The text of each file when it could be understood.
    schemas: HashMap<String, Text>,
    configuration: Option<(PathBuf, Arc<str>)>,
}

/// Checks as often as it is asked to, and only the last of several wishes. Ends when nobody can ask any more.
pub(super) fn work(global: &Global, jobs: &Receiver<Job>, events: &Sender<Event>) {
    let mut last_good = LastGood::default();
    while let Ok(mut job) = jobs.recv() {
        loop {
            match jobs.recv_timeout(PAUSE) {
                Ok(newer) => job = newer,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        let snapshot = last_good.check(&job, global);
        if events.send(Event::Checked(Arc::new(snapshot))).is_err() {
            return;
        }
    }
}

impl LastGood {
    fn check(&mut self, job: &Job, global: &Global) -> Snapshot {
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
    ) -> Snapshot {
        let (earlier, flags) = (EarlierArgs::default(), SettingFlags::default());
        let has_schemas = roots::paths(&[], &settings).iter().any(|root| root.exists());
        let is_named = settings.plain.schemas.is_some() || !settings.problems.is_empty();
        let request = Request::of_findings(&[], &flags, &earlier);
        // Fixes come with proofs.
        let request = Request { options: Options { run_proofs: true, ..request.options.clone() }, ..request };
        let gate = (has_schemas || is_named).then(|| gate::check(request, global));
        let today = gate.as_ref().map_or_else(|| gate::policy(&settings, None, &mut Vec::new()).1, |gate| gate.today);
        let settings = gate.as_ref().map_or(settings, |gate| gate.settings.clone());
        let mut linted: Vec<LintedSchemas> = Vec::new();
        if has_schemas {
            linted.push(lint::with_fixes(&[], &settings));
        }
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
        Snapshot { generation: job.generation, compat, lints, types, settings, configuration_problems, today }
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
