//! Speaks the Model Context Protocol: messages of JSON-RPC 2.0, one on a line.
//!
//! Of the protocol there are two generations. Up to 2025-11-25 a client begins with `initialize`, and the version that is agreed
//! there holds. Since 2026-07-28 a client may ask `server/discover`, every request names its version, and answers have more keys.

use std::io::{self, BufRead, Write};

use serde_json::{Map, Value, json};

use super::call::Workshop;
use super::line::{self, IncomingLine};
use super::tool;
use crate::model::json;
use crate::model::limits::MESSAGE_BYTES;
use crate::model::text::grouped;

/// The version in which each request is complete by itself.
const MODERN: &str = "2026-07-28";

/// Those that are agreed on at the beginning, newest first.
const AGREED: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// Where a request of the modern generation names its version.
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";

const INSTRUCTIONS: &str = "avrocheck checks that new versions of Apache Avro schemas stay compatible with the old ones. After an \
                            edit of a schema, call `check`; `explain` says what a rule means, `preview` shows records as another \
                            version reads them, `fixes` gives edits that were tried, and `impact` says who uses a schema.";

type JsonObject = Map<String, Value>;

/// Why a request has no result, with its number in the protocol.
struct RpcError {
    code: i32,
    message: String,
    data: Option<Value>,
}

impl RpcError {
    fn new(code: i32, message: impl Into<String>) -> RpcError {
        RpcError { code, message: message.into(), data: None }
    }

    fn parsing(message: impl Into<String>) -> RpcError {
        RpcError::new(-32700, message)
    }

    fn no_request(message: impl Into<String>) -> RpcError {
        RpcError::new(-32600, message)
    }

    fn no_method(method: &str) -> RpcError {
        RpcError::new(-32601, format!("there is no method \"{method}\""))
    }

    fn parameters(message: impl Into<String>) -> RpcError {
        RpcError::new(-32602, message)
    }

    fn version(requested: &str) -> RpcError {
        let supported: Vec<&str> = [MODERN].into_iter().chain(AGREED).collect();
        let data = json!({ "supported": supported, "requested": requested });
        RpcError { data: Some(data), ..RpcError::new(-32022, "this version of the protocol is not spoken") }
    }
}

/// Answers every request of the input, one after the other, until it ends.
///
/// # Errors
/// Those of the input and the output.
pub(super) fn serve(mut input: impl BufRead, out: &mut dyn Write, workshop: &Workshop<'_>) -> io::Result<()> {
    while let Some(line) = line::next(&mut input)? {
        let answer = match line {
            IncomingLine::TooLong => {
                let most = grouped(MESSAGE_BYTES.most);
                Some(failed(&Value::Null, RpcError::no_request(format!("a message may have {most} bytes"))))
            }
            IncomingLine::Whole(line) if line.trim_ascii().is_empty() => None,
            IncomingLine::Whole(line) => answer_to_line(&line, workshop),
        };
        if let Some(answer) = answer {
            json::write(&answer, &mut *out)?;
            out.flush()?;
        }
    }
    Ok(())
}

/// Several messages in an array have an array of answers.
fn answer_to_line(line: &[u8], workshop: &Workshop<'_>) -> Option<Value> {
    match serde_json::from_slice(line) {
        Err(error) => Some(failed(&Value::Null, RpcError::parsing(format!("this is not JSON: {error}")))),
        Ok(Value::Array(messages)) if !messages.is_empty() => {
            let answers: Vec<Value> = messages.into_iter().filter_map(|message| answer(message, workshop)).collect();
            (!answers.is_empty()).then_some(Value::Array(answers))
        }
        Ok(message) => answer(message, workshop),
    }
}

/// The answer to a message; none to a notification.
fn answer(message: Value, workshop: &Workshop<'_>) -> Option<Value> {
    let Value::Object(mut message) = message else {
        return Some(failed(&Value::Null, RpcError::no_request("a message is an object")));
    };
    let id = match message.remove("id") {
        None if message.contains_key("method") => return None,
        Some(id) if id.is_string() || id.is_i64() || id.is_u64() => id,
        None | Some(_) => {
            let error = RpcError::no_request("a request has `method`, and a string or a whole number as `id`");
            return Some(failed(&Value::Null, error));
        }
    };
    if message.get("jsonrpc") != Some(&json!("2.0")) {
        return Some(failed(&id, RpcError::no_request("`jsonrpc` has to be \"2.0\"")));
    }
    let Some(method) = message.get("method") else {
        // An answer, where nothing was asked.
        return None;
    };
    let Some(method) = method.as_str().map(str::to_owned) else {
        return Some(failed(&id, RpcError::no_request("`method` has to be a string")));
    };
    let answered = match message.remove("params") {
        None => result(&method, &JsonObject::new(), workshop),
        Some(Value::Object(parameters)) => result(&method, &parameters, workshop),
        Some(_) => Err(RpcError::parameters("`params` has to be an object")),
    };
    Some(match answered {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(error) => failed(&id, error),
    })
}

fn failed(id: &Value, RpcError { code, message, data }: RpcError) -> Value {
    let mut error = json!({ "code": code, "message": message });
    if let Some(data) = data {
        error["data"] = data;
    }
    json!({ "jsonrpc": "2.0", "id": id, "error": error })
}

fn result(method: &str, parameters: &JsonObject, workshop: &Workshop<'_>) -> Result<Value, RpcError> {
    let version = parameters.get("_meta").and_then(|meta| meta.get(VERSION_KEY)).and_then(Value::as_str);
    if let Some(unknown) = version.filter(|version| *version != MODERN && !AGREED.contains(version)) {
        return Err(RpcError::version(unknown));
    }
    let mut result = match method {
        "initialize" => {
            let wanted = parameters.get("protocolVersion").and_then(Value::as_str).unwrap_or_default();
            let agreed = AGREED.into_iter().find(|known| *known == wanted).unwrap_or(AGREED[0]);
            json!({
                "protocolVersion": agreed,
                "capabilities": { "tools": { "listChanged": false } },
                "serverInfo": server(),
                "instructions": INSTRUCTIONS,
            })
        }
        "server/discover" => json!({
            "supportedVersions": [MODERN],
            "capabilities": { "tools": {} },
            "instructions": INSTRUCTIONS,
            "ttlMs": 0,
            "cacheScope": "private",
        }),
        "ping" => json!({}),
        "tools/list" => {
            let mut list = json!({ "tools": tool::descriptions(workshop.may_write) });
            if version == Some(MODERN) {
                list["ttlMs"] = json!(0);
                list["cacheScope"] = json!("private");
            }
            list
        }
        "tools/call" => called(parameters, workshop)?,
        unknown => return Err(RpcError::no_method(unknown)),
    };
    if version == Some(MODERN) {
        result["resultType"] = json!("complete");
        result["_meta"] = json!({ "io.modelcontextprotocol/serverInfo": server() });
    }
    Ok(result)
}

fn server() -> Value {
    json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") })
}

/// What a tool answers. What is wrong with its arguments is an answer, too, so that an agent can correct them.
fn called(parameters: &JsonObject, workshop: &Workshop<'_>) -> Result<Value, RpcError> {
    let name = parameters.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| RpcError::parameters("`name` has to be the name of a tool"))?;
    let tool = tool::find(name).ok_or_else(|| RpcError::parameters(format!("there is no tool \"{name}\"")))?;
    let no_arguments = JsonObject::new();
    let arguments = match parameters.get("arguments") {
        None | Some(Value::Null) => &no_arguments,
        Some(Value::Object(arguments)) => arguments,
        Some(_) => return Err(RpcError::parameters("`arguments` has to be an object")),
    };
    let answer = workshop.call(tool, arguments);
    let content: Vec<Value> = answer.texts.iter().map(|text| json!({ "type": "text", "text": text })).collect();
    let mut result = json!({ "content": content, "isError": answer.is_error });
    if let Some(report) = answer.report {
        result["structuredContent"] = report;
    }
    Ok(result)
}
