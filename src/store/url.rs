//! Reads URLs of object stores.

use object_store::path::Path;

use crate::model::input::Problem;

/// A URL in its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct StoreUrl {
    /// `s3://bucket`.
    pub base: String,
    /// What follows the slash behind it: the key of an object, the beginning of keys, or a pattern.
    pub key: String,
}

impl StoreUrl {
    /// Reads a URL.
    ///
    /// # Errors
    /// It names no bucket or host, or has what is not sent: a password, or the query of a signed URL. They are not repeated.
    pub(super) fn parse(url: &str) -> Result<StoreUrl, Problem> {
        let (scheme, rest) = url.split_once("://").unwrap_or_default();
        let (host, key) = rest.split_once('/').unwrap_or((rest, ""));
        let parsed = StoreUrl { base: format!("{scheme}://{host}"), key: key.to_owned() };
        if host.is_empty() {
            return Err(Problem::of(url, "names no bucket; write it as in s3://BUCKET/KEY"));
        }
        if parsed.is_http()
            && let Some((_, host)) = host.rsplit_once('@')
        {
            let message = "has a name or a password, which are not sent; leave them out, or download the file";
            return Err(Problem::of(format!("{scheme}://{host}"), message));
        }
        if parsed.is_http()
            && let Some((key, _)) = key.split_once(['?', '#'])
        {
            let message = "has a query, as signed URLs do, which is not sent; leave it out, or download the file";
            return Err(Problem::of(format!("{}/{key}", parsed.base), message));
        }
        Ok(parsed)
    }

    /// Whether it is a file of an HTTP server, which does not list what it has.
    pub(super) fn is_http(&self) -> bool {
        self.base.starts_with("http://") || self.base.starts_with("https://")
    }

    /// Whether it is in S3, or what speaks its protocol.
    pub(super) fn is_s3(&self) -> bool {
        self.base.starts_with("s3://") || self.base.starts_with("s3a://")
    }

    /// The URL of another key of the bucket.
    pub(super) fn of_key(&self, key: &str) -> String {
        format!("{}/{key}", self.base)
    }

    /// The key, as the store is asked for it.
    ///
    /// # Errors
    /// It is empty, or has parts that the crate object_store cannot name.
    pub(super) fn path(&self) -> Result<Path, Problem> {
        if self.key.is_empty() || self.key.ends_with('/') {
            return Err(Problem::of(self.of_key(&self.key), "names no object; add its name"));
        }
        self.path_of(&self.key)
    }

    /// Another key of the bucket, as the store is asked for it.
    ///
    /// # Errors
    /// It has parts that the crate object_store cannot name.
    pub(super) fn path_of(&self, key: &str) -> Result<Path, Problem> {
        let path = if self.is_http() { Path::from_url_path(key) } else { Path::parse(key) };
        path.map_err(|error| Problem::of(self.of_key(key), format!("this key cannot be asked for: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_a_bucket_and_a_key() {
        let url = StoreUrl::parse("s3://lake/events/a b?.avro").expect("a URL");
        assert_eq!((&*url.base, &*url.key), ("s3://lake", "events/a b?.avro"));
        assert_eq!(url.path().expect("a key").as_ref(), "events/a b?.avro");
        assert!(url.is_s3() && !url.is_http());
        let url = StoreUrl::parse("https://example.com/a%20b.avro").expect("a URL");
        assert_eq!(url.path().expect("a key").as_ref(), "a b.avro");
        let bucket = StoreUrl::parse("gs://lake").expect("a URL");
        assert_eq!(bucket.path().expect_err("no key").message, "names no object; add its name");
        let odd = StoreUrl::parse("gs://lake/a//b").expect("a URL");
        assert!(odd.path().expect_err("no key").message.starts_with("this key cannot be asked for"));
    }

    #[test]
    fn what_is_secret_is_refused_and_not_repeated() {
        let refused = |url| StoreUrl::parse(url).expect_err("it is refused");
        let refused = |url| {
            let Problem { file, message, .. } = refused(url);
            format!("{}: {message}", file.unwrap_or_default())
        };
        let password = refused("https://me:hunter2@example.com/a.avro");
        assert!(password.contains("https://example.com: has a name or a password"), "{password}");
        let signed = refused("https://example.com/a.avro?X-Amz-Signature=hunter2");
        assert!(signed.contains("https://example.com/a.avro: has a query"), "{signed}");
        assert!(!password.contains("hunter2") && !signed.contains("hunter2"));
        assert!(refused("s3:///key").contains("names no bucket"));
    }
}
