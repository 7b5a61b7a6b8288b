//! TLS: certificates that are trusted or not, and client certificates.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};
use schema_registry::{ClientCertificate, Credentials, Registry, Settings};

use crate::server;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/registry/certificates").join(name)
}

/// Whether the server asks for a client certificate.
#[derive(Clone, Copy, PartialEq)]
enum Asks {
    Nothing,
    Certificate,
}

/// A server on a free port with TLS that answers each of a few requests with an empty list; its address.
fn start(asks: Asks) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![CertificateDer::from_pem_file(file("server.pem")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(file("server-key.pem")).expect("a key");
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
    let builder = builder.expect("versions of TLS");
    let builder = match asks {
        Asks::Nothing => builder.with_no_client_auth(),
        Asks::Certificate => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_file(file("ca.pem")).expect("a certificate")).expect("an authority");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.expect("a verifier"))
        }
    };
    let config = Arc::new(builder.with_single_cert(chain, key).expect("a certificate and its key"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("https://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for mut socket in listener.incoming().take(4).map_while(Result::ok) {
            let Ok(mut connection) = ServerConnection::new(config.clone()) else { return };
            let mut stream = Stream::new(&mut connection, &mut socket);
            // A handshake that fails is part of the tests.
            if stream.read(&mut [0; 4_096]).is_ok() {
                drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]"));
                connection.send_close_notify();
            }
            drop(connection.complete_io(&mut socket));
        }
    });
    address
}

fn with_authority(address: &str, authority: &str) -> Settings {
    let mut settings = server::settings(address);
    settings.ca_file = Some(file(authority));
    settings
}

fn with_client(address: &str, certificate: &str, key: &str) -> Settings {
    let mut settings = with_authority(address, "ca.pem");
    let mut credentials = Credentials::new(settings.host());
    credentials.client_certificate = Some(ClientCertificate { certificate: file(certificate), key: file(key) });
    settings.credentials = Some(credentials);
    settings
}

fn error(settings: &Settings) -> String {
    let error =
        Registry::new(settings).and_then(|registry| registry.subjects()).expect_err("it is refused").to_string();
    let error = error.replace(&settings.address.to_string(), "https://registry:8081");
    error.replace(&*file("").to_string_lossy(), "DIRECTORY/")
}

#[test]
fn a_server_is_trusted_by_the_authority_that_is_named() {
    let registry = Registry::new(&with_authority(&start(Asks::Nothing), "ca.pem")).expect("settings");
    assert_eq!(registry.subjects(), Ok(Vec::new()));
}

#[test]
fn a_client_certificate_is_sent_to_the_host_that_it_is_for() {
    let address = start(Asks::Certificate);
    let registry = Registry::new(&with_client(&address, "client.pem", "client-key.pem")).expect("settings");
    assert_eq!(registry.subjects(), Ok(Vec::new()));

    let mut settings = with_client(&address, "client.pem", "client-key.pem");
    settings.credentials.as_mut().expect("credentials").host = "other.example.com".parse().expect("a host");
    let registry = Registry::new(&settings).expect("settings");
    registry.subjects().expect_err("the server gets no certificate");
}

#[test]
fn what_is_wrong_with_certificates_is_said() {
    let plain = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let unencrypted = format!("https://{}", plain.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for mut socket in plain.incoming().map_while(Result::ok) {
            drop(socket.read(&mut [0; 4_096]));
            drop(socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
        }
    });
    let other_name = start(Asks::Nothing).replace("127.0.0.1", "localhost");
    let cases = [
        ("an authority that is not the server's", error(&with_authority(&start(Asks::Nothing), "other-ca.pem"))),
        ("a certificate for another name", error(&with_authority(&other_name, "ca.pem"))),
        ("no TLS", error(&with_authority(&unencrypted, "ca.pem"))),
        ("no client certificate", error(&with_authority(&start(Asks::Certificate), "ca.pem"))),
        ("no file", error(&with_authority("https://127.0.0.1:1", "missing.pem"))),
        ("no certificate in the file", error(&with_authority("https://127.0.0.1:1", "README.md"))),
        ("no key in the file", error(&with_client("https://127.0.0.1:1", "client.pem", "client.pem"))),
    ];
    let shown: String = cases.iter().map(|(name, error)| format!("# {name}\n{error}\n\n")).collect();
    insta::assert_snapshot!("certificates", shown);
}
