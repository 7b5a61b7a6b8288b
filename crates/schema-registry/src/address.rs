//! Parses the address of a registry, and names the host that credentials are bound to.

use std::fmt;
use std::str::FromStr;

use avro_resolve::foreign::foreign;
use ureq::http::Uri;
use ureq::http::uri::Authority;

/// Where a registry is: `https://registry.example.com:8081/base`, or `glue://REGION/REGISTRY` for AWS Glue.
///
/// ```
/// use schema_registry::Address;
///
/// let address: Address = "https://Registry.example.com/apis/ccompat/v7/".parse()?;
/// assert_eq!(address.to_string(), "https://registry.example.com/apis/ccompat/v7");
/// assert_eq!(address.host().to_string(), "registry.example.com:443");
/// assert!("https://me:secret@registry.example.com".parse::<Address>().is_err());
/// # Ok::<(), schema_registry::ParseAddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Location);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Http { is_encrypted: bool, host: Host, base: String },
    Glue { region: String, registry: String },
}

/// A host and its port, such as `registry.example.com:8081`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Host {
    /// The name or the IP address, in lower case.
    pub name: String,
    /// The port.
    pub port: u16,
}

/// Why a text is not the address of a registry. The text itself may contain a password, so no message repeats it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ParseAddressError {
    #[error("it is not a URL such as https://registry.example.com:8081 or glue://eu-west-1/my-registry")]
    NotUrl,
    #[error("its scheme is not one of http, https and glue")]
    Scheme,
    #[error(
        "it contains a user name or password, which the list of processes and logs would show; \
         remove them, and give them by an environment variable or a file"
    )]
    UserInfo,
    #[error("it contains a query (`?`), which the base address of a registry does not have; remove it")]
    Query,
    #[error("the address of an AWS Glue registry is glue://REGION/REGISTRY, such as glue://eu-west-1/my-registry")]
    Glue,
}

impl Address {
    /// The host that is asked, unless an endpoint of its own is set for AWS Glue.
    pub fn host(&self) -> Host {
        match &self.0 {
            Location::Http { host, .. } => host.clone(),
            Location::Glue { region, .. } => {
                let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
                Host { name: format!("glue.{region}.amazonaws.com{suffix}"), port: 443 }
            }
        }
    }

    pub(crate) fn location(&self) -> &Location {
        &self.0
    }

    /// `http://host:port`, without a path.
    pub(crate) fn origin(&self) -> String {
        match &self.0 {
            Location::Http { is_encrypted, host, .. } => origin(*is_encrypted, host),
            Location::Glue { .. } => format!("https://{}", self.host().name),
        }
    }

    /// What the paths of requests are appended to.
    pub(crate) fn base(&self) -> String {
        match &self.0 {
            Location::Http { base, .. } => format!("{}{base}", self.origin()),
            Location::Glue { .. } => self.origin(),
        }
    }
}

impl FromStr for Address {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Address, ParseAddressError> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(ParseAddressError::NotUrl)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(ParseAddressError::UserInfo);
        }
        if rest.contains(['?', '#']) {
            return Err(ParseAddressError::Query);
        }
        let is_encrypted = match &*scheme.to_ascii_lowercase() {
            "http" => false,
            "https" => true,
            "glue" => return glue(rest),
            _ => return Err(ParseAddressError::Scheme),
        };
        let uri: Uri = format!("http://{rest}").parse().map_err(|_| ParseAddressError::NotUrl)?;
        let authority = uri.authority().ok_or(ParseAddressError::NotUrl)?;
        let port = port_of(authority, is_encrypted).ok_or(ParseAddressError::NotUrl)?;
        let name = authority.host().to_ascii_lowercase();
        if name.is_empty() {
            return Err(ParseAddressError::NotUrl);
        }
        let base = uri.path().trim_end_matches('/').to_owned();
        Ok(Address(Location::Http { is_encrypted, host: Host { name, port }, base }))
    }
}

/// The port of an authority, or that of the scheme; `None` if what follows the host is no port.
pub(crate) fn port_of(authority: &Authority, is_encrypted: bool) -> Option<u16> {
    let (_, after) = authority.as_str().rsplit_once('@').unwrap_or(("", authority.as_str()));
    match after.strip_prefix(authority.host())? {
        "" => Some(if is_encrypted { 443 } else { 80 }),
        port => port.strip_prefix(':')?.parse().ok(),
    }
}

fn glue(rest: &str) -> Result<Address, ParseAddressError> {
    let (region, registry) = rest.trim_end_matches('/').split_once('/').ok_or(ParseAddressError::Glue)?;
    // What AWS allows in either name; the region becomes a part of the host.
    let is_region = region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_registry = registry.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_$#.".contains(&byte));
    if region.is_empty() || registry.is_empty() || !is_region || !is_registry {
        return Err(ParseAddressError::Glue);
    }
    Ok(Address(Location::Glue { region: region.to_owned(), registry: registry.to_owned() }))
}

fn origin(is_encrypted: bool, host: &Host) -> String {
    match (is_encrypted, host.port) {
        (true, 443) => format!("https://{}", host.name),
        (true, port) => format!("https://{}:{port}", host.name),
        (false, 80) => format!("http://{}", host.name),
        (false, port) => format!("http://{}:{port}", host.name),
    }
}

impl Host {
    /// Whether the host is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let name = self.name.trim_matches(['[', ']']);
        name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    }
}

/// `host` or `host:port`; without a port it is 443. A URL is accepted too.
impl FromStr for Host {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Host, ParseAddressError> {
        let address: Address = if text.contains("://") { text.parse()? } else { format!("https://{text}").parse()? };
        Ok(address.host())
    }
}

impl fmt::Display for Host {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", foreign(&self.name), self.port)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Location::Http { .. } => out.write_str(&foreign(&self.base())),
            Location::Glue { region, registry } => write!(out, "glue://{region}/{registry}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_no_secret() {
        for (text, shown, host) in [
            ("http://registry", "http://registry", "registry:80"),
            ("HTTPS://Registry:8443/a/b//", "https://registry:8443/a/b", "registry:8443"),
            ("http://[::1]:8081", "http://[::1]:8081", "[::1]:8081"),
            ("glue://eu-west-1/shop/", "glue://eu-west-1/shop", "glue.eu-west-1.amazonaws.com:443"),
            ("glue://cn-north-1/shop", "glue://cn-north-1/shop", "glue.cn-north-1.amazonaws.com.cn:443"),
        ] {
            let address: Address = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((address.to_string(), address.host().to_string()), (shown.to_owned(), host.to_owned()));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        for (text, fault) in [
            ("registry:8081", ParseAddressError::NotUrl),
            ("http://", ParseAddressError::NotUrl),
            ("http://:8081", ParseAddressError::NotUrl),
            ("http://registry:99999", ParseAddressError::NotUrl),
            ("http://registry:", ParseAddressError::NotUrl),
            ("http://a b/", ParseAddressError::NotUrl),
            ("ftp://registry", ParseAddressError::Scheme),
            ("https://user:pass@registry", ParseAddressError::UserInfo),
            ("glue://key@eu-west-1/shop", ParseAddressError::UserInfo),
            ("https://registry/?token=1", ParseAddressError::Query),
            ("glue://eu-west-1", ParseAddressError::Glue),
            ("glue://evil.example.com/shop", ParseAddressError::Glue),
        ] {
            assert_eq!(text.parse::<Address>(), Err(fault), "{text}");
        }
    }
}
