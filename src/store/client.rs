//! Makes the clients of stores: one for each bucket or host of a run, on one runtime.

use std::collections::HashMap;
use std::env;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::{BackoffConfig, ClientOptions, HeaderMap, HeaderValue, ObjectStore, RetryConfig};
use tokio::runtime::{Builder, Runtime};

use super::failure::described;
use super::url::StoreUrl;
use crate::model::input::Problem;

/// Waits for an answer.
pub(super) fn wait_for<T>(answer: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        // It fails if there is a provider already, which is this one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a program that has threads has two more")
    });
    runtime.block_on(answer)
}

/// The client of a bucket or host, which is made once.
///
/// # Errors
/// The environment has settings for it that are none.
pub(super) fn client(url: &StoreUrl) -> Result<Arc<dyn ObjectStore>, Problem> {
    static CLIENTS: Mutex<Option<HashMap<String, Arc<dyn ObjectStore>>>> = Mutex::new(None);
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let clients = clients.get_or_insert_default();
    if let Some(client) = clients.get(&url.base) {
        return Ok(Arc::clone(client));
    }
    let made = wait_for(async { make(url) });
    let client = made.map_err(|error| Problem::of(&url.base, described(&error)))?;
    clients.insert(url.base.clone(), Arc::clone(&client));
    Ok(client)
}

/// A client that may create an object and never replaces one: of multipart uploads, only S3 knows the condition.
///
/// # Errors
/// The environment has settings for it that are none.
pub(super) fn s3_that_only_creates(url: &StoreUrl) -> Result<AmazonS3, object_store::Error> {
    let mut options = ClientOptions::new();
    for (name, value) in env::vars_os() {
        let name = name.to_str().filter(|name| name.starts_with("AWS_")).unwrap_or_default().to_ascii_lowercase();
        if let (Ok(AmazonS3ConfigKey::Client(key)), Some(value)) = (name.parse(), value.to_str()) {
            options = options.with_config(key, value);
        }
    }
    let mut condition = HeaderMap::new();
    condition.insert("if-none-match", HeaderValue::from_static("*"));
    s3(url).with_client_options(options.with_default_headers(condition)).build()
}

fn make(url: &StoreUrl) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    let base = &url.base;
    Ok(match base.split(':').next().unwrap_or_default() {
        "s3" | "s3a" => Arc::new(s3(url).build()?),
        "gs" => Arc::new(GoogleCloudStorageBuilder::from_env().with_url(base).with_retry(retries()).build()?),
        "http" | "https" => {
            let options = ClientOptions::new().with_allow_http(true);
            Arc::new(HttpBuilder::new().with_url(base).with_client_options(options).with_retry(retries()).build()?)
        }
        _ => Arc::new(MicrosoftAzureBuilder::from_env().with_url(base).with_retry(retries()).build()?),
    })
}

pub(super) fn s3(url: &StoreUrl) -> AmazonS3Builder {
    AmazonS3Builder::from_env().with_url(&url.base).with_retry(retries())
}

/// A request is tried again for a minute at the most, after a tenth of a second and then ever longer.
fn retries() -> RetryConfig {
    RetryConfig { backoff: BackoffConfig::default(), max_retries: 5, retry_timeout: Duration::from_secs(60) }
}
