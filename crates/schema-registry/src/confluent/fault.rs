//! Says what an answer means that is not the one that was asked for.

use serde::Deserialize;

use crate::client::{Client, Redactor, Response};
use crate::error::{Answer, Error};

/// The body of an error.
#[derive(Deserialize, Default)]
struct Fault {
    error_code: Option<i64>,
    message: Option<String>,
}

/// The error that a status means; `remedy` is for a server that does not accept who asks.
pub(crate) fn of(response: &Response, remedy: &str, client: &Client) -> Error {
    let (url, status, attempts) = (response.url.clone(), response.status, response.attempts);
    let fault: Option<Fault> = serde_json::from_slice(&response.body).ok();
    let (answer, remedy) = (answer(response, fault.as_ref(), client.redactor()), remedy.to_owned());
    let code = fault.and_then(|fault| fault.error_code);
    match (status, code) {
        // nginx: "No required SSL certificate was sent".
        (400, None) if contains(&response.body, b"SSL certificate") => {
            Error::Unauthorized { url, status, answer, remedy: client.names().certify() }
        }
        (401, _) => Error::Unauthorized { url, status, answer, remedy },
        (403, _) => Error::Forbidden { url, status, answer, remedy },
        (404, Some(40401)) => Error::NoSubject { url, answer },
        (404, Some(40402 | 40406)) => Error::NoVersion { url, answer },
        (404, Some(40403)) => Error::NoSchema { url, answer },
        (404, Some(40408 | 40409)) => Error::NoSetting { url, answer },
        // 404 as a code, 0 and bodies that are no JSON are of the server below the registry.
        (404, None | Some(0 | 404)) | (405 | 501, _) => Error::NoEndpoint { url, status, answer },
        (409, _) => Error::Conflict { url, answer },
        (422, _) => Error::Unprocessable { url, answer },
        (429, _) => Error::TooManyRequests { url, attempts, retry_after: response.retry_after },
        (408 | 500.., _) => Error::Server { url, status, attempts, answer },
        _ => Error::Status { url, status, answer },
    }
}

/// What the server says, for a message.
fn answer(response: &Response, fault: Option<&Fault>, redactor: &Redactor) -> Answer {
    match fault {
        Some(Fault { error_code: code, message: Some(message) }) => {
            Answer { code: *code, message: Some(redactor.message(message)) }
        }
        fault => Answer { code: fault.and_then(|fault| fault.error_code), ..response.start(redactor) },
    }
}

fn contains(body: &[u8], wanted: &[u8]) -> bool {
    body.windows(wanted.len()).take(4_096).any(|window| window == wanted)
}
