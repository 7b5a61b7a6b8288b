//! Reads and writes objects of object stores: S3, Google Cloud Storage, Azure Blob Storage, and files of HTTP servers.
//!
//! A place is a URL that a user names on the command line. The configuration of a repository names none: whoever can commit to a
//! branch could make a CI system send its credentials elsewhere. Credentials and endpoints are those of the environment alone.

#[cfg(not(feature = "cloud"))]
mod absent;
#[cfg(feature = "cloud")]
mod client;
#[cfg(feature = "cloud")]
mod failure;
#[cfg(feature = "cloud")]
mod listing;
mod object;
#[cfg(feature = "cloud")]
mod reader;
#[cfg(feature = "cloud")]
mod upload;
#[cfg(feature = "cloud")]
mod url;

#[cfg(all(not(feature = "cloud"), feature = "parquet"))]
pub(crate) use absent::refuse_objects_below;
#[cfg(not(feature = "cloud"))]
pub(crate) use absent::{find, open, refuse_existing, upload};
#[cfg(feature = "cloud")]
pub(crate) use listing::find;
#[cfg(all(feature = "cloud", feature = "parquet"))]
pub(crate) use listing::refuse_objects_below;
#[cfg(feature = "cloud")]
pub(crate) use reader::open;
#[cfg(feature = "cloud")]
pub(crate) use upload::{refuse_existing, upload};

pub(crate) use object::{PutCondition, StoredObject};

use std::path::Path;

use crate::model::path::typed;

/// The schemes of URLs of stores, as the crate object_store has them.
const SCHEMES: [&str; 10] = ["s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss", "http", "https"];

/// The URL, if a user's path is one of a store.
pub(crate) fn url(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    let (scheme, _) = text.split_once("://")?;
    SCHEMES.contains(&scheme).then_some(text)
}

/// A path or a URL as a user would type it.
pub(crate) fn named(path: &Path) -> String {
    url(path).map_or_else(|| typed(path), str::to_owned)
}

#[test]
fn only_urls_of_stores_are_taken_for_them() {
    for text in ["s3://lake/a.avro", "gs://b", "abfss://c@account.dfs.core.windows.net/x", "https://example.com/a.avro"]
    {
        assert_eq!(url(Path::new(text)), Some(text));
    }
    for text in ["a.avro", "s3:/lake/a.avro", "main:schemas/a.avsc", "glue://eu-west-1/r", "S3://lake/a", "://x"] {
        assert_eq!(url(Path::new(text)), None, "{text}");
    }
}
