//! Defines the parts of a message of a protocol.

/// A part of a message of a protocol: a field of the record that the message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessagePart {
    /// What clients write and servers read.
    Request,
    /// What servers write and clients read.
    Response,
    /// The same, where a call fails.
    Errors,
}

impl MessagePart {
    /// All of them, in the order of the fields.
    pub(crate) const ALL: [MessagePart; 3] = [MessagePart::Request, MessagePart::Response, MessagePart::Errors];
}
