//! Reads what proves to a registry who asks: from variables of the environment, and from files that they name.
//!
//! A variable is `AVROCHECK_REGISTRY_` and a word, such as `TOKEN`. Each secret can also be in a file, whose path is in the variable with
//! `_FILE` at its end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use schema_registry::{
    Address, Authorization, AwsKeys, ClientCertificate, Credentials, Host, OAuth, Proxy, Secret, SettingNames, Settings,
};

use crate::model::input::Problem;
use crate::source::disk;

/// The variables for one registry.
pub(super) struct RegistryVariables<'a> {
    /// What their names begin with.
    pub(super) prefix: String,
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
}

impl RegistryVariables<'_> {
    /// The settings for a registry at this address, without credentials.
    ///
    /// # Errors
    /// A variable has a value that makes no sense.
    pub(super) fn settings(&self, address: Address) -> Result<Settings, Problem> {
        let mut settings = Settings::new(address);
        settings.proxy = Proxy::from_environment(&settings.address, self.environment);
        settings.ca_file = self.value("CA").map(PathBuf::from);
        settings.target_cluster = self.value("CLUSTER");
        settings.identity_pool = self.value("IDENTITY_POOL");
        if let Some(seconds) = self.number("TIMEOUT")? {
            let limit = Duration::from_secs(seconds);
            let timeouts = &mut settings.timeouts;
            timeouts.total = limit;
            timeouts.connect = timeouts.connect.min(limit);
            timeouts.read = timeouts.read.min(limit);
        }
        if let Some(most) = self.number("CONCURRENCY")? {
            settings.concurrency = usize::try_from(most).unwrap_or(usize::MAX).min(64);
        }
        if is_glue(&settings.address) {
            let endpoint = (self.environment)("AWS_ENDPOINT_URL_GLUE").filter(|endpoint| !endpoint.is_empty());
            settings.glue_endpoint =
                endpoint.map(|endpoint| address_in("AWS_ENDPOINT_URL_GLUE", &endpoint)).transpose()?;
        }
        settings.cache_directory = cache_directory(self.environment);
        let certificate = format!("{} and {}", self.name("CERTIFICATE"), self.name("KEY"));
        settings.names = SettingNames {
            authority: self.name("CA"),
            credentials: format!("{}, {}, or {certificate}", self.name("BASIC"), self.name("TOKEN")),
            client_certificate: certificate,
        };
        Ok(settings)
    }

    /// The credentials, bound to a host; `None` if there are none.
    ///
    /// # Errors
    /// They contradict each other, are not complete, or cannot be read.
    pub(super) fn credentials(&self, host: Host, address: &Address) -> Result<Option<Credentials>, Problem> {
        let mut credentials = Credentials::new(host);
        credentials.authorization = match is_glue(address) {
            true => AwsKeys::from_environment(self.environment).map(Authorization::Aws),
            false => self.authorization()?,
        };
        credentials.client_certificate = match (self.value("CERTIFICATE"), self.value("KEY")) {
            (Some(certificate), Some(key)) => {
                Some(ClientCertificate { certificate: certificate.into(), key: key.into() })
            }
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                let (certificate, key) = (self.name("CERTIFICATE"), self.name("KEY"));
                return Err(Problem::of_run(format!("{certificate} and {key} belong together; set both")));
            }
        };
        let is_something = credentials.authorization.is_some() || credentials.client_certificate.is_some();
        Ok(is_something.then_some(credentials))
    }

    /// The host that gets the credentials, if a variable names it.
    ///
    /// # Errors
    /// It is no host.
    pub(super) fn host(&self) -> Result<Option<Host>, Problem> {
        let Some(text) = self.value("HOST") else { return Ok(None) };
        let host = text.parse().map_err(|error| Problem::of_run(format!("{}: {error}", self.name("HOST"))))?;
        Ok(Some(host))
    }

    fn authorization(&self) -> Result<Option<Authorization>, Problem> {
        let [basic, token, endpoint] =
            [("BASIC", self.secret("BASIC")?), ("TOKEN", self.secret("TOKEN")?), ("OAUTH_ENDPOINT", self.endpoint())];
        match (basic, token, endpoint) {
            ((_, None), (_, None), (_, None)) => Ok(None),
            ((_, Some(basic)), (_, None), (_, None)) => Ok(Some(Authorization::Basic(basic))),
            ((_, None), (_, Some(token)), (_, None)) => Ok(Some(Authorization::Bearer(token))),
            ((_, None), (_, None), (_, Some(_))) => Ok(Some(Authorization::OAuth(self.oauth()?))),
            (basic, token, endpoint) => {
                let set = [basic, token, endpoint].into_iter().filter(|(_, value)| value.is_some());
                let names: Vec<String> = set.map(|(name, _)| self.name(name)).collect();
                Err(Problem::of_run(format!(
                    "{} are set, and only one of them can count; unset the others",
                    names.join(" and ")
                )))
            }
        }
    }

    /// The token endpoint is no secret; it is here to be counted with those that are.
    fn endpoint(&self) -> Option<Secret> {
        self.value("OAUTH_ENDPOINT").map(Secret::new)
    }

    fn oauth(&self) -> Result<OAuth, Problem> {
        let endpoint = self.value("OAUTH_ENDPOINT").unwrap_or_default();
        let missing = |word: &str| {
            let (missing, endpoint) = (self.name(word), self.name("OAUTH_ENDPOINT"));
            Problem::of_run(format!("{missing} is not set, and {endpoint} is; set both"))
        };
        Ok(OAuth {
            token_endpoint: address_in(&self.name("OAUTH_ENDPOINT"), &endpoint)?,
            client_id: self.value("OAUTH_CLIENT_ID").ok_or_else(|| missing("OAUTH_CLIENT_ID"))?,
            client_secret: self.secret("OAUTH_CLIENT_SECRET")?.ok_or_else(|| missing("OAUTH_CLIENT_SECRET"))?,
            scope: self.value("OAUTH_SCOPE"),
        })
    }

    /// A secret, from the variable or from the file that another one names.
    fn secret(&self, word: &str) -> Result<Option<Secret>, Problem> {
        let file = format!("{word}_FILE");
        match (self.value(word), self.value(&file)) {
            (None, None) => Ok(None),
            (Some(secret), None) => Ok(Some(Secret::new(secret))),
            (None, Some(path)) => match disk::text(Path::new(&path)) {
                Ok(secret) => Ok(Some(Secret::new(secret))),
                Err(cause) => Err(Problem::of_run(format!("{}: {path} {cause}", self.name(&file)))),
            },
            (Some(_), Some(_)) => {
                let (name, file) = (self.name(word), self.name(&file));
                Err(Problem::of_run(format!("{name} and {file} are both set; unset one of them")))
            }
        }
    }

    fn number(&self, word: &str) -> Result<Option<u64>, Problem> {
        let Some(text) = self.value(word) else { return Ok(None) };
        match text.parse() {
            Ok(number) if number > 0 => Ok(Some(number)),
            Ok(_) | Err(_) => {
                Err(Problem::of_run(format!("{}: \"{text}\" is not a whole number above 0", self.name(word))))
            }
        }
    }

    fn value(&self, word: &str) -> Option<String> {
        (self.environment)(&self.name(word)).filter(|value| !value.is_empty())
    }

    pub(super) fn name(&self, word: &str) -> String {
        format!("{}{word}", self.prefix)
    }
}

pub(super) fn is_glue(address: &Address) -> bool {
    address.to_string().starts_with("glue:")
}

/// An address from a variable or a setting. It may contain a password, so no message repeats it.
pub(super) fn address_in(name: &str, text: &str) -> Result<Address, Problem> {
    text.parse().map_err(|error| Problem::of_run(format!("{name}: {error}")))
}

/// Where answers that never change are kept for the next run: in the user's directory for such files.
fn cache_directory(environment: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let directory = |name: &str| environment(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let of_system = || match () {
        () if cfg!(windows) => directory("LOCALAPPDATA"),
        () if cfg!(target_os = "macos") => directory("HOME").map(|home| home.join("Library/Caches")),
        () => directory("HOME").map(|home| home.join(".cache")),
    };
    Some(directory("XDG_CACHE_HOME").or_else(of_system)?.join("avrocheck").join("registries"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn credentials(variables: &[(&str, &str)]) -> Result<String, String> {
        let variables: BTreeMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let environment = |name: &str| variables.get(name).cloned();
        let variables = RegistryVariables { prefix: "AVROCHECK_REGISTRY_".to_owned(), environment: &environment };
        let address: Address = "https://registry.example.com".parse().expect("an address");
        let found = variables.credentials(address.host(), &address).map_err(|problem| problem.message)?;
        Ok(format!("{found:?}"))
    }

    #[test]
    fn one_kind_of_credentials_counts() {
        assert_eq!(credentials(&[("AVROCHECK_REGISTRY_TOKEN", "")]).as_deref(), Ok("None"));
        for (name, value, kind) in [
            ("AVROCHECK_REGISTRY_BASIC", "me:hunter2", "Basic((secret))"),
            ("AVROCHECK_REGISTRY_TOKEN", "hunter2", "Bearer((secret))"),
        ] {
            let shown = credentials(&[(name, value)]).expect("they are complete");
            assert!(shown.contains(kind) && !shown.contains("hunter2"), "{shown}");
        }
        for (variables, message) in [
            (
                &[("AVROCHECK_REGISTRY_BASIC", "me:hunter2"), ("AVROCHECK_REGISTRY_TOKEN", "hunter2")][..],
                "AVROCHECK_REGISTRY_BASIC and AVROCHECK_REGISTRY_TOKEN are set, and only one of them can count; unset the others",
            ),
            (
                &[("AVROCHECK_REGISTRY_TOKEN", "hunter2"), ("AVROCHECK_REGISTRY_TOKEN_FILE", "token")],
                "AVROCHECK_REGISTRY_TOKEN and AVROCHECK_REGISTRY_TOKEN_FILE are both set; unset one of them",
            ),
            (
                &[("AVROCHECK_REGISTRY_OAUTH_ENDPOINT", "https://login.example.com/token")],
                "AVROCHECK_REGISTRY_OAUTH_CLIENT_ID is not set, and AVROCHECK_REGISTRY_OAUTH_ENDPOINT is; set both",
            ),
            (
                &[("AVROCHECK_REGISTRY_CERTIFICATE", "client.pem")],
                "AVROCHECK_REGISTRY_CERTIFICATE and AVROCHECK_REGISTRY_KEY belong together; set both",
            ),
        ] {
            assert_eq!(credentials(variables), Err(message.to_owned()));
        }
    }
}
