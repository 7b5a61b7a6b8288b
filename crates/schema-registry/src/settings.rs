//! How a registry is reached, and what reading it may cost.

use std::path::PathBuf;
use std::time::Duration;

use super::address::{Address, Host, Location};
use super::credentials::Credentials;
use super::secret::Secret;

/// How a registry is reached, and what reading it may cost. [`Settings::new`] has the defaults.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the registry is.
    pub address: Address,
    /// Another endpoint for AWS Glue, as `AWS_ENDPOINT_URL_GLUE` names it. Other registries are not asked there.
    pub glue_endpoint: Option<Address>,
    /// The context whose subjects are read, such as `.staging` or `:.staging:`. Without one, subjects of all contexts are listed.
    pub context: Option<String>,
    /// Credentials, which only the host that they name gets.
    pub credentials: Option<Credentials>,
    /// A PEM file with the certificates to trust, instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// The header `target-sr-cluster`: the cluster behind Confluent Cloud's address.
    pub target_cluster: Option<String>,
    /// The header `Confluent-Identity-Pool-Id`.
    pub identity_pool: Option<String>,
    /// The proxy between, if there is one.
    pub proxy: Option<Proxy>,
    /// How long is waited.
    pub timeouts: Timeouts,
    /// How often and when a request that failed is sent again.
    pub retries: Retries,
    /// How many requests are sent at the same time.
    pub concurrency: usize,
    /// The largest answer, in bytes, after decompression.
    pub largest_answer: u64,
    /// The directory that keeps schemas for later runs. It is safe to delete.
    pub cache_directory: Option<PathBuf>,
    /// What errors call the settings that they ask for.
    pub names: SettingNames,
}

/// What the caller calls the settings that errors ask for, such as names of variables. What is empty is not named.
#[derive(Clone, Debug, Default)]
pub struct SettingNames {
    /// The file with the certificates to trust.
    pub authority: String,
    /// All kinds of credentials.
    pub credentials: String,
    /// The client certificate and its key.
    pub client_certificate: String,
}

impl SettingNames {
    /// What to do if the server's certificate is not trusted.
    pub(crate) fn trust(&self) -> String {
        named("name the file with the certificate of the authority that issued the server's", &self.authority)
    }

    /// What to do if the server asks who asks.
    pub(crate) fn authorize(&self) -> String {
        named("name a user and a password, a token, or a client certificate", &self.credentials)
    }

    /// What to do if the server asks for a client certificate, or for another one.
    pub(crate) fn certify(&self) -> String {
        named("name a client certificate and its key that the server trusts", &self.client_certificate)
    }
}

fn named(remedy: &str, name: &str) -> String {
    if name.is_empty() { remedy.to_owned() } else { format!("{remedy} ({name})") }
}

impl Settings {
    /// The default settings for a registry: no credentials, no proxy, no cache.
    pub fn new(address: Address) -> Settings {
        Settings {
            address,
            glue_endpoint: None,
            context: None,
            credentials: None,
            ca_file: None,
            target_cluster: None,
            identity_pool: None,
            proxy: None,
            timeouts: Timeouts::default(),
            retries: Retries::default(),
            concurrency: 8,
            largest_answer: 64 << 20,
            cache_directory: None,
            names: SettingNames::default(),
        }
    }

    /// The host that requests go to.
    pub fn host(&self) -> Host {
        self.endpoint().host()
    }

    /// The address that requests go to.
    pub(crate) fn endpoint(&self) -> &Address {
        match (self.address.location(), &self.glue_endpoint) {
            (Location::Glue { .. }, Some(endpoint)) => endpoint,
            _ => &self.address,
        }
    }
}

/// How long is waited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// For a connection, with TLS.
    pub connect: Duration,
    /// For the next bytes of an answer.
    pub read: Duration,
    /// For an answer, with all attempts and the waiting between them.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts { connect: Duration::from_secs(10), read: Duration::from_secs(30), total: Duration::from_secs(60) }
    }
}

/// When a request is sent again: after 408, 429, 5xx and broken connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retries {
    /// How often at the most.
    pub most: u32,
    /// The wait before the first retry; it doubles for each further one. A random part of it is waited.
    pub first_wait: Duration,
    /// The longest wait. A server that asks for more (`Retry-After`) is not asked again.
    pub longest_wait: Duration,
}

impl Default for Retries {
    fn default() -> Retries {
        Retries { most: 4, first_wait: Duration::from_millis(250), longest_wait: Duration::from_secs(20) }
    }
}

/// A proxy, which is asked to connect to the registry (`CONNECT`).
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Its URL, which may contain a user and a password.
    pub url: Secret,
    /// The hosts that are asked without it, as in `NO_PROXY`.
    pub except: Option<String>,
}

impl Proxy {
    /// The proxy that the environment names for an address: `https_proxy` or `http_proxy` by its scheme, then `all_proxy`, each
    /// also in capitals, and `no_proxy`.
    ///
    /// `variable` gives the value of an environment variable: `|name| std::env::var(name).ok()`.
    pub fn from_environment(address: &Address, variable: impl Fn(&str) -> Option<String>) -> Option<Proxy> {
        let either = |name: &str| {
            let names = [name.to_owned(), name.to_ascii_uppercase()];
            names.iter().find_map(|name| variable(name)).filter(|value| !value.is_empty())
        };
        let by_scheme = if address.origin().starts_with("https") { "https_proxy" } else { "http_proxy" };
        let url = either(by_scheme).or_else(|| either("all_proxy"))?;
        Some(Proxy { url: Secret::new(url), except: either("no_proxy") })
    }
}

impl Proxy {
    /// Whether a host is asked through the proxy: a name in the list stands for its subdomains, too, and `*` for all hosts.
    pub(crate) fn is_for(&self, host: &Host) -> bool {
        let matches = |entry: &str| {
            let entry = entry.trim().to_ascii_lowercase();
            let (name, port) = match entry.rsplit_once(':') {
                Some((name, port)) if port.parse::<u16>().is_ok() => (name, port.parse::<u16>().ok()),
                _ => (&*entry, None),
            };
            let name = name.trim_start_matches('*').trim_start_matches('.');
            let is_name = host.name == name || host.name.strip_suffix(name).is_some_and(|before| before.ends_with('.'));
            entry == "*" || !name.is_empty() && is_name && port.is_none_or(|port| port == host.port)
        };
        !self.except.as_deref().unwrap_or_default().split(',').any(matches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_a_proxy_by_the_scheme() {
        let proxy = |address: &str, variables: &'static [(&str, &str)]| {
            let variable =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            Proxy::from_environment(&address.parse().expect("an address"), variable)
                .map(|proxy| proxy.url.expose().to_owned())
        };
        assert_eq!(proxy("http://registry", &[("https_proxy", "http://a")]), None);
        assert_eq!(
            proxy("https://registry", &[("HTTPS_PROXY", "http://a"), ("all_proxy", "http://b")]).as_deref(),
            Some("http://a")
        );
        assert_eq!(proxy("glue://eu-west-1/shop", &[("ALL_PROXY", "http://b")]).as_deref(), Some("http://b"));
        assert_eq!(proxy("https://registry", &[("https_proxy", "")]), None);
    }

    #[test]
    fn some_hosts_are_asked_without_the_proxy() {
        for (except, is_for) in [
            ("", true),
            ("other, ,", true),
            ("example.com", false),
            (".example.com", false),
            ("*.example.com", false),
            ("ample.com", true),
            ("a, REGISTRY.example.com:8081", false),
            ("registry.example.com:8082", true),
            ("*", false),
        ] {
            let proxy = Proxy { url: Secret::new("http://proxy"), except: Some(except.to_owned()) };
            let host: Host = "registry.example.com:8081".parse().expect("a host");
            assert_eq!(proxy.is_for(&host), is_for, "{except}");
        }
    }
}
