//! The scripted server, and settings for it that wait briefly.

#[path = "../support/server.rs"]
mod scripted;

use std::time::Duration;

use schema_registry::{Registry, Retries, Settings, Timeouts};

pub use scripted::{Reply, Seen, Server};

impl Server {
    /// Settings for this server that wait briefly.
    pub fn settings(&self) -> Settings {
        settings(&self.origin())
    }

    pub fn registry(&self) -> Registry {
        Registry::new(&self.settings()).expect("the settings are right")
    }
}

/// Settings that wait briefly.
pub fn settings(address: &str) -> Settings {
    let mut settings = Settings::new(address.parse().expect("an address"));
    settings.timeouts =
        Timeouts { connect: Duration::from_secs(10), read: Duration::from_secs(10), total: Duration::from_secs(20) };
    settings.retries =
        Retries { most: 2, first_wait: Duration::from_millis(2), longest_wait: Duration::from_millis(1_500) };
    settings
}
