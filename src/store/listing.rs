//! Finds the objects that a URL means: one, those below a prefix, or those that a glob matches.

use futures_util::TryStreamExt;
use object_store::ObjectMeta;

use super::client::{client, wait_for};
use super::failure::described;
use super::object::StoredObject;
use super::url::StoreUrl;
use crate::model::input::Problem;
use crate::model::limits::STORE_OBJECTS;
use crate::model::text::grouped;
use crate::policy::globs::Globs;
#[cfg(feature = "parquet")]
use avro_resolve::foreign::foreign;

/// The objects that a URL means, sorted. A key that is wanted by its name is that object, and the store is not asked. Any other
/// is a prefix, as a directory is: all below that are wanted by their names, and if nothing is below, an object. Of a glob, all that
/// match. `wanted` says which names are, for messages.
///
/// # Errors
/// The store cannot be asked or does not answer, nothing is there, or more than is listed.
pub(crate) fn find(url: &str, is_wanted: &dyn Fn(&str) -> bool, wanted: &str) -> Result<Vec<StoredObject>, Problem> {
    let place = StoreUrl::parse(url)?;
    let is_glob = place.key.contains(['*', '?', '[', '{']);
    let is_prefix = place.key.is_empty() || place.key.ends_with('/');
    if place.is_http() && (is_glob || is_prefix) {
        return Err(Problem::of(url, "an HTTP server does not list its files; name each of them"));
    }
    if place.is_http() || (!is_glob && !is_prefix && is_wanted(&place.key)) {
        return Ok(vec![StoredObject::named(url)]);
    }
    let globs = is_glob.then(|| Globs::new([place.key.as_str()])).transpose();
    let globs = globs.map_err(|error| Problem::of(url, error.to_string()))?;
    let matches = |key: &str| globs.as_ref().map_or_else(|| is_wanted(key), |globs| globs.match_name(key));
    let mut found = list(&place, fixed_part(&place.key), &matches)?;
    if found.is_empty() && !is_glob && !is_prefix {
        return Ok(vec![StoredObject::named(url)]);
    }
    if found.is_empty() {
        let what = if is_glob { "no object matches this glob" } else { "no object in there" };
        let wanted = if is_glob { "" } else { wanted };
        return Err(Problem::of(url, format!("{what}{wanted}; check the URL, or name the objects")));
    }
    found.sort_by(|a, b| a.url.cmp(&b.url));
    Ok(found)
}

/// The parts of a key up to the first that is a pattern.
fn fixed_part(key: &str) -> &str {
    let fixed = key.find(['*', '?', '[', '{']).map_or(key, |at| key[..at].rfind('/').map_or("", |end| &key[..end]));
    fixed.trim_end_matches('/')
}

fn list(place: &StoreUrl, prefix: &str, matches: &dyn Fn(&str) -> bool) -> Result<Vec<StoredObject>, Problem> {
    let store = client(place)?;
    let path = (!prefix.is_empty()).then(|| place.path_of(prefix)).transpose()?;
    let unlisted = |error| Problem::of(place.of_key(&place.key), format!("cannot be listed: {}", described(&error)));
    let mut found = Vec::new();
    wait_for(async {
        let mut objects = store.list(path.as_ref());
        while let Some(object) = objects.try_next().await.map_err(unlisted)? {
            if matches(object.location.as_ref()) {
                found.push(of_listing(place, object));
            }
            if found.len() as u64 > STORE_OBJECTS.most {
                let most = grouped(STORE_OBJECTS.most);
                let message = format!("means more than {most} objects, which is the limit; name a part of them");
                return Err(Problem::of(place.of_key(&place.key), message));
            }
        }
        Ok(found)
    })
}

/// Fails if there is an object below a URL.
///
/// # Errors
/// There is one, or the store cannot be asked.
#[cfg(feature = "parquet")]
pub(crate) fn refuse_objects_below(url: &str) -> Result<(), Problem> {
    let place = StoreUrl::parse(url)?;
    let path = place.path_of(place.key.trim_end_matches('/'))?;
    let first = wait_for(client(&place)?.list(Some(&path)).try_next());
    match first.map_err(|error| Problem::of(url, format!("cannot be listed: {}", described(&error))))? {
        None => Ok(()),
        Some(object) => {
            let message =
                format!("{} is there already; name a prefix without objects", foreign(object.location.as_ref()));
            Err(Problem::of(url, message))
        }
    }
}

fn of_listing(place: &StoreUrl, object: ObjectMeta) -> StoredObject {
    let version = object.e_tag.unwrap_or_else(|| object.last_modified.to_rfc3339());
    let url = place.of_key(object.location.as_ref());
    StoredObject { url, size: Some(object.size), version: Some(version) }
}

#[test]
fn a_glob_is_listed_from_its_last_fixed_part() {
    for (key, fixed) in [("a/b/*.avro", "a/b"), ("a/b*/c", "a"), ("*.avro", ""), ("a/", "a"), ("a/b", "a/b"), ("", "")]
    {
        assert_eq!(fixed_part(key), fixed);
    }
}
