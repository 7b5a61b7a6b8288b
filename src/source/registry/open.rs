//! Finds the registry that a user means, and makes it ready to be read.

use std::collections::BTreeMap;
use std::env;
use std::sync::{Arc, Mutex, PoisonError};

use schema_registry::{Credentials, Registry, Remark, Secret};

use super::access::{RegistryVariables, address_in};
use crate::model::input::Problem;
use crate::model::text::nearest;
use crate::source::config::{NamedRegistry, Settings, SubjectNaming};
use crate::source::configured_base;
use crate::source::reach::{self, ELSEWHERE};

/// A registry that a user named.
#[derive(Debug)]
pub(crate) struct OpenRegistry {
    /// As the user named it: a URL, or a name of the configuration.
    pub(crate) name: String,
    pub(crate) reader: Registry,
    /// How the subjects of local schemas are called there.
    pub(crate) naming: Option<SubjectNaming>,
    notes: Vec<String>,
    /// The newest versions of subjects, which stay what they were for the whole run.
    newest: Mutex<BTreeMap<String, u32>>,
}

/// What a registry's answers leave to be said.
#[derive(Default, Debug)]
pub(crate) struct Hints {
    /// Remarks that change nothing.
    pub(crate) notes: Vec<String>,
    /// What may be missing.
    pub(crate) problems: Vec<Problem>,
}

impl OpenRegistry {
    /// The registry at a URL, or that which the configuration gives this name.
    ///
    /// # Errors
    /// There is no such registry, its address is none, or a variable of the environment makes no sense.
    pub(crate) fn open(name: &str, settings: &Settings) -> Result<OpenRegistry, Problem> {
        if reach::is_confined() {
            return Err(Problem::of_run(format!("{name}: {ELSEWHERE}")));
        }
        if name.contains("://") {
            return at_url(name);
        }
        if let Some(problem) = settings.problems.first() {
            return Err(problem.clone());
        }
        match settings.registries().iter().find(|registry| registry.name == name) {
            Some(registry) => of_configuration(registry, settings),
            None => Err(Problem::of_run(unknown(name, settings))),
        }
    }

    /// The newest version of a subject.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn newest(&self, subject: &str) -> Result<u32, Problem> {
        let mut known = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(newest) = known.get(subject) {
            return Ok(*newest);
        }
        let newest = self.reader.versions(subject).map_err(problem)?.pop();
        let none = || Problem::of_run(format!("{}: the subject `{subject}` has no version", self.name));
        let newest = newest.ok_or_else(none)?;
        known.insert(subject.to_owned(), newest);
        Ok(newest)
    }

    /// What its answers so far leave to be said.
    pub(crate) fn hints(&self) -> Hints {
        let mut hints = Hints { notes: self.notes.clone(), problems: Vec::new() };
        for remark in self.reader.remarks() {
            let text = format!("{}: {remark}", self.name);
            match remark {
                Remark::ListMayBeCut { .. } | Remark::EmptyContext { .. } => {
                    hints.problems.push(Problem::of_run(text));
                }
                _ => hints.notes.push(text),
            }
        }
        hints
    }
}

/// Whoever types a URL means its host to get the credentials.
fn at_url(url: &str) -> Result<OpenRegistry, Problem> {
    let environment = |name: &str| env::var(name).ok();
    let variables = RegistryVariables { prefix: "AVROCHECK_REGISTRY_".to_owned(), environment: &environment };
    let mut settings = variables.settings(address_in("the address of the registry", url)?)?;
    settings.credentials = variables.credentials(settings.host(), &settings.address)?;
    let reader = Registry::new(&settings).map_err(problem)?;
    let name = reader.address().to_string();
    Ok(OpenRegistry { name, reader, naming: None, notes: Vec::new(), newest: Mutex::default() })
}

/// A branch may change the configuration: what it says where the branch began counts more.
fn of_configuration(here: &NamedRegistry, settings: &Settings) -> Result<OpenRegistry, Problem> {
    // A revision was named by who runs the program.
    let trusted = if settings.revision.is_some() { Some(settings.clone()) } else { configured_base::trusted(settings) };
    let trusted = trusted.and_then(|trusted| trusted.registries().iter().find(|one| one.name == here.name).cloned());
    let registry = trusted.as_ref().unwrap_or(here);
    let mut notes = Vec::new();
    if !registry.is_like(here) {
        notes.push(format!(
            "registry.{} has other values where the branch left the default branch, and those count: {}",
            registry.name, registry.url.value
        ));
    }
    let environment = |name: &str| env::var(name).ok();
    let variables = RegistryVariables { prefix: registry.prefix(), environment: &environment };
    let address = address_in(&format!("registry.{}.url", registry.name), &registry.url.value);
    let of_line = |problem: Problem| match registry.url.place() {
        Some(place) => {
            Problem { file: Some(place.file.clone()), position: Some((place.line, place.column)), ..problem }
        }
        None => problem,
    };
    let mut client = variables.settings(address.map_err(of_line)?)?;
    client.context.clone_from(&registry.context);
    let own = client.host();
    let credentials = variables.credentials(own.clone(), &client.address)?;
    let headers = headers(registry, &environment)?;
    if credentials.is_some() || !headers.is_empty() {
        match variables.host()?.or_else(|| trusted.is_some().then(|| own.clone())) {
            Some(host) => {
                let credentials = credentials.unwrap_or_else(|| Credentials::new(own));
                client.credentials = Some(Credentials { host, headers, ..credentials });
            }
            None => notes.push(format!(
                "{name}: the credentials are not sent, because a branch can change the address in the configuration; name the host \
                 that gets them: {variable}={own}",
                name = registry.name,
                variable = variables.name("HOST"),
            )),
        }
    }
    let reader = Registry::new(&client).map_err(problem)?;
    let (name, naming) = (registry.name.clone(), registry.naming.clone());
    Ok(OpenRegistry { name, reader, naming, notes, newest: Mutex::default() })
}

fn headers(
    registry: &NamedRegistry,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(String, Secret)>, Problem> {
    let header = |(header, variable): &(String, String)| match environment(variable).filter(|value| !value.is_empty()) {
        Some(value) => Ok((header.clone(), Secret::new(value))),
        None => Err(Problem::of_run(format!(
            "{variable} is not set, and the configuration takes the header {header} of the registry `{}` from it",
            registry.name
        ))),
    };
    registry.headers.iter().map(header).collect()
}

fn unknown(name: &str, settings: &Settings) -> String {
    let known: Vec<&str> = settings.registries().iter().map(|registry| registry.name.as_str()).collect();
    let remedy = match (nearest(name, known.iter().copied()), &known[..]) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, []) => {
            "give a URL, such as https://registry.example.com:8081, or name one: [registry.prod] in avrocheck.toml"
                .to_owned()
        }
        (None, known) => format!("there are {}", known.join(", ")),
    };
    format!("the configuration has no registry `{name}`; {remedy}")
}

/// An error of a registry, which names its URL itself.
pub(super) fn problem(error: schema_registry::Error) -> Problem {
    Problem::of_run(error.to_string())
}

/// The registries of a run, each opened once.
#[derive(Debug, Default)]
pub(crate) struct Registries(Mutex<BTreeMap<String, Arc<OpenRegistry>>>);

impl Registries {
    /// The registry of this name, or at this URL.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(crate) fn get(&self, name: &str, settings: &Settings) -> Result<Arc<OpenRegistry>, Problem> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = open.get(name) {
            return Ok(Arc::clone(known));
        }
        let opened = Arc::new(OpenRegistry::open(name, settings)?);
        open.insert(name.to_owned(), Arc::clone(&opened));
        Ok(opened)
    }

    /// What the answers of all of them leave to be said.
    pub(crate) fn hints(&self) -> Hints {
        let mut all = Hints::default();
        for registry in self.0.lock().unwrap_or_else(PoisonError::into_inner).values() {
            let Hints { notes, problems } = registry.hints();
            all.notes.extend(notes);
            all.problems.extend(problems);
        }
        all
    }
}
