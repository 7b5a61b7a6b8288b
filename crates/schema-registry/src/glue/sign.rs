//! Signs requests to AWS: Signature Version 4.
//!
//! Source: "Signature Version 4 signing process", <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::credentials::AwsKeys;
use crate::hex::{hexadecimal, sha256};

/// What a signature is for.
pub(crate) struct Scope<'a> {
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) time: Timestamp,
}

/// The headers that sign a POST to `/` without a query: `x-amz-date`, `authorization`, and the token of a session.
///
/// `headers` are all others that are signed, with names in lower case; `host` is among them.
pub(crate) fn sign(scope: &Scope<'_>, keys: &AwsKeys, headers: &[(&str, &str)], body: &[u8]) -> Vec<(String, String)> {
    let time = scope.time.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut added = vec![("x-amz-date".to_owned(), time.clone())];
    added.extend(keys.session_token.iter().map(|token| ("x-amz-security-token".to_owned(), token.expose().to_owned())));

    let mut signed: Vec<(&str, &str)> = headers.to_vec();
    signed.extend(added.iter().map(|(name, value)| (&**name, &**value)));
    signed.sort_unstable();
    let names = signed.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let lines: String = signed.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", sha256(body));

    let date = &time[..8];
    let credential = format!("{date}/{}/{}/aws4_request", scope.region, scope.service);
    let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{credential}\n{}", sha256(canonical.as_bytes()));
    let signature = hexadecimal(&mac(&key(scope, keys, date), &to_sign));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{credential}, SignedHeaders={names}, Signature={signature}",
        keys.access_key_id
    );
    added.push(("authorization".to_owned(), authorization));
    added
}

/// The key for one day, region and service.
fn key(scope: &Scope<'_>, keys: &AwsKeys, date: &str) -> Vec<u8> {
    let first = format!("AWS4{}", keys.secret_access_key.expose()).into_bytes();
    [date, scope.region, scope.service, "aws4_request"].iter().fold(first, |key, part| mac(&key, part))
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    // A key of HMAC has any length, so there is no error to report.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn keys(session_token: Option<&str>) -> AwsKeys {
        AwsKeys {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: session_token.map(Secret::new),
        }
    }

    fn scope(service: &str) -> Scope<'_> {
        Scope { region: "us-east-1", service, time: "2015-08-30T12:36:00Z".parse().expect("a time") }
    }

    /// The example of a signing key in AWS's documentation of Signature Version 4.
    #[test]
    fn the_key_is_that_of_the_documentation() {
        let key = key(&scope("iam"), &keys(None), "20150830");
        assert_eq!(hexadecimal(&key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    }

    /// `post-vanilla` and `post-x-www-form-urlencoded` of AWS's Signature Version 4 test suite.
    #[test]
    fn requests_are_signed_as_in_the_test_suite() {
        let host = ("host", "example.amazonaws.com");
        let form = ("content-type", "application/x-www-form-urlencoded");
        for (headers, names, body, signature) in [
            (
                &[host][..],
                "host;x-amz-date",
                &b""[..],
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                &[form, host],
                "content-type;host;x-amz-date",
                b"Param1=value1",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            let signed = sign(&scope("service"), &keys(None), headers, body);
            let authorization = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders={names}, Signature={signature}"
            );
            let expected = [("x-amz-date", "20150830T123600Z"), ("authorization", &authorization)];
            assert_eq!(signed, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
    }

    #[test]
    fn the_token_of_a_session_is_signed_and_sent() {
        let signed = sign(&scope("glue"), &keys(Some("token")), &[("host", "glue.us-east-1.amazonaws.com")], b"{}");
        assert!(signed.contains(&("x-amz-security-token".to_owned(), "token".to_owned())));
        assert!(signed[2].1.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"), "{signed:?}");
    }
}
