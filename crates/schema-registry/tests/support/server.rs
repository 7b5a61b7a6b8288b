//! A server on a free port of this machine that answers by a table.

#![allow(dead_code)] // each test uses a part

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What a request is answered with.
#[derive(Clone)]
pub enum Reply {
    /// A status, headers and a body, with the right length.
    Full(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes, as they are; then the connection is closed.
    Raw(Vec<u8>),
    /// These bytes, one at a time with a pause between them.
    Slow(Vec<u8>, Duration),
    /// The connection is closed without an answer.
    Close,
    /// The connection stays open without an answer.
    Hang,
}

impl Reply {
    pub fn json(status: u16, body: impl Into<String>) -> Reply {
        Reply::Full(
            status,
            vec![("content-type", "application/vnd.schemaregistry.v1+json".to_owned())],
            body.into().into(),
        )
    }

    pub fn ok(body: impl Into<String>) -> Reply {
        Reply::json(200, body)
    }

    pub fn text(status: u16, body: impl Into<String>) -> Reply {
        Reply::Full(status, vec![("content-type", "text/plain".to_owned())], body.into().into())
    }

    pub fn redirect(status: u16, location: impl Into<String>) -> Reply {
        Reply::Full(status, vec![("location", location.into())], Vec::new())
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Reply::Full(status, headers, body) => {
                let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status} x\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
                [head.into_bytes(), body.clone()].concat()
            }
            Reply::Raw(bytes) | Reply::Slow(bytes, _) => bytes.clone(),
            Reply::Close | Reply::Hang => Vec::new(),
        }
    }
}

/// A request that arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The method and the path, such as `GET /subjects`.
    pub line: String,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}

/// The running server. It ends when it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

type Script = Box<dyn Fn(&Seen, usize) -> Reply + Send + Sync>;

struct Shared {
    script: Script,
    seen: Mutex<Vec<Seen>>,
    times: Mutex<HashMap<String, usize>>,
    has_ended: AtomicBool,
}

impl Server {
    /// Answers by a table of paths. The first request of a path gets the first of its replies, and so on; the last one is repeated.
    /// Other paths do not exist.
    pub fn table(table: Vec<(&str, Vec<Reply>)>) -> Server {
        let table: HashMap<String, Vec<Reply>> =
            table.into_iter().map(|(path, replies)| (format!("GET {path}"), replies)).collect();
        Server::script(move |seen, times| match table.get(&seen.line) {
            Some(replies) => replies[times.min(replies.len() - 1)].clone(),
            None => Reply::text(404, "404 page not found\n"),
        })
    }

    /// Answers by a function of the request, and of how often its path was asked for before.
    pub fn script(script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let shared = Arc::new(Shared {
            script: Box::new(script),
            seen: Mutex::default(),
            times: Mutex::default(),
            has_ended: AtomicBool::new(false),
        });
        let own = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if own.has_ended.load(Ordering::Relaxed) {
                    break;
                }
                let own = Arc::clone(&own);
                // A client that goes away is part of the tests.
                thread::spawn(move || drop(own.answer(stream)));
            }
        });
        Server { address, shared }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().expect("no panic").clone()
    }

    /// The methods and paths of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }

    /// A text with the name `registry:8081` in place of the address.
    pub fn named(&self, text: impl ToString) -> String {
        text.to_string().replace(&self.address.to_string(), "registry:8081")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.has_ended.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let Some(seen) = request(&mut stream)? else { return Ok(()) };
        let times = {
            let mut times = self.times.lock().expect("no panic");
            let count = times.entry(seen.line.clone()).or_default();
            *count += 1;
            *count - 1
        };
        self.seen.lock().expect("no panic").push(seen.clone());
        let reply = (self.script)(&seen, times);
        match &reply {
            Reply::Slow(bytes, pause) => {
                for byte in bytes {
                    stream.write_all(&[*byte])?;
                    thread::sleep(*pause);
                }
            }
            Reply::Hang => {
                let until = Instant::now() + Duration::from_secs(20);
                while !self.has_ended.load(Ordering::Relaxed) && Instant::now() < until {
                    thread::sleep(Duration::from_millis(5));
                }
            }
            reply => stream.write_all(&reply.bytes())?,
        }
        stream.flush()
    }
}

fn request(stream: &mut TcpStream) -> std::io::Result<Option<Seen>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4_096]);
    let (head, mut body) = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let body = bytes.split_off(at + 4);
            break (String::from_utf8_lossy(&bytes).into_owned(), body);
        }
        match stream.read(&mut buffer)? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    };
    let mut lines = head.lines();
    let line = lines.next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    while body.len() < length.unwrap_or(0) {
        match stream.read(&mut buffer)? {
            0 => break,
            count => body.extend_from_slice(&buffer[..count]),
        }
    }
    Ok(Some(Seen { line, headers, body: String::from_utf8_lossy(&body).into_owned() }))
}
