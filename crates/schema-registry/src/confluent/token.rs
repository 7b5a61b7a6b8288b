//! Gets OAuth tokens by client credentials, and keeps each until shortly before it expires.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;
use ureq::http::Method;

use crate::client::{Client, Headers, Protocol, Redactor, Request, Response};
use crate::credentials::OAuth;
use crate::error::Error;
use crate::settings::Settings;

/// How long a token is used if the server does not say.
const UNSAID: u64 = 300;

/// The tokens of one registry.
pub(crate) struct Tokens {
    client: Client,
    oauth: OAuth,
    kept: Mutex<Option<(String, Instant)>>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    /// A number, or a text with one.
    expires_in: Option<Value>,
}

impl Tokens {
    pub(crate) fn new(settings: &Settings, oauth: &OAuth, redactor: Redactor) -> Result<Tokens, Error> {
        let client = Client::new(settings, &oauth.token_endpoint, None, redactor)?;
        Ok(Tokens { client, oauth: oauth.clone(), kept: Mutex::default() })
    }

    /// A token that has not expired.
    pub(crate) fn token(&self) -> Result<String, Error> {
        // Held while the token is asked for: other threads wait for the same one.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, until)) = &*kept
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let TokenAnswer { access_token, expires_in } = self.ask()?;
        self.client.redactor().know(&access_token);
        let said = expires_in.and_then(|seconds| seconds.as_u64().or_else(|| seconds.as_str()?.parse().ok()));
        let seconds = said.unwrap_or(UNSAID).min(86_400);
        // A fifth is left for requests on their way and clocks that differ.
        *kept = Some((access_token.clone(), Instant::now() + Duration::from_secs(seconds).mul_f64(0.8)));
        Ok(access_token)
    }

    /// Forgets a token that the registry refused, unless another one is kept by now.
    pub(crate) fn forget(&self, refused: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_if(|(token, _)| token == refused);
    }

    fn ask(&self) -> Result<TokenAnswer, Error> {
        let form = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut body = "grant_type=client_credentials".to_owned();
        if let Some(scope) = &self.oauth.scope {
            body.push_str("&scope=");
            body.push_str(&form(scope));
        }
        // RFC 6749, 2.3.1: both are encoded as in a form.
        let pair = format!("{}:{}", form(&self.oauth.client_id), form(self.oauth.client_secret.expose()));
        let encoded = STANDARD.encode(pair);
        self.client.redactor().know(&encoded);
        let headers = [
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("accept", "application/json".to_owned()),
            ("authorization", format!("Basic {encoded}")),
        ];
        let request = Request {
            method: Method::POST,
            url: self.oauth.token_endpoint.base(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            body: body.into_bytes(),
        };
        let response = self.client.send(&request, &Plain)?;
        let answer = || response.start(self.client.redactor());
        let (url, status, attempts) = (response.url.clone(), response.status, response.attempts);
        match status {
            200 => serde_json::from_slice(&response.body).map_err(|_| Error::WrongAnswer {
                url,
                cause: "the token endpoint's answer has no access_token".to_owned(),
            }),
            // 400 is what RFC 6749 asks for.
            400 | 401 | 403 => Err(Error::Unauthorized {
                url,
                status,
                answer: answer(),
                remedy: "check the client's id, its secret and the scope".to_owned(),
            }),
            500.. => Err(Error::Server { url, status, attempts, answer: answer() }),
            _ => Err(Error::Status { url, status, answer: answer() }),
        }
    }
}

/// A request that has its authorization already.
struct Plain;

impl Protocol for Plain {
    fn authorize(&self, _: &Request) -> Result<Headers, Error> {
        Ok(Headers::new())
    }

    fn is_transient(&self, _: &Response) -> bool {
        false
    }
}
