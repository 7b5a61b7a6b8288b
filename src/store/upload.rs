//! Puts files into a store. An object is there whole or not at all, and unless it may replace another, the store itself sees that there
//! was none: by the condition of one put, or in S3, of the request that completes an upload in parts. Nothing is copied: no store that
//! was tried heeds the condition there.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{Error, MultipartId, ObjectStoreExt, PutMode, PutPayload};

use super::client::{client, s3, s3_that_only_creates, wait_for};
use super::failure::{EXISTS, described};
use super::object::PutCondition;
use super::url::StoreUrl;
use crate::model::input::Problem;
use crate::model::text::grouped;

/// What is longer is put into S3 in parts of this length, or of a ten-thousandth, as S3 takes no more of them.
const PART: u64 = 8 << 20;
const MOST_PARTS: u64 = 10_000;

/// How many parts are on their way at once.
const AT_ONCE: usize = 4;

/// What is put in one request elsewhere, and so is held in memory.
const MOST_AT_ONCE: u64 = 256 << 20;

/// Fails if there is such an object, before it is made for nothing.
///
/// # Errors
/// It is there, or the store cannot be asked.
pub(crate) fn refuse_existing(url: &str) -> Result<(), Problem> {
    let (place, path) = object(url)?;
    match wait_for(client(&place)?.head(&path)) {
        Ok(_) => Err(Problem::of(url, EXISTS)),
        Err(Error::NotFound { source, .. }) if !source.to_string().contains("NoSuchBucket") => Ok(()),
        Err(error) => Err(Problem::of(url, format!("cannot be written: {}", described(&error)))),
    }
}

/// Puts all of a file into a store.
///
/// # Errors
/// The file cannot be read, the store does not take it, or there is an object that may not be replaced.
pub(crate) fn upload(url: &str, mut content: impl Read + Seek, condition: PutCondition) -> Result<(), Problem> {
    let (place, path) = object(url)?;
    let unread = |error| Problem::of(url, format!("what was to be written cannot be read again: {error}"));
    let size = content.seek(SeekFrom::End(0)).and_then(|size| content.rewind().map(|()| size)).map_err(unread)?;
    if place.is_s3() && size > PART {
        let put = wait_for(in_parts(&place, &path, content, size, condition));
        return put.map_err(|error| Problem::of(url, unwritten(&error)));
    }
    if size > MOST_AT_ONCE {
        let message = format!(
            "has {} bytes; only S3 takes more than {} with the condition that nothing is replaced: write less at once, for \
             instance with --limit",
            grouped(size),
            grouped(MOST_AT_ONCE)
        );
        return Err(Problem::of(url, message));
    }
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(unread)?;
    let mode = match condition {
        PutCondition::IsAbsent => PutMode::Create,
        PutCondition::Always => PutMode::Overwrite,
    };
    let put = wait_for(client(&place)?.put_opts(&path, bytes.into(), mode.into()));
    put.map(drop).map_err(|error| Problem::of(url, unwritten(&error)))
}

fn object(url: &str) -> Result<(StoreUrl, Path), Problem> {
    let place = StoreUrl::parse(url)?;
    if place.is_http() {
        let message = "is not written: an HTTP server may replace what is there; write a file, and upload that";
        return Err(Problem::of(url, message));
    }
    let path = place.path()?;
    Ok((place, path))
}

fn unwritten(error: &Error) -> String {
    match error {
        Error::AlreadyExists { .. } | Error::Precondition { .. } => EXISTS.to_owned(),
        _ => format!("cannot be written: {}", described(error)),
    }
}

async fn in_parts(
    place: &StoreUrl,
    path: &Path,
    mut content: impl Read + Seek,
    size: u64,
    condition: PutCondition,
) -> Result<(), Error> {
    let store = Arc::new(s3(place).build()?);
    let id = store.create_multipart(path).await?;
    let length = PART.max(size.div_ceil(MOST_PARTS));
    let parts = (0..size.div_ceil(length)).map(|number| {
        let mut part = Vec::new();
        let read = content.by_ref().take(length).read_to_end(&mut part);
        let (store, id) = (&store, &id);
        async move {
            read.map_err(|error| Error::Generic { store: "file", source: error.into() })?;
            store.put_part(path, id, number as usize, PutPayload::from(part)).await
        }
    });
    let parts: Result<Vec<PartId>, Error> = stream::iter(parts).buffered(AT_ONCE).try_collect().await;
    let completed = match parts {
        Ok(parts) => complete(place, path, &id, parts, condition).await,
        Err(error) => Err(error),
    };
    if completed.is_err() {
        // What is left of the upload costs money; the first error says more than a second one.
        let _ = store.abort_multipart(path, &id).await;
    }
    completed
}

async fn complete(
    place: &StoreUrl,
    path: &Path,
    id: &MultipartId,
    parts: Vec<PartId>,
    condition: PutCondition,
) -> Result<(), Error> {
    let store = match condition {
        PutCondition::IsAbsent => s3_that_only_creates(place)?,
        PutCondition::Always => s3(place).build()?,
    };
    store.complete_multipart(path, id, parts).await.map(drop)
}
