//! A queue of librdkafka, from which messages are taken many at a time.

use std::ffi::CStr;
use std::ptr::{self, NonNull};
use std::sync::Arc;
use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::bindings::*;
use rdkafka::types::RDKafkaErrorCode;

use super::handle::Handle;

pub(crate) struct Queue {
    raw: NonNull<rd_kafka_queue_t>,
    // Dropped after the queue is destroyed: a client waits for its queues when it ends.
    handle: Arc<Handle>,
}

// SAFETY: librdkafka locks its queues; they may be used from any thread.
unsafe impl Send for Queue {}
// SAFETY: the same.
unsafe impl Sync for Queue {}

impl Queue {
    pub(crate) fn new(handle: &Arc<Handle>) -> Queue {
        // SAFETY: the client is valid as long as its handle.
        let raw = unsafe { rd_kafka_queue_new(handle.raw()) };
        Queue {
            raw: NonNull::new(raw).expect("librdkafka ends the program if it has no memory"),
            handle: handle.clone(),
        }
    }

    pub(crate) fn raw(&self) -> *mut rd_kafka_queue_t {
        self.raw.as_ptr()
    }

    /// From now on the messages of a partition come here.
    pub(crate) fn receive(&self, topic: &CStr, partition: i32) {
        // SAFETY: client, name and queue are valid. What `get` gives is a reference of our own, given back once; it is null only for
        // clients that are no consumers.
        unsafe {
            let from = rd_kafka_queue_get_partition(self.handle.raw(), topic.as_ptr(), partition);
            rd_kafka_queue_forward(from, self.raw());
            rd_kafka_queue_destroy(from);
        }
    }

    /// Adds what comes, until the vector is as long as its capacity, or the time has passed.
    pub(crate) fn take(&self, messages: &mut Vec<*mut rd_kafka_message_t>, wait: Duration) {
        let free = messages.spare_capacity_mut();
        // SAFETY: there is room for as many pointers as are asked for, and as many as it returns are written (fewer than none in case
        // of an error). They are then the vector's.
        unsafe {
            let added = rd_kafka_consume_batch_queue(self.raw(), millis(wait), free.as_mut_ptr().cast(), free.len());
            messages.set_len(messages.len() + usize::try_from(added).unwrap_or(0));
        }
    }

    /// Commits offsets, and waits for the answer. An answer that comes later is forgotten with the queue.
    pub(crate) fn commit(self, offsets: &TopicPartitionList, wait: Duration) -> Option<RDKafkaErrorCode> {
        // SAFETY: client, list and queue are valid, and there is no callback. The event is ours: its list is read before it is destroyed.
        unsafe {
            let sent = rd_kafka_commit_queue(self.handle.raw(), offsets.ptr(), self.raw(), None, ptr::null_mut());
            if sent != rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR {
                return Some(sent.into());
            }
            let answer = self.answer(wait)?;
            let mut code = rd_kafka_event_error(answer.0.as_ptr());
            if let Some(list) = rd_kafka_event_topic_partition_list(answer.0.as_ptr()).as_ref() {
                for at in 0..usize::try_from(list.cnt).unwrap_or(0) {
                    if code == rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR {
                        code = (*list.elems.add(at)).err;
                    }
                }
            }
            Some(code.into())
        }
    }

    /// Asks for the id of a topic, as Kafka writes it: 22 characters of base64. `None` if the broker gives topics no ids.
    pub(crate) fn topic_id(self, topic: &CStr, wait: Duration) -> Result<Option<String>, RDKafkaErrorCode> {
        let client = self.handle.raw();
        let mut names = [topic.as_ptr()];
        // SAFETY: client, queue and name are valid; librdkafka copies the name and the options. The answer is ours, and what it points
        // to is read before it is given back. An answer to this question has a description for each topic, with an id.
        unsafe {
            let topics = rd_kafka_TopicCollection_of_topic_names(names.as_mut_ptr(), names.len());
            let options = rd_kafka_AdminOptions_new(client, rd_kafka_admin_op_t::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS);
            rd_kafka_AdminOptions_set_request_timeout(options, millis(wait), ptr::null_mut(), 0);
            rd_kafka_DescribeTopics(client, topics, options, self.raw());
            rd_kafka_AdminOptions_destroy(options);
            rd_kafka_TopicCollection_destroy(topics);
            let answer = self.answer(wait).ok_or(RDKafkaErrorCode::OperationTimedOut)?;
            let mut code = rd_kafka_event_error(answer.0.as_ptr());
            let mut length = 0;
            let result = rd_kafka_event_DescribeTopics_result(answer.0.as_ptr());
            if code == rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR && !result.is_null() {
                let found = rd_kafka_DescribeTopics_result_topics(result, &mut length);
                if length == 1 {
                    code = rd_kafka_error_code(rd_kafka_TopicDescription_error(*found));
                    let id = rd_kafka_TopicDescription_topic_id(*found);
                    if code == rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR && !id.is_null() {
                        let halves =
                            [rd_kafka_Uuid_most_significant_bits(id), rd_kafka_Uuid_least_significant_bits(id)];
                        let text = CStr::from_ptr(rd_kafka_Uuid_base64str(id)).to_string_lossy();
                        return Ok((halves != [0, 0]).then(|| text.into_owned()));
                    }
                }
            }
            Err(code.into())
        }
    }

    /// Waits for an answer.
    fn answer(&self, wait: Duration) -> Option<Answer> {
        // SAFETY: the queue is ours, and so is what it gives.
        NonNull::new(unsafe { rd_kafka_queue_poll(self.raw(), millis(wait)) }).map(Answer)
    }
}

/// An answer of librdkafka, which is given back when it has been read.
struct Answer(NonNull<rd_kafka_event_t>);

impl Drop for Answer {
    fn drop(&mut self) {
        // SAFETY: it is ours, and nothing of it is used after this.
        unsafe { rd_kafka_event_destroy(self.0.as_ptr()) }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: it is ours, and its client is still there.
        unsafe { rd_kafka_queue_destroy(self.raw()) }
    }
}

/// As librdkafka counts time. It has no longer waits.
pub(crate) fn millis(wait: Duration) -> i32 {
    i32::try_from(wait.as_millis()).unwrap_or(i32::MAX)
}
