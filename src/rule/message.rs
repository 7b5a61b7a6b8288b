//! AVC6xx: the messages of protocols.

use super::row::*;
use avro_resolve::resolution::FailureKind;

rules! {
    Family::Message;

    MESSAGE_REMOVED = {
        id: "AVC601",
        name: "message-removed",
        severity: Severity::Breaking,
        summary: "A message of a protocol was removed.",
        why: "Clients of older versions go on calling it. A server that does not have the message answers with an error \
              whatever they send. At a level that does not ask the newest version to read what older ones wrote, such as \
              FORWARD, it is safe.",
        remedy: "Keep the message until no client calls it any more; its documentation can say that it is going to be \
                 removed. If nobody calls it, waive the finding and say so. A message with another name is another message.",
        example: example!(Revisions "AVC601-message-removed/against-a-revision":
            "before/schemas/shop.avdl",
            "after/schemas/shop.avdl"),
    };
    ONE_WAY_CHANGED = {
        id: "AVC602",
        name: "one-way-changed",
        severity: Severity::Breaking,
        kinds: &[FailureKind::TypeMismatch],
        summary: "A message became one-way, or stopped being one-way.",
        why: "Nobody answers a one-way message, so that one side waits for an answer which the other never sends, or gets \
              one for which it does not wait. Java refuses such calls on connections that stay open (\"Not both one-way \
              messages\"), in both directions.",
        remedy: "Add a message with another name beside the old one, and remove the old one when no client calls it any \
                 more.",
        example: example!(Files "AVC602-one-way-changed/answered-from-now-on":
            "schemas/v1/shop.avdl",
            "schemas/v2/shop.avdl"),
    };
    PARAMETER_WITHOUT_DEFAULT = {
        id: "AVC603",
        name: "parameter-without-default",
        severity: Severity::Breaking,
        kinds: &[FailureKind::ReaderFieldMissingDefaultValue],
        summary: "A server expects a parameter that clients do not send, and it has no default.",
        why: "The parameters of a message are read as a record. A parameter that the client's version does not have is filled \
              in from the default in the server's version; without a default the server cannot read any request of that \
              client, and the call fails before the server's code is reached.",
        remedy: "Give a new parameter a default. Go on sending a removed one until no server of an old version runs any more.",
        example: example!(Files "AVC603-parameter-without-default/new-parameter":
            "schemas/v1/shop.avdl",
            "schemas/v2/shop.avdl"),
    };
    UNKNOWN_ERROR = {
        id: "AVC604",
        name: "unknown-error",
        severity: Severity::Breaking,
        kinds: &[FailureKind::MissingUnionBranch],
        summary: "A server can answer with an error that a client does not know.",
        why: "The errors of a message are a union of a text and the errors that it declares. A client whose version does not \
              declare the error cannot read it: instead of the error it gets one that says that the schemas do not match, and \
              nothing of what went wrong.",
        remedy: "Upgrade clients before a server sends the error, or go on answering old clients with a text or with an \
                 error that they know. Keep an error that was removed as long as servers of old versions send it.",
        example: example!(Files "AVC604-unknown-error/new-error":
            "schemas/v1/shop.avdl",
            "schemas/v2/shop.avdl"),
    };
}
