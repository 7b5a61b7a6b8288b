//! Sends requests to one host: with timeouts, bounded answers, retries, and redirects within the host only.

mod agent;
mod body;
mod fault;
mod permits;
mod redact;
mod redirect;
mod retry;

use std::io::Read;
use std::thread;
use std::time::{Duration, Instant};

use ureq::http::{self, Method, header};

pub(crate) use self::redact::Redactor;

use self::permits::Permits;

use super::address::Address;
use super::credentials::ClientCertificate;
use super::error::Error;
use super::limits;
use super::settings::{Retries, SettingNames, Settings, Timeouts};

/// A client for one host.
pub(crate) struct Client {
    agent: ureq::Agent,
    timeouts: Timeouts,
    retries: Retries,
    largest_answer: u64,
    names: SettingNames,
    redactor: Redactor,
    permits: Permits,
}

/// What is asked.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Headers,
    pub(crate) body: Vec<u8>,
}

/// Names and values of headers.
pub(crate) type Headers = Vec<(String, String)>;

/// A complete answer, whatever its status.
pub(crate) struct Response {
    pub(crate) url: String,
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) retry_after: Option<Duration>,
    /// How often the request was sent.
    pub(crate) attempts: u32,
    location: Option<String>,
}

/// What depends on the protocol above HTTP.
pub(crate) trait Protocol {
    /// The headers that authorize a request. They are made anew for each attempt, since signatures and tokens expire.
    fn authorize(&self, request: &Request) -> Result<Headers, Error>;

    /// Whether an answer means that the same request may succeed later, besides the statuses that say so.
    fn is_transient(&self, response: &Response) -> bool;
}

impl Client {
    pub(crate) fn new(
        settings: &Settings,
        address: &Address,
        certificate: Option<&ClientCertificate>,
        redactor: Redactor,
    ) -> Result<Client, Error> {
        Ok(Client {
            agent: agent::build(settings, address, certificate)?,
            timeouts: settings.timeouts,
            retries: settings.retries,
            largest_answer: settings.largest_answer,
            names: settings.names.clone(),
            redactor,
            permits: Permits::new(settings.concurrency),
        })
    }

    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// What errors call settings.
    pub(crate) fn names(&self) -> &SettingNames {
        &self.names
    }

    /// The answer to a request. Statuses are not judged, except those that ask to try again.
    pub(crate) fn send(&self, request: &Request, protocol: &dyn Protocol) -> Result<Response, Error> {
        let _permit = self.permits.take();
        let deadline = Instant::now() + self.timeouts.total;
        let mut attempts = 1;
        loop {
            let (result, asked) = match self.follow(request, protocol, deadline) {
                Ok(mut response) => {
                    response.attempts = attempts;
                    if !retry::is_transient(response.status) && !protocol.is_transient(&response) {
                        return Ok(response);
                    }
                    let asked = response.retry_after;
                    (Ok(response), asked)
                }
                Err(Error::Incomplete { url, .. }) => (Err(Error::Incomplete { url, attempts }), None),
                Err(error) => return Err(error),
            };
            let wait = asked.unwrap_or_else(|| retry::wait(&self.retries, attempts));
            let is_too_late = wait > self.retries.longest_wait || Instant::now() + wait >= deadline;
            if attempts > self.retries.most || is_too_late {
                return result;
            }
            thread::sleep(wait);
            attempts += 1;
        }
    }

    /// Sends a request, and follows redirects within the host.
    fn follow(&self, request: &Request, protocol: &dyn Protocol, deadline: Instant) -> Result<Response, Error> {
        let mut url = request.url.clone();
        for _ in 0..=limits::REDIRECTS {
            let mut headers = request.headers.clone();
            headers.extend(protocol.authorize(request)?);
            let response = self.exchange(request, &url, &headers, deadline)?;
            let Some(location) = response.location.as_deref().filter(|_| redirect::is_redirect(response.status)) else {
                return Ok(response);
            };
            match redirect::target(&url, location) {
                // What is posted is not posted elsewhere.
                Some(target) if redirect::is_within(&target, &url) && request.method != Method::GET => {
                    return Ok(response);
                }
                Some(target) if redirect::is_within(&target, &url) => url = target,
                target => {
                    let target = redirect::shown(target.as_deref().unwrap_or(location));
                    return Err(Error::RedirectElsewhere { url, target });
                }
            }
        }
        let target = redirect::shown(&url);
        Err(Error::TooManyRedirects { url: request.url.clone(), most: limits::REDIRECTS, target })
    }

    /// One request and its answer.
    fn exchange(&self, request: &Request, url: &str, headers: &Headers, deadline: Instant) -> Result<Response, Error> {
        let left = deadline.saturating_duration_since(Instant::now());
        let fault = |error| fault::describe(error, url, &self.timeouts, &self.names, &self.redactor);
        if left.is_zero() {
            return Err(fault(ureq::Error::Timeout(ureq::Timeout::Global)));
        }
        let mut builder = http::Request::builder().method(request.method.clone()).uri(url);
        for (name, value) in headers {
            // Not the error's own text: it may show the value.
            let refused = |_| Error::Setting {
                setting: "a header",
                cause: format!("{name} has a name or value that HTTP does not allow, such as a line end"),
            };
            let mut value = header::HeaderValue::from_str(value).map_err(|_| refused(()))?;
            value.set_sensitive(true);
            let name = header::HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused(()))?;
            builder = builder.header(name, value);
        }
        let refused = |error: http::Error| Error::Setting { setting: "the URL", cause: error.to_string() };
        let response = if request.method == Method::GET {
            let request = builder.body(()).map_err(refused)?;
            self.agent.run(self.agent.configure_request(request).timeout_global(Some(left)).build())
        } else {
            let request = builder.body(request.body.clone()).map_err(refused)?;
            self.agent.run(self.agent.configure_request(request).timeout_global(Some(left)).build())
        };
        let response = response.map_err(fault)?;
        self.read(response, url).map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(limit) => Error::TooLarge { url: url.to_owned(), limit },
            error => fault(error),
        })
    }

    /// Reads an answer to its end.
    fn read(&self, response: http::Response<ureq::Body>, url: &str) -> Result<Response, ureq::Error> {
        let text = |name: header::HeaderName| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (status, location) = (response.status().as_u16(), text(header::LOCATION));
        let retry_after = text(header::RETRY_AFTER).as_deref().and_then(retry::asked);
        let is_packed = response.headers().contains_key(header::CONTENT_ENCODING);
        let body = response.into_body();
        // A length that is known to be too large need not arrive.
        if !is_packed && body.content_length().is_some_and(|length| length > self.largest_answer) {
            return Err(ureq::Error::BodyExceedsLimit(self.largest_answer));
        }
        let mut bytes = Vec::new();
        let mut reader = body.into_with_config().limit(self.largest_answer).reader();
        reader.read_to_end(&mut bytes).map_err(ureq::Error::from)?;
        Ok(Response { url: url.to_owned(), status, body: bytes, retry_after, attempts: 1, location })
    }
}
