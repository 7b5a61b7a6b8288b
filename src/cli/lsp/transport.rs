//! Reads and writes the messages of the protocol: a header with the length, then JSON (JSON-RPC 2.0).

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use lsp_server::{ErrorCode, Message, RequestId, Response};
use serde_json::Value;

use super::event::SessionEvent;

/// A message may have so many bytes: the largest file that is read, escaped as JSON, and some room.
const MESSAGE_BYTES: u64 = 256 << 20;

/// What is written to the editor, and the thread that writes it.
pub(super) struct Transport {
    pub(super) out: Sender<Message>,
    writer: JoinHandle<()>,
}

/// Messages over standard input, which become events, and standard output.
pub(super) fn stdio(events: Sender<SessionEvent>) -> Transport {
    let (out, messages) = channel::<Message>();
    // It may wait for input for ever, and ends with the process.
    thread::spawn(move || {
        read_all(BufReader::new(io::stdin().lock()), &events);
        // Nobody listens any more where the session has ended first.
        let _ = events.send(SessionEvent::InputEnded);
    });
    let writer = thread::spawn(move || {
        let mut stdout = io::stdout().lock();
        for message in messages {
            if message.write(&mut stdout).and_then(|()| stdout.flush()).is_err() {
                // The editor is gone, which the end of the input says, too.
                return;
            }
        }
    });
    Transport { out, writer }
}

impl Transport {
    /// Writes what is left.
    pub(super) fn finish(self) {
        drop(self.out);
        self.writer.join().expect("writing does not panic");
    }
}

/// Reads messages to the end. What is no message is answered with an error, as long as it is clear where the next one begins.
fn read_all(mut input: impl BufRead, events: &Sender<SessionEvent>) {
    while let Ok(Some(body)) = read_body(&mut input) {
        let event = match serde_json::from_slice::<Message>(&body) {
            Ok(message) => SessionEvent::Message(message),
            Err(error) => SessionEvent::Nonsense(refusal(&body, &error)),
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

/// The answer to what is no message; to the request that it was meant to be, if it has a number.
fn refusal(body: &[u8], error: &serde_json::Error) -> Response {
    let value = serde_json::from_slice::<Value>(body).ok();
    let code = if value.is_some() { ErrorCode::InvalidRequest } else { ErrorCode::ParseError };
    let id = value.and_then(|value| serde_json::from_value::<RequestId>(value.get("id")?.clone()).ok());
    Response::new_err(id.unwrap_or(0.into()), code as i32, format!("this is no message: {error}"))
}

/// The body of the next message; `None` at the end of the input.
///
/// # Errors
/// The header makes no sense, so that nobody knows where the next message begins.
fn read_body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    const HEADER_BYTES: u64 = 4096;
    let (mut size, mut is_first) = (None, true);
    loop {
        let mut line = String::new();
        if input.take(HEADER_BYTES).read_line(&mut line)? == 0 {
            return if is_first { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        is_first = false;
        let line = line.strip_suffix("\r\n").ok_or(io::ErrorKind::InvalidData)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
        if name.eq_ignore_ascii_case("content-length") {
            size = Some(value.trim().parse::<u64>().map_err(io::Error::other)?);
        }
    }
    let size = size.filter(|size| *size <= MESSAGE_BYTES).ok_or(io::ErrorKind::InvalidData)?;
    // Memory is taken as bytes come, whatever the header says.
    let mut body = Vec::new();
    input.take(size).read_to_end(&mut body)?;
    if (body.len() as u64) < size { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Some(body)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bodies of an input, and whether it ends where a message ends.
    fn bodies(input: &str) -> (Vec<String>, bool) {
        let mut input = input.as_bytes();
        let mut bodies = Vec::new();
        loop {
            match read_body(&mut input) {
                Ok(Some(body)) => bodies.push(String::from_utf8(body).expect("a text")),
                Ok(None) => return (bodies, true),
                Err(_) => return (bodies, false),
            }
        }
    }

    #[test]
    fn messages_are_framed_by_their_length() {
        let both = "Content-Length: 2\r\n\r\n{}content-length: 3\r\nContent-Type: x\r\n\r\n[1]";
        assert_eq!(bodies(both), (vec!["{}".to_owned(), "[1]".to_owned()], true));
        assert_eq!(bodies(""), (vec![], true));
    }

    #[test]
    fn nonsense_ends_the_input() {
        for nonsense in [
            "Content-Length: 5\r\n\r\n{}",
            "Content-Length: x\r\n\r\n{}",
            "Content-Length: 99999999999999\r\n\r\n{}",
            "hello\r\n\r\n",
            "{}\n",
            "\r\n{}",
        ] {
            assert_eq!(bodies(nonsense), (vec![], false), "{nonsense}");
        }
    }
}
