//! Configures the HTTP client: certificates, proxy and timeouts.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, TlsProvider, parse_pem};

use crate::address::Address;
use crate::credentials::ClientCertificate;
use crate::error::Error;
use crate::settings::{Proxy, Settings};

/// An agent for the host of an address.
pub(crate) fn build(
    settings: &Settings,
    address: &Address,
    certificate: Option<&ClientCertificate>,
) -> Result<ureq::Agent, Error> {
    let is_encrypted = address.origin().starts_with("https:");
    let trusted = match &settings.ca_file {
        // A file that is named wrong is an error even if nothing is encrypted.
        Some(path) => certificates(path)?,
        None if is_encrypted => system_certificates()?,
        None => Vec::new(),
    };
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(trusted)))
        .client_cert(certificate.map(client_certificate).transpose()?)
        .build();
    let proxy = settings.proxy.as_ref().filter(|proxy| proxy.is_for(&address.host())).map(proxy).transpose()?;
    let concurrency = settings.concurrency.max(1);
    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .proxy(proxy)
        .http_status_as_error(false)
        // Redirects are followed above, where their host is looked at.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_resolve(Some(settings.timeouts.connect))
        .timeout_connect(Some(settings.timeouts.connect))
        .timeout_per_read(Some(settings.timeouts.read))
        .timeout_per_write(Some(settings.timeouts.read))
        .max_idle_connections(concurrency)
        .max_idle_connections_per_host(concurrency)
        .user_agent(concat!("schema-registry/", env!("CARGO_PKG_VERSION")))
        .build();
    Ok(config.into())
}

fn system_certificates() -> Result<Vec<Certificate<'static>>, Error> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let cause = found.errors.first().map_or_else(|| "there are none".to_owned(), ToString::to_string);
        let cause = format!("{cause}; install the package ca-certificates, or name a file of certificates to trust");
        return Err(Error::Setting { setting: "the system's certificates", cause });
    }
    Ok(found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect())
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, Error> {
    let mut found = Vec::new();
    for item in parse_pem(&read(path)?) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| no_pem(path, "a certificate"))? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(no_pem(path, "a certificate")) } else { Ok(found) }
}

fn client_certificate(files: &ClientCertificate) -> Result<ClientCert, Error> {
    let chain = certificates(&files.certificate)?;
    let pem = read(&files.key)?;
    let key = PrivateKey::from_pem(&pem).map_err(|_| no_pem(&files.key, "a private key"))?;
    demand_pair(&chain, &pem, files)?;
    Ok(ClientCert::new_with_certs(&chain, key))
}

/// Fails unless the key is that of the certificate: ureq would panic.
fn demand_pair(chain: &[Certificate<'_>], key: &[u8], files: &ClientCertificate) -> Result<(), Error> {
    let chain = chain.iter().map(|certificate| CertificateDer::from(certificate.der().to_vec())).collect();
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| no_pem(&files.key, "a private key"))?;
    match CertifiedKey::from_der(chain, key, &rustls::crypto::ring::default_provider()) {
        Ok(_) => Ok(()),
        Err(rustls::Error::InconsistentKeys(_)) => {
            let cause = format!("it is not the key of the certificate in {}", files.certificate.display());
            Err(Error::File { path: files.key.clone(), cause })
        }
        Err(rustls::Error::InvalidCertificate(_)) => {
            Err(Error::File { path: files.certificate.clone(), cause: "its certificate is damaged".to_owned() })
        }
        Err(error) => Err(Error::File { path: files.key.clone(), cause: format!("its key cannot be used: {error}") }),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| {
        let cause = match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            _ => error.to_string(),
        };
        Error::File { path: path.to_owned(), cause }
    })
}

fn no_pem(path: &Path, wanted: &str) -> Error {
    Error::File { path: path.to_owned(), cause: format!("it does not contain {wanted} in the format PEM") }
}

/// No text of ureq is used: it may show the URL, which may contain a password.
fn proxy(proxy: &Proxy) -> Result<ureq::Proxy, Error> {
    let url = proxy.url.expose();
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    ureq::Proxy::new(&url).map_err(|_| Error::Setting {
        setting: "the proxy",
        cause:
            "its URL is not one such as http://proxy.example.com:3128; look at https_proxy, http_proxy and all_proxy"
                .to_owned(),
    })
}
