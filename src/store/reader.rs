//! Reads an object by ranges: its beginning first, as the header of a container file is read of many, then larger parts. Each is a
//! request with its own time, and is tried again by itself.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt};

use super::client::{client, wait_for};
use super::failure::of_reading;
use super::object::StoredObject;
use super::url::StoreUrl;

/// How many bytes are asked for at first: with few exceptions, the header of a container file is shorter.
const FIRST: u64 = 64 << 10;

/// How many bytes are asked for then.
const PART: u64 = 8 << 20;

/// Opens an object. Nothing is asked for before it is read.
///
/// # Errors
/// Its URL is none, or the environment has settings for it that are none.
pub(crate) fn open(object: &StoredObject) -> io::Result<Box<dyn Read + Send>> {
    let url = StoreUrl::parse(&object.url).map_err(|problem| io::Error::other(problem.message))?;
    let path = url.path().map_err(|problem| io::Error::other(problem.message))?;
    let store = client(&url).map_err(|problem| io::Error::other(problem.message))?;
    Ok(Box::new(ObjectReader { store, path, next: 0, size: object.size, tag: None, part: Vec::new(), used: 0 }))
}

struct ObjectReader {
    store: Arc<dyn ObjectStore>,
    path: Path,
    /// Where the next part begins.
    next: u64,
    size: Option<u64>,
    /// The entity tag of the first part, which the others have to have.
    tag: Option<String>,
    part: Vec<u8>,
    /// How many bytes of the part were read.
    used: usize,
}

impl Read for ObjectReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.used == self.part.len() && !out.is_empty() {
            self.used = 0;
            self.part = wait_for(self.fetch()).map_err(|error| of_reading(&error))?;
        }
        let read = (&self.part[self.used..]).read(out)?;
        self.used += read;
        Ok(read)
    }
}

impl ObjectReader {
    /// The next part, which is empty at the end.
    async fn fetch(&mut self) -> Result<Vec<u8>, Error> {
        if self.size.is_some_and(|size| self.next >= size) {
            return Ok(Vec::new());
        }
        let length = if self.next == 0 { FIRST } else { PART };
        match self.range(self.next..self.next + length).await {
            Ok(part) => {
                self.next += part.len() as u64;
                Ok(part)
            }
            // Of an object without a byte there is no range.
            Err(error) if self.next == 0 && self.is_empty(&error).await => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    async fn range(&mut self, range: Range<u64>) -> Result<Vec<u8>, Error> {
        let options =
            GetOptions { range: Some(GetRange::Bounded(range)), if_match: self.tag.clone(), ..GetOptions::default() };
        let answer = self.store.get_opts(&self.path, options).await?;
        self.size = Some(answer.meta.size);
        self.tag.clone_from(&answer.meta.e_tag);
        Ok(answer.bytes().await?.into())
    }

    async fn is_empty(&self, error: &Error) -> bool {
        error.to_string().contains("status code: 416")
            && self.store.head(&self.path).await.is_ok_and(|about| about.size == 0)
    }
}
