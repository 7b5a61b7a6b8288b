//! Messages as librdkafka has them, without copies.

use std::collections::BTreeMap;
use std::ffi::{CStr, c_void};
use std::fmt;
use std::slice;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::bindings::*;

use super::event::Event;
use super::handle::Handle;
use super::queue::Queue;

/// Messages that were read together, in order for each partition.
pub struct Batch {
    // Null never, and each is the batch's own. They have no errors.
    messages: Vec<*mut rd_kafka_message_t>,
    capacity: usize,
    // Dropped after the messages are destroyed: a client waits for its messages when it ends.
    handle: Option<Arc<Handle>>,
}

/// One message. Its bytes are the batch's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message<'a> {
    /// Which partition it is of.
    pub partition: i32,
    /// Where it is in its partition.
    pub offset: i64,
    /// When it was written, by its writer's clock or the broker's, in milliseconds since 1970.
    pub timestamp_ms: Option<i64>,
    /// Its key, if it has one.
    pub key: Option<&'a [u8]>,
    /// Its value. What has none is a tombstone: it says that the last message of its key is deleted.
    pub value: Option<&'a [u8]>,
}

// SAFETY: a message may be read and destroyed by any thread, and only the batch's owner has pointers to it.
unsafe impl Send for Batch {}
// SAFETY: a shared batch only reads its messages.
unsafe impl Sync for Batch {}

impl Batch {
    /// An empty batch, for at least one message. A few thousand suffice to make reading as fast as it gets.
    pub fn with_capacity(messages: usize) -> Batch {
        Batch { messages: Vec::new(), capacity: messages.max(1), handle: None }
    }

    /// Its messages.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Message<'_>> {
        // SAFETY: the batch has each message until it is destroyed, and `self` is borrowed as long.
        self.messages.iter().map(|message| read(unsafe { &**message }))
    }

    /// How many messages it has.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Destroys its messages.
    pub fn clear(&mut self) {
        for message in self.messages.drain(..) {
            // SAFETY: it is the batch's own, and no longer in it.
            unsafe { rd_kafka_message_destroy(message) }
        }
        self.handle = None;
    }

    /// Takes what comes to a queue within a time, and returns which partitions have ended, and where. Errors go to the consumer's
    /// events.
    pub(crate) fn fill(&mut self, handle: &Arc<Handle>, queue: &Queue, wait: Duration) -> BTreeMap<i32, i64> {
        self.clear();
        self.handle = Some(handle.clone());
        self.messages.reserve_exact(self.capacity);
        queue.take(&mut self.messages, wait);
        let mut ends = BTreeMap::new();
        self.messages.retain(|raw| {
            // SAFETY: it is valid until it is destroyed below.
            let message = unsafe { &**raw };
            match message.err {
                rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR => {
                    // It was the end, until this was written.
                    ends.remove(&message.partition);
                    return true;
                }
                rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR__PARTITION_EOF => {
                    ends.insert(message.partition, message.offset);
                }
                error => {
                    // SAFETY: the message is valid. It has an error, so there is a text, which ends with a null and lives as long.
                    let words = unsafe { CStr::from_ptr(rd_kafka_message_errstr(message)) }.to_string_lossy();
                    let trouble = handle.recorder().trouble(error.into(), &words, message.partition);
                    handle.recorder().record(Event::Trouble(trouble));
                }
            }
            // SAFETY: it is the batch's own, and leaves it.
            unsafe { rd_kafka_message_destroy(*raw) };
            false
        });
        ends
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.clear();
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

fn read(message: &rd_kafka_message_t) -> Message<'_> {
    let mut kind = rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    // SAFETY: the message is valid, as is the place for the kind.
    let timestamp = unsafe { rd_kafka_message_timestamp(message, &mut kind) };
    Message {
        partition: message.partition,
        offset: message.offset,
        timestamp_ms: (timestamp >= 0).then_some(timestamp),
        // SAFETY: start and length are those of a key, and of a value, that live as long as the message.
        key: unsafe { bytes(message.key, message.key_len) },
        // SAFETY: the same.
        value: unsafe { bytes(message.payload, message.len) },
    }
}

/// # Safety
///
/// Where the start is not null, so many bytes must follow that stay as they are for `'a`.
unsafe fn bytes<'a>(start: *const c_void, length: usize) -> Option<&'a [u8]> {
    // SAFETY: the caller says so.
    (!start.is_null()).then(|| unsafe { slice::from_raw_parts(start.cast(), length) })
}
