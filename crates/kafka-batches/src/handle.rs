//! A consumer of librdkafka, which is shared by all that must be gone before it.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::bindings::{RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE, rd_kafka_destroy_flags, rd_kafka_t};
use rdkafka::consumer::{BaseConsumer, Consumer as _};

use super::error::Error;
use super::recorder::Recorder;
use super::settings::Settings;

/// What leaving a group may take. It waits for commits that are under way, and the broker may be gone.
const LEAVING: Duration = Duration::from_secs(5);

pub(crate) struct Handle {
    consumer: ManuallyDrop<BaseConsumer<Recorder>>,
    is_member: bool,
}

impl Handle {
    pub(crate) fn new(config: &ClientConfig, settings: &Settings, topic: &str) -> Result<Arc<Handle>, Error> {
        let consumer = config.create_with_context(Recorder::new(settings, topic));
        let consumer = consumer.map_err(|error| Error::Client(settings.shown(&error.to_string())))?;
        Ok(Arc::new(Handle { consumer: ManuallyDrop::new(consumer), is_member: config.get("group.id").is_some() }))
    }

    pub(crate) fn raw(&self) -> *mut rd_kafka_t {
        self.consumer.client().native_ptr()
    }

    pub(crate) fn recorder(&self) -> &Recorder {
        self.context()
    }

    /// Leaves the group, so that others get the partitions at once.
    pub(crate) fn leave(&self) {
        self.recorder().close();
        if !self.is_member || self.close_queue().is_err() {
            return;
        }
        // The answer to whatever was asked and is not answered yet; it fails if there is nothing.
        drop(self.unassign());
        let end = Instant::now() + LEAVING;
        while !self.closed() && Instant::now() < end {
            drop(self.poll(Duration::from_millis(50)));
        }
    }
}

impl Deref for Handle {
    type Target = BaseConsumer<Recorder>;

    fn deref(&self) -> &BaseConsumer<Recorder> {
        &self.consumer
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if !self.is_member || self.closed() {
            // SAFETY: nothing uses it after this.
            unsafe { ManuallyDrop::drop(&mut self.consumer) }
        } else {
            // Its own `drop` would wait for the group without a limit.
            //
            // SAFETY: the client is valid, and nothing uses it after this: what is left of the consumer is forgotten.
            unsafe { rd_kafka_destroy_flags(self.raw(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) }
        }
    }
}
