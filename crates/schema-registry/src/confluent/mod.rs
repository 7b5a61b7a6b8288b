//! Reads registries with Confluent's API: Confluent's own, Apicurio's, Redpanda's, Karapace and others.
//!
//! Servers disagree in what they have besides: pages, contexts, modes, levels. What one lacks becomes a remark.

mod access;
mod answers;
mod config;
mod fault;
mod list;
mod names;
mod token;

use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use ureq::http::Method;

use self::access::Access;
use self::answers::{ModeAnswer, SchemaAnswer, SubjectVersionAnswer};
use self::names::{Asked, Context};
use super::cache::Cache;
use super::client::{Client, Redactor, Request, Response};
use super::credentials::Credentials;
use super::error::{Answer, Error};
use super::model::{Configured, Registered, SchemaId, SchemaText, SubjectVersion};
use super::remark::{Remark, Remarks};
use super::settings::Settings;
use super::source::Source;

/// A registry with Confluent's API.
pub(crate) struct Confluent {
    client: Client,
    access: Access,
    base: String,
    context: Option<Context>,
    cache: Option<Cache>,
    remarks: Remarks,
    global_level: OnceLock<Option<String>>,
    fills_in_defaults: OnceLock<bool>,
    tells_deleted: OnceLock<bool>,
}

impl Confluent {
    pub(crate) fn new(
        settings: &Settings,
        granted: Option<&Credentials>,
        remarks: Remarks,
    ) -> Result<Confluent, Error> {
        let redactor = Redactor::new(settings);
        let certificate = granted.and_then(|credentials| credentials.client_certificate.as_ref());
        let context = settings.context.as_deref().map(Context::parse).transpose()?;
        let base = settings.endpoint().base();
        let key = format!("{base} {}", context.as_ref().map_or("", Context::prefix));
        let cache = settings.cache_directory.as_ref();
        Ok(Confluent {
            access: Access::new(settings, granted, &redactor)?,
            client: Client::new(settings, settings.endpoint(), certificate, redactor)?,
            cache: cache.map(|root| Cache::new(root, &key, remarks.clone())),
            base,
            context,
            remarks,
            global_level: OnceLock::new(),
            fills_in_defaults: OnceLock::new(),
            tells_deleted: OnceLock::new(),
        })
    }

    /// The answer to a request; an error unless its status is a success.
    fn ask(&self, path: &str) -> Result<Response, Error> {
        let request = Request {
            method: Method::GET,
            url: format!("{}{path}", self.base),
            headers: vec![(
                "accept".to_owned(),
                "application/vnd.schemaregistry.v1+json, application/json;q=0.9, */*;q=0.1".to_owned(),
            )],
            body: Vec::new(),
        };
        let mut authorized = self.access.authorized()?;
        let mut response = self.client.send(&request, &authorized)?;
        if response.status == 401 && self.access.renew(&authorized) {
            authorized = self.access.authorized()?;
            response = self.client.send(&request, &authorized)?;
        }
        match response.status {
            200..=299 => Ok(response),
            _ => Err(fault::of(&response, &self.access.remedy, &self.client)),
        }
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.ask(path)?.parse(self.client.redactor())
    }

    fn subject(&self, subject: &str) -> String {
        names::escaped(&names::qualified(self.context.as_ref(), subject))
    }

    fn version_path(&self, of: &SubjectVersion) -> String {
        format!("/subjects/{}/versions/{}", self.subject(&of.subject), of.version)
    }

    /// What was kept in this state, or what the server says, which is kept then.
    fn get_kept<T>(
        &self,
        path: &str,
        state: &str,
        read: impl Fn(SchemaAnswer) -> Result<T, String>,
    ) -> Result<T, Error> {
        let kept = self.cache.as_ref().and_then(|cache| cache.get(path, state));
        if let Some(kept) = kept.and_then(|kept| read(serde_json::from_slice(&kept).ok()?).ok()) {
            return Ok(kept);
        }
        let response = self.ask(path)?;
        let cause = |cause: String| Error::WrongAnswer { url: response.url.clone(), cause };
        let answer = read(response.parse(self.client.redactor())?).map_err(cause)?;
        // Kept only if it was understood.
        if let Some(cache) = &self.cache {
            cache.put(path, state, &response.body);
        }
        Ok(answer)
    }

    /// Asks within the context by the path, which all servers with contexts understand, and without where there is no such path.
    fn in_context<T>(&self, path: &str, get: impl Fn(&str) -> Result<T, Error>) -> Result<T, Error> {
        let Some(context) = &self.context else { return get(path) };
        match get(&format!("/contexts/{}{path}", names::escaped(context.name()))) {
            Err(Error::NoEndpoint { .. }) => get(path),
            result => result,
        }
    }

    fn number(&self, id: &SchemaId) -> Result<u32, Error> {
        match id {
            SchemaId::Number(number) => Ok(*number),
            SchemaId::Uuid(_) => Err(Error::NoSchema {
                url: self.base.clone(),
                answer: Answer { code: None, message: Some(format!("{id} is an id of AWS Glue, not a number")) },
            }),
        }
    }
}

impl Source for Confluent {
    fn subjects(&self) -> Result<Vec<String>, Error> {
        self.list_subjects()
    }

    fn versions(&self, subject: &str) -> Result<Vec<u32>, Error> {
        self.list_versions(subject)
    }

    fn is_kept(&self) -> bool {
        self.cache.is_some()
    }

    fn schema(&self, of: &SubjectVersion, state: Option<&str>) -> Result<Registered, Error> {
        let (path, read) = (self.version_path(of), |answer: SchemaAnswer| answer.registered(self.context.as_ref(), of));
        match state {
            Some(state) => self.get_kept(&path, state, read),
            None => {
                let answer = self.get(&path)?;
                read(answer).map_err(|cause| Error::WrongAnswer { url: format!("{}{path}", self.base), cause })
            }
        }
    }

    fn schema_by_id(&self, id: &SchemaId) -> Result<SchemaText, Error> {
        let path = format!("/schemas/ids/{}", self.number(id)?);
        let read = |answer: SchemaAnswer| Ok(answer.text(self.context.as_ref(), ""));
        self.in_context(&path, |path| self.get_kept(path, "", read))
    }

    fn subject_versions_of(&self, id: &SchemaId) -> Result<Vec<SubjectVersion>, Error> {
        let path = format!("/schemas/ids/{}/versions", self.number(id)?);
        let (asked, answer) = self.in_context(&path, |path| {
            let answer: Option<Vec<SubjectVersionAnswer>> = self.get(path)?;
            let asked = if path.starts_with("/contexts/") { Asked::WithinContext } else { Asked::Everywhere };
            Ok((asked, answer.unwrap_or_default()))
        })?;
        let mut versions: Vec<SubjectVersion> = match &self.context {
            None => answer.into_iter().map(|of| SubjectVersion::new(of.subject, of.version)).collect(),
            Some(context) => context.versions(answer.iter().map(|of| (&*of.subject, of.version)), asked),
        };
        versions.sort();
        versions.dedup();
        Ok(versions)
    }

    fn level(&self, subject: &str) -> Result<Configured, Error> {
        self.configured(subject)
    }

    fn mode(&self, subject: &str) -> Result<Option<String>, Error> {
        let path = format!("/mode/{}?defaultToGlobal=true", self.subject(subject));
        let answer: Result<ModeAnswer, Error> = match self.get(&path) {
            Err(Error::NoSetting { .. } | Error::NoSubject { .. }) => self.get("/mode"),
            answer => answer,
        };
        match answer {
            Ok(ModeAnswer { mode }) => {
                if mode.contains("READONLY") {
                    self.remarks.add(Remark::ReadOnly { mode: mode.clone(), subjects: [subject.to_owned()].into() });
                }
                Ok(Some(mode))
            }
            Err(Error::NoEndpoint { .. }) => {
                let meaning = "whether a subject accepts new versions is not known";
                self.remarks.add(Remark::EndpointMissing { endpoint: "/mode", meaning });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn referencing(&self, of: &SubjectVersion) -> Result<Vec<SchemaId>, Error> {
        let path = format!("{}/referencedby", self.version_path(of));
        match self.list::<u32>(&path, &format!("the schemas that refer to {of}")) {
            Ok(ids) => Ok(ids.into_iter().map(SchemaId::Number).collect()),
            Err(Error::NoEndpoint { .. }) => {
                let meaning = "which schemas refer to a version is not known";
                self.remarks.add(Remark::EndpointMissing { endpoint: "/subjects/S/versions/N/referencedby", meaning });
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }
}
