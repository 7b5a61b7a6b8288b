//! Reads the schemas of a registry of AWS Glue. A schema of Glue is a subject here.

mod answers;
mod fault;
mod sign;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::Method;

use self::answers::{LevelAnswer, SchemasAnswer, VersionAnswer, VersionsAnswer};
use self::sign::Scope;
use super::cache::Cache;
use super::client::{Client, Headers, Protocol, Redactor, Request, Response};
use super::credentials::{Authorization, AwsKeys, Credentials};
use super::error::{Answer, Error};
use super::limits;
use super::model::{Configured, LevelSource, Registered, SchemaId, SchemaText, SubjectVersion};
use super::remark::{Remark, Remarks};
use super::settings::Settings;
use super::source::Source;

/// The most that AWS lists in one answer.
const PAGE: u32 = 100;

/// A registry of AWS Glue.
pub(crate) struct Glue {
    client: Client,
    signer: Signer,
    url: String,
    registry: String,
    cache: Option<Cache>,
    remarks: Remarks,
}

/// Signs requests, each attempt anew.
struct Signer {
    keys: AwsKeys,
    region: String,
    /// The value of the header `host`.
    host: String,
}

impl Glue {
    pub(crate) fn new(
        settings: &Settings,
        granted: Option<&Credentials>,
        (region, registry): (&str, &str),
        remarks: Remarks,
    ) -> Result<Glue, Error> {
        let Some(Authorization::Aws(keys)) = granted.and_then(|credentials| credentials.authorization.as_ref()) else {
            let cause = match (&settings.credentials, granted) {
                (Some(credentials), None) => format!(
                    "they are bound to {}; {} needs keys of AWS that are bound to it",
                    credentials.host,
                    settings.host()
                ),
                _ => "AWS Glue needs an access key; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".to_owned(),
            };
            return Err(Error::Setting { setting: "the credentials", cause });
        };
        if settings.context.is_some() {
            let cause = "AWS Glue has no contexts; name the registry in the address".to_owned();
            return Err(Error::Setting { setting: "the context", cause });
        }
        let certificate = granted.and_then(|credentials| credentials.client_certificate.as_ref());
        let endpoint = settings.endpoint();
        let url = format!("{}/", endpoint.base().trim_end_matches('/'));
        let host = endpoint.origin().split_once("://").map_or(String::new(), |(_, host)| host.to_owned());
        let cache = settings.cache_directory.as_ref();
        Ok(Glue {
            client: Client::new(settings, endpoint, certificate, Redactor::new(settings))?,
            signer: Signer { keys: keys.clone(), region: region.to_owned(), host },
            cache: cache.map(|root| Cache::new(root, &format!("{url} {region} {registry}"), remarks.clone())),
            url,
            registry: registry.to_owned(),
            remarks,
        })
    }

    fn ask(&self, action: &str, body: &Value) -> Result<Response, Error> {
        let headers =
            [("content-type", "application/x-amz-json-1.1".to_owned()), ("x-amz-target", format!("AWSGlue.{action}"))];
        let request = Request {
            method: Method::POST,
            url: self.url.clone(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            body: body.to_string().into_bytes(),
        };
        let response = self.client.send(&request, &self.signer)?;
        match response.status {
            200 => Ok(response),
            _ => Err(fault::of(&response, action, self.client.redactor())),
        }
    }

    fn get<T: DeserializeOwned>(&self, action: &str, body: &Value) -> Result<T, Error> {
        self.ask(action, body)?.parse(self.client.redactor())
    }

    /// All pages of a list: `page` reads one from a token, and gives its entries and the next token.
    fn pages<T>(&self, page: impl Fn(Value) -> Result<(Vec<T>, Option<String>), Error>) -> Result<Vec<T>, Error> {
        let (mut all, mut token, mut seen) = (Vec::new(), Value::Null, BTreeSet::new());
        loop {
            let (entries, next) = page(token)?;
            all.extend(entries);
            match next.filter(|next| !next.is_empty()) {
                None => return Ok(all),
                Some(next) if seen.insert(next.clone()) && all.len() < limits::LIST_ENTRIES => {
                    token = Value::String(next)
                }
                Some(_) => {
                    let cause = "the list does not end: a token for the next page is there again".to_owned();
                    return Err(Error::WrongAnswer { url: self.url.clone(), cause });
                }
            }
        }
    }

    fn schema_id(&self, subject: &str) -> Value {
        json!({ "RegistryName": self.registry, "SchemaName": subject })
    }

    fn version_request(&self, of: &SubjectVersion) -> Value {
        json!({ "SchemaId": self.schema_id(&of.subject), "SchemaVersionNumber": { "VersionNumber": of.version } })
    }

    fn version_of_id(&self, id: &SchemaId) -> Result<VersionAnswer, Error> {
        match id {
            SchemaId::Uuid(uuid) => self.kept_or_asked(&json!({ "SchemaVersionId": uuid }), ""),
            SchemaId::Number(number) => Err(Error::NoSchema {
                url: self.url.clone(),
                answer: Answer {
                    code: None,
                    message: Some(format!("{number} is not a UUID, as the ids of AWS Glue are")),
                },
            }),
        }
    }

    /// What was kept in this state, or what the server says, which is kept then.
    fn kept_or_asked(&self, request: &Value, state: &str) -> Result<VersionAnswer, Error> {
        let kept = self.cache.as_ref().and_then(|cache| cache.get(&request.to_string(), state));
        if let Some(kept) = kept.and_then(|kept| serde_json::from_slice(&kept).ok()) {
            return Ok(kept);
        }
        let response = self.ask("GetSchemaVersion", request)?;
        let answer: VersionAnswer = response.parse(self.client.redactor())?;
        // A version that is pending still changes its status.
        if let (Some(cache), true) = (&self.cache, answer.is_available()) {
            cache.put(&request.to_string(), state, &response.body);
        }
        Ok(answer)
    }
}

impl Source for Glue {
    fn subjects(&self) -> Result<Vec<String>, Error> {
        let mut subjects = self.pages(|token| {
            let mut body = json!({ "RegistryId": { "RegistryName": self.registry }, "MaxResults": PAGE });
            if !token.is_null() {
                body["NextToken"] = token;
            }
            let answer: SchemasAnswer = self.get("ListSchemas", &body)?;
            Ok((answer.schemas.unwrap_or_default(), answer.next_token))
        })?;
        subjects.retain(|schema| schema.schema_status.as_deref() != Some("DELETING"));
        let names: BTreeSet<String> = subjects.into_iter().map(|schema| schema.schema_name).collect();
        Ok(names.into_iter().collect())
    }

    fn versions(&self, subject: &str) -> Result<Vec<u32>, Error> {
        let versions = self.pages(|token| {
            let mut body = json!({ "SchemaId": self.schema_id(subject), "MaxResults": PAGE });
            if !token.is_null() {
                body["NextToken"] = token;
            }
            let answer: VersionsAnswer = self.get("ListSchemaVersions", &body)?;
            Ok((answer.schemas.unwrap_or_default(), answer.next_token))
        })?;
        let numbers = |is_available: bool| -> BTreeSet<u32> {
            let wanted = versions.iter().filter(|version| version.is_available() == is_available);
            wanted.map(|version| version.version_number).collect()
        };
        let left_out: Vec<u32> = numbers(false).into_iter().collect();
        if !left_out.is_empty() {
            self.remarks.add(Remark::NotAvailable { subject: subject.to_owned(), versions: left_out });
        }
        // No order of the answer is promised.
        Ok(numbers(true).into_iter().collect())
    }

    fn is_kept(&self) -> bool {
        self.cache.is_some()
    }

    fn schema(&self, of: &SubjectVersion, state: Option<&str>) -> Result<Registered, Error> {
        let request = self.version_request(of);
        let answer = match state {
            Some(state) => self.kept_or_asked(&request, state)?,
            None => self.get("GetSchemaVersion", &request)?,
        };
        answer.registered(of).map_err(|cause| Error::WrongAnswer { url: self.url.clone(), cause })
    }

    fn schema_by_id(&self, id: &SchemaId) -> Result<SchemaText, Error> {
        Ok(self.version_of_id(id)?.text())
    }

    fn subject_versions_of(&self, id: &SchemaId) -> Result<Vec<SubjectVersion>, Error> {
        Ok(self.version_of_id(id)?.subject_version().into_iter().collect())
    }

    fn level(&self, subject: &str) -> Result<Configured, Error> {
        let LevelAnswer { compatibility } = self.get("GetSchema", &json!({ "SchemaId": self.schema_id(subject) }))?;
        let level = match compatibility.as_deref() {
            // No version may be added at all, which is no level.
            Some("DISABLED") => {
                self.remarks
                    .add(Remark::ReadOnly { mode: "DISABLED".to_owned(), subjects: [subject.to_owned()].into() });
                None
            }
            Some(level) => {
                Some(level.strip_suffix("_ALL").map_or(level.to_owned(), |level| format!("{level}_TRANSITIVE")))
            }
            None => None,
        };
        Ok(Configured { level, compatibility_group: None, normalize: None, from: LevelSource::Subject })
    }

    /// Glue has no modes.
    fn mode(&self, _: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// Glue has no references.
    fn referencing(&self, _: &SubjectVersion) -> Result<Vec<SchemaId>, Error> {
        Ok(Vec::new())
    }
}

impl Protocol for Signer {
    fn authorize(&self, request: &Request) -> Result<Headers, Error> {
        let scope = Scope { region: &self.region, service: "glue", time: Timestamp::now() };
        let mut headers: Vec<(&str, &str)> = vec![("host", &self.host)];
        headers.extend(request.headers.iter().map(|(name, value)| (&**name, &**value)));
        Ok(sign::sign(&scope, &self.keys, &headers, &request.body))
    }

    fn is_transient(&self, response: &Response) -> bool {
        response.status == 400 && fault::is_throttled(response)
    }
}
