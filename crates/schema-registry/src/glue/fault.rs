//! Says what an answer of AWS means that is not the one that was asked for.

use serde::Deserialize;

use crate::client::{Redactor, Response};
use crate::error::{Answer, Error};

const KEYS: &str = "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and the region";

/// The body of an error. Services of AWS write the message either way.
#[derive(Deserialize)]
struct AwsFault {
    #[serde(rename = "__type")]
    kind: String,
    #[serde(alias = "Message")]
    message: Option<String>,
}

impl AwsFault {
    fn of(response: &Response) -> Option<AwsFault> {
        let mut fault: AwsFault = serde_json::from_slice(&response.body).ok()?;
        // `com.amazonaws.glue#EntityNotFoundException`
        if let Some((_, kind)) = fault.kind.rsplit_once('#') {
            fault.kind = kind.to_owned();
        }
        Some(fault)
    }
}

/// Whether AWS asks to send fewer requests, which it does with the status 400.
pub(crate) fn is_throttled(response: &Response) -> bool {
    AwsFault::of(response).is_some_and(|fault| {
        ["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"]
            .contains(&&*fault.kind)
    })
}

/// The error that a status means.
pub(crate) fn of(response: &Response, action: &str, redactor: &Redactor) -> Error {
    let (url, status, attempts) = (format!("{} ({action})", response.url), response.status, response.attempts);
    let Some(fault) = AwsFault::of(response) else {
        let answer = response.start(redactor);
        return match status {
            401 | 403 => Error::Forbidden { url, status, answer, remedy: KEYS.to_owned() },
            408 | 500.. => Error::Server { url, status, attempts, answer },
            429 => Error::TooManyRequests { url, attempts, retry_after: response.retry_after },
            404 | 405 => Error::NoEndpoint { url, status, answer },
            _ => Error::Status { url, status, answer },
        };
    };
    let said = format!("{}: {}", fault.kind, fault.message.as_deref().unwrap_or_default());
    let answer = Answer { code: None, message: Some(redactor.message(said.trim_end_matches(": "))) };
    match &*fault.kind {
        // By the action: the kind does not say what is not there.
        "EntityNotFoundException" if action == "GetSchemaVersion" => Error::NoVersion { url, answer },
        "EntityNotFoundException" if action == "ListSchemas" => Error::NoRegistry { url, answer },
        "EntityNotFoundException" => Error::NoSubject { url, answer },
        "AccessDeniedException" | "AccessDenied" => Error::Forbidden { url, status, answer, remedy: KEYS.to_owned() },
        "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "IncompleteSignatureException"
        | "MissingAuthenticationTokenException"
        | "ExpiredTokenException"
        | "InvalidClientTokenId" => Error::Unauthorized { url, status, answer, remedy: KEYS.to_owned() },
        _ if is_throttled(response) || status == 429 => {
            Error::TooManyRequests { url, attempts, retry_after: response.retry_after }
        }
        _ if status >= 500 => Error::Server { url, status, attempts, answer },
        _ => Error::Status { url, status, answer },
    }
}
