//! Says why a request to a store failed, and what to do. What a server answered is quoted in a few words; a program's secrets are in
//! no answer, and its URL has none.

use std::io::{self, ErrorKind};

use object_store::Error;

/// The cause and the remedy, to be read after the URL.
pub(super) fn described(error: &Error) -> String {
    let text = error.to_string();
    let code = between(&text, "<Code>", "</Code>").unwrap_or_default();
    let quoted = if code.is_empty() { String::new() } else { format!(" ({})", shortened(code)) };
    let asks_for_credentials = ["/latest/api/token", "/latest/meta-data", "computeMetadata", "/metadata/identity"];
    if asks_for_credentials.iter().any(|part| text.contains(part)) {
        return NO_CREDENTIALS.to_owned();
    }
    // An error of listing has the status only in its text.
    let has_status = |status: &str| text.contains(&format!("status code: {status}"));
    match (error, code) {
        (_, "NoSuchBucket" | "ContainerNotFound") => {
            "there is no such bucket; check its name, and the endpoint and region of the environment".to_owned()
        }
        (_, "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException") => {
            "the bucket is in another region; set AWS_REGION".to_owned()
        }
        (_, _) if text.contains("without LOCATION") => "the bucket is in another region; set AWS_REGION".to_owned(),
        (
            _,
            "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken" | "AuthenticationFailed",
        ) => {
            format!("{NOT_ACCEPTED}{quoted}; get new ones")
        }
        (Error::Unauthenticated { .. }, _) => format!("{NOT_ACCEPTED}{quoted}; get new ones"),
        (_, _) if has_status("401") => format!("{NOT_ACCEPTED}{quoted}; get new ones"),
        (Error::NotFound { .. }, _) => "there is no such object; check its name".to_owned(),
        (Error::PermissionDenied { .. }, _) => format!("{FORBIDDEN}{quoted}; {ASK}"),
        (_, _) if has_status("403") => format!("{FORBIDDEN}{quoted}; {ASK}"),
        (Error::AlreadyExists { .. } | Error::Precondition { .. }, _) => EXISTS.to_owned(),
        (_, _) if text.contains("non-partial response") => {
            "the server does not send parts of files; download the file".to_owned()
        }
        (_, "") => format!("the store does not answer as it should: {}", shortened(&innermost(error))),
        (_, code) => {
            let message = between(&text, "<Message>", "</Message>").unwrap_or_default();
            format!("the store refuses: {}: {}", shortened(code), shortened(message))
        }
    }
}

const NOT_ACCEPTED: &str = "the store does not accept the credentials of the environment";
const FORBIDDEN: &str = "the credentials of the environment do not allow this";
const ASK: &str = "ask for the permission to list, read or write here";

const NO_CREDENTIALS: &str = "there are no credentials in the environment, and no machine that gives some; set AWS_ACCESS_KEY_ID and \
                              AWS_SECRET_ACCESS_KEY, GOOGLE_SERVICE_ACCOUNT or AZURE_STORAGE_ACCOUNT_KEY, or for what everybody \
                              may read, AWS_SKIP_SIGNATURE=true";

/// What an object that may not be replaced is refused with.
pub(super) const EXISTS: &str = "exists; --force replaces it";

/// The same as an error of reading.
pub(super) fn of_reading(error: &Error) -> io::Error {
    let kind = match error {
        Error::NotFound { .. } => ErrorKind::NotFound,
        _ => ErrorKind::Other,
    };
    let message = match error {
        Error::Precondition { .. } => "it was changed while it was read; read it again".to_owned(),
        _ => described(error),
    };
    io::Error::new(kind, message)
}

/// The cause of all causes, which says most.
fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

/// As much of a server's words as a message has room for.
fn shortened(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} [...]", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_quoted_in_a_few_words() {
        let answer = |text: &str| Error::Generic { store: "S3", source: text.into() };
        let xml = format!(
            "403 <Error><Code>Odd\u{1b}</Code><Message>{}</Message><Secret>s</Secret></Error>",
            "x".repeat(900)
        );
        let words = described(&answer(&xml));
        assert!(words.starts_with("the store refuses: Odd\u{1b}: xxx") && words.len() < 300, "{words}");
        assert!(!words.contains("Secret"));
        let region = described(&answer("301 <Code>PermanentRedirect</Code>"));
        assert_eq!(region, "the bucket is in another region; set AWS_REGION");
        assert_eq!(described(&answer("PUT http://169.254.169.254/latest/api/token")), NO_CREDENTIALS);
        let other = described(&answer("connection refused"));
        assert_eq!(other, "the store does not answer as it should: connection refused");
    }
}
