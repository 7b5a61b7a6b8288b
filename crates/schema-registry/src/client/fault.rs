//! Says why a request has no answer.

use std::io::{self, ErrorKind};

use rustls::{AlertDescription, CertificateError};
use ureq::Timeout;

use super::redact::Redactor;
use crate::error::Error;
use crate::settings::{SettingNames, Timeouts};

const ADDRESS: &str = "check the address and the server's certificate";

/// Why a request has no answer, from what the HTTP client says.
pub(crate) fn describe(
    error: ureq::Error,
    url: &str,
    timeouts: &Timeouts,
    names: &SettingNames,
    redactor: &Redactor,
) -> Error {
    let url = url.to_owned();
    match error {
        ureq::Error::Timeout(reason) => {
            let (waited_for, limit) = match reason {
                Timeout::Resolve | Timeout::Connect => ("the connection", timeouts.connect),
                Timeout::PerRead | Timeout::PerWrite => ("the next part of the answer", timeouts.read),
                _ => ("the answer", timeouts.total),
            };
            Error::Timeout { url, waited_for, limit }
        }
        ureq::Error::HostNotFound => Error::Unreachable { url, cause: "its host name is not known".to_owned() },
        ureq::Error::ConnectProxyFailed(_) => {
            Error::Unreachable { url, cause: "the proxy does not connect to it".to_owned() }
        }
        ureq::Error::ConnectionFailed => Error::Unreachable { url, cause: "the connection failed".to_owned() },
        ureq::Error::Rustls(error) => tls(url, &error, names),
        ureq::Error::Tls(cause) => Error::Tls { url, cause: cause.to_owned(), remedy: ADDRESS.to_owned() },
        ureq::Error::Decompress(_, error) if error.kind() == ErrorKind::UnexpectedEof => {
            Error::Incomplete { url, attempts: 1 }
        }
        ureq::Error::Decompress(..) => Error::Unreadable { url, cause: "its gzip is damaged".to_owned() },
        ureq::Error::Io(error) => input(url, &error, names),
        // Its text may repeat what the server sent.
        error => Error::Unreadable { url, cause: redactor.message(&error.to_string()) },
    }
}

fn input(url: String, error: &io::Error, names: &SettingNames) -> Error {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return tls(url, error, names);
    }
    match error.kind() {
        ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => Error::Incomplete { url, attempts: 1 },
        ErrorKind::ConnectionRefused => Error::Unreachable { url, cause: "connection refused".to_owned() },
        _ => Error::Unreachable { url, cause: error.to_string() },
    }
}

fn tls(url: String, error: &rustls::Error, names: &SettingNames) -> Error {
    let (cause, remedy) = match error {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            ("the authority that issued the server's certificate is not trusted".to_owned(), names.trust())
        }
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => ("the server's certificate is for another name".to_owned(), ADDRESS.to_owned()),
        rustls::Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            ("the server's certificate has expired".to_owned(), ADDRESS.to_owned())
        }
        rustls::Error::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
            | AlertDescription::CertificateUnknown,
        ) => ("the server does not accept the client's certificate, or there is none".to_owned(), names.certify()),
        rustls::Error::InvalidMessage(_) => (
            "what the server answers is not TLS".to_owned(),
            "check the port, or use http:// if the server is not encrypted".to_owned(),
        ),
        error => (error.to_string(), ADDRESS.to_owned()),
    };
    Error::Tls { url, cause, remedy }
}
