//! Answers requests: reads what they ask for, and writes what is answered, or why nothing is.

use lsp_server::ErrorCode;
use serde_json::Value;

/// Why a request has no answer.
pub(super) struct RequestRefusal {
    pub(super) code: ErrorCode,
    pub(super) message: String,
}

/// Answers a request of some kind.
pub(super) fn ask<R: ls_types::request::Request>(
    params: Value,
    answer: impl FnOnce(R::Params) -> R::Result,
) -> Result<Value, RequestRefusal> {
    parameters::<R>(params).map(|params| to_json(answer(params)))
}

/// What a request asks for.
///
/// # Errors
/// It makes no sense.
pub(super) fn parameters<R: ls_types::request::Request>(params: Value) -> Result<R::Params, RequestRefusal> {
    let refuse =
        |error: serde_json::Error| RequestRefusal { code: ErrorCode::InvalidParams, message: error.to_string() };
    serde_json::from_value(params).map_err(refuse)
}

/// An answer as JSON.
pub(super) fn to_json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("what the protocol has is JSON")
}
