//! `avrocheck init`: writes a configuration and a pipeline that fit a repository.

use std::path::{Path, PathBuf};

use crate::adopt::Premises;
use crate::adopt::level::{LevelChoice, choose};
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::render::command::init::pipeline::{Host, Pipeline, pipeline};
use crate::render::command::init::{
    FileFate, FileOutcome, InitSummary, UNCHECKED, configuration, configured, present, render,
};
use crate::render::problem::sentence;
use crate::report::CompatReport;
use crate::sink::texts;
use crate::source::boundary::real;
use crate::source::config::find::from_here;
use crate::source::config::{self, FILE_NAME, Layer, Sources};
use crate::source::disk;
use crate::source::survey::{self, Survey, SurveyRefusal};

use super::args::again::{arguments_after, arguments_of_paths};
use super::args::{Global, InitArgs};
use super::gate;
use super::output::{Status, complain, look, print_text, refuse, remark};

pub(crate) fn run(args: &InitArgs, global: &Global) -> Status {
    match init(args, global) {
        Ok(text) => print_text(&text),
        Err(refusal) => refusal.tell(),
    }
}

/// Why nothing is written.
enum InitRefusal {
    /// For a reason.
    Because(String),
    /// The configuration that is there cannot be understood.
    Settings(Vec<Problem>),
    /// The schemas cannot be checked.
    Schemas(Vec<Problem>),
}

impl InitRefusal {
    fn tell(self) -> Status {
        match self {
            InitRefusal::Because(message) => refuse(message),
            InitRefusal::Settings(problems) => complain(&problems),
            InitRefusal::Schemas(problems) => {
                complain(&problems);
                remark("note", UNCHECKED);
                Status::NotChecked
            }
        }
    }
}

impl From<Problem> for InitRefusal {
    fn from(problem: Problem) -> InitRefusal {
        InitRefusal::Because(sentence(&problem))
    }
}

impl From<SurveyRefusal> for InitRefusal {
    fn from(refusal: SurveyRefusal) -> InitRefusal {
        match refusal {
            SurveyRefusal::Nothing(problem) => problem.into(),
            SurveyRefusal::Schemas(problems) => InitRefusal::Schemas(problems),
        }
    }
}

/// What is to be written, and what to say about it.
struct InitPlan {
    premises: Premises,
    chosen: Option<(LevelChoice, Vec<CompatReport>)>,
    /// What has to be settled before everything is compared.
    open: Vec<Problem>,
    files: Vec<PlannedFile>,
}

struct PlannedFile {
    path: PathBuf,
    content: Content,
}

enum Content {
    New(String),
    Extended { before: String, after: String },
    ByHand(String),
    Kept,
}

fn init(args: &InitArgs, global: &Global) -> Result<String, InitRefusal> {
    if global.config.is_some() {
        let message = format!("init writes {FILE_NAME} at the root of the repository; leave out --config");
        return Err(InitRefusal::Because(message));
    }
    let root = survey::root(&args.paths)?;
    let plan = plan(args, &root)?;
    if !args.dry_run {
        write(&plan.files)?;
    }
    let files: Vec<FileOutcome> = plan.files.iter().map(|file| outcome(file, args)).collect();
    let hosts: Vec<Host> = match args.ci {
        Some(_) => Vec::new(),
        None => Host::ALL.into_iter().filter(|host| root.join(host.sign()).exists()).collect(),
    };
    let chosen = plan.chosen.as_ref().map(|(choice, reports)| (choice, reports.as_slice()));
    let configuration = from_here(&root.join(FILE_NAME));
    let is_found = is_found(&configuration, global);
    let summary = InitSummary {
        files: &files,
        premises: &plan.premises,
        chosen,
        open: &plan.open,
        hosts: &hosts,
        gate_arguments: &arguments_after(global, (!is_found).then_some(&configuration)),
        // From outside of the repository, its root is found by a path.
        init_arguments: &arguments_of_paths(global, if is_found { &[] } else { &args.paths }),
    };
    Ok(render(&summary, look(global)))
}

/// Whether a run without paths is configured by this file.
fn is_found(configuration: &Path, global: &Global) -> bool {
    let settings = gate::settings(&[], &Layer::default(), global);
    settings.file.is_some_and(|(file, _)| real(&file) == real(configuration))
}

fn plan(args: &InitArgs, root: &Path) -> Result<InitPlan, InitRefusal> {
    let path = from_here(&root.join(FILE_NAME));
    if path.exists() {
        let Some(ci) = args.ci else { return Err(InitRefusal::Because(configured(&path.display().to_string()))) };
        let premises = read_configuration(&path, root)?;
        let files = vec![PlannedFile { path, content: Content::Kept }, pipeline_file(ci.host(), &premises, root)?];
        return Ok(InitPlan { premises, chosen: None, open: Vec::new(), files });
    }
    let Survey { premises, reports, open } = survey::look(root, &args.paths)?;
    let choice = choose(&reports);
    let text = configuration::render(&premises, &choice);
    let mut files = vec![PlannedFile { path, content: Content::New(text) }];
    if let Some(ci) = args.ci {
        files.push(pipeline_file(ci.host(), &premises, root)?);
    }
    Ok(InitPlan { premises, chosen: Some((choice, reports)), open, files })
}

fn read_configuration(path: &Path, root: &Path) -> Result<Premises, InitRefusal> {
    let sources = Sources { explicit: Some(path), start: root, flags: &Layer::default(), variables: &[] };
    let settings = config::settings(&sources);
    if !settings.problems.is_empty() {
        return Err(InitRefusal::Settings(settings.problems));
    }
    Ok(survey::configured(root, &settings)?)
}

fn pipeline_file(host: Host, premises: &Premises, root: &Path) -> Result<PlannedFile, InitRefusal> {
    let path = from_here(&root.join(host.file()));
    let existing = match path.exists() {
        true => Some(disk::text(&path).map_err(|message| Problem::of(typed(&path), message))?),
        false => None,
    };
    let content = match pipeline(host, premises, existing.as_deref()) {
        Pipeline::New(text) => Content::New(text),
        Pipeline::Extended(after) => Content::Extended { before: existing.unwrap_or_default(), after },
        Pipeline::ByHand(lines) => Content::ByHand(lines),
        Pipeline::Present => return Err(InitRefusal::Because(present(&path.display().to_string(), host))),
    };
    Ok(PlannedFile { path, content })
}

fn write(files: &[PlannedFile]) -> Result<(), InitRefusal> {
    let new = files.iter().filter_map(|file| match &file.content {
        Content::New(text) => Some((file.path.clone(), text.clone())),
        Content::Extended { .. } | Content::ByHand(_) | Content::Kept => None,
    });
    texts::write_new(&new.collect::<Vec<_>>()).map_err(|(path, error)| failed("written", &path, &error))?;
    for PlannedFile { path, content } in files {
        if let Content::Extended { before, after } = content {
            texts::replace(path, before, after).map_err(|error| failed("written", path, &error))?;
        }
    }
    Ok(())
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> InitRefusal {
    InitRefusal::Because(format!("{}: cannot be {what}: {error}", path.display()))
}

fn outcome(PlannedFile { path, content }: &PlannedFile, args: &InitArgs) -> FileOutcome {
    let fate = match content {
        Content::New(text) | Content::Extended { after: text, .. } if args.dry_run => FileFate::Proposed(text.clone()),
        Content::New(_) => FileFate::Written,
        Content::Extended { .. } => FileFate::Extended,
        Content::ByHand(lines) => FileFate::ByHand(lines.clone()),
        Content::Kept => FileFate::Kept,
    };
    FileOutcome { name: path.display().to_string(), fate }
}
