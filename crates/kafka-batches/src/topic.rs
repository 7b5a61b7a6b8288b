//! Reading partitions of a topic without a group.

use std::ffi::CStr;
use std::ptr::{self, NonNull};
use std::sync::Arc;

use rdkafka::bindings::*;
use rdkafka::types::RDKafkaErrorCode;

use super::handle::Handle;
use super::queue::Queue;

pub(crate) struct Topic {
    raw: NonNull<rd_kafka_topic_t>,
    started: Vec<i32>,
    // Dropped after the topic is destroyed: a client waits for its topics when it ends.
    _handle: Arc<Handle>,
}

// SAFETY: librdkafka locks its topics; they may be used from any thread.
unsafe impl Send for Topic {}

impl Topic {
    pub(crate) fn new(handle: &Arc<Handle>, name: &CStr) -> Option<Topic> {
        // SAFETY: client and name are valid; without a configuration it has that of the client.
        let raw = unsafe { rd_kafka_topic_new(handle.raw(), name.as_ptr(), ptr::null_mut()) };
        Some(Topic { raw: NonNull::new(raw)?, started: Vec::new(), _handle: handle.clone() })
    }

    /// From now on the messages of a partition come to the queue, from an offset on.
    pub(crate) fn start(&mut self, partition: i32, offset: i64, queue: &Queue) -> Result<(), RDKafkaErrorCode> {
        // SAFETY: topic and queue are valid.
        let result = unsafe { rd_kafka_consume_start_queue(self.raw.as_ptr(), partition, offset, queue.raw()) };
        self.started.push(partition);
        checked(result)
    }

    /// Nothing more comes of a partition.
    pub(crate) fn stop(&mut self, partition: i32) -> Result<(), RDKafkaErrorCode> {
        self.started.retain(|started| *started != partition);
        // SAFETY: the topic is valid.
        checked(unsafe { rd_kafka_consume_stop(self.raw.as_ptr(), partition) })
    }
}

impl Drop for Topic {
    fn drop(&mut self) {
        for partition in std::mem::take(&mut self.started) {
            // It fails only where nothing is to be stopped.
            let _ = self.stop(partition);
        }
        // SAFETY: it is ours, and its client is still there.
        unsafe { rd_kafka_topic_destroy(self.raw.as_ptr()) }
    }
}

fn checked(result: i32) -> Result<(), RDKafkaErrorCode> {
    // SAFETY: the error is the last one of this thread, by the call before.
    if result == 0 { Ok(()) } else { Err(unsafe { rd_kafka_last_error() }.into()) }
}
