//! Credentials: each kind is sent, only to the host that it is bound to, and shown nowhere.

use schema_registry::{Authorization, Credentials, Error, OAuth, Proxy, Registry, Remark, Secret, Settings};

use crate::server::{Reply, Server};

const SECRET: &str = "s3cr3t-of-the-tests";

/// Settings with an authorization for the server itself.
fn with(server: &Server, authorization: Authorization) -> Settings {
    let mut settings = server.settings();
    let mut credentials = Credentials::new(settings.host());
    credentials.authorization = Some(authorization);
    credentials.headers = vec![("X-Gateway-Key".to_owned(), Secret::new("gateway-s3cr3t"))];
    settings.credentials = Some(credentials);
    settings
}

fn basic() -> Authorization {
    Authorization::Basic(Secret::new(format!("user:{SECRET}\n")))
}

fn registry(settings: &Settings) -> Registry {
    Registry::new(settings).expect("the settings are right")
}

#[test]
fn basic_bearer_and_headers_are_sent() {
    // base64 of `user:s3cr3t-of-the-tests`
    let encoded = "Basic dXNlcjpzM2NyM3Qtb2YtdGhlLXRlc3Rz";
    for (authorization, expected) in
        [(basic(), encoded.to_owned()), (Authorization::Bearer(Secret::new(SECRET)), format!("Bearer {SECRET}"))]
    {
        let server = Server::table(vec![("/subjects", vec![Reply::ok("[]")])]);
        let mut settings = with(&server, authorization);
        settings.target_cluster = Some("lsrc-1".to_owned());
        settings.identity_pool = Some("pool-1".to_owned());
        registry(&settings).subjects().expect("a list");
        let seen = &server.seen()[0];
        let headers =
            ["authorization", "x-gateway-key", "target-sr-cluster", "confluent-identity-pool-id", "accept-encoding"];
        let sent = headers.map(|name| seen.header(name).unwrap_or("").to_owned());
        assert_eq!(sent, [&*expected, "gateway-s3cr3t", "lsrc-1", "pool-1", "gzip"]);
    }
}

#[test]
fn basic_needs_a_colon() {
    let server = Server::table(Vec::new());
    let settings = with(&server, Authorization::Basic(Secret::new(SECRET)));
    let error = Registry::new(&settings).expect_err("it has no colon").to_string();
    assert_eq!(error, "the authorization cannot be used: for HTTP Basic it is USER:PASSWORD, with a colon");
}

#[test]
fn a_host_that_the_credentials_are_not_bound_to_gets_none() {
    let server = Server::table(vec![("/subjects", vec![Reply::json(401, "{}")])]);
    for bound_to in ["registry.example.com", "127.0.0.1:1"] {
        let mut settings = with(&server, basic());
        settings.credentials.as_mut().expect("credentials").host = bound_to.parse().expect("a host");
        settings.target_cluster = Some("lsrc-1".to_owned());
        let registry = registry(&settings);
        let expected =
            Remark::CredentialsWithheld { host: settings.host(), bound_to: bound_to.parse().expect("a host") };
        assert_eq!(registry.remarks(), [expected]);
        let error = registry.subjects().expect_err("it is not authorized");
        assert!(
            error.to_string().ends_with(
                "; no credentials were sent, because they are bound to another host; name this one as theirs"
            ),
            "{error}"
        );
    }
    for seen in server.seen() {
        for name in ["authorization", "x-gateway-key", "target-sr-cluster"] {
            assert_eq!(seen.header(name), None);
        }
    }
}

#[test]
fn a_redirect_to_another_host_is_refused_and_nothing_arrives_there() {
    let other = Server::table(vec![("/subjects", vec![Reply::ok(r#"["evil"]"#)])]);
    for location in [
        format!("{}/subjects", other.origin()),
        format!("//127.0.0.1:{}/subjects", other.port()),
        format!("http://localhost:{}/subjects", other.port()),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let server = Server::table(vec![("/subjects", vec![Reply::redirect(status, location.clone())])]);
            let error = registry(&with(&server, basic())).subjects().expect_err("it leads elsewhere");
            assert!(matches!(&error, Error::RedirectElsewhere { .. }), "{error}");
        }
    }
    assert!(other.seen().is_empty(), "nothing arrived");
}

#[test]
fn a_redirect_within_the_host_is_followed_with_credentials() {
    let server = Server::table(vec![
        ("/subjects", vec![Reply::redirect(302, "/v2/subjects")]),
        ("/v2/subjects", vec![Reply::redirect(307, "list?all=1#x")]),
        ("/v2/list?all=1", vec![Reply::ok("[]")]),
    ]);
    assert_eq!(registry(&with(&server, basic())).subjects(), Ok(Vec::new()));
    assert_eq!(server.lines(), ["GET /subjects", "GET /v2/subjects", "GET /v2/list?all=1"]);
    assert!(server.seen().iter().all(|seen| seen.header("authorization").is_some()));
}

/// A token endpoint; its tokens are `token-0`, `token-1` and so on.
fn tokens(expires_in: u64) -> Server {
    Server::script(move |_, times| {
        Reply::ok(format!(r#"{{"access_token":"token-{times}","token_type":"Bearer","expires_in":{expires_in}}}"#))
    })
}

fn oauth(tokens: &Server) -> Authorization {
    Authorization::OAuth(OAuth {
        token_endpoint: format!("{}/oauth/token", tokens.origin()).parse().expect("an address"),
        client_id: "client id".to_owned(),
        client_secret: Secret::new(SECRET),
        scope: Some("registry:read other".to_owned()),
    })
}

#[test]
fn an_oauth_token_is_asked_for_once_and_renewed_when_it_is_refused() {
    let tokens = tokens(3_600);
    let server = Server::script(|seen, times| match (times, seen.header("authorization")) {
        // The first token is refused at the third request.
        (0 | 1, Some("Bearer token-0")) | (_, Some("Bearer token-1")) => Reply::ok("[]"),
        _ => Reply::json(401, r#"{"error_code":401,"message":"token-0 has expired"}"#),
    });
    let registry = registry(&with(&server, oauth(&tokens)));
    for _ in 0..4 {
        registry.subjects().expect("a list");
    }
    assert_eq!((tokens.lines().len(), server.lines().len()), (2, 5));
    let asked = &tokens.seen()[0];
    assert_eq!(asked.line, "POST /oauth/token");
    assert_eq!(asked.body, "grant_type=client_credentials&scope=registry%3Aread%20other");
    // base64 of `client%20id:s3cr3t%2Dof%2Dthe%2Dtests`
    assert_eq!(asked.header("authorization"), Some("Basic Y2xpZW50JTIwaWQ6czNjcjN0JTJEb2YlMkR0aGUlMkR0ZXN0cw=="));
    assert!(asked.header("x-gateway-key").is_none(), "the headers are for the registry");
}

#[test]
fn an_oauth_token_that_has_expired_is_renewed_and_one_that_is_refused_again_is_an_error() {
    let short = tokens(0);
    let server = Server::script(|_, _| Reply::ok("[]"));
    let of_short = registry(&with(&server, oauth(&short)));
    of_short.subjects().expect("a list");
    of_short.subjects().expect("a list");
    assert_eq!(short.lines().len(), 2);

    let (tokens, server) = (tokens(3_600), Server::script(|_, _| Reply::json(401, r#"{"message":"token-1?"}"#)));
    let error = registry(&with(&server, oauth(&tokens))).subjects().expect_err("it is refused");
    assert!(matches!(error, Error::Unauthorized { .. }) && !error.to_string().contains("token-1"), "{error}");
    assert_eq!((tokens.lines().len(), server.lines().len()), (2, 2));
}

#[test]
fn a_token_endpoint_that_gives_none_is_an_error() {
    let server = Server::script(|_, _| Reply::ok("[]"));
    let refused = r#"{"error":"invalid_client","error_description":"no s3cr3t-of-the-tests"}"#;
    let cases = [
        Reply::json(401, refused),
        Reply::json(400, refused),
        Reply::ok("{}"),
        Reply::text(502, "<html>"),
        Reply::redirect(307, "/x"),
    ];
    let mut errors = String::new();
    for reply in cases {
        let tokens = Server::script(move |_, _| reply.clone());
        let error = registry(&with(&server, oauth(&tokens))).subjects().expect_err("there is no token");
        errors.push_str(&format!("{}\n", tokens.named(error)));
    }
    insta::assert_snapshot!("tokens", errors);
    assert!(server.seen().is_empty());
}

#[test]
fn a_proxy_gets_its_own_credentials_and_not_those_of_the_registry() {
    let proxy = Server::script(|_, _| Reply::text(407, ""));
    let server = Server::table(Vec::new());
    let mut settings = with(&server, basic());
    let url = format!("http://me:{SECRET}@127.0.0.1:{}", proxy.port());
    settings.proxy = Some(Proxy { url: Secret::new(url), except: Some("localhost".to_owned()) });
    let error = registry(&settings).subjects().expect_err("the proxy does not connect");
    assert_eq!(
        server.named(&error),
        "http://registry:8081/subjects: the server cannot be reached: the proxy does not connect to it; check the address, the \
         network and the proxy"
    );
    let seen = &proxy.seen()[0];
    assert!(seen.line.starts_with("CONNECT 127.0.0.1:") && seen.header("authorization").is_none(), "{seen:?}");
    assert!(seen.header("proxy-authorization").is_some() && server.seen().is_empty());

    settings.proxy = Some(Proxy { url: Secret::new(format!("ftp://me:{SECRET}@x y")), except: None });
    let error = Registry::new(&settings).expect_err("it is no proxy").to_string();
    assert!(error.starts_with("the proxy cannot be used") && !error.contains(SECRET), "{error}");
}

#[test]
fn no_output_shows_a_secret() {
    let echo = |seen: &crate::server::Seen, _| {
        let headers: Vec<String> = seen.headers.iter().map(|(name, value)| format!("{name} {value}")).collect();
        Reply::text(403, format!("{} user:{SECRET} {SECRET}", headers.join(", ")))
    };
    let tokens = tokens(3_600);
    for authorization in [basic(), Authorization::Bearer(Secret::new(SECRET)), oauth(&tokens)] {
        let server = Server::script(echo);
        let settings = with(&server, authorization);
        let registry = registry(&settings);
        let error = registry.subjects().expect_err("it may not be read");
        let all = format!("{error} {error:?} {settings:?} {registry:?} {:?}", registry.remarks());
        for secret in [SECRET, "gateway-s3cr3t", "dXNlcjpz", "Y2xpZW50", "token-0"] {
            assert!(!all.contains(secret), "{secret}: {all}");
        }
        assert!(all.contains("(secret)"), "{all}");
    }

    // A header that cannot be sent.
    let server = Server::table(Vec::new());
    let settings = with(&server, Authorization::Bearer(Secret::new(format!("{SECRET}\nx: y"))));
    let error = registry(&settings).subjects().expect_err("it has a line end");
    assert_eq!(
        error.to_string(),
        "a header cannot be used: authorization has a name or value that HTTP does not allow, such as a line end"
    );
    assert!(server.seen().is_empty());
}

#[test]
fn credentials_over_plain_http_are_a_remark_unless_the_host_is_this_machine() {
    let remarks = |address: &str| {
        let mut settings = Settings::new(address.parse().expect("an address"));
        settings.ca_file = Some(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/registry/certificates/ca.pem").into());
        settings.credentials = Some(Credentials { authorization: Some(basic()), ..Credentials::new(settings.host()) });
        registry(&settings).remarks().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        remarks("http://registry.example.com:8081"),
        ["registry.example.com:8081 gets the credentials unencrypted; use https"]
    );
    for address in
        ["https://registry.example.com", "http://localhost:8081", "http://127.0.0.1:8081", "http://[::1]:8081"]
    {
        assert!(remarks(address).is_empty(), "{address}");
    }
}
