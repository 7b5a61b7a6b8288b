//! A consumer of librdkafka, which is shared by all that must be gone before it.

use std::ffi::CStr;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::atomic::AtomicPtr;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::bindings::{
    RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE, rd_kafka_destroy_flags, rd_kafka_get_watermark_offsets, rd_kafka_resp_err_t,
    rd_kafka_t,
};
use rdkafka::consumer::{BaseConsumer, Consumer as _};

use super::error::Error;
use super::recorder::Recorder;
use super::settings::Settings;

/// What leaving a group may take, and ending behind it. It waits for commits that are under way, and the broker may be gone.
pub(crate) const LEAVING: Duration = Duration::from_secs(5);

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

    /// The end of a partition, as it was known when messages came last.
    pub(crate) fn known_end(&self, topic: &CStr, partition: i32) -> Option<i64> {
        let (mut first, mut end) = (-1, -1);
        // SAFETY: client and name are valid, as are the places for the offsets.
        let found =
            unsafe { rd_kafka_get_watermark_offsets(self.raw(), topic.as_ptr(), partition, &mut first, &mut end) };
        (found == rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR && end >= 0).then_some(end)
    }

    /// Leaves the group, so that others get the partitions at once.
    pub(crate) fn leave(&self) {
        self.context().close();
        if !self.is_member {
            return;
        }
        let is_closing = self.close_queue().is_ok();
        // The answer to whatever was asked and is not answered yet; it fails if there is nothing.
        drop(self.unassign());
        let end = Instant::now() + LEAVING;
        while is_closing && !self.closed() && Instant::now() < end {
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
            return unsafe { ManuallyDrop::drop(&mut self.consumer) };
        }
        // It could not leave the group, and librdkafka would go on to wait, perhaps for ever. The rest of the consumer is forgotten.
        let client = AtomicPtr::new(self.raw());
        let (ended, ending) = mpsc::channel::<()>();
        thread::spawn(move || {
            // SAFETY: the client is valid, and only this thread has it.
            unsafe { rd_kafka_destroy_flags(client.into_inner(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) };
            drop(ended);
        });
        // After that it goes on to wait, but nobody waits for it.
        let _ = ending.recv_timeout(LEAVING);
    }
}
